"""What one cell of the matrix says: its mark, its text, and the words that are read aloud."""

from dataclasses import dataclass

from core.duties.declare import DutyRule, UnitSpan
from core.duties.results import MARKS, Result, State
from core.duties.slots import Slot
from core.figures.periods import month_end, month_start
from reports.coverage.asked import Asked

STYLES = {
    State.DONE: "done",
    State.DUE: "due",
    State.OVERDUE: "overdue",
    State.FUTURE: "waiting",
    State.NOT_APPLICABLE: "none",
    State.EXCUSED: "none",
}
WORST = (State.OVERDUE, State.DUE, State.FUTURE, State.DONE, State.EXCUSED, State.NOT_APPLICABLE)


@dataclass(frozen=True)
class Column:
    """A duty, or one round of it; ``month``: a month in which a duty of the year is merely counted."""

    code: str
    label: str
    rule: DutyRule
    slots: tuple[Slot, ...]
    month: int = 0


@dataclass(frozen=True)
class Cell:
    """Mark and text, what is read aloud, and the key by which it is asked about ("": nothing to open)."""

    state: State
    text: str
    said: str
    key: str

    @property
    def style(self) -> str:
        return STYLES[self.state]

    @property
    def shown(self) -> str:
        return f"{MARKS[self.state]} {self.text}".rstrip()


def cell_of(asked: Asked, unit: UnitSpan, column: Column, mine: list[Result]) -> Cell:
    key = f"{column.code if len(column.slots) == 1 and not column.month else column.rule.code}.{unit.key}"
    if column.month:
        return _month(asked, unit, column, mine)
    if not mine:
        return Cell(State.NOT_APPLICABLE, "", f"{unit.label}，{column.rule.head}，不适用", "")
    if len(mine) == 1:
        return _single(unit, column, mine[0], key)
    return _summed(unit, column, mine, key)


def _single(unit: UnitSpan, column: Column, one: Result, key: str) -> Cell:
    rule = one.rule
    text = f"{one.count}/{one.minimum}"
    if one.state == State.EXCUSED:
        text = "免"
    elif one.state == State.NOT_APPLICABLE:
        text = ""
    elif one.state == State.DUE:
        text += f" {one.due.month}月"
    elif one.is_late:
        text += " 补"
    said = f"应 {one.minimum} {rule.times}，已 {one.count} {rule.times}，{one.state.label}"
    return Cell(one.state, text, f"{unit.label}，{column.label}，{said}", key)


def _summed(unit: UnitSpan, column: Column, mine: list[Result], key: str) -> Cell:
    """Several rounds, or several families, in one cell: the worst state, how many of the asked are done."""
    states = {one.state for one in mine}
    state = next(one for one in WORST if one in states)
    if state == State.FUTURE and State.DONE in states:
        state = State.DONE  # all that was asked so far
    asked = [one for one in mine if one.applies and one.state != State.FUTURE]
    done = sum(one.state == State.DONE for one in asked)
    text = f"{done}/{len(asked)}" if asked else ("免" if state == State.EXCUSED else "")
    said = f"应 {len(asked)}，已 {done}，{state.label}"
    return Cell(state, text, f"{unit.label}，{column.rule.head}，{said}", key)


def _month(asked: Asked, unit: UnitSpan, column: Column, mine: list[Result]) -> Cell:
    start = month_start(asked.year * 100 + column.month)
    end = month_end(asked.year * 100 + column.month)
    count = sum(start <= event.day <= end for one in mine for event in one.events)
    state = State.DONE if count else State.NOT_APPLICABLE
    key = f"{column.rule.code}.{unit.key}" if count else ""
    return Cell(
        state, str(count) if count else "", f"{unit.label}，{column.label}，{count} {column.rule.times}", key
    )
