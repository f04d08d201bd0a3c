"""What an administrator finds on the home page: locked accounts, unused links, who has no password."""

from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.accounts.queries import accounts_in_range, path_of, waiting_links
from core.accounts.usernames import title
from core.home import Found, Row, returning
from core.moments import near_day


def locked(account: Account, most: int) -> Found | None:
    """Accounts that nobody can log in to now, after too many wrong passwords."""
    if not can(account, Action.ADMINISTER):
        return None
    rows = accounts_in_range().filter(is_active=True, is_locked=True)  # type: ignore[misc]
    shown = list(rows[:most])
    return Found(
        [_locked(row) for row in shown],
        total=len(shown) if len(shown) < most else rows.count(),
        label="已锁定的账号",
        url=f"{reverse('core:account_list')}?{urlencode({'state': 'locked'})}",
    )


def _locked(row: Account) -> Row:
    return Row(
        light="overdue",
        word="已锁定",
        what=title(row),
        where=f"{path_of(row.association)} · {row.get_role_display()}",
        words="密码连续输错 5 次，30 分钟后自动解开",
        day=timezone.localdate(),
        label="解锁",
        url=returning(reverse("core:account_unlock", args=[row.pk])),
        method="post",
    )


def unused_links(account: Account, most: int) -> Found | None:
    """One row for all one-time links that are open and were not used."""
    if not can(account, Action.ADMINISTER):
        return None
    url, now = reverse("core:link_list"), timezone.now()
    found = waiting_links().filter(expires_at__gt=now).order_by()
    told = found.aggregate(number=Count("pk"), first=Min("expires_at"))
    if not told["number"]:
        return Found()
    ends = timezone.localtime(told["first"]).date()
    row = Row(
        light="due",
        word="链接未用",
        what=f"{told['number']:,} 个一次性链接发出去还没有用",
        due=f"最早 {near_day(ends, timezone.localdate())}到期",
        day=ends,
        label="去看",
        url=url,
    )
    return Found([row], 1)


def without_password(account: Account, most: int) -> Found | None:
    """One row for accounts in use that have neither a password nor a link to set one."""
    if not can(account, Action.ADMINISTER):
        return None
    lacking = accounts_in_range().filter(is_active=True, has_password=False, link_open=False)  # type: ignore[misc]
    number = lacking.count()
    if not number:
        return Found()
    row = Row(
        light="due",
        word="不能登录",
        what=f"{number:,} 个账号没有密码，链接也已过期或作废",
        label="发新链接",
        url=f"{reverse('core:account_list')}?{urlencode({'state': 'no_password'})}",
    )
    return Found([row], 1)
