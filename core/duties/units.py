"""Units of duties that the network itself has: its villages and townships."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from core.associations.models import Level
from core.duties.declare import Area, UnitSpan
from core.duties.slots import Slot


def villages(area: Area) -> Iterable[UnitSpan]:
    """Villages and communities in use."""
    return _spans(area, Level.VILLAGE)


def townships(area: Area) -> Iterable[UnitSpan]:
    """Townships and streets in use."""
    return _spans(area, Level.TOWNSHIP)


def organisations(area: Area) -> Iterable[UnitSpan]:
    """The associations of townships and of villages, each township before its villages."""
    return _spans(area, Level.TOWNSHIP, Level.VILLAGE)


def _spans(area: Area, *levels: Level) -> list[UnitSpan]:
    return [UnitSpan(str(unit.pk), unit.name, unit.code) for unit in area.units if unit.level in levels]


def day_within(slot: Slot) -> date:
    """The day that a form for a gap begins with: today, or the last day of a round that is over."""
    return min(slot.last, max(slot.first, timezone.localdate()))
