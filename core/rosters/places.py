"""Which association a row means: county, township and village by name or code (domain.md §7 cases 43-45)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from core.associations.models import SPANS, Association, Level
from core.associations.network import COMMITTEE, normalise_name
from core.rosters.cells import CellError
from core.scope import Scope

LISTED = 6
PARTS = {Level.COUNTY: "county", Level.TOWNSHIP: "township", Level.VILLAGE: "village"}
PEOPLES = re.compile(r"(?:[侗苗瑶土回壮]家?族|各族)+")
TAILS = {
    Level.COUNTY: re.compile(r"(?:自治县|管理区|[县市区])$"),
    Level.TOWNSHIP: re.compile(r"(?:民族乡|街道办事处|人民政府|办事处|街道|[镇乡])$"),
    Level.VILLAGE: re.compile(r"(?:社区|村)$"),
}


class OutOfRange(CellError):
    """The unit is known, and not the importer's."""

    def __init__(self) -> None:
        super().__init__("不在您的单位范围内", "请由所属单位导入这一行。")


@dataclass(slots=True)
class Unit:
    """What an import needs to know of an association."""

    id: int
    code: int
    level: int
    name: str
    spellings: set[str]
    short: str
    children: dict[int, "Unit"] = field(default_factory=dict)
    by_name: dict[str, list["Unit"]] = field(default_factory=dict)

    @property
    def high(self) -> int:
        return self.code + SPANS[self.level] - 1


class Places:
    """The network, read once for an import."""

    def __init__(self, within: Scope, rows: Iterable[Association] | None = None) -> None:
        self.within = within
        self.by_code: dict[tuple[int, int], Unit] = {}
        self.known: dict[tuple[str, ...], Unit | CellError] = {}
        self.top: Unit | None = None
        fields = ("pk", "code", "level", "name", "official_name")
        for row in rows or Association.objects.filter(is_active=True).only(*fields):
            self.by_code[row.code, row.level] = _unit(row)
        for unit in self.by_code.values():
            self._place(unit)

    def _place(self, unit: Unit) -> None:
        if unit.level == Level.CITY:
            self.top = unit
            return
        span = SPANS[unit.level - 1]
        parent = self.by_code.get((unit.code // span * span, unit.level - 1))
        if parent is None:
            return
        parent.children[unit.id] = unit
        for name in unit.spellings | {unit.short}:
            parent.by_name.setdefault(name, []).append(unit)

    def find(self, county: str = "", township: str = "", village: str = "", unit: str = "") -> Unit:
        """The association of a row. ``CellError`` names what cannot be found, with candidates."""
        key = (county, township, village, unit)
        found = self.known.get(key)
        if found is None:
            try:
                found = self._found(*key)
            except CellError as error:
                found = error
            self.known[key] = found
        if isinstance(found, CellError):
            raise found
        return found

    def _found(self, county: str, township: str, village: str, unit: str) -> Unit:
        here = self._start()
        if unit and not (county or township or village):
            return self._inside(self._by_path(unit))
        parts = [(Level.COUNTY, county), (Level.TOWNSHIP, township), (Level.VILLAGE, village)]
        for level, text in parts:
            here = self._step(here, Level(level), text)
            if here.code > self.within.high or here.high < self.within.low:
                raise OutOfRange
        return self._inside(here)

    def _start(self) -> Unit:
        """The top of the network: the importer's own range fills in what a row leaves out."""
        if self.top is None:
            raise CellError("区划表还没有装载", "请联系管理员。")
        return self.top

    def _own(self, level: Level) -> Unit | None:
        """The unit of ``level`` in which the importer's whole range lies."""
        span = SPANS[level]
        if self.within.low // span != self.within.high // span:
            return None
        return self.by_code.get((self.within.low // span * span, level))

    def _step(self, here: Unit, level: Level, text: str) -> Unit:
        if not text:
            own = self._own(level)
            return (
                own
                if own is not None and own.code // SPANS[here.level] == here.code // SPANS[here.level]
                else here
            )
        if text.isdigit():
            return self._by_code(text)
        if here.level < level - 1:
            return self._skipping(here, level, text)
        units = _named(here, level, text)
        if len(units) == 1:
            return units[0]
        if not units and level == Level.TOWNSHIP and self._stands_elsewhere(level, text):
            raise OutOfRange
        raise self._unknown(here.children.values(), level, text, units)

    def _skipping(self, here: Unit, level: Level, text: str) -> Unit:
        """A village without its township, a township without its county."""
        rows = [unit for unit in self._below(here, level) if self._is_mine(unit)]
        named = [unit for unit in rows if _spelled(unit, level, text)]
        if len(named) == 1 and level == Level.TOWNSHIP:
            return named[0]
        missing = Level(level - 1).label
        error = self._unknown(rows, level, text, named)
        if named:
            error.reason = f"没有写{missing}，分不清是哪一个“{text}”"
            error.cause = f"没有写{missing}"
        raise error

    def _stands_elsewhere(self, level: Level, text: str) -> bool:
        return any(unit.level == level and text in unit.spellings for unit in self.by_code.values())

    def _below(self, here: Unit, level: Level) -> list[Unit]:
        units = [here]
        while units and units[0].level < level:
            units = [child for unit in units for child in unit.children.values()]
        return units

    def _is_mine(self, unit: Unit) -> bool:
        return self.within.low <= unit.code and unit.high <= self.within.high

    def _inside(self, unit: Unit) -> Unit:
        if not self._is_mine(unit):
            raise OutOfRange
        return unit

    def _by_code(self, text: str) -> Unit:
        code = int(text.ljust(12, "0")[:12])
        for level in (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY):
            unit = self.by_code.get((code, level))
            if unit is not None and (len(text) == 12 or level == {4: 1, 6: 2, 9: 3, 12: 4}.get(len(text))):
                return unit
        raise CellError(f"区划代码“{text}”找不到", "请核对代码，或改写名称。", cause="区划代码找不到")

    def _by_path(self, text: str) -> Unit:
        """「茶溪村」, 「黔城镇茶溪村」, 「茶溪村 · 黔城镇 · 洪江市」, or a code."""
        if text.isdigit():
            return self._by_code(text)
        if "·" in text:
            return self.along([part for part in reversed(text.split("·")) if part])
        rows = [unit for unit in self.by_code.values() if self._is_mine(unit)]
        named = [unit for unit in rows if text in unit.spellings]
        if not named:
            named = [unit for unit in rows if any(text == path for path in self._joined(unit))]
        if len(named) == 1:
            return named[0]
        if not named and any(text in unit.spellings for unit in self.by_code.values()):
            raise OutOfRange
        raise self._unknown(rows, Level.VILLAGE, text, named)

    def along(self, parts: list[str]) -> Unit:
        """The unit at the end of a path, from the top down."""
        here = self._start()
        for part in parts:
            rows = [unit for level in Level if level > here.level for unit in self._below(here, level)]
            named = [unit for unit in rows if part in unit.spellings]
            if len(named) != 1:
                raise self._unknown(rows, Level.VILLAGE, part, named)
            here = named[0]
        return here

    def _joined(self, unit: Unit) -> list[str]:
        """黔城镇茶溪村, 洪江市黔城镇茶溪村."""
        names, paths = unit.name, []
        for level in range(unit.level - 1, 0, -1):
            span = SPANS[level]
            above = self.by_code.get((unit.code // span * span, level))
            names = f"{above.name}{names}" if above else names
            paths.append(names)
        return paths

    def _unknown(self, rows: Iterable[Unit], level: Level, text: str, named: list[Unit]) -> CellError:
        """The refusal, with what may be meant."""
        rows = list(rows)
        near = named
        if not near:
            names = {unit.name: unit for unit in rows}
            near = [names[name] for name in get_close_matches(text, names, LISTED, 0.5)]
        choices = [(self.path(unit), self.path(unit)) for unit in near[:LISTED]]
        reason = f"有 {len(named)} 个“{text}”" if named else f"{level.label}“{text}”找不到"
        cause = "同名单位，分不清" if named else f"{level.label}找不到"
        remedy = f"是不是：{'；'.join(label for _, label in choices)}" if choices else "请核对名称，写全称。"
        error = CellError(reason, remedy, cause=cause, choices=choices)
        error.part = PARTS.get(level, "")
        return error

    def path(self, unit: Unit) -> str:
        """「茶溪村 · 黔城镇 · 洪江市」."""
        names = [unit.name]
        for level in range(unit.level - 1, Level.CITY, -1):
            span = SPANS[level]
            above = self.by_code.get((unit.code // span * span, level))
            if above:
                names.append(above.name)
        return " · ".join(names)

    def parts(self, code: int, level: int) -> dict[str, str]:
        """The names of the columns 县, 乡镇, 村 and 单位 for an association: how exports write it."""
        found = {"unit": ""}
        for part, at in (("county", Level.COUNTY), ("township", Level.TOWNSHIP), ("village", Level.VILLAGE)):
            span = SPANS[at]
            unit = self.by_code.get((code // span * span, at)) if at <= level else None
            found[part] = unit.name if unit else ""
        own = self.by_code.get((code, level))
        found["unit"] = self.path(own) if own else ""
        return found


def _unit(row: Association) -> Unit:
    level = Level(row.level)
    names = {row.name, "".join(row.official_name.split()), normalise_name(row.official_name, level)}
    short = TAILS[level].sub("", PEOPLES.sub("", row.name)) if level in TAILS else row.name
    if level == Level.COUNTY:
        plain = PEOPLES.sub("", row.name)
        names |= {plain, plain.replace("自治县", "县"), plain.replace("管理区", "区"), f"怀化市{row.name}"}
    if level == Level.VILLAGE:
        names.add(COMMITTEE.sub("", row.official_name))
    return Unit(row.pk, row.code, row.level, row.name, {name for name in names if name}, short)


def _spelled(unit: Unit, level: Level, text: str) -> bool:
    return text in unit.spellings or normalise_name(text, level) in unit.spellings


def _named(parent: Unit, level: Level, text: str) -> list[Unit]:
    """Children of that name: as it stands first, then as the table normalises it, then without its ending."""
    rows = parent.by_name.get(text, [])
    exact = [unit for unit in rows if text in unit.spellings]
    if exact:
        return exact
    if rows := parent.by_name.get(normalise_name(text, level), []):
        return rows
    for above in (parent.name, parent.short):
        if text.startswith(above) and text != above and (rows := parent.by_name.get(text[len(above) :], [])):
            return rows
    bare = TAILS[level].sub("", PEOPLES.sub("", text))
    return [unit for unit in parent.children.values() if bare and unit.short == bare]
