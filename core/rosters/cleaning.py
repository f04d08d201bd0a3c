"""Rows of a sheet into clean lines: every cell read, every error of every row kept (domain.md §7)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from core.parsing import plain_text
from core.rosters.cells import (
    DITTO,
    Cell,
    CellError,
    Noted,
    RawCell,
    Reading,
    Tally,
    shown_raw,
    unpacked,
)
from core.rosters.declare import Line, Problem, RosterField, RosterKind
from core.rosters.headings import Header, mapped, normalised
from core.rosters.numbers import CountCell, MoneyCell
from core.rosters.places import OutOfRange, Places
from core.workbooks.opening import SheetFacts

TOTAL = re.compile(r"(?:本?[页村镇乡县市]|全[县市镇村])?(?:小计|合计|总计|共计|累计|总数)[:：]?")
SIGNATURE = re.compile(
    r"(?:填表|填报|制表|审核|复核|审批|经办|经手|负责|分管|主要领导|联系人|联系电话|单位负责人|填报单位|盖章|"
    r"日期)[^:：]{0,6}[:：].*|(?:注|说明|备注|附注|填表说明)\d*[:：.、].*|.*\d{4}年\d{1,2}月\d{1,2}日$"
)
DITTO_REMEDY = "请逐行填写，不用“同上”。"
LABELS = {
    "title": "标题",
    "header": "表头",
    "total": "合计",
    "signature": "签字或说明",
    "hidden": "隐藏行",
    "numbered": "只有序号",
    "sample": "示例",
}


@dataclass(slots=True)
class Skipped:
    """A row that is no record. ``what`` is a key of ``LABELS``; ``note``: what is to be said of it."""

    number: int
    what: str
    note: str = ""


@dataclass(slots=True)
class ReadLine:
    """A line with what stood in its cells, and where it belongs. ``outside``: to somebody else."""

    line: Line
    cells: dict[str, str]
    association_id: int = 0
    code: int = 0
    outside: bool = False


@dataclass
class Column:
    """How one column is read. ``index`` counts from 0."""

    index: int
    field: RosterField
    read: Callable[[Any], Any]
    sums: bool
    formulas: bool


@dataclass
class Sums:
    """What stands in the columns of numbers since the last 小计, and in all."""

    all: dict[str, Decimal] = field(default_factory=dict)
    part: dict[str, Decimal] = field(default_factory=dict)

    def add(self, name: str, value: Decimal) -> None:
        for sums in (self.all, self.part):
            sums[name] = sums.get(name, Decimal(0)) + value


class Cleaner:
    """Reads the rows of one sheet, one after another."""

    def __init__(
        self,
        kind: RosterKind,
        facts: SheetFacts,
        header: Header,
        places: Places,
        *,
        today: date,
        hidden: bool,
    ) -> None:
        self.kind, self.facts, self.header, self.places = kind, facts, header, places
        self.takes_hidden = hidden
        shown = [one for one in header.headings if hidden or one.column not in facts.hidden_columns]
        year = header.year or 0
        self.columns = [
            _column(one, at, Reading(today, unit or one.unit, one.required, year))
            for at, (one, unit) in mapped(kind, shown).items()
        ]
        self.given = {column.field.name for column in self.columns}
        self.titles = {normalised(one.text.rpartition(" / ")[2]): one.column for one in header.headings}
        self.words = {part for one in header.headings for part in (one.text, one.text.rpartition(" / ")[2])}
        self.filled = _merged_rows(facts, header.last)
        self.above: dict[str, Any] = {}
        self.sums = Sums()

    def row(self, number: int, cells: list[Any]) -> ReadLine | Skipped:
        """A row: a line, or why it is none."""
        if number < self.header.first:
            return Skipped(number, "title")
        if number <= self.header.last:
            return Skipped(number, "header")
        if number in self.facts.hidden_rows and not self.takes_hidden:
            return Skipped(number, "hidden")
        values = [
            unpacked(cells[column.index]) if column.index < len(cells) else None for column in self.columns
        ]
        skipped = self._no_record(cells, values)
        if skipped is not None:
            skipped.number = number
            return skipped
        return self._line(number, values)

    def _no_record(self, cells: list[Any], values: list[Any]) -> Skipped | None:
        texts = [cell for cell in cells if type(cell) is str and cell.strip()]
        first = "".join(texts[0].split()) if texts else ""
        if first.startswith("示例"):
            return Skipped(0, "sample")
        for text in texts[:3]:
            if len(text) < 16 and text.rstrip()[-1] in "计数:：" and TOTAL.fullmatch("".join(text.split())):
                return Skipped(0, "total", self._compared(values, "小计" in text))
        if first and self._lacks_required(values) and SIGNATURE.fullmatch(first):
            return Skipped(0, "signature")
        if len(texts) >= 3 and self.words.intersection(texts) and self._is_header(texts):
            return Skipped(0, "header")
        if all(value is None or value == "" for value in values):
            return Skipped(0, "numbered")
        return None

    def _lacks_required(self, values: list[Any]) -> bool:
        pairs = zip(self.columns, values, strict=True)
        return any(column.field.required and value in (None, "") for column, value in pairs)

    def _is_header(self, texts: list[str]) -> bool:
        """The header once more, as on every printed page."""
        return sum(normalised(text) in self.titles for text in texts) >= max(3, len(texts) * 2 // 3)

    def _compared(self, values: list[Any], is_part: bool) -> str:
        """Whether the sums of a total row agree with the rows above."""
        sums = self.sums.part if is_part else self.sums.all
        wrong = []
        for column, value in zip(self.columns, values, strict=True):
            if column.sums and isinstance(value, int | float) and not isinstance(value, bool):
                found = sums.get(column.field.name, Decimal(0))
                if abs(Decimal(str(value)) - found) > Decimal("0.005"):
                    wrong.append(f"“{column.field.column_name}”写的是 {value:,}，逐行相加是 {found:,}")
        self.sums.part = {}
        return "；".join(wrong) or "相符"

    def _line(self, number: int, values: list[Any]) -> ReadLine:
        line = Line(number, {})
        read = ReadLine(line, {})
        merged = self.filled.get(number)
        for column, value in zip(self.columns, values, strict=True):
            name = column.field.name
            if merged and column.index + 1 in merged and (column.field.place or column.field.fills):
                value = self.above.get(name)
                line.merged |= {name}
            if value is None or value == "":
                line.values[name] = None
                self.above[name] = None
                self._require(line, column.field)
                continue
            self._cell(read, column, value)
        if number in self.facts.struck_rows:
            line.notes.append("这一行有删除线，删除线不起作用，照常导入")
        self._require_missing(line)
        place_columns(self.kind, self.places, read)
        return read

    def _cell(self, read: ReadLine, column: Column, value: Any) -> None:
        line, one = read.line, column.field
        name = one.name
        read.cells[name] = value if type(value) is str else shown_raw(value)
        try:
            value = self._plain(column, value, line)
            found = column.read(value)
        except CellError as error:
            line.values[name] = None
            line.problems.append(problem(one, read.cells[name], error))
            return
        self.above[name] = value
        if type(found) is Noted:
            line.notes.append(f"{one.column_name}：{found.note}")
            found = found.value
        line.values[name] = found
        if found is None:
            self._require(line, one)
        elif column.sums:
            self.sums.add(name, Decimal(found))

    def _plain(self, column: Column, value: Any, line: Line) -> Any:
        """The value of a cell: of a formula what was calculated, of 同上 what stands above."""
        if type(value) is RawCell:
            if value.error:
                raise CellError(f"公式出错（{value.error}）", "请改正公式，或粘贴为数值。", cause="公式出错")
            if not column.formulas:
                raise CellError("这一列不能用公式", "请选择性粘贴为数值。")
            if value.value is None or value.value == "":
                raise CellError("公式没有算出结果", "请在 Excel 里打开并保存一次，或粘贴为数值。")
            return value.value
        if type(value) is str and len(value) < 6 and DITTO.fullmatch("".join(value.split())):
            above = self.above.get(column.field.name)
            if not column.field.place or above is None:
                raise CellError("不能写“同上”", DITTO_REMEDY)
            line.notes.append(f"{column.field.column_name}：按上一行填为“{above}”")
            return above
        return value

    def _require(self, line: Line, one: RosterField) -> None:
        if one.required:
            line.problems.append(empty(one))

    def _require_missing(self, line: Line) -> None:
        """Fields that have no column stand empty."""
        for one in self.kind.fields:
            if one.name not in self.given:
                line.values[one.name] = None


def place_columns(kind: RosterKind, places: Places, read: ReadLine) -> None:
    """Find the association of a line from its place columns; a problem stands at the one that is wrong."""
    fields: dict[str, RosterField] = {one.place: one for one in kind.fields if one.place}
    if any(problem.field in {one.name for one in fields.values()} for problem in read.line.problems):
        return
    parts: dict[str, str] = {part: read.line.values.get(one.name) or "" for part, one in fields.items()}
    given = [one for part, one in fields.items() if parts[part]] or list(fields.values())
    try:
        unit = places.find(**parts)
        if kind.place_level is not None and unit.level != kind.place_level:
            raise _too_high(kind, fields, parts)
    except CellError as error:
        read.outside = isinstance(error, OutOfRange)
        blamed = fields.get(error.part) if parts.get(error.part) else None
        blamed = blamed or (given[-1] if given else None)  # a unit written in one cell is blamed there
        shown = (
            parts[error.part] if error.part in parts else " ".join(text for text in parts.values() if text)
        )
        name = blamed.name if blamed else ""
        read.line.problems.append(
            Problem(name, shown, error.reason, error.remedy, error.cause, error.choices, cell=True)
        )
    else:
        read.association_id, read.code = unit.id, unit.code


def _too_high(kind: RosterKind, fields: dict[str, RosterField], parts: dict[str, str]) -> CellError:
    missing = [one.column_name for part, one in fields.items() if not parts[part] and part != "unit"]
    return CellError(
        "没有写到村（社区）" if kind.place_level == 4 else "单位没有写全", f"请填写{'、'.join(missing)}。"
    )


def empty(one: RosterField) -> Problem:
    """A required cell in which nothing stands."""
    return Problem(one.name, "", "没有填写", "这一列必填。", f"{one.column_name}没有填写", cell=True)


def problem(one: RosterField, shown: str, error: CellError) -> Problem:
    """A refusal as the preview lists it: the value masked where the column is sensitive."""
    value = shown[:60]
    if one.sensitive and value:
        value = one.mask("".join(plain_text(value).split()))
    return Problem(one.name, value, error.reason, error.remedy, error.cause, error.choices, cell=True)


def _column(one: RosterField, at: int, reading: Reading) -> Column:
    widget: Cell = one.widget
    read = Tally(widget, reading) if widget.repeats else partial(widget.read, reading=reading)
    return Column(at - 1, one, read, isinstance(widget, CountCell | MoneyCell), widget.formulas)


def _merged_rows(facts: SheetFacts, header: int) -> dict[int, set[int]]:
    """{row: columns whose cell continues the one above}."""
    found: dict[int, set[int]] = {}
    for top, left, bottom, right in facts.merged:
        if bottom > top > header and left == right:
            for row in range(top + 1, min(bottom, top + 5000) + 1):
                found.setdefault(row, set()).add(left)
    return found


def lines_of(cleaner: Cleaner, rows: list[tuple[int, list[Any]]]) -> Iterator[ReadLine | Skipped]:
    """The rows of one part of a sheet."""
    for number, cells in rows:
        yield cleaner.row(number, cells)
