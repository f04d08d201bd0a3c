"""What the number of a duty is made of, in its drawer: how many units keep it, and those that do not."""

from typing import Any

from django.core.paginator import Paginator

from core.associations.models import Association
from core.duties.declare import DutyRule, duty_rules
from core.duties.figures import coverage, judged, least
from core.duties.results import MARKS, Result, State
from core.figures.periods import zh_day
from reports.asked import Asked
from reports.coverage.asked import GROUPS, coverage_url
from reports.coverage.matrix import rate_of
from reports.coverage.words import STYLES
from reports.queries import paths_below

PER_PAGE = 20


def explain_duty(asked: Asked, page: str | None) -> dict[str, Any]:
    """The least count, the share of units that keep the duty, and the list of the others."""
    rule = next((rule for rule in duty_rules() if rule.indicator == asked.indicator.code), None)
    if rule is None:
        return {}
    cells = judged(rule, asked.selection)
    done, total = coverage(cells)
    context: dict[str, Any] = {
        "duty": {
            "asks": rule.asks(rule.minimum),
            "least": least(cells),
            "done": done,
            "total": total,
            "rate": rate_of(done, total),
            "unit": rule.unit.label,
            "url": coverage_url(asked.association, _query(asked, rule)),
        }
    }
    if rule.family and not asked.account.family_right:
        return context
    gaps = [one for one in cells if one.state not in (State.DONE, State.NOT_APPLICABLE)]
    found = Paginator(gaps, PER_PAGE).get_page(page)
    return {**context, "gaps": _rows(asked, rule, list(found)), "page": found}


def _query(asked: Asked, rule: DutyRule) -> dict[str, str]:
    group = next(group for group in GROUPS if rule.unit in group.units)
    return {"group": group.code, "year": str(asked.selection.period.end.year)}


def _rows(asked: Asked, rule: DutyRule, gaps: list[Result]) -> list[dict[str, Any]]:
    codes = {one.unit.association for one in gaps}
    units = list(Association.objects.filter(code__in=codes))
    paths = paths_below(asked.association, units)
    places = {unit.code: paths[unit.pk] for unit in units}
    return [
        {
            "unit": one.unit.label,
            "place": places.get(one.unit.association, ""),
            "round": one.slot.label(rule.period),
            "style": STYLES[one.state],
            "mark": MARKS[one.state],
            "word": one.state.label,
            "count": f"{one.count}/{one.minimum}",
            "note": one.reason or f"{zh_day(one.due)}止",
        }
        for one in gaps
    ]
