"""Duties made for tests, over units and events that are given."""

from datetime import date
from uuid import uuid4

from core.duties.declare import DutyRule, Event, Unit, UnitSpan
from core.duties.results import Facts
from core.duties.slots import Cycle


def rule(period=Cycle.MONTH, minimum=1, **facts):
    return DutyRule(
        "test", "测试职责", "", Unit.VILLAGE, period, minimum, lambda area: [], lambda *asked: [], **facts
    )


def unit(key="1", opened=None, closed=None, association=431281101201):
    return UnitSpan(key, f"单元{key}", association, opened, closed)


def event(day, unit="1", until=None, sort=""):
    return Event(unit, day, "test.record", uuid4(), f"{day}", until, sort)


def facts(units=None, events=(), standards=(), excuses=None):
    by_unit = {}
    for one in events:
        by_unit.setdefault(one.unit, []).append(one)
    return Facts(units or [unit()], by_unit, list(standards), excuses or {})


def day(text):
    return date.fromisoformat(text)
