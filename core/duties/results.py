"""Whether a duty was fulfilled: pure functions over units, events, thresholds and exemptions.

The reading of one cell (unit × round):

1. at least as many events as asked: **done**, whatever else holds (``is_late``: the last one needed came
   after the due day);
2. the unit did not exist on every day of the round: **not applicable**;
3. an exemption covers the round wholly: **excused**;
4. the due day is over: **overdue**; 5. it is near (``rule.soon`` days): **due**; 6. else **future** (未到期).

An event counts in the round its day lies in; a standing duty is judged on one day, by the events that hold
then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import models

from core.associations.models import SPANS, Level
from core.duties.declare import DutyRule, Event, UnitSpan
from core.duties.slots import ONE, Cycle, Slot, slot_of


class State(models.TextChoices):
    """States of a cell; ``components/status.html`` has a mark for each."""

    DONE = "done", "已完成"
    DUE = "due", "临期"
    OVERDUE = "overdue", "逾期"
    FUTURE = "future", "未到期"
    NOT_APPLICABLE = "not_applicable", "不适用"
    EXCUSED = "excused", "免"


GAPS = (State.DUE, State.OVERDUE)
MARKS = {"done": "●", "due": "▲", "overdue": "■", "future": "○", "not_applicable": "–", "excused": "–"}


@dataclass(frozen=True)
class Standard:
    """A threshold of one rule at the association of this address, from a day on."""

    code: int
    since: date
    minimum: int


@dataclass(frozen=True)
class Excuse:
    """Free of a duty from ``first`` to ``last`` (None: for good), with the reason."""

    first: date
    last: date | None
    reason: str

    def covers(self, slot: Slot) -> bool:
        return self.first <= slot.first and (self.last is None or slot.last <= self.last)


@dataclass(frozen=True)
class Result:
    """One cell. ``due``: the day until which it can be fulfilled."""

    rule: DutyRule
    unit: UnitSpan
    slot: Slot
    state: State
    count: int
    minimum: int
    events: tuple[Event, ...]
    due: date
    reason: str = ""
    is_late: bool = False

    @property
    def is_gap(self) -> bool:
        return self.state in GAPS

    @property
    def applies(self) -> bool:
        return self.state not in (State.NOT_APPLICABLE, State.EXCUSED)

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def form(self) -> str:
        """The address of the pre-filled form for what is missing, or ""."""
        return self.rule.form(self.unit, self.slot) if self.rule.form else ""

    @property
    def next_due(self) -> date | None:
        """Until when the next round can be fulfilled; None if standing, or if the unit is closed by then."""
        if self.rule.period == Cycle.STANDING:
            return None
        following = slot_of(self.rule.period, self.slot.last + ONE)
        is_closed = self.unit.closed is not None and self.unit.closed <= following.last
        return None if is_closed else self.rule.due_day(following)

    def days_left(self, today: date) -> int:
        return (self.due - today).days


@dataclass
class Facts:
    """All that one rule is judged by; events by the key of their unit, each list in any order."""

    units: list[UnitSpan] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)
    standards: list[Standard] = field(default_factory=list)
    excuses: dict[str, list[Excuse]] = field(default_factory=dict)


def results(rule: DutyRule, facts: Facts, slots: Sequence[Slot], today: date) -> list[Result]:
    """A result for every unit and slot, by unit, then by slot as given."""
    found = []
    for unit in facts.units:
        counted = _by_slot(rule, facts.events.get(unit.key, []), slots)
        excuses = facts.excuses.get(unit.key, [])
        for slot in slots:
            minimum = minimum_for(rule, facts.standards, unit.association, slot.first)
            found.append(judge(rule, unit, slot, counted.get(slot, []), minimum, excuses, today))
    return found


def _by_slot(rule: DutyRule, events: Iterable[Event], slots: Sequence[Slot]) -> dict[Slot, list[Event]]:
    if rule.period == Cycle.STANDING:
        return {slot: [event for event in events if event.holds(slot.first)] for slot in slots}
    counted: dict[Slot, list[Event]] = {}
    for event in events:
        counted.setdefault(slot_of(rule.period, event.day), []).append(event)
    return counted


def judge(
    rule: DutyRule,
    unit: UnitSpan,
    slot: Slot,
    events: Sequence[Event],
    minimum: int,
    excuses: Sequence[Excuse],
    today: date,
) -> Result:
    """The reading of one cell; ``events`` are those of this unit and slot."""
    events = tuple(sorted(events, key=lambda event: event.day))
    count = len({event.sort for event in events}) if rule.counts_sorts else len(events)
    due = rule.due_day(slot)

    def say(state: State, reason: str = "", *, is_late: bool = False) -> Result:
        return Result(rule, unit, slot, state, count, minimum, events, due, reason, is_late)

    if count >= minimum:
        needed = events[minimum - 1].day if 0 < minimum <= len(events) else due
        return say(State.DONE, is_late=rule.period != Cycle.STANDING and needed > due)
    if unit.opened is not None and unit.opened > slot.first:
        return say(State.NOT_APPLICABLE, "尚未启用" if unit.opened > slot.last else "期中启用")
    if unit.closed is not None and unit.closed <= slot.last:
        return say(State.NOT_APPLICABLE, "已停用")
    for excuse in excuses:
        if excuse.covers(slot):
            return say(State.EXCUSED, excuse.reason)
    if due < today or (rule.period == Cycle.STANDING and slot.first <= today):
        return say(State.OVERDUE)
    return say(State.DUE if (due - today).days < rule.soon and slot.first <= today else State.FUTURE)


def minimum_for(rule: DutyRule, standards: Sequence[Standard], code: int, day: date) -> int:
    """The strictest of what its associations ask, each by its latest threshold; never below the rule's own.

    A threshold holds for rounds that begin on its day or later.
    """
    if not standards:
        return rule.minimum
    latest: dict[int, Standard] = {}
    for standard in standards:
        if standard.since <= day and _is_above(standard.code, code):
            before = latest.get(standard.code)
            if before is None or before.since < standard.since:
                latest[standard.code] = standard
    return max([rule.minimum, *(standard.minimum for standard in latest.values())])


def _is_above(code: int, below: int) -> bool:
    """Whether an association's address is that of ``below`` or of one of its ancestors."""
    return any(code == below // SPANS[level] * SPANS[level] for level in Level.values)
