"""Finding the header of a sheet and what its columns mean (domain.md §7 cases 1-5, 49)."""

import re
from dataclasses import dataclass
from typing import Any

from core.associations.models import Level
from core.parsing import plain_text
from core.rosters.cells import shown_raw, unpacked
from core.rosters.declare import RosterField, RosterKind
from core.scope import Scope
from core.workbooks.opening import SheetFacts

WITHIN, DEEPEST, ENOUGH = 10, 3, 3
BRACKETED = re.compile(r"[(\[【\u3014]([^)\]】\u3015]*)[)\]】\u3015]")
UNITS = re.compile(r"^(?:单位[::]?)?(万元|元|人|户|次|人次|场次?|份|个|岁|家|所|%)$")
YEAR = re.compile(r"(20\d\d)年")
NUMBERING = {"序号", "编号", "序", "NO", "NO.", "行号"}
HEALTH = "系统不收集个人的生育、节育、孕检和疾病情况"
FORBIDDEN: dict[str, str] = {
    **dict.fromkeys(
        ["孕", "妊娠", "预产", "月经", "避孕", "节育", "绝育", "结扎", "上环", "放环", "取环", "环情", "流产",
         "引产", "分娩", "生育史", "生育情况", "生育意愿", "再生育", "超生", "违法生育", "社会抚养费", "不育",
         "产筛", "筛查", "检查结果", "诊断", "病情", "病史", "病名", "病种", "患病", "疾病", "出生缺陷",
         "遗传"],
        HEALTH,
    ),
    **dict.fromkeys(["残疾等级", "伤残等级", "残疾级别", "残疾类别", "残疾证"], "系统不收集残疾等级"),
    **dict.fromkeys(["银行", "卡号", "账号", "帐号", "开户", "存折"], "系统不收集银行账号"),
}  # fmt: skip


@dataclass
class Heading:
    """One column of the header. ``name``: of our field, "" if it is not imported; ``refusal``: why never."""

    column: int
    text: str
    unit: str = ""
    name: str = ""
    refusal: str = ""


@dataclass
class Header:
    """Rows ``first`` to ``last`` of a sheet, and the columns below them."""

    first: int
    last: int
    headings: list[Heading]
    year: int | None = None  # from the title above

    @property
    def known(self) -> int:
        return len({heading.name for heading in self.headings if heading.name})

    @property
    def rank(self) -> tuple[int, int]:
        """Most known names, then fewest rows: a title above is no part of it."""
        return self.known, self.first - self.last


def normalised(text: str) -> str:
    """A heading without blanks, brackets, stars and colons, in plain forms."""
    text = BRACKETED.sub("", "".join(plain_text(text).split()))
    return text.strip("*:、.").upper()


def unit_of(text: str) -> str:
    """金额（元） → 元."""
    for found in BRACKETED.finditer("".join(plain_text(text).split())):
        if unit := UNITS.fullmatch(found[1]):
            return unit[1]
    return ""


def names_of(kind: RosterKind) -> dict[str, str]:
    """{normalised heading: field}."""
    found: dict[str, str] = {}
    for one in kind.fields:
        for text in (one.column_name, *one.aliases):
            found.setdefault(normalised(text), one.name)
    return found


def refusal_of(kind: RosterKind, text: str) -> str:
    """Why a heading may not be imported; "" where it may."""
    plain = normalised(text)
    for part, reason in {**kind.forbidden, **FORBIDDEN}.items():
        if part in plain:
            return reason
    return ""


def find_header(kind: RosterKind, sheet: SheetFacts) -> Header | None:
    """The rows that name most of our columns; None where fewer than three do."""
    rows = [number for number, _ in sheet.head if number <= WITHIN]
    best: Header | None = None
    for first in rows:
        for last in (number for number in rows if first <= number < first + DEEPEST):
            found = read_header(kind, sheet, first, last)
            if best is None or found.rank > best.rank:
                best = found
    enough = min(ENOUGH, len(kind.fields))
    return best if best is not None and best.known >= enough else None


def read_header(kind: RosterKind, sheet: SheetFacts, first: int, last: int) -> Header:
    """The columns below the given rows, groups flattened (家庭住址 / 乡镇)."""
    texts = _flattened(sheet, first, last)
    names = names_of(kind)
    headings = [_heading(kind, names, column, parts) for column, parts in sorted(texts.items())]
    _settle_repeats(names, headings, texts)
    return Header(first, last, headings, _year(sheet, first))


def _year(sheet: SheetFacts, first: int) -> int | None:
    above = "".join(
        shown_raw(unpacked(cell)) for number, cells in sheet.head if number < first for cell in cells
    )
    found = YEAR.search("".join(plain_text(above).split()))
    return int(found[1]) if found else None


def _flattened(sheet: SheetFacts, first: int, last: int) -> dict[int, list[str]]:
    """{column: its headings from the group down}; merged groups stand over each of their columns."""
    cells: dict[tuple[int, int], str] = {}
    for number, row in sheet.head:
        if first <= number <= last:
            for column, cell in enumerate(row, start=1):
                if cell is not None:
                    cells[number, column] = shown_raw(unpacked(cell)).strip()
    for top, left, _, right in sheet.merged:
        if first <= top <= last and (top, left) in cells and right > left and right - left < 200:
            for column in range(left + 1, right + 1):
                cells.setdefault((top, column), cells[top, left])
    found: dict[int, list[str]] = {}
    for (_, column), text in sorted(cells.items()):
        parts = found.setdefault(column, [])
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return {column: parts for column, parts in found.items() if parts}


def _heading(kind: RosterKind, names: dict[str, str], column: int, parts: list[str]) -> Heading:
    text = " / ".join(" ".join(part.split()) for part in parts)
    unit = next((unit for part in reversed(parts) if (unit := unit_of(part))), "")
    name = names.get(normalised("".join(parts))) or names.get(normalised(parts[-1]), "")
    if not name and len(parts) > 1 and normalised(parts[-1]) not in NUMBERING:
        name = names.get(normalised(parts[0]), "")
    return Heading(column, text, unit, name, "" if name else refusal_of(kind, text))


def _settle_repeats(names: dict[str, str], headings: list[Heading], texts: dict[int, list[str]]) -> None:
    """父亲/姓名, 母亲/姓名: where only the last level is known and stands twice, groups tell them apart."""
    for heading in headings:
        twins = [one for one in headings if one.name and one.name == heading.name]
        if len(twins) < 2:
            continue
        exact = [one for one in twins if normalised("".join(texts[one.column])) in names]
        if len(exact) == 1:
            for one in twins:
                if one is not exact[0]:
                    one.name = ""


def faults(kind: RosterKind, headings: list[Heading], within: Scope) -> list[str]:
    """What makes the sheet unusable: required columns that are missing, fields that stand twice."""
    given = [heading.name for heading in headings if heading.name]
    found = []
    for one in kind.fields:
        twice = [heading.text for heading in headings if heading.name == one.name]
        if len(twice) > 1:
            listed = "”和“".join(twice)
            found.append(f"“{one.column_name}”有 {len(twice)} 列（“{listed}”），请只留一列。")
    missing = [one.column_name for one in kind.fields if one.required and one.name not in given]
    missing += missing_places(kind, given, within)
    if missing:
        found.append(f"缺少必填的列：{'、'.join(missing)}。请在文件里加上这些列，或在“对列”里指明是哪一列。")
    return found


def missing_places(kind: RosterKind, given: list[str], within: Scope) -> list[str]:
    """The place columns without which nobody knows which association a row belongs to."""
    by_part = {one.place: one for one in kind.fields if one.place}
    present = {part for part, one in by_part.items() if one.name in given}
    if not by_part or "unit" in present:
        return []
    if kind.place_level is None:
        return [] if present else [next(iter(by_part.values())).column_name] if _is_wide(within) else []
    wanted = {Level.COUNTY: "county", Level.TOWNSHIP: "township", Level.VILLAGE: "village"}
    needed = [
        part for level, part in wanted.items() if level <= kind.place_level and not _implied(level, within)
    ]
    return [by_part[part].column_name for part in needed if part in by_part and part not in present]


def _is_wide(within: Scope) -> bool:
    return within.high > within.low


def _implied(level: int, within: Scope) -> bool:
    """Whether a whole range lies in one unit of the level."""
    span = {Level.COUNTY: 10**6, Level.TOWNSHIP: 10**3, Level.VILLAGE: 1}[Level(level)]
    return within.low // span == within.high // span


def as_json(headings: list[Heading]) -> list[dict[str, Any]]:
    return [
        {"column": one.column, "text": one.text, "unit": one.unit, "name": one.name, "refusal": one.refusal}
        for one in headings
    ]


def from_json(rows: list[dict[str, Any]]) -> list[Heading]:
    return [Heading(**row) for row in rows]


def mapped(kind: RosterKind, headings: list[Heading]) -> dict[int, tuple[RosterField, str]]:
    """{column: (field, unit in its heading)} of what is imported."""
    return {one.column: (kind.field(one.name), one.unit) for one in headings if one.name}
