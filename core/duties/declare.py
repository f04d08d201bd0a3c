"""What a duty is. Apps declare theirs beside what they count and register them when they are ready.

Example (families/duties.py, registered in ``AppConfig.ready``)::

    LIAISON = DutyRule(
        "warm_home_liaison", "卫生室联系人", "warm_home_health_liaison_per_site",
        Unit.WARM_HOME, Cycle.STANDING, 1,
        units=home_spans,      # (area) -> UnitSpans; called once for all rules that name the same function
        events=liaison_events, # (rules, area, first, last) -> (rule code, Event); once for all rules, too
        form=home_form,        # (unit, slot) -> address of the form that fills the gap, or ""
    )
    register_duty(LIAISON)  # from core.duties.figures, inside AppConfig.ready
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models

from core.associations.models import Association, Level
from core.duties.slots import Cycle, Slot


class Unit(models.TextChoices):
    """Who has the duty; the label counts them."""

    WARM_HOME = "warm_home", "家"
    VILLAGE = "village", "个村社区"
    TOWNSHIP = "township", "个乡镇街道"
    ORGANISATION = "organisation", "个乡镇、村组织"
    SCHOOL = "school", "所学校"
    FAMILY = "family", "户"


@dataclass(frozen=True)
class UnitSpan:
    """One unit and the days on which it exists: from ``opened`` until the day before ``closed``.

    ``key`` names it for good: the key (pk) of an association, school, site or family as a text, so that a
    moved village takes its duties along. ``association``: the address (code) of the association that it
    belongs to today.
    """

    key: str
    label: str
    association: int
    opened: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Event:
    """What satisfies a duty: a record (``kind`` its model label in lower case, ``id`` its key) on a day.

    For a standing duty it lasts from ``day`` until the day before ``until`` (None: still). ``sort``: what is
    told apart where a rule ``counts_sorts`` (both posts, each insurance), else any mark for the page (慰).
    """

    unit: str
    day: date
    kind: str
    id: Any
    label: str
    until: date | None = None
    sort: str = ""

    def holds(self, day: date) -> bool:
        return self.day <= day and (self.until is None or day < self.until)


@dataclass
class Area:
    """What is looked at: an association and everything below it. Its townships and villages are read once."""

    association: Association

    @property
    def low(self) -> int:
        return self.association.low

    @property
    def high(self) -> int:
        return self.association.high

    @cached_property
    def units(self) -> list[Association]:
        """Townships and villages in use, itself included, each township before its villages."""
        rows = Association.objects.filter(
            level__in=(Level.TOWNSHIP, Level.VILLAGE),
            level__gte=self.association.level,
            is_active=True,
            code__range=(self.low, self.high),
        )
        return list(rows.order_by("code", "level"))


UnitSource = Callable[[Area], Iterable[UnitSpan]]
EventSource = Callable[[Sequence["DutyRule"], Area, date, date], Iterable[tuple[str, Event]]]
FormAddress = Callable[[UnitSpan, Slot], str]
# From how many days before its end a round that is not fulfilled is 临期.
SOON = {
    Cycle.MONTH: 10, Cycle.QUARTER: 30, Cycle.HALF: 60, Cycle.SEMESTER: 60, Cycle.YEAR: 92, Cycle.STANDING: 0,
}  # fmt: skip


@dataclass(frozen=True)
class DutyRule:
    """One duty: each ``unit`` does at least ``minimum`` in each round of ``period``.

    ``indicator``: the rule indicator (indicators.csv) that this answers with the least count of all units,
    or "". ``deadline``: (month, day) inside a year by which it is due (年度计划 by 31 March), else the end of
    the round. ``counts_sorts``: counts the different sorts of events, not the events. ``exact``: no "at
    least" in its words. ``family``: about special families: shown with the family right only. ``short``: the
    head of a column. ``times``: the unit of the count. ``in_panel``: its form can be filled in at the side.
    """

    code: str
    name: str
    indicator: str
    unit: Unit
    period: Cycle
    minimum: int
    units: UnitSource
    events: EventSource
    form: FormAddress | None = None
    family: bool = False
    short: str = ""
    times: str = "次"
    deadline: tuple[int, int] | None = None
    counts_sorts: bool = False
    exact: bool = False
    in_panel: bool = False

    @property
    def head(self) -> str:
        return self.short or self.name

    @property
    def soon(self) -> int:
        return SOON[self.period]

    def due_day(self, slot: Slot) -> date:
        return date(slot.first.year, *self.deadline) if self.deadline else slot.last

    def asks(self, minimum: int) -> str:
        """「每个村社区每年不少于 2 次」."""
        every = "" if self.period == Cycle.STANDING else f"每{self.period.label}"
        least = "" if self.exact else "不少于 "
        return f"{'每' + self.unit.label.lstrip('个')}{every}{least}{minimum} {self.times}"


_rules: dict[str, DutyRule] = {}


def remember(*rules: DutyRule) -> None:
    """Keep rules by code; apps call ``core.duties.figures.register_duty``, which answers indicators too."""
    for rule in rules:
        _rules[rule.code] = rule


def duty_rules(*, family: bool = True) -> list[DutyRule]:
    """All duties; ``family=False``: without those about special families."""
    return [rule for rule in _rules.values() if family or not rule.family]


def duty_rule(code: str) -> DutyRule:
    """Raises ``KeyError`` for an unknown code."""
    return _rules[code]
