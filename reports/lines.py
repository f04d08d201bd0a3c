"""What one number is made of: its lines, its units, its movements."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from core.associations.models import Association, Level
from core.figures.models import IN_TOTALS, Figure, FigureEntry, Indicator, IndicatorKind
from core.figures.network import COUNTED, KINDS
from core.figures.reading import Selection, lines_of, lister_of, villages_with


def touches_families(indicator: Indicator) -> bool:
    """Whether a number tells of special families, itself or by a part of it."""
    parts = (indicator, indicator.numerator, indicator.denominator)
    return any(part is not None and part.is_sensitive for part in parts)


def has_lines(indicator: Indicator) -> bool:
    return indicator.kind in IN_TOTALS


def lines(selection: Selection, indicator: Indicator, *, own: bool = False) -> QuerySet[Figure]:
    """The lines of a number, newest first; ``own``: those of the association itself only."""
    rows = lines_of(selection, indicator)
    return rows.filter(association=selection.association) if own else rows


def sum_of(rows: QuerySet[Figure]) -> Decimal | None:
    """What the listed lines add up to; None where there are none. It must be the number above the list."""
    total = rows.order_by().aggregate(total=Sum("value"))["total"]
    return None if total is None else Decimal(total) / 100


@dataclass(frozen=True)
class Movement:
    """期初 + 增 - 减 = 期末."""

    opening: Decimal
    more: Decimal
    less: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.more - self.less


def movement(selection: Selection, rows: QuerySet[Figure]) -> Movement:
    """How a stock came from its level before the period to the one at its end.

    Opening figures (期初数) belong to 期初 wherever in the period they are dated.
    """
    start = selection.period.start
    opening = FigureEntry.objects.filter(is_opening=True).values("pk")
    before = Q(record_id__in=opening, kind=FigureEntry._meta.label_lower)
    if start is not None:
        before |= Q(day__lt=start)
    sums = rows.order_by().aggregate(
        opening=Sum("value", filter=before),
        more=Sum("value", filter=~before & Q(value__gt=0)),
        less=Sum("value", filter=~before & Q(value__lt=0)),
    )
    opening, more, less = (Decimal(sums[name] or 0) / 100 for name in ("opening", "more", "less"))
    return Movement(opening, more, -less)


@dataclass(frozen=True)
class CountedUnit:
    """A unit that a count of units counts, with its own value where it has one."""

    association: Association
    value: Decimal | None
    label: str = ""


def counted_units(selection: Selection, indicator: Indicator) -> list[CountedUnit]:
    """The villages behind a ``units`` number, most first, or the units that a count of the network counts."""
    if indicator.kind == IndicatorKind.UNITS and indicator.numerator is not None:
        values = villages_with(selection, indicator.numerator)
        here = selection.association
        units = Association.objects.filter(level=Level.VILLAGE, code__range=(here.low, here.high))
        rows = [CountedUnit(unit, values[unit.code]) for unit in units if unit.code in values]
        return sorted(rows, key=lambda row: (-(row.value or 0), row.association.code))
    lister = lister_of(indicator.code)
    if lister is not None:
        return [CountedUnit(place, value, label) for place, label, value in lister(selection)]
    levels = COUNTED.get(indicator.code)
    if levels is None:
        return []
    head = selection.association
    found = Association.objects.filter(
        is_active=True, level__in=levels, level__gte=head.level, code__range=(head.low, head.high)
    )
    kind = KINDS.get(indicator.code)
    found = found.filter(kind=kind) if kind else found
    return [CountedUnit(unit, None) for unit in found]
