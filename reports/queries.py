"""Reads of the report pages: what a dashboard, a drawer and a home page are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, F, Max, Q, Value
from django.db.models.functions import Cast

from core.associations.models import SPANS, Association, Level
from core.associations.search import with_paths
from core.figures.models import IN_TOTALS, Figure, Indicator, IndicatorKind, MonthTotal
from core.figures.reading import Reading, Selection, Values, divide, is_costly, is_provided, read, series
from reports.periods import Chosen, trend_months


def catalogue() -> dict[str, Indicator]:
    """Indicators in use by code, in the order of the catalogue, with their parts and those of the parts."""
    rows = {row.pk: row for row in Indicator.objects.all()}
    for row in rows.values():
        row.numerator = rows.get(row.numerator_id or 0)
        row.denominator = rows.get(row.denominator_id or 0)
    return {row.code: row for row in rows.values() if row.is_active}


def can_be_read(indicator: Indicator) -> bool:
    """Whether any number can come: rules and counts whose subject is not kept yet have none."""
    if indicator.kind == IndicatorKind.UNITS:
        return indicator.numerator is not None
    if indicator.kind == IndicatorKind.RATIO:
        parts = (indicator.numerator, indicator.denominator)
        return all(part is not None and can_be_read(part) for part in parts)
    return indicator.kind in IN_TOTALS or is_provided(indicator.code)


def counts_units(indicator: Indicator) -> bool:
    """Whether it counts villages, or a share of them: at a single village it says nothing."""
    parts = (indicator, indicator.numerator if indicator.kind == IndicatorKind.RATIO else None)
    return any(part is not None and part.kind == IndicatorKind.UNITS for part in parts)


def listed(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators that stand in tables and pickers; duties and what hangs on them stand in their matrix."""
    return [row for row in indicators if not row.is_hidden and can_be_read(row) and not is_costly(row)]


def read_with_parts(
    selection: Selection, indicators: Iterable[Indicator], children: list[Association] | None = None
) -> Reading:
    """``read``, with the parts of ratios among the values: small cells are judged by them."""
    wanted = {row.pk: row for row in indicators}
    for row in list(wanted.values()):
        for part in (row.numerator, row.denominator):
            if part is not None and row.kind == IndicatorKind.RATIO:
                wanted.setdefault(part.pk, part)
    return read(selection, wanted.values(), children)


def children_of(association: Association) -> list[Association]:
    """The units one level down, those no longer in use as well: their past still counts above."""
    return list(Association.objects.filter(parent=association).order_by("code"))


def is_silent(values: Values, flows: set[str]) -> bool:
    """Whether nothing was recorded in the period; a reported 0 is a record."""
    return not any(code in flows for code in values)


@dataclass(frozen=True)
class TrendPoint:
    """A month of this year and the same of the year before; values by code, of a ratio with its parts."""

    month: int
    this: Values
    last: Values


@dataclass
class Board:
    """Everything that one dashboard shows, read at once."""

    children: list[Association]
    now: Reading
    before: Values
    trend: list[TrendPoint]
    silent: list[tuple[Association, date | None]] = field(default_factory=list)


def read_board(
    association: Association,
    chosen: Chosen,
    before: Chosen | None,
    indicators: dict[str, Indicator],
    indicator: Indicator,
) -> Board:
    """Figures of an association and its children; for whole months at most five queries of figures."""
    posted = [row for row in indicators.values() if row.kind in IN_TOTALS]
    wanted = {row.pk: row for row in [*posted, *listed(indicators.values())]}
    units = children_of(association)
    now = read_with_parts(Selection(association, chosen.period, chosen.edition), wanted.values(), units)
    earlier = read_before(association, before, wanted.values())
    flows = {row.code for row in posted if row.kind == IndicatorKind.FLOW}
    kept = [unit for unit in units if unit.is_active or any(now.children[unit.pk].values())]
    silent = [unit for unit in kept if unit.is_active and is_silent(now.children[unit.pk], flows)]
    days = last_days(silent)
    return Board(
        children=kept,
        now=now,
        before=earlier,
        trend=read_trend(association, indicator, trend_months(chosen)),
        silent=[(unit, days.get(unit.pk)) for unit in silent],
    )


def read_before(association: Association, before: Chosen | None, indicators: Iterable[Indicator]) -> Values:
    """The values to compare with; counts of villages and of the network have none (they cost a scan each)."""
    if before is None:
        return {}
    simple = [row for row in indicators if row.kind in IN_TOTALS or _is_ratio_of_totals(row)]
    return read_with_parts(Selection(association, before.period, before.edition), simple).head


def _is_ratio_of_totals(indicator: Indicator) -> bool:
    parts = (indicator.numerator, indicator.denominator)
    is_ratio = indicator.kind == IndicatorKind.RATIO
    return is_ratio and all(part is not None and part.kind in IN_TOTALS for part in parts)


def has_trend(indicator: Indicator) -> bool:
    """Flows, stocks and their ratios change by month; a yearly task and a count of units do not."""
    if indicator.kind == IndicatorKind.RATIO:
        return _is_ratio_of_totals(indicator)
    return indicator.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK)


def read_trend(association: Association, indicator: Indicator, months: list[int]) -> list[TrendPoint]:
    """Twelve months and the same of the year before; nothing where the indicator has no months."""
    if not has_trend(indicator):
        return []
    span = [month - 100 for month in months] + months
    values: dict[int, Values] = {month: {} for month in span}
    for part in (
        [indicator.numerator, indicator.denominator] if _is_ratio_of_totals(indicator) else [indicator]
    ):
        if part is not None:
            for month, value in series(association, part, span).items():
                values[month][part.code] = value
    if indicator.kind == IndicatorKind.RATIO:
        for found in values.values():
            divide(indicator, found)
    return [TrendPoint(month, values[month], values[month - 100]) for month in months]


def last_days(units: list[Association]) -> dict[int, date]:
    """The day of the latest record in each of ``units`` (all of one level)."""
    if not units:
        return {}
    span = SPANS[units[0].level]
    places = Q()
    for unit in units:
        places |= Q(code__range=(unit.low, unit.high))
    rows = (
        Figure.objects.filter(places, edition=None)
        .annotate(place=Cast(F("code") / Value(span), BigIntegerField()))
        .values_list("place")
        .annotate(last=Max("day"))
        .order_by()
    )
    by_code = {unit.code: unit.pk for unit in units}
    return {by_code[place * span]: last for place, last in rows if place * span in by_code}


def latest_year(association: Association, today: date) -> int:
    """The last year up to this one in which anything was recorded; this year where nothing ever was."""
    rows = MonthTotal.objects.filter(association=association, month__lte=today.year * 100 + 12)
    last = rows.exclude(value=0).aggregate(last=Max("month"))["last"]
    return int(last) // 100 if last else today.year


def paths_below(head: Association, units: Iterable[Association]) -> dict[int, str]:
    """「茶溪村 · 黔城镇」: each unit with what lies between it and ``head``."""
    rows = {unit.pk: unit for unit in units}
    found = {}
    for hit in with_paths(list(rows.values())):
        unit = hit.association
        steps = hit.path.split(" · ")[: max(1, unit.level - head.level)]
        found[unit.pk] = "本级" if unit.pk == head.pk and unit.level != Level.VILLAGE else " · ".join(steps)
    return found
