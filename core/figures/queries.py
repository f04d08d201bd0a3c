"""Reading typed numbers."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from core.accounts.models import Account
from core.associations.models import Association
from core.audit.models import AuditEntry
from core.figures.display import Shown, shown
from core.figures.models import IN_TOTALS, FigureEntry, Indicator

TYPED = FigureEntry._meta.label_lower


def listed_entries() -> QuerySet[FigureEntry]:
    """Typed numbers of the active range with all that a list prints, newest first."""
    return FigureEntry.objects.select_related(
        "indicator", "created_by__association", "association__parent__parent"
    )


def chosen_entries(chosen: dict[str, Any]) -> QuerySet[FigureEntry]:
    """What a filter asks for; ``association`` includes everything below it."""
    rows = listed_entries()
    if unit := chosen.get("association"):
        rows = rows.filter(code__range=(unit.low, unit.high))
    if indicator := chosen.get("indicator"):
        rows = rows.filter(indicator=indicator)
    if start := chosen.get("start"):
        rows = rows.filter(day__gte=start)
    if end := chosen.get("end"):
        rows = rows.filter(day__lte=end)
    if only := chosen.get("only"):
        rows = rows.filter(is_opening=only == "opening")
    return rows


def typed_indicators(*, is_opening: bool, besides: Indicator | None = None) -> QuerySet[Indicator]:
    """What can be typed: indicators without another source, or every posted one for 期初数.

    Retired ones are not offered, except the one that an entry already has (``besides``).
    """
    offered = Q(kind__in=IN_TOTALS, is_active=True)
    if not is_opening:
        offered &= Q(source=TYPED)
    return Indicator.objects.filter(offered | Q(pk=besides.pk) if besides else offered)


def entry_before(
    association: Association, indicator: Indicator, day: date, *, besides: Any = None
) -> FigureEntry | None:
    """The last typed number of the same association and indicator before ``day``."""
    rows = FigureEntry.objects.filter(association=association, indicator=indicator, day__lt=day)
    return rows.exclude(pk=besides).select_related("association", "indicator").order_by("-day").first()


def shown_entry(entry: FigureEntry, account: Account) -> Shown:
    """The value as ``account`` may see it."""
    return shown(entry.amount, entry.indicator, entry.association, account)


def last_editor(entry: FigureEntry) -> str:
    """Who saved it last, from the trace."""
    trace = AuditEntry.objects.filter(target_kind=TYPED, target_id=str(entry.pk))
    names = trace.order_by("-at", "-pk").values_list("actor_name", flat=True)
    return str(names.first() or "")


def require_plain(entry: FigureEntry, account: Account) -> None:
    """Few special families are told to those who typed them and to the family right only."""
    if shown_entry(entry, account).is_withheld and entry.created_by_id != account.pk:
        raise PermissionDenied("这条是特殊家庭数据，明细限经办人查看。")
