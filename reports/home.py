"""What the home page says, by role."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from activities.models import ActivityKind
from activities.queries import for_list, most_used_kinds
from core.access import Action, can
from core.accounts.models import Account, Role
from core.accounts.queries import accounts_in_range, waiting_links
from core.associations.models import Level
from core.audit.models import AuditEntry
from core.calendar import coming
from core.drafts import Draft
from core.figures.periods import month_days
from reports.asked import DEFAULT_INDICATOR, Asked
from reports.cards import headline
from reports.periods import Chosen, named
from reports.queries import catalogue, latest_year, paths_below, read_before, read_with_parts
from reports.sentence import sentence
from reports.texts import near_day

WEEKDAYS = "一二三四五六日"
COMMON_KINDS = ["theme_publicity", "free_clinic", "condolence", "health_lecture"]
OWN_MONTH = [
    "activity_sessions",
    "publicity_material_copies",
    "consultation_person_times",
    "free_clinic_person_times",
    "condolence_sessions",
    "health_lecture_sessions",
]
ACTIVITY_FORM = "activities.activity"
AUDIT_DAYS = 7
LISTED = 8


def date_line(today: date) -> list[str]:
    """「周三 9月28日」「本月还剩 2 天」「国庆 3 天后（10月1日）」."""
    left = month_days(today) - today.day
    month = f"本月还剩 {left} 天" if left else "今天是本月最后一天"
    line = [f"周{WEEKDAYS[today.weekday()]} {today.month}月{today.day}日", month]
    for node, day in coming(today, 30)[:3]:
        away = (day - today).days
        when = "今天" if away == 0 else f"{away} 天后"
        line.append(f"{node.name} {when}（{day.month}月{day.day}日）")
    return line


def question(account: Account, chosen: Chosen, today: date) -> Asked:
    """The figures of the own association for one period."""
    indicators = catalogue()
    indicator = indicators[DEFAULT_INDICATOR]
    return Asked(account, account.association, chosen, indicators, indicator, today)


def own_month(account: Account, today: date) -> dict[str, Any]:
    """我单位本月: six numbers with last year's under each."""
    asked = question(account, named("month", today.year, today.month), today)
    rows = [asked.indicators[code] for code in OWN_MONTH if code in asked.indicators]
    now = read_with_parts(asked.selection, rows).head
    before = read_before(account.association, asked.before, rows)
    return {
        "figures": [headline(asked, row, now, before) for row in rows],
        "label": asked.chosen.label,
        "url": asked.link(),
        "before_label": asked.before.label,
    }


def leader(account: Account, today: date) -> dict[str, Any]:
    """我单位 in one sentence, for those who read: the year in which there are figures."""
    asked = question(account, named("year", latest_year(account.association, today)), today)
    wanted = asked.indicators.values()
    now = read_with_parts(asked.selection, wanted).head
    before = read_before(account.association, asked.before, [asked.indicator])
    return {"sentence": sentence(asked, now, before), "dashboard_url": asked.link()}


def quick_kinds(account: Account) -> list[dict[str, str]]:
    """The four kinds that this person records most, filled up with the commonest ones."""
    kinds = {kind.code: kind for kind in most_used_kinds(account.pk) if kind.is_active}
    if len(kinds) < 4:
        for kind in ActivityKind.objects.filter(code__in=COMMON_KINDS, is_active=True):
            kinds.setdefault(kind.code, kind)
    create = reverse("activities:activity_create")
    return [
        {"label": kind.name, "url": f"{create}?{urlencode({'kind': kind.code, 'next': '/'})}"}
        for kind in list(kinds.values())[:4]
    ]


def drafts(account: Account) -> list[dict[str, Any]]:
    """Unfinished forms of this person, with where to go on."""
    rows = Draft.objects.filter(created_by=account.pk, form=ACTIVITY_FORM)[:5]
    return [{"draft": row, "url": _draft_url(row)} for row in rows]


def _draft_url(draft: Draft) -> str:
    if draft.target is None:
        return f"{reverse('activities:activity_create')}?{urlencode({'draft': str(draft.pk)})}"
    edit = reverse("activities:activity_edit", args=[draft.target])
    return f"{edit}?{urlencode({'draft': str(draft.pk)})}"


def recent(account: Account, today: date) -> list[dict[str, Any]]:
    """最近登记 of the own range; a single village needs no name of its place."""
    rows = list(for_list()[:LISTED])
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


def duties(account: Account) -> list[dict[str, str]]:
    """What administrators and auditors look after."""
    lines: list[dict[str, str]] = []
    if can(account, Action.ADMINISTER):
        links, locked = waiting_links().count(), accounts_in_range().filter(is_locked=True).count()  # type: ignore[misc]
        lines.append({"text": f"还没有使用的登录链接 {links:,} 个", "url": reverse("core:link_list")})
        lines.append({"text": f"现在锁定的账号 {locked:,} 个", "url": reverse("core:account_list")})
    if account.role == Role.AUDITOR:
        since = timezone.now() - timedelta(days=AUDIT_DAYS)
        count = AuditEntry.objects.filter(at__gte=since, action="export").count()
        lines.append({"text": f"近 {AUDIT_DAYS} 天导出 {count:,} 次", "url": reverse("core:audit_list")})
    return lines
