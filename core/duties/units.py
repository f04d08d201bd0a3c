"""Units of duties that the network itself has: its villages and townships."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from core.associations.models import Association, Level
from core.duties.declare import UnitSpan
from core.duties.slots import Slot


def villages(area: Association) -> Iterable[UnitSpan]:
    """Villages and communities in use."""
    return _units(area, Level.VILLAGE)


def townships(area: Association) -> Iterable[UnitSpan]:
    """Townships and streets in use."""
    return _units(area, Level.TOWNSHIP)


def organisations(area: Association) -> Iterable[UnitSpan]:
    """The associations of townships and of villages, each township before its villages."""
    return _units(area, Level.TOWNSHIP, Level.VILLAGE)


def _units(area: Association, *levels: Level) -> list[UnitSpan]:
    rows = Association.objects.filter(
        level__in=levels, is_active=True, code__range=(area.low, area.high), level__gte=area.level
    ).order_by("code", "level")
    return [UnitSpan(str(pk), name, code) for pk, name, code in rows.values_list("pk", "name", "code")]


def day_within(slot: Slot) -> date:
    """The day that a form for a gap begins with: today, or the last day of a round that is over."""
    return min(slot.last, max(slot.first, timezone.localdate()))
