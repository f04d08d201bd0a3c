"""The matrix: rows of units, columns of duties or rounds, and what each cell says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.associations.models import SPANS, Association, Level
from core.duties.declare import Area, DutyRule, UnitSpan
from core.duties.queries import gather
from core.duties.results import Result, State, results
from core.duties.slots import Cycle, Slot
from reports.coverage.asked import Asked
from reports.coverage.words import Cell, Column, cell_of

EVERYTHING_OPEN, MOST_OPEN = "all", 60


@dataclass
class Row:
    """One unit. ``township``: the address of its group."""

    unit: UnitSpan
    township: int
    cells: list[Cell]
    overdue: int = 0
    due: int = 0


def rate_of(done: int, asked: int) -> str:
    """Cut off, not rounded: 100 % stands only where nothing is missing."""
    return f"{done * 1000 // asked / 10:.1f}%" if asked else ""


@dataclass
class Sum:
    """「已完成 361 / 应完成 404　89.4%」 of one column, or of one township in it."""

    done: int = 0
    asked: int = 0
    overdue: int = 0
    due: int = 0
    excused: int = 0

    def add(self, found: Iterable[Result]) -> None:
        for one in found:
            self.done += one.state == State.DONE
            self.asked += one.state != State.NOT_APPLICABLE
            self.overdue += one.state == State.OVERDUE
            self.due += one.state == State.DUE
            self.excused += one.state == State.EXCUSED

    @property
    def rate(self) -> str:
        return rate_of(self.done, self.asked)


@dataclass
class Township:
    """The rows of one township under its line."""

    code: int
    name: str
    rows: list[Row] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    is_open: bool = True


@dataclass
class Matrix:
    columns: list[Column]
    sums: list[Sum]
    townships: list[Township]
    units: int
    this_week: int

    @property
    def shown_rows(self) -> int:
        return sum(len(group.rows) for group in self.townships)


Found = dict[str, dict[str, list[Result]]]  # {rule code: {unit key: results}}


def read_matrix(asked: Asked) -> Matrix:
    """Every cell of what is asked; rows narrowed by the filters, sums over all rows."""
    area = Area(asked.association)
    slots = {rule.code: asked.slots(rule) for rule in asked.rules}
    facts = gather(asked.rules, area, slots)
    found: Found = {}
    for rule in asked.rules:
        mine = found.setdefault(rule.code, {})
        for one in results(rule, facts[rule.code], slots[rule.code], asked.today):
            mine.setdefault(_row_key(asked, one.unit), []).append(one)
    columns = columns_of(asked, slots)
    units = _units(asked, area, [unit for rule in asked.rules for unit in facts[rule.code].units])
    rows = [_row(asked, unit, columns, found) for unit in units]
    sums = [_sum(column, found, units) for column in columns]
    kept = [row for row in rows if _is_wanted(asked, area, row)]
    return Matrix(
        columns, sums, _by_township(asked, area, kept, columns, found), len(rows), _this_week(asked, found)
    )


def _row_key(asked: Asked, unit: UnitSpan) -> str:
    """Families are summed up by the place where they live."""
    return str(unit.association) if asked.group.family else unit.key


def _units(asked: Asked, area: Area, spans: list[UnitSpan]) -> list[UnitSpan]:
    """The rows, each once, in the order of the network."""
    if asked.group.family:
        codes = {span.association for span in spans}
        return [UnitSpan(str(one.code), one.name, one.code) for one in area.units if one.code in codes]
    level = asked.group.level
    keys = {str(unit.pk) for unit in area.units if unit.level == level} if level else None
    return list({span.key: span for span in spans if keys is None or span.key in keys}.values())


def columns_of(asked: Asked, slots: dict[str, list[Slot]]) -> list[Column]:
    """A column for each duty; of one duty alone, one for each round, a yearly one with its months."""
    if len(asked.rules) > 1:
        return [Column(rule.code, rule.head, rule, tuple(slots[rule.code])) for rule in asked.rules]
    return [column for rule in asked.rules for column in _rounds(rule, slots[rule.code], asked.year)]


def _rounds(rule: DutyRule, slots: list[Slot], year: int) -> list[Column]:
    columns = [Column(f"{rule.code}.{slot.first}", slot.label(rule.period), rule, (slot,)) for slot in slots]
    if rule.period in (Cycle.YEAR, Cycle.HALF):
        columns += [
            Column(f"{rule.code}.{month}", f"{month}月", rule, tuple(slots), month) for month in range(1, 13)
        ]
    return columns


def _of(column: Column, found: Found, key: str) -> list[Result]:
    mine = found[column.rule.code].get(key, [])
    return (
        mine if len(column.slots) != 1 or column.month else [one for one in mine if one.slot in column.slots]
    )


def _row(asked: Asked, unit: UnitSpan, columns: list[Column], found: Found) -> Row:
    township = unit.association // SPANS[Level.TOWNSHIP] * SPANS[Level.TOWNSHIP]
    row = Row(unit, township, [])
    for column in columns:
        mine = _of(column, found, unit.key)
        row.cells.append(cell_of(asked, unit, column, mine))
        if not column.month:
            row.overdue += sum(one.state == State.OVERDUE for one in mine)
            row.due += sum(one.state == State.DUE for one in mine)
    return row


def _sum(column: Column, found: Found, units: list[UnitSpan]) -> Sum:
    """Of several rounds only those count whose time has come."""
    total = Sum()
    if column.month:
        return total
    for unit in units:
        mine = _of(column, found, unit.key)
        total.add(one for one in mine if len(column.slots) == 1 or one.state != State.FUTURE)
    return total


def _is_wanted(asked: Asked, area: Area, row: Row) -> bool:
    if asked.township and row.township != asked.township:
        return False
    if asked.only and not (row.overdue if asked.only == State.OVERDUE else row.due):
        return False
    return (
        not asked.text or asked.text in row.unit.label or _initials(area, row).startswith(asked.text.lower())
    )


def _initials(area: Area, row: Row) -> str:
    return next((unit.initials for unit in area.units if unit.code == row.unit.association), "")


def _by_township(
    asked: Asked, area: Area, rows: list[Row], columns: list[Column], found: Found
) -> list[Township]:
    names = _names(asked, area)
    groups: dict[int, Township] = {}
    for row in rows:
        name = names.get(row.township, f"{asked.association.name}本级")
        groups.setdefault(row.township, Township(row.township, name)).rows.append(row)
    is_long = len(rows) > MOST_OPEN and not asked.is_narrowed and asked.opened != EVERYTHING_OPEN
    for group in groups.values():
        group.sums = [_sum(column, found, [row.unit for row in group.rows]) for column in columns]
        group.is_open = not is_long or asked.opened == str(group.code)
    found_groups = list(groups.values())
    if asked.sort == "gaps":
        for group in found_groups:
            group.rows.sort(key=lambda row: (-row.overdue, -row.due))
        found_groups.sort(key=lambda group: -sum(row.overdue + row.due for row in group.rows))
    return found_groups


def _names(asked: Asked, area: Area) -> dict[int, str]:
    """Townships by address; those of a city with their county."""
    townships = [unit for unit in area.units if unit.level == Level.TOWNSHIP]
    if asked.association.level > Level.CITY:
        return {unit.code: unit.name for unit in townships}
    rows = Association.objects.filter(level=Level.COUNTY, code__range=(area.low, area.high))
    counties = dict(rows.values_list("code", "name"))
    span = SPANS[Level.COUNTY]
    return {unit.code: f"{unit.name} · {counties.get(unit.code // span * span, '')}" for unit in townships}


def _this_week(asked: Asked, found: Found) -> int:
    """How many cells were completed since Monday: by the day of the event that made them whole."""
    monday = asked.today - timedelta(days=asked.today.weekday())
    cells = (one for mine in found.values() for cells in mine.values() for one in cells)
    done = (one for one in cells if one.state == State.DONE and one.rule.period != Cycle.STANDING)
    return sum(_completed(one) >= monday for one in done)


def _completed(one: Result) -> date:
    at = min(one.minimum, len(one.events)) - 1
    return one.events[at].day if at >= 0 else date.min
