"""The calendar of duties: a stretch of days, cut into months, quarters, half-years, years and semesters."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db import models

from core.calendar import semester_label, semester_of

ONE = timedelta(days=1)


class Cycle(models.TextChoices):
    """How often a duty returns; ``standing``: it holds on every day (在任的联系人)."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季"
    HALF = "half", "半年"
    YEAR = "year", "年"
    SEMESTER = "semester", "学期"
    STANDING = "standing", "随时"


MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF: 6, Cycle.YEAR: 12}
ORDINALS = "一二三四"


@dataclass(frozen=True, order=True)
class Slot:
    """One round of a duty: from ``first`` to ``last``, both included."""

    first: date
    last: date

    def label(self, cycle: str) -> str:
        """「7月」「三季度」「上半年」「2022年」「2022—2023学年第一学期（秋季）」."""
        if cycle == Cycle.MONTH:
            return f"{self.first.month}月"
        if cycle == Cycle.QUARTER:
            return f"{ORDINALS[(self.first.month - 1) // 3]}季度"
        if cycle == Cycle.HALF:
            return "上半年" if self.first.month == 1 else "下半年"
        if cycle == Cycle.SEMESTER:
            return semester_label(semester_of(self.first))
        return f"{self.first.year}年" if cycle == Cycle.YEAR else "现在"


@cache
def slot_of(cycle: str, day: date) -> Slot:
    """The round that ``day`` lies in; a semester may begin in one year and end in the next."""
    if cycle == Cycle.STANDING:
        return Slot(day, day)
    if cycle == Cycle.SEMESTER:
        if 2 <= day.month <= 7:
            return Slot(date(day.year, 2, 1), date(day.year, 7, 31))
        year = day.year if day.month >= 8 else day.year - 1
        return Slot(date(year, 8, 1), date(year + 1, 1, 31))
    months = MONTHS[Cycle(cycle)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.month + months
    return Slot(first, date(first.year + after // 13, (after - 1) % 12 + 1, 1) - ONE)


def slots_within(cycle: str, first: date, last: date) -> list[Slot]:
    """The rounds that lie wholly between two days; of a standing duty the last day alone."""
    if cycle == Cycle.STANDING:
        return [slot_of(cycle, last)]
    found = []
    slot = slot_of(cycle, first)
    while slot.last <= last:
        if slot.first >= first:
            found.append(slot)
        slot = slot_of(cycle, slot.last + ONE)
    return found


def slots_touching(cycle: str, first: date, last: date) -> list[Slot]:
    """The rounds that have a day between two days."""
    if cycle == Cycle.STANDING:
        return [slot_of(cycle, last)]
    found = [slot_of(cycle, first)]
    while (after := found[-1].last + ONE) <= last:
        found.append(slot_of(cycle, after))
    return found
