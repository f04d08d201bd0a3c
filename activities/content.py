"""What an entry form holds, always as the browser sends it: of a record, a draft, a link that fills it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from activities.models import Activity
from core.calendar import suggested
from core.figures.display import hundredths_text

TEXTS = ["title", "place", "partners", "summary", "venue"]
NOT_COPIED = ["record", "days", "campaigns", "campaigns_for", "version"]
PRESELECTED = {"member_day_529", "population_day_711"}
FIGURE = "figure_"


def make(fields: Mapping[str, Any]) -> QueryDict:
    """Contents from plain values and lists of them."""
    content = QueryDict(mutable=True)
    for name, value in fields.items():
        content.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return content


def of_activity(activity: Activity, editions: list[str]) -> QueryDict:
    """What the form would hold if somebody had just typed this record; ``editions`` as ``code:year``."""
    days = days_value(activity.first_day, activity.last_day)
    fields: dict[str, Any] = {
        "association": activity.association.path(),
        "association_code": activity.association.code,
        "days": days,
        "kind": activity.kind.code,
        "campaigns": sorted(editions),
        "campaigns_for": days,
        "school": activity.school_id or "",
        "warm_home": activity.warm_home_id or "",
        "site": activity.site_id or "",
        "themes": activity.themes,
        "deliveries": activity.deliveries,
        **{name: getattr(activity, name) for name in TEXTS},
        **_unless_of_kind(activity),
        **{f"{FIGURE}{code}": _number(value) for code, value in activity.lines.items()},
    }
    for code, reason in activity.explanations.items():
        fields |= {f"{FIGURE}{code}_verified": "yes", f"{FIGURE}{code}_reason": reason}
    return make(fields)


def _unless_of_kind(activity: Activity) -> dict[str, str]:
    """Empty where the record has what its kind gives it: another kind then brings its own."""
    kind = activity.kind
    return {
        name: "" if getattr(activity, name) == getattr(kind, name) else getattr(activity, name)
        for name in ("key_task", "service_line")
    }


def copied(activity: Activity) -> QueryDict:
    """照抄上一条: everything but days and numbers, which are never the same twice."""
    content = of_activity(activity, [])
    for name in list(content):
        if name in NOT_COPIED or name.startswith(FIGURE):
            del content[name]
    return content


def kept_for_next(content: QueryDict) -> QueryDict:
    """保存并登记下一条: kind, days and campaigns stay; village and numbers go."""
    kept = QueryDict(mutable=True)
    for name in ("kind", "days", "campaigns_for"):
        kept.setlist(name, content.getlist(name))
    kept.setlist(
        "campaigns", [*content.getlist("campaigns"), *filter(None, content.getlist("campaign_other"))]
    )
    return kept


def days_value(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"


def _number(value: int) -> str:
    return hundredths_text(value, 2 if value % 100 else 0)


def edition_keys(activity: Activity) -> list[str]:
    return [f"{edition.campaign.code}:{edition.year}" for edition in activity.editions.all()]


def suggestions(days: tuple[date, date] | None) -> list[str]:
    """Campaign editions whose window holds the first or the last day, as ``code:year``."""
    if days is None:
        return []
    found = [*suggested(days[0]), *suggested(days[1])]
    return list(dict.fromkeys(f"{code}:{year}" for code, year in found))


def preselected(days: tuple[date, date] | None) -> set[str]:
    return {key for key in suggestions(days) if key.split(":")[0] in PRESELECTED}


def ticked(
    chosen: Iterable[str], shown_for: tuple[date, date] | None, days: tuple[date, date] | None
) -> list[str]:
    """The ticks for ``days``, given those that were made while the suggestions for ``shown_for`` stood there.

    New days bring their suggestions; what a person ticked or unticked by hand stays so.
    """
    if shown_for == days:
        return list(dict.fromkeys(chosen))
    offered = preselected(shown_for)
    unticked = offered - set(chosen)
    by_hand = [key for key in chosen if key not in offered]
    return list(dict.fromkeys([*sorted(preselected(days) - unticked), *by_hand]))
