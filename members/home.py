"""What members give to the home page: applications that wait for the council."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.home import Found, Row
from core.moments import near_day
from members.choices import Status
from members.queries import waiting_applications


def applications(account: Account, most: int) -> Found | None:
    """One row for all who applied and were not admitted yet (domain.md §4.6: the council decides)."""
    if not can(account, Action.RECORD):
        return None
    number, first = waiting_applications()
    if not number or first is None:
        return Found()
    row = Row(
        light="waiting",
        word="待批",
        what=f"{number:,} 人申请入会，理事会通过后改为在册",
        due=f"最早 {near_day(first, timezone.localdate())} 申请",
        label="去看",
        url=f"{reverse('members:member_list')}?{urlencode({'status': Status.APPLIED, 'sort': 'status'})}",
    )
    return Found([row], 1)
