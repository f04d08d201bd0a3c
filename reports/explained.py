"""The drawer of one number: its head, its children, its parts, its records and whether they add up."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from core.associations.models import Association, Level
from core.figures.display import shown, with_unit
from core.figures.models import IN_TOTALS, Indicator, IndicatorKind
from core.figures.reading import Reading, Values
from families.standards import standing_words
from reports import lines, records, texts
from reports.asked import Asked
from reports.coverage.drill import explain_duty
from reports.periods import days
from reports.queries import children_of, paths_below, read_with_parts
from reports.tables import Cell, cell

PER_PAGE = 20
NO_SHARES = (IndicatorKind.RATIO, IndicatorKind.RULE)  # their parts do not add up


def explain(asked: Asked, *, own: bool, page: str | None) -> dict[str, Any]:
    """Everything that the drawer shows. ``own``: only what the association recorded itself."""
    children = children_of(asked.association)
    reading = read_with_parts(asked.selection, [asked.indicator], children)
    values = reading.own if own else reading.head
    head = cell(asked, asked.indicator, asked.association, values, own=own)
    context = {
        "title": title(asked, head, own=own),
        "head": head,
        "facts": facts(asked),
        "parts": parts(asked, values),
        "may_list": may_list(asked),
        "rows": [] if own else by_child(asked, children, reading),
        "absent": [] if own else absent(asked, children, reading),
    }
    if not context["may_list"]:
        return context
    if lines.has_lines(asked.indicator):
        context.update(_listed(asked, values, own=own, page=page))
    elif asked.indicator.kind in (IndicatorKind.UNITS, IndicatorKind.COMPUTED):
        context.update(_counted(asked, values, page=page))
    elif asked.indicator.kind == IndicatorKind.RULE:
        context.update(explain_duty(asked, page))
    return context


def may_list(asked: Asked) -> bool:
    """Records behind special-family numbers are for the people who work with them (design.md §5.3)."""
    return asked.account.family_right or not lines.touches_families(asked.indicator)


def place(asked: Asked, *, own: bool) -> str:
    return f"{asked.association.name}本级" if own else asked.association.name


def title(asked: Asked, head: Cell, *, own: bool) -> str:
    """「义诊服务人次 766 人次 · 溆浦县 · 2022年5.29会员活动日」."""
    number = with_unit(head.text, asked.indicator.unit) if not head.is_absent else head.text
    return f"{asked.indicator.name} {number} · {place(asked, own=own)} · {asked.chosen.label}"


def facts(asked: Asked) -> list[dict[str, Any]]:
    """Where a standard comes from, definition, unit, who enters it, cut-off."""
    is_standard = asked.indicator.kind == IndicatorKind.PARAMETER
    day = asked.selection.period.end
    found = standing_words(asked.association, asked.indicator.code, day) if is_standard else ""
    return [
        *([{"label": "标准", "value": found}] if found else []),
        {"label": "口径", "value": texts.definition_of(asked.indicator)},
        {"label": "来源", "value": texts.source_of(asked.indicator)},
        {"label": "期间", "value": asked.label},
        {"label": "截至", "value": texts.moment(timezone.now())},
    ]


def parts(asked: Asked, values: Values) -> list[dict[str, Any]]:
    """Numerator and denominator of a ratio, each a number of its own."""
    indicator = asked.indicator
    if indicator.kind != IndicatorKind.RATIO or indicator.numerator is None or indicator.denominator is None:
        return []
    return [_part(asked, part, values) for part in (indicator.numerator, indicator.denominator)]


def _part(asked: Asked, part: Indicator, values: Values) -> dict[str, Any]:
    return {"label": part.name, "unit": part.unit, "cell": cell(asked, part, asked.association, values)}


def by_child(asked: Asked, children: list[Association], reading: Reading) -> list[dict[str, Any]]:
    """The children that have the number, most first, and the association's own part."""
    indicator, here = asked.indicator, asked.association
    total = reading.head.get(indicator.code)
    rows = []
    if children and reading.own.get(indicator.code) is not None and indicator.kind in IN_TOTALS:
        rows.append(_child(asked, "本级", cell(asked, indicator, here, reading.own, own=True), total))
    for unit in children:
        one = cell(asked, indicator, unit, reading.children[unit.pk])
        if not one.is_absent:
            rows.append(_child(asked, unit.name, one, total))
    return sorted(rows, key=_most_first)


def _child(asked: Asked, name: str, one: Cell, total: Decimal | None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "cell": one, "share": "", "bar": 0}
    value = one.shown.value
    if value is not None and value > 0 and total and asked.indicator.kind not in NO_SHARES:
        share = value * 100 / total
        row.update(share=f"{share:.1f}%", bar=int(share))
    return row


def _most_first(row: dict[str, Any]) -> tuple[bool, Decimal]:
    value = row["cell"].shown.value
    return value is None, -(value or Decimal(0))


def absent(asked: Asked, children: list[Association], reading: Reading) -> list[str]:
    """Names of the children that have no such number."""
    code = asked.indicator.code
    return [unit.name for unit in children if unit.is_active and code not in reading.children[unit.pk]]


def _listed(asked: Asked, values: Values, *, own: bool, page: str | None) -> dict[str, Any]:
    """The records of a flow, a stock or a yearly task, and the proof that they add up."""
    rows = lines.lines(asked.selection, asked.indicator, own=own).select_related("indicator")
    found = Paginator(rows, PER_PAGE).get_page(page)
    context: dict[str, Any] = {
        "records": _record_rows(asked, list(found)),
        "page": found,
        "check": _check(asked, lines.sum_of(rows), values),
    }
    if asked.indicator.kind == IndicatorKind.STOCK:
        context["movement"] = _movement(asked, lines.movement(asked.selection, rows))
    return context


def _record_rows(asked: Asked, shown_lines: list[Any]) -> list[dict[str, Any]]:
    paths = paths_below(asked.association, (line.association for line in shown_lines))
    rows = zip(shown_lines, records.rows_of(shown_lines), strict=True)
    return [
        {"record": row, "place": paths[line.association_id], "value": records.signed(line)}
        for line, row in rows
    ]


def _text(asked: Asked, value: Decimal, association: Association) -> str:
    return shown(value, asked.indicator, association, asked.account).text


def _check(asked: Asked, total: Decimal | None, values: Values) -> dict[str, Any]:
    """The list against the number: both are read on their own, so a difference is a fault and is said."""
    expected = values.get(asked.indicator.code)
    return {
        "total": _text(asked, total or Decimal(0), asked.association),
        "expected": _text(asked, expected or Decimal(0), asked.association),
        "agrees": (total or 0) == (expected or 0),
    }


def _movement(asked: Asked, moved: lines.Movement) -> dict[str, str]:
    steps = {"opening": moved.opening, "more": moved.more, "less": moved.less, "closing": moved.closing}
    return {name: _text(asked, value, asked.association) for name, value in steps.items()}


def _counted(asked: Asked, values: Values, *, page: str | None) -> dict[str, Any]:
    """The units that a count of units counts, each with its own number."""
    units = lines.counted_units(asked.selection, asked.indicator)
    found: Page[Any] = Paginator(units, PER_PAGE).get_page(page)
    return {
        "units": _unit_rows(asked, list(found)),
        "page": found,
        "counted": asked.indicator.numerator,
        "check": _check(asked, Decimal(len(units)), values),
    }


def _unit_rows(asked: Asked, units: Sequence[Any]) -> list[dict[str, Any]]:
    paths = paths_below(asked.association, (unit.association for unit in units))
    inner, there = asked.indicator.numerator, _counting(asked)
    rows = []
    for unit in units:
        row: dict[str, Any] = {"place": paths[unit.association.pk], "url": asked.link(unit.association)}
        if inner is not None:
            row["cell"] = cell(there, inner, unit.association, {inner.code: unit.value})
        else:
            row["kind"] = unit.label or f"{Level(unit.association.level).label}级"
        rows.append(row)
    return rows


def _counting(asked: Asked) -> Asked:
    """Of a single day units are counted since 1 January (design.md §5.1): their numbers open that period."""
    period = asked.chosen.period
    if asked.chosen.edition is not None or period.start != period.end:
        return asked
    return replace(asked, chosen=days(period.end.replace(month=1, day=1), period.end))
