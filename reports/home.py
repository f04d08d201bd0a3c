"""What the home page says, whoever reads it; what is to be done comes from ``core.home``."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from activities.home import draft_url
from activities.models import ActivityKind
from activities.queries import drafts_of, editions_held, for_list, most_used_kinds
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.calendar import coming, next_report
from core.figures.models import Indicator
from core.figures.periods import month_days
from core.figures.reading import Values
from core.home import returning
from core.moments import left_words, near_day, said_day, said_moment
from reports.asked import Asked, usual_indicator
from reports.cards import headline
from reports.periods import Chosen, named
from reports.queries import paths_below, read_before, read_with_parts

WEEKDAYS = "一二三四五六日"
COMMON_KINDS = ["theme_publicity", "free_clinic", "condolence", "health_lecture"]
QUICK = 4
OWN_MONTH = [
    "activity_sessions",
    "publicity_material_copies",
    "consultation_person_times",
    "free_clinic_person_times",
    "condolence_sessions",
    "health_lecture_sessions",
]
COMING_DAYS, COMING = 180, 3
LISTED, DRAFTS = 8, 5


def date_line(account: Account, above: Association | None, today: date) -> dict[str, Any]:
    """「周三 9月28日 · 本月还剩 2 天 · 9月月报 28日前报县」; ``above``: the unit that gets the return."""
    left = month_days(today) - today.day
    month, due = next_report(account.association.level, today)
    nearest = said_day(due, today) if (due - today).days < 2 else ""
    plain = f"{due.day}日" if due.month == today.month else near_day(due, today)
    return {
        "day": f"周{WEEKDAYS[today.weekday()]} {today.month}月{today.day}日",
        "left": f"本月还剩 {left} 天" if left else "今天是本月最后一天",
        "report": f"{month.month}月月报",
        "due": nearest or plain,
        "to": f"{'' if due == today else '前'}报{_called(above)}",
    }


def _called(unit: Association | None) -> str:
    """What a unit calls the one above it: 省, 市, 县, 区, 镇, 乡, 街道."""
    if unit is None:
        return "省"
    return "街道" if unit.name.endswith("街道") else unit.name[-1]


def question(account: Account, chosen: Chosen, indicators: dict[str, Indicator], today: date) -> Asked | None:
    """The figures of the own association for one period; None while there are no indicators at all."""
    if not indicators:
        return None
    return Asked(account, account.association, chosen, indicators, usual_indicator(indicators), today)


def own_month(account: Account, indicators: dict[str, Indicator], today: date) -> dict[str, Any] | None:
    """我单位本月: six numbers with last year's under each."""
    asked = question(account, named("month", today.year, today.month), indicators, today)
    if asked is None:
        return None
    rows = [indicators[code] for code in OWN_MONTH if code in indicators]
    now = read_with_parts(asked.selection, rows).head
    return six_numbers(asked, now, read_before(account.association, asked.before, rows))


def six_numbers(asked: Asked, now: Values, before: Values) -> dict[str, Any]:
    """The numbers that stand on every home page, for the period asked about."""
    rows = [asked.indicators[code] for code in OWN_MONTH if code in asked.indicators]
    return {
        "figures": [headline(asked, row, now, before) for row in rows],
        "label": asked.chosen.label,
        "url": asked.link(),
        "before_label": asked.before.label,
    }


def quick(used: list[ActivityKind]) -> list[dict[str, str]]:
    """The four kinds that this person records most, filled up with the commonest ones."""
    kinds = {kind.code: kind for kind in used if kind.is_active}
    if len(kinds) < QUICK:
        for kind in ActivityKind.objects.filter(code__in=COMMON_KINDS, is_active=True):
            kinds.setdefault(kind.code, kind)
    create = reverse("activities:activity_create")
    return [
        {"label": kind.name, "url": returning(f"{create}?{urlencode({'kind': kind.code})}")}
        for kind in list(kinds.values())[:QUICK]
    ]


def used_kinds(account: Account) -> list[ActivityKind]:
    """What this person recorded most; empty for who has not recorded anything yet."""
    return most_used_kinds(account.pk, limit=QUICK)


def drafts(account: Account) -> dict[str, Any]:
    """未完成的草稿 of this person, with their age: the latest few of them, and how many there are."""
    rows = drafts_of(account.pk)
    listed = [
        {"draft": row, "url": draft_url(row), "age": said_moment(row.updated_at)} for row in rows[:DRAFTS]
    ]
    return {"rows": listed, "total": len(rows)}


def nodes(today: date) -> list[dict[str, Any]]:
    """近期节点: the next festivals and campaign days, how far they are, and what is recorded for them."""
    rows = coming(today, COMING_DAYS)[:COMING]
    held = editions_held([(node.code, day.year) for node, day in rows])
    return [
        {
            "name": node.name,
            "day": near_day(day, today),
            "left": left_words(day, today),
            "held": held.get((node.code, day.year)),
            "url": _held_url(held.get((node.code, day.year))),
        }
        for node, day in rows
    ]


def _held_url(held: tuple[int, int] | None) -> str:
    if held is None:
        return ""
    return f"{reverse('activities:activity_list')}?{urlencode({'period': 'all', 'edition': held[0]})}"


def recent(account: Account, today: date) -> list[dict[str, Any]]:
    """最近登记 of the own range; a single village needs no name of its place."""
    rows = list(for_list().prefetch_related(None)[:LISTED])
    is_village = account.association.level == Level.VILLAGE
    paths = {} if is_village else paths_below(account.association, (row.association for row in rows))
    return [
        {
            "activity": row,
            "day": near_day(row.first_day, today),
            "place": paths.get(row.association_id, ""),
        }
        for row in rows
    ]
