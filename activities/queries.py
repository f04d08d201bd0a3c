"""Reads of the activity pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from activities.models import Activity, ActivityKind, KindFigure, School
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.audit.models import AuditEntry
from core.audit.services import kind_of
from core.drafts import Draft
from core.figures.display import Shown, shown, with_unit
from core.figures.models import Figure, Indicator
from families.models import WarmHome
from members.models import Site

# A soft question is asked where a number is at least this many times the last one (or the last one this many
# times the number) and the difference is no trifle.
ODD_RATIO, ODD_DIFFERENCE = 3, 50 * 100


def standing() -> QuerySet[Activity]:
    """Activities within the scope that were not withdrawn."""
    return Activity.objects.filter(withdrawn_at=None)


def for_list(*, withdrawn: bool = False) -> QuerySet[Activity]:
    """What the list shows, with what a row needs; ``withdrawn``: the deleted ones instead."""
    rows = Activity.objects.filter(withdrawn_at__isnull=not withdrawn)
    rows = rows.select_related("association__parent__parent", "kind", "recorder", "created_by")
    return rows.prefetch_related("editions__campaign").order_by("-first_day", "-created_at")


def doubtful(account_id: int) -> QuerySet[Activity]:
    """Records with a surprising number that nobody explained: those of this person first, then the latest."""
    own_first = Case(When(created_by=account_id, then=Value(0)), default=Value(1))
    rows = standing().filter(needs_check=True).select_related("association__parent__parent", "kind")
    return rows.order_by(own_first, "-first_day", "-created_at")


def last_one(association: Association, kind: ActivityKind, *, besides: Any = None) -> Activity | None:
    """The latest activity of this kind at this very association: its numbers stand beside the boxes."""
    return standing().filter(code=association.code, kind=kind).exclude(pk=besides).first()


def last_numbers(
    association: Association, kind: ActivityKind, *, besides: Any = None
) -> dict[str, tuple[Decimal, date]]:
    """``{indicator code: (value, day)}`` of the latest activity that holds each number.

    That there was none is no measure for the next time.
    """
    rows = standing().filter(code=association.code, kind=kind).exclude(pk=besides)[:10]
    found: dict[str, tuple[Decimal, date]] = {}
    for row in rows:
        for code, value in () if row.says_none else row.lines.items():
            found.setdefault(code, (Decimal(value) / 100, row.first_day))
    return found


def odd_numbers(activity: Activity, numbers: dict[str, int]) -> set[str]:
    """Indicator codes whose number differs so much from the last one that the clerk is asked again."""
    last = last_numbers(activity.association, activity.kind, besides=activity.pk)
    return {
        code for code, value in numbers.items() if code in last and is_odd(value, int(last[code][0] * 100))
    }


def is_odd(value: int, before: int) -> bool:
    """Whether ``value`` is worth a soft question after ``before`` (hundredths); ``entry.js`` asks alike."""
    low, high = sorted((value, before))
    return high >= low * ODD_RATIO and high - low >= ODD_DIFFERENCE


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


def editions_held(wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, int]]:
    """``{(campaign code, year): (edition id, number of activities)}`` of the editions that have any."""
    editions = Q()
    for code, year in wanted:
        editions |= Q(editions__campaign__code=code, editions__year=year)
    rows = standing().filter(editions).order_by() if wanted else Activity.objects.none()
    keys = rows.values_list("editions__campaign__code", "editions__year", "editions")
    return {
        (code, year): (edition, number) for code, year, edition, number in keys.annotate(number=Count("pk"))
    }


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


def homes_for(association: Association, day: date, *, also: Any = None) -> QuerySet[WarmHome]:
    """Warm Homes within an association that were in use on a day; ``also``: one that is kept."""
    return _open_sites(WarmHome.objects.all(), association, day, also)


def sites_for(association: Association, day: date, *, also: Any = None) -> QuerySet[Site]:
    """The other sites within a township or a village; a county has hundreds and chooses a village first."""
    rows = Site.objects.all() if association.level >= Level.TOWNSHIP else Site.objects.none()
    return _open_sites(rows, association, day, also)


def _open_sites(rows: QuerySet[Any], place: Association, day: date, also: Any) -> QuerySet[Any]:
    is_open = Q(opened_on__lte=day, withdrawn_at=None) & (Q(closed_on=None) | Q(closed_on__gt=day))
    found = rows.filter(is_open, code__range=(place.low, place.high))
    return (found | rows.model.objects.filter(pk=also) if also else found).select_related("association")


@dataclass(frozen=True)
class ShownFigure:
    """One number of an activity as one account may see it; ``is_asked``: a person typed it."""

    indicator: Indicator
    shown: Shown
    is_asked: bool

    @property
    def amount(self) -> str:
        """「760 人次」."""
        return with_unit(self.shown.text, self.indicator.unit)


def shown_figures(activities: Sequence[Activity], account: Account) -> dict[Any, list[ShownFigure]]:
    """``{activity id: numbers}``, typed ones first in the order of the form; two queries in all."""
    kinds = KindFigure.objects.filter(kind__in={row.kind_id for row in activities})
    asks = {(row.kind_id, row.indicator.code): row for row in kinds.select_related("indicator")}
    indicators = {row.indicator.code: row.indicator for row in asks.values()}
    # What a kind no longer yields still stands in old records.
    rest = {code for row in activities for code in row.lines} - set(indicators)
    indicators |= {row.code: row for row in Indicator.objects.filter(code__in=rest)} if rest else {}
    return {row.pk: _numbers_of(row, asks, indicators, account) for row in activities}


def _numbers_of(
    activity: Activity,
    asks: dict[tuple[int, str], KindFigure],
    indicators: dict[str, Indicator],
    account: Account,
) -> list[ShownFigure]:
    ranked = []
    for code, value in activity.lines.items():
        row = asks.get((activity.kind_id, code))
        is_asked = row is None or row.constant is None
        rank = (not is_asked, row.order if row else 9999, code)
        as_seen = shown(Decimal(value) / 100, indicators[code], activity.association, account)
        ranked.append((rank, ShownFigure(indicators[code], as_seen, is_asked)))
    return [figure for _, figure in sorted(ranked, key=lambda pair: pair[0])]


def sums_of(rows: QuerySet[Activity], place: Association, account: Account) -> list[ShownFigure]:
    """The sum of every figure of these activities within ``place``, in the order of the catalogue."""
    lines = Figure.objects.filter(record_id__in=rows.order_by().values("pk"), edition=None)
    totals = dict(lines.values_list("indicator").annotate(total=Sum("value")).order_by())
    return [
        ShownFigure(row, shown(Decimal(totals[row.pk]) / 100, row, place, account), is_asked=True)
        for row in Indicator.objects.filter(pk__in=totals)
    ]


def latest_of(association: Association, *, limit: int = 5) -> list[Activity]:
    """The last activities of this very association."""
    rows = standing().filter(code=association.code).select_related("association", "kind")
    return list(rows.order_by("-first_day", "-created_at")[:limit])


def schools_for(association: Association, *, also: Any = None) -> QuerySet[School]:
    """Schools that serve an association: its own, those above and below it; ``also``: one that is kept."""
    place = Q(code__in=association.ancestor_codes) | Q(code__range=(association.low, association.high))
    rows = School.objects.filter(place, is_active=True)
    return rows | School.objects.filter(pk=also) if also else rows


def history_of(activity: Activity) -> QuerySet[AuditEntry]:
    """Who did what to this record, newest first; what happened outside the reader's range stays unseen."""
    return AuditEntry.objects.filter(target_kind=kind_of(activity), target_id=str(activity.pk))


def last_hand(activity: Activity) -> str:
    """The name of who saved it last, for the comparison of two versions."""
    entry = history_of(activity).filter(action__in=["create", "update", "restore"]).first()
    return entry.actor_name if entry else "别人"


def drafts_of(account_id: int, *, before: datetime | None = None) -> list[Draft]:
    """The unfinished activity forms of one person, latest first; what was recorded meanwhile is no draft."""
    recorded = Activity.objects.filter(pk=OuterRef("pk"))
    rows = Draft.objects.filter(~Exists(recorded), created_by=account_id, form=kind_of(Activity()))
    return list(rows.filter(updated_at__lt=before) if before else rows)


def choose(rows: QuerySet[Activity], chosen: dict[str, Any]) -> QuerySet[Activity]:
    """Narrow activities to what a filter asks; every key may be missing or empty."""
    if chosen.get("first"):
        rows = rows.filter(first_day__gte=chosen["first"])
    if chosen.get("last"):
        rows = rows.filter(first_day__lte=chosen["last"])
    if chosen.get("association"):
        place = chosen["association"]
        rows = rows.filter(code__range=(place.low, place.high))
    for name in ("kind", "edition"):
        if chosen.get(name):
            rows = rows.filter(**{"editions" if name == "edition" else name: chosen[name]})
    if chosen.get("only") == "check":
        rows = rows.filter(needs_check=True)
    elif chosen.get("only") == "another":
        rows = rows.exclude(recorder=F("association"))
    return _with_text(rows, chosen.get("text", ""))


def _with_text(rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
    for word in text.split():
        found = Q()
        for column in ("title", "place", "partners", "summary"):
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows
