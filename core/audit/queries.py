"""Reading the trace."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.audit.models import AuditEntry

USUAL_DAYS = 30


def usual_period() -> tuple[date, date]:
    """What is shown until somebody asks for another period: 30 days up to today."""
    today = timezone.localdate()
    return today - timedelta(days=USUAL_DAYS - 1), today


def period_of(chosen: dict[str, Any]) -> tuple[date | None, date]:
    """The period asked for; without an end up to today."""
    since, until = chosen.get("since"), chosen.get("until")
    if since is None and until is None:
        return usual_period()
    return since, until or timezone.localdate()


def entries(chosen: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Entries of the active range, newest first; ``chosen`` as the filter form gives it."""
    since, until = period_of(chosen)
    rows = between(AuditEntry.objects.select_related("association__parent__parent", "actor"), since, until)
    if person := chosen.get("person", "").strip():
        rows = rows.filter(Q(actor_name__icontains=person) | Q(actor__username__icontains=person))
    for field, name in (("action", "action"), ("target_kind", "kind")):
        if chosen.get(name):
            rows = rows.filter(**{field: chosen[name]})
    if unit := chosen.get("association"):
        rows = rows.filter(code__range=(unit.low, unit.high))
    if text := chosen.get("text", "").strip():
        rows = rows.filter(Q(summary__icontains=text) | Q(reason__icontains=text))
    return rows


def between(rows: QuerySet[Any], since: date | None, until: date) -> QuerySet[Any]:
    """Rows of the trace or the reading log of these days."""
    rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows.filter(at__gte=_midnight(since)) if since else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
