"""Reads of the activity pages."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from activities.models import Activity, ActivityKind
from core.associations.models import Association

# A soft question is asked where a number is at least this many times the last one (or the last one this many
# times the number) and the difference is no trifle.
ODD_RATIO, ODD_DIFFERENCE = 3, 50 * 100


def standing() -> QuerySet[Activity]:
    """Activities within the scope that were not withdrawn."""
    return Activity.objects.filter(withdrawn_at=None)


def for_list() -> QuerySet[Activity]:
    """What the list shows, with what a row needs."""
    rows = standing().select_related("association", "kind", "recorder", "created_by")
    return rows.prefetch_related("editions__campaign").order_by("-first_day", "-created_at")


def last_one(association: Association, kind: ActivityKind, *, besides: Any = None) -> Activity | None:
    """The latest activity of this kind at this very association: its numbers stand beside the boxes."""
    return standing().filter(association=association, kind=kind).exclude(pk=besides).first()


def last_numbers(
    association: Association, kind: ActivityKind, *, besides: Any = None
) -> dict[str, tuple[Decimal, date]]:
    """``{indicator code: (value, day)}`` of the latest activity that holds each number."""
    rows = standing().filter(association=association, kind=kind).exclude(pk=besides)[:10]
    found: dict[str, tuple[Decimal, date]] = {}
    for row in rows:
        for code, value in row.lines.items():
            found.setdefault(code, (Decimal(value) / 100, row.first_day))
    return found


def odd_numbers(activity: Activity, numbers: dict[str, int]) -> set[str]:
    """Indicator codes whose number differs so much from the last one that the clerk is asked to look again."""
    last = last_numbers(activity.association, activity.kind, besides=activity.pk)
    return {
        code for code, value in numbers.items() if code in last and is_odd(value, int(last[code][0] * 100))
    }


def is_odd(value: int, before: int) -> bool:
    """Whether ``value`` is worth a soft question after ``before`` (both hundredths)."""
    low, high = sorted((value, before))
    return low > 0 and high >= low * ODD_RATIO and high - low >= ODD_DIFFERENCE


def possible_twins(
    association: Association, kind: ActivityKind, first: date, last: date, *, besides: Any = None
) -> QuerySet[Activity]:
    """Activities of the same kind within a day of these days, here, above or below: perhaps the same event.

    domain.md §2: never enter the same event at two levels. Only what the reader may see is asked about.
    """
    place = Q(code__in=association.ancestor_codes) | Q(code__range=(association.low, association.high))
    day = timedelta(days=1)
    rows = standing().filter(place, kind=kind, first_day__lte=last + day, last_day__gte=first - day)
    return rows.exclude(pk=besides).select_related("association", "kind")


def most_used_kinds(account_id: int, *, limit: int = 4) -> list[ActivityKind]:
    """The kinds that this person recorded most among the last two hundred."""
    recent = (
        standing()
        .filter(created_by=account_id)
        .order_by("-created_at")
        .values_list("kind_id", flat=True)[:200]
    )
    counts: dict[int, int] = {}
    for kind in recent:
        counts[kind] = counts.get(kind, 0) + 1
    best = sorted(counts, key=lambda kind: -counts[kind])[:limit]
    kinds = ActivityKind.objects.in_bulk(best)
    return [kinds[kind] for kind in best]


def used_associations(account_id: int, *, limit: int = 6) -> list[Association]:
    """Where this person recorded last, newest first, each once."""
    rows = standing().filter(created_by=account_id).order_by("-created_at").select_related("association")[:60]
    return _distinct(row.association for row in rows)[:limit]


def _distinct(units: Iterable[Association]) -> list[Association]:
    return list({unit.pk: unit for unit in units}.values())
