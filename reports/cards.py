"""The four cards of a dashboard, the ranking of its children and the trend by month."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.associations.models import Association, Level
from core.figures.display import UNREPORTED, shown
from core.figures.models import Indicator, IndicatorKind, ServiceLine
from core.figures.reading import Values
from core.parsing import decimal_places
from reports import texts
from reports.asked import Asked
from reports.headlines import headlines_of
from reports.periods import has_begun, is_over, month_of
from reports.queries import Board, TrendPoint
from reports.tables import NOT_APPLICABLE, cell


def cards(asked: Asked, board: Board) -> list[dict[str, Any]]:
    """Four cards, one for each service line, each with its four headlines."""
    return [
        {
            "title": label,
            "url": f"{asked.link(group=line)}#table",
            "figures": [
                headline(asked, row, board.now.head, board.before)
                for row in headlines_of(asked, line, board.now.head)
            ],
        }
        for line, label in ServiceLine.choices
    ]


def headline(asked: Asked, indicator: Indicator, now: Values, before: Values) -> dict[str, Any]:
    """One number with last year's and the difference, as components/figure.html wants it."""
    this = cell(asked, indicator, asked.association, now)
    last = shown(before.get(indicator.code), indicator, asked.association, asked.account, values=before)
    has_last = indicator.code in before
    return {
        "label": indicator.name,
        "value": None if this.is_absent else this.text,
        "unit": indicator.unit,
        "url": this.url,
        "last": last.text if has_last else "",
        "change": texts.change_words(this.shown.value, last.value, indicator.unit),
    }


def ranking(asked: Asked, board: Board) -> dict[str, Any]:
    """The children by the chosen indicator, by number or per village; equal values share a rank."""
    by_village = asked.by == "village" and can_be_spread(asked)
    rows = [_ranked(asked, board, unit, by_village) for unit in board.children]
    rows.sort(key=lambda row: (row["order"] is None, -(row["order"] or 0), row["cell"].is_absent))
    counted = [row for row in rows if row["order"] is not None]
    most = max((row["order"] for row in counted), default=Decimal(0))
    for place, row in enumerate(counted):
        shared = place and row["order"] == counted[place - 1]["order"]
        row["rank"] = counted[place - 1]["rank"] if shared else place + 1
        row["bar"] = int(row["order"] * 1000 / most) if most > 0 and row["order"] > 0 else 0
    return {
        "rows": [row for row in rows if not row["cell"].is_absent],
        "absent": [row for row in rows if row["text"] == UNREPORTED and row["is_active"]],
        "by_village": by_village,
        "can_be_spread": can_be_spread(asked),
        "count_url": f"{asked.link(by=None)}#ranking",
        "village_url": f"{asked.link(by='village')}#ranking",
    }


def can_be_spread(asked: Asked) -> bool:
    """Whether 「per village」 says anything: not among single villages, not for shares and standards."""
    spread = asked.indicator.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK)
    return spread and asked.association.level < Level.TOWNSHIP


def _ranked(asked: Asked, board: Board, unit: Association, by_village: bool) -> dict[str, Any]:
    values = board.now.children[unit.pk]
    figure = cell(asked, asked.indicator, unit, values)
    row: dict[str, Any] = {"name": unit.name, "code": unit.code, "url": asked.link(unit), "cell": figure}
    row.update(text=figure.text, order=figure.shown.value, is_active=unit.is_active)
    villages = values.get("village_unit_count")
    if by_village and figure.shown.value is not None:
        if not villages:
            return {**row, "order": None, "text": NOT_APPLICABLE.text}
        rate = (figure.shown.value / villages).quantize(Decimal("0.01"), ROUND_HALF_UP)
        row.update(order=rate, text=f"{rate:,}")
        row["detail"] = f"{figure.text} {asked.indicator.unit} ÷ {villages:,.0f} 村"
    return row


def trend(asked: Asked, points: list[TrendPoint]) -> dict[str, Any] | None:
    """The months as templates/reports/_trend.html and charts.js want them; withheld numbers are not in it."""
    if not any(asked.indicator.code in {**at.this, **at.last} for at in points):
        return None
    months = [at.month for at in points]
    word = "统计年" if months[0] // 100 < months[-1] // 100 else "年"
    return {
        "id": "trend-data",
        "title": asked.indicator.name,
        "unit": asked.indicator.unit,
        "whole": decimal_places(asked.indicator.unit) == 0,
        "this_label": f"{months[-1] // 100}{word}",
        "last_label": f"{months[-1] // 100 - 1}{word}",
        "points": [_point(asked, at) for at in points],
    }


def _point(asked: Asked, at: TrendPoint) -> dict[str, Any]:
    """A month that has not begun has no value, which is not the same as 未报."""
    begun = has_begun(at.month, asked.today)
    this = cell(asked, asked.indicator, asked.association, at.this if begun else {})
    last = cell(asked, asked.indicator, asked.association, at.last)
    this_month, last_month = month_of(at.month), month_of(at.month - 100)
    return {
        "label": f"{at.month % 100}月",
        "this": _plain(this.shown.value),
        "last": _plain(last.shown.value),
        "this_text": this.text if begun else "",
        "last_text": last.text,
        "finished": is_over(at.month, asked.today),
        "url": asked.figure_link(asked.indicator, chosen=this_month) if this.url else "",
        "last_url": asked.figure_link(asked.indicator, chosen=last_month) if last.url else "",
    }


def _plain(value: Decimal | None) -> float | None:
    """For drawing only; the words beside it are exact."""
    return None if value is None else float(value)
