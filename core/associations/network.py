"""Loading the network from a division table."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.associations.models import Association, Kind, Level
from core.pinyin import initials_of

DIVISIONS = Path(__file__).resolve().parent.parent / "data" / "divisions.csv"
LEVELS = {"city": Level.CITY, "county": Level.COUNTY, "township": Level.TOWNSHIP, "village": Level.VILLAGE}
DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
COLUMNS = ("code", "name", "level", "parent_code")
COMMITTEE = re.compile(r"(村民委员会|村委会会?|居民委员会|居委会)$")
KINDS = [("街道", Kind.STREET), ("镇", Kind.TOWN), ("乡", Kind.TOWNSHIP)]


class BadTable(ValueError):
    """The division table cannot be used; the message names line and reason, in Chinese."""


@dataclass
class Change:
    """What loading would do, or did."""

    created: list[Association] = field(default_factory=list)
    updated: list[tuple[Association, list[str]]] = field(default_factory=list)
    unchanged: int = 0
    missing: list[Association] = field(default_factory=list)


def normalise_name(name: str, level: int) -> str:
    """The name that people use: 「金中村村委会」→「金中村」,「枫响铃居委会」→「枫响铃社区」.

    domain.md §7: the table mixes 村委会 / 居委会 / 社区居委会 / bare 村.
    """
    name = re.sub(r"\s+", "", name)
    if level == Level.COUNTY:
        return name.removeprefix("怀化市")
    match = COMMITTEE.search(name)
    if level != Level.VILLAGE or match is None:
        return name
    bare = name[: match.start()]
    if match.group().startswith("村"):
        return bare if bare.endswith("村") else bare + "村"
    return bare if bare.endswith(("社区", "村")) else bare + "社区"


def kind_of(name: str, level: int) -> Kind:
    """The kind of unit, from its normalised name."""
    if level == Level.CITY:
        return Kind.CITY
    if level == Level.COUNTY:
        return {"市": Kind.COUNTY_CITY, "区": Kind.DISTRICT}.get(name[-1], Kind.COUNTY)
    if level == Level.TOWNSHIP:
        return next((kind for ending, kind in KINDS if name.endswith(ending)), Kind.OTHER)
    if name.endswith("社区"):
        return Kind.COMMUNITY
    return Kind.VILLAGE if name.endswith("村") else Kind.OTHER


def read_table(path: Path) -> list[Association]:
    """Unsaved associations of a division table, parents before children; raises ``BadTable``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise BadTable(f"表头应有 {'、'.join(COLUMNS)} 四列。")
        rows = list(_rows(reader))
    by_address = {(row.code, row.level): row for row, _, _ in rows}
    if len(by_address) < len(rows):
        raise BadTable("区划代码有重复，请核对后再装载。")
    for row, parent_code, line in rows:
        if row.level == Level.CITY:
            continue
        row.parent = by_address.get((_address(parent_code, line), row.level - 1))
        if row.parent is None:
            raise BadTable(f"第 {line} 行：{row.name} 的上级代码 {parent_code} 不在表中。")
        if row.code not in range(row.parent.low, row.parent.high + 1):
            raise BadTable(f"第 {line} 行：{row.name} 的代码不在上级 {row.parent.name} 的代码段内。")
    return sorted((row for row, _, _ in rows), key=lambda row: (row.level, row.code))


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[Association, str, int]]:
    for line, cells in enumerate(reader, start=2):
        level = LEVELS.get(cells["level"])
        if level is None:
            raise BadTable(f"第 {line} 行：层级“{cells['level']}”不认识。")
        if len(cells["code"]) != DIGITS[level]:
            raise BadTable(
                f"第 {line} 行：{level.label}的代码应为 {DIGITS[level]} 位，现为“{cells['code']}”。"
            )
        name = normalise_name(cells["name"], level)
        unit = Association(
            code=_address(cells["code"], line),
            level=level,
            kind=kind_of(name, level),
            name=name,
            official_name=cells["name"].strip(),
            initials=initials_of(name),
        )
        yield unit, cells["parent_code"], line


def _address(code: str, line: int) -> int:
    if not code.isascii() or not code.isdigit():
        raise BadTable(f"第 {line} 行：代码“{code}”不是数字。")
    return int(code.ljust(12, "0"))


LOADED = ["kind", "name", "official_name", "initials"]


def compare(wanted: list[Association]) -> Change:
    """What loading ``wanted`` would change; units that the table no longer has are listed, never removed."""
    standing = {(row.code, row.level): row for row in Association.objects.all()}
    change = Change()
    for unit in wanted:
        before = standing.pop((unit.code, unit.level), None)
        if before is None:
            change.created.append(unit)
            continue
        differing = [name for name in LOADED if getattr(before, name) != getattr(unit, name)]
        unit.pk = before.pk
        if differing:
            change.updated.append((unit, differing))
        else:
            change.unchanged += 1
    change.missing = list(standing.values())
    return change


def apply(change: Change) -> None:
    """Write what ``compare`` found, parents first, in the caller's transaction."""
    for level in Level.values:
        units = [unit for unit in change.created if unit.level == level]
        for unit in units:
            unit.parent_id = unit.parent.pk if unit.parent else None
        Association.objects.bulk_create(units, batch_size=1000)
    Association.objects.bulk_update([unit for unit, _ in change.updated], LOADED, batch_size=200)
