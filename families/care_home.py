"""What services and cases give to the home page: those whose day has passed."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.associations.models import Level
from core.home import Found, Row
from families.care_queries import (
    DONE,
    OVERDUE,
    overdue_cases,
    overdue_services,
    unconfirmed_services,
    waiting_referrals,
)
from families.models import Case, ServiceRecord
from families.tables import unit_path

MOST_ROWS = 2  # more than these stand in one row


def cases_overdue(account: Account, most: int) -> Found | None:
    """Cases past their day, each a row; nobody's name stands in it."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = overdue_cases(timezone.localdate())
    return _found(account, rows, most, "维权诉求", "families:case_list")


def services_overdue(account: Account, most: int) -> Found | None:
    """Services past their day."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = overdue_services(timezone.localdate())
    return _found(account, rows, most, "服务", "families:service_list")


def services_unconfirmed(account: Account, most: int) -> Found | None:
    """What others have said is done, in one row."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = unconfirmed_services(account)
    number = rows.count()
    if not number:
        return Found()
    url = f"{reverse('families:service_list')}?{urlencode({'shown': DONE})}"
    row = Row("due", f"{number} 项服务已完成，等另一个人确认", "去确认", url, word="待确认")
    return Found([row], total=1)


def referrals_waiting(account: Account, most: int) -> Found | None:
    """What another unit has handed over to this very one, and nobody has answered yet."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = waiting_referrals(account.association)
    found = [
        Row(
            light="overdue" if row.is_overdue(timezone.localdate()) else "due",
            word="待接收",
            what=f"转来的服务：{row.get_kind_display()}",
            where=row.association.name,
            due=f"期限 {row.due_on}" if row.due_on else "",
            day=row.due_on,
            label="去接收",
            url=row.get_absolute_url(),
        )
        for row in rows[:most]
    ]
    url = f"{reverse('families:referral_list')}?{urlencode({'way': 'in'})}"
    return Found(found, total=rows.count(), label="转来的服务", url=url)


def _found(account: Account, rows: Any, most: int, what: str, list_name: str) -> Found:
    url = f"{reverse(list_name)}?{urlencode({'shown': OVERDUE})}"
    number = rows.count()
    if number > MOST_ROWS:
        first = rows[0].due_on
        words = f"{number} 项{what}过了办理期限"
        row = Row("overdue", words, "去办理", url, due=f"最早 {first}", day=first)
        return Found([row], total=1)
    return Found(list(_rows(account, rows[:most], what)), total=rows.count(), label=f"逾期的{what}", url=url)


def _rows(account: Account, rows: Iterable[Case | ServiceRecord], what: str) -> Iterable[Row]:
    level = max(account.association.level, Level.CITY)
    for row in rows:
        kind = row.get_topic_display() if isinstance(row, Case) else row.get_kind_display()
        yield Row(
            light="overdue",
            what=f"{what}：{kind}",
            where=unit_path(row.association, below=level),
            due=f"期限 {row.due_on}",
            day=row.due_on,
            label="去办理",
            url=row.get_absolute_url(),
        )
