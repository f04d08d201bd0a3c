"""What stands in the rows of a grid: activities of its period, the last numbers before, records around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from activities.choices import Need
from activities.grid.period import GridPeriod
from activities.models import Activity, ActivityKind, KindFigure
from activities.queries import standing
from core.accounts.models import Account
from core.associations.models import Association

LATEST = 3  # so many activities of a unit are looked through for its last numbers
Last = dict[str, tuple[Decimal, date]]


@dataclass
class RowContent:
    """One row: the account's own record of the very day, other records of the period, the last numbers."""

    unit: Association
    own: Activity | None = None
    others: list[Activity] = field(default_factory=list)
    last: Last = field(default_factory=dict)


def kinds_for_grid() -> QuerySet[ActivityKind]:
    """Kinds that a row of numbers can say: those that ask for a school are recorded one by one."""
    asking = KindFigure.objects.filter(constant=None).values("kind")
    return ActivityKind.objects.filter(is_active=True, pk__in=asking).exclude(needs=Need.SCHOOL)


def columns_of(kind: ActivityKind) -> list[KindFigure]:
    """What a kind asks, in its order."""
    rows = KindFigure.objects.filter(kind=kind, constant=None).select_related("indicator")
    return list(rows)


def within(period: GridPeriod) -> Q:
    """Activities of the period: of a month by the day that they count on, of a day all that last over it."""
    if period.is_month:
        return Q(first_day__range=(period.start, period.end))
    return Q(first_day__lte=period.day, last_day__gte=period.day)


def recorded(units: Sequence[Association], kind: ActivityKind, period: GridPeriod) -> list[Activity]:
    """Activities of these very units in the period, in the order in which they were recorded."""
    rows = standing().filter(within(period), kind=kind, **_at(units))
    rows = rows.select_related("kind", "recorder", "created_by")
    known = {unit.pk: unit for unit in units}
    found = [row for row in rows.order_by("created_at") if row.association_id in known]
    for row in found:
        row.association = known[row.association_id]
    return found


def _at(units: Sequence[Association]) -> dict[str, Any]:
    """A range of addresses, which the index knows, and the level."""
    codes = [unit.code for unit in units]
    return {"code__range": (min(codes), max(codes)), "association__level": units[0].level}


def contents(
    units: Sequence[Association], kind: ActivityKind, period: GridPeriod, account: Account
) -> list[RowContent]:
    """All rows; three queries, however many there are."""
    if not units:
        return []
    rows = {unit.pk: RowContent(unit, last=last) for unit, last in _last_of(units, kind, period)}
    for activity in recorded(units, kind, period):
        row = rows[activity.association_id]
        if row.own is None and is_own(activity, account, period):
            row.own = activity
        else:
            row.others.append(activity)
    return list(rows.values())


def is_own(activity: Activity, account: Account, period: GridPeriod) -> bool:
    """Recorded by this account on the very day that the grid records on: the row goes on with it."""
    days = {activity.first_day, activity.last_day}
    return activity.created_by_id == account.pk and days == {period.day}


def content_of(
    unit: Association, kind: ActivityKind, period: GridPeriod, account: Account, *, held: UUID | None = None
) -> RowContent:
    """One row after a save; ``held``: the record that the page works on, even where others made it."""
    row = contents([unit], kind, period, account)[0]
    taken = next((one for one in row.others if one.pk == held), None)
    if taken is not None:
        row.others = [one for one in [*([row.own] if row.own else []), *row.others] if one is not taken]
        row.own = taken
    return row


def _last_of(
    units: Sequence[Association], kind: ActivityKind, period: GridPeriod
) -> list[tuple[Association, Last]]:
    """Each unit with the latest of each number before the period."""
    number = Window(RowNumber(), partition_by=F("association_id"), order_by=F("first_day").desc())
    rows = standing().filter(kind=kind, first_day__lt=period.start, **_at(units)).annotate(number=number)
    rows = rows.filter(number__lte=LATEST).order_by("-first_day")
    found: dict[int, Last] = {}
    for place, day, lines in rows.values_list("association_id", "first_day", "lines"):
        if any(lines.values()):
            last = found.setdefault(place, {})
            for code, value in lines.items():
                last.setdefault(code, (Decimal(value) / 100, day))
    return [(unit, found.get(unit.pk, {})) for unit in units]


def around(
    place: Association, units: Iterable[Association], kind: ActivityKind, period: GridPeriod
) -> list[Activity]:
    """Records of the same kind and period above the rows: perhaps the same events, entered once for all.

    domain.md §2: never enter the same event at two levels.
    """
    level = min((unit.level for unit in units), default=place.level)
    here = Q(code__in=place.ancestor_codes) | Q(code__range=(place.low, place.high))
    rows = standing().filter(here, within(period), kind=kind, association__level__lt=level)
    return list(rows.select_related("association", "kind").order_by("code", "first_day"))


def below(units: Sequence[Association], kind: ActivityKind, period: GridPeriod) -> dict[int, int]:
    """``{association id: records of units below it}``; nothing stands below villages."""
    level = units[0].level
    rows = standing().filter(
        within(period),
        code__range=(units[0].low, units[-1].high),
        kind=kind,
        association__level__gt=level,
    )
    by_code = {unit.code: unit.pk for unit in units}
    counts: dict[int, int] = {}
    span = units[0].high - units[0].low + 1
    for code in rows.values_list("code", flat=True):
        place = by_code.get(code // span * span)
        if place:
            counts[place] = counts.get(place, 0) + 1
    return counts
