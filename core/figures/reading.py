"""Reading figures: whole months from the totals, cut months and campaigns from the lines (design.md §5.3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from core.associations.models import SPANS, Association, Level
from core.figures.models import IN_TOTALS, CampaignEdition, Figure, Indicator, IndicatorKind, MonthTotal
from core.figures.periods import Period, split

Sums = dict[int, dict[int, int]]  # {association id: {indicator id: hundredths}}
Values = dict[str, Decimal]
Provider = Callable[["Selection", list[Association]], dict[int, Decimal]]
_providers: dict[str, Provider] = {}
# The single units that a computed count counts: place, what it is called beside its place, own value or None.
Counted = tuple[Association, str, Decimal | None]
Lister = Callable[["Selection"], list[Counted]]
_listers: dict[str, Lister] = {}
_costly: set[str] = set()


@dataclass(frozen=True)
class Selection:
    """The one thing that a number and its list are both made from (design.md law 3)."""

    association: Association
    period: Period
    edition: CampaignEdition | None = None


@dataclass
class Reading:
    """Values by indicator code; a code that is missing was never reported (未报), which is not 0."""

    head: Values
    own: Values = field(default_factory=dict)
    children: dict[int, Values] = field(default_factory=dict)


def provide(code: str, provider: Provider, lister: Lister | None = None, *, costly: bool = False) -> None:
    """Register the function that answers a computed, rule or parameter indicator.

    ``lister``: of a count, names what it counts, as many as the number says. ``costly``: worked out from
    records, so that a page of many numbers leaves it to the page that is about it.
    """
    _providers[code] = provider
    if costly:
        _costly.add(code)
    if lister is not None:
        _listers[code] = lister


def is_costly(indicator: Indicator) -> bool:
    """Whether it, or a part of it, is worked out from records."""
    parts = (indicator, indicator.numerator, indicator.denominator)
    return any(part is not None and part.code in _costly for part in parts)


def lister_of(code: str) -> Lister | None:
    return _listers.get(code)


def is_provided(code: str) -> bool:
    return code in _providers


def read(
    selection: Selection,
    indicators: Iterable[Indicator],
    children: list[Association] | None = None,
) -> Reading:
    """Figures of the selection's association, and of each of ``children`` where given.

    One query for whole months, one more where villages are counted; the lines are asked only for cut months
    and campaigns. ``indicators`` come with their ``numerator`` and ``denominator`` selected.
    """
    wanted = list(indicators)
    units = [selection.association, *(children or [])]
    sums = _sums(selection, units, _with_parts(wanted))
    head = _values(selection, units, wanted, sums)
    here = selection.association.pk
    if children is None:
        return Reading(head[here])
    own = _values(selection, [selection.association], _addable(wanted), {here: _own(sums, here)})
    return Reading(head[here], own[here], {unit.pk: head[unit.pk] for unit in children})


def _addable(indicators: list[Indicator]) -> list[Indicator]:
    """What an association has of its own: ratios and counts of units belong to the whole only."""
    return [indicator for indicator in indicators if indicator.kind in IN_TOTALS]


def _own(sums: Sums, here: int) -> dict[int, int]:
    """本级: what stands at the head and in none of the children, so that lines sum to the head figure."""
    rest = dict(sums.get(here, {}))
    below: set[int] = set()
    for unit, values in sums.items():
        if unit != here:
            for indicator, value in values.items():
                rest[indicator] = rest.get(indicator, 0) - value
                below.add(indicator)
    return {indicator: value for indicator, value in rest.items() if value or indicator not in below}


def _with_parts(indicators: list[Indicator]) -> list[Indicator]:
    parts = {row.pk: row for row in indicators}
    for row in indicators:
        for part in (row.numerator, row.denominator):
            if part is not None:
                parts[part.pk] = part
    return list(parts.values())


def _sums(selection: Selection, units: list[Association], indicators: list[Indicator]) -> Sums:
    posted = [row for row in indicators if row.kind in IN_TOTALS]
    if not posted:
        return {}
    if selection.edition is not None:
        return _line_sums(selection, units, _campaign_lines(selection, posted))
    sums = _month_sums(selection, units, posted)
    cut = cut_lines(selection.period, posted)
    if cut is not None:
        for unit, values in _line_sums(selection, units, Figure.objects.filter(cut)).items():
            mine = sums.setdefault(unit, {})
            for indicator, value in values.items():
                mine[indicator] = mine.get(indicator, 0) + value
    return sums


def _ids(indicators: Iterable[Indicator], kind: str) -> list[int]:
    return [row.pk for row in indicators if row.kind == kind]


def _month_sums(selection: Selection, units: list[Association], indicators: list[Indicator]) -> Sums:
    """Flows of the months inside, stocks of all months up to the end, targets of the year of the end."""
    parts = split(selection.period)
    flow = Q(indicator__in=_ids(indicators, IndicatorKind.FLOW), month__lte=parts.last)
    if parts.first is not None:
        flow &= Q(month__gte=parts.first)
    stock = Q(indicator__in=_ids(indicators, IndicatorKind.STOCK), month__lte=parts.last)
    year = selection.period.end.year * 100
    target = Q(indicator__in=_ids(indicators, IndicatorKind.TARGET), month__range=(year + 1, year + 12))
    rows = (
        MonthTotal.objects.filter(flow | stock | target, association__in=[unit.pk for unit in units])
        .values_list("association_id", "indicator_id")
        .annotate(total=Sum("value"))
    )
    sums: Sums = {}
    for unit, indicator, total in rows:
        sums.setdefault(unit, {})[indicator] = total
    return sums


def cut_lines(period: Period, indicators: list[Indicator]) -> Q | None:
    """The lines of the days that no whole month covers; None where there are none."""
    parts = split(period)
    ranges = [cut for cut in (parts.head, parts.tail) if cut is not None]
    if not ranges:
        return None
    flows, stocks = _ids(indicators, IndicatorKind.FLOW), _ids(indicators, IndicatorKind.STOCK)
    lines = Q()
    for first, last in ranges:
        lines |= Q(indicator__in=flows, day__range=(first, last))
    if parts.tail is not None:
        lines |= Q(indicator__in=stocks, day__range=parts.tail)
    elif parts.head is not None and not parts.has_months and parts.head[1] == period.end:
        # The whole period lies inside one month: stocks count from the first of it.
        lines |= Q(indicator__in=stocks, day__range=(period.end.replace(day=1), period.end))
    return lines & Q(edition=None)


def _campaign_lines(selection: Selection, indicators: list[Indicator]) -> QuerySet[Figure]:
    rows = Figure.objects.filter(edition=selection.edition, indicator__in=[row.pk for row in indicators])
    return _within(rows, selection.period)


def _line_sums(selection: Selection, units: list[Association], lines: QuerySet[Figure]) -> Sums:
    """Sums of lines for the head and, by arithmetic on the address, for each child."""
    head = selection.association
    lines = lines.filter(code__range=(head.low, head.high))
    span = SPANS[min(head.level + 1, Level.VILLAGE)] if len(units) > 1 else SPANS[head.level]
    bucket = Cast(F("code") / Value(span), BigIntegerField())
    rows = lines.annotate(bucket=bucket).values_list("bucket", "indicator_id").annotate(total=Sum("value"))
    by_code = {unit.code: unit.pk for unit in units[1:]}
    sums: Sums = {}
    for place, indicator, total in rows:
        for unit in {head.pk, by_code.get(place * span, head.pk)}:
            mine = sums.setdefault(unit, {})
            mine[indicator] = mine.get(indicator, 0) + total
    return sums


def _values(
    selection: Selection, units: list[Association], indicators: list[Indicator], sums: Sums
) -> dict[int, Values]:
    """Values of ``indicators`` for each unit; parts of ratios are worked out once, whoever else asks."""
    everything = _with_parts(indicators)
    answers = {unit.pk: _posted(sums.get(unit.pk, {}), everything) for unit in units}
    counted = [row for row in everything if row.kind == IndicatorKind.UNITS and row.numerator_id]
    for row, counts in zip(counted, _unit_counts(selection, units, counted), strict=True):
        _fill(answers, row, counts)
    for row in everything:
        if row.code in _providers and row.kind not in IN_TOTALS:
            _fill(answers, row, _providers[row.code](selection, units))
    for row in everything:
        if row.kind == IndicatorKind.RATIO:
            for values in answers.values():
                divide(row, values)
    wanted = {row.code for row in indicators}
    return {
        unit: {code: value for code, value in found.items() if code in wanted}
        for unit, found in answers.items()
    }


def _posted(sums: dict[int, int], indicators: list[Indicator]) -> Values:
    return {row.code: Decimal(sums[row.pk]) / 100 for row in indicators if row.pk in sums}


def _fill(answers: dict[int, Values], indicator: Indicator, values: dict[int, Decimal]) -> None:
    for unit, value in values.items():
        answers[unit][indicator.code] = value


def divide(indicator: Indicator, values: Values) -> None:
    """Add a ratio to the values of its parts: rolled up first, divided last; in percent with two places."""
    if indicator.numerator is None or indicator.denominator is None:
        return
    above, below = values.get(indicator.numerator.code), values.get(indicator.denominator.code)
    if above is not None and below:
        values[indicator.code] = (above * 100 / below).quantize(Decimal("0.01"))


def unit_counts(selection: Selection, units: list[Association], indicator: Indicator) -> dict[int, Decimal]:
    """How many villages have a figure of their own above 0 (since 1 January where the period is one day)."""
    return tally(units, list(villages_with(selection, indicator)))


def villages_with(selection: Selection, indicator: Indicator) -> dict[int, Decimal]:
    """``{village code: value}`` of the villages that a ``units`` number over ``indicator`` counts."""
    sums = _village_sums(selection, [indicator.pk])
    found = {code: value for (code, _), value in sums.items() if value > 0}
    return {code: Decimal(found[code]) / 100 for code in sorted(found)}


def _unit_counts(
    selection: Selection, units: list[Association], indicators: list[Indicator]
) -> list[dict[int, Decimal]]:
    """``unit_counts`` of several indicators of the kind, asked at once."""
    ids = [row.numerator_id for row in indicators if row.numerator_id]
    if not ids:
        return []
    sums = _village_sums(selection, ids)
    return [
        tally(units, [code for (code, at), value in sums.items() if at == wanted and value > 0])
        for wanted in ids
    ]


def _village_sums(selection: Selection, indicators: list[int]) -> dict[tuple[int, int], int]:
    """``{(village code, indicator id): hundredths}``; a village's totals hold its own records only."""
    period, head = selection.period, selection.association
    if period.start == period.end:
        period = Period(period.end.replace(month=1, day=1), period.end)
    place = Q(association__level=Level.VILLAGE, code__range=(head.low, head.high), indicator__in=indicators)
    if selection.edition is not None:
        lines: list[QuerySet[Any]] = [
            _within(Figure.objects.filter(place, edition=selection.edition), period)
        ]
    else:
        parts = split(period)
        months = Q(month__lte=parts.last) & (Q(month__gte=parts.first) if parts.first is not None else Q())
        lines = [MonthTotal.objects.filter(place, months)] if parts.has_months else []
        cuts = [cut for cut in (parts.head, parts.tail) if cut is not None]
        lines += [Figure.objects.filter(place, edition=None, day__range=cut) for cut in cuts]
    sums: dict[tuple[int, int], int] = {}
    for rows in lines:
        for code, indicator, total in rows.values_list("code", "indicator_id").annotate(total=Sum("value")):
            sums[code, indicator] = sums.get((code, indicator), 0) + total
    return sums


def _within(rows: QuerySet[Figure], period: Period) -> QuerySet[Figure]:
    rows = rows.filter(day__lte=period.end)
    return rows.filter(day__gte=period.start) if period.start else rows


def tally(units: list[Association], codes: list[int]) -> dict[int, Decimal]:
    """How many of ``codes`` lie in each unit, by arithmetic on the address."""
    spans = {SPANS[unit.level] for unit in units}
    places = {(unit.code, SPANS[unit.level]): unit.pk for unit in units}
    counts = dict.fromkeys((unit.pk for unit in units), Decimal(0))
    for code in codes:
        for span in spans:
            unit = places.get((code // span * span, span))
            if unit is not None:
                counts[unit] += 1
    return counts


def lines_of(selection: Selection, indicator: Indicator) -> QuerySet[Figure]:
    """The lines that a flow, stock or target number is made of, newest first; their sum is the number."""
    end = selection.period.end
    rows = Figure.objects.filter(
        indicator=indicator,
        edition=selection.edition,
        code__range=(selection.association.low, selection.association.high),
    )
    if selection.edition is not None:
        rows = _campaign_lines(selection, [indicator]).filter(
            code__range=(selection.association.low, selection.association.high)
        )
    elif indicator.kind == IndicatorKind.TARGET:
        rows = rows.filter(day__year=end.year)
    else:
        rows = rows.filter(day__lte=end)
        if indicator.kind == IndicatorKind.FLOW and selection.period.start is not None:
            rows = rows.filter(day__gte=selection.period.start)
    return rows.select_related("association").order_by("-day", "-pk")


def series(association: Association, indicator: Indicator, months: list[int]) -> dict[int, Decimal]:
    """Values by month number: a flow's own month, a stock's level at the end of it."""
    rows = MonthTotal.objects.filter(association=association, indicator=indicator, month__lte=months[-1])
    if indicator.kind != IndicatorKind.STOCK:
        rows = rows.filter(month__gte=months[0])
        return {month: Decimal(value) / 100 for month, value in rows.values_list("month", "value")}
    changes = sorted(rows.values_list("month", "value"))
    return {
        month: Decimal(sum(value for at, value in changes if at <= month)) / 100
        for month in months
        if any(at <= month for at, _ in changes)
    }
