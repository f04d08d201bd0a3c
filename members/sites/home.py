"""What sites give to the home page: self-assessments that wait for a review by somebody else."""

from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.home import Found, Row
from core.moments import near_day
from members.models import SiteCheck


def checks_waiting(account: Account, most: int) -> Found | None:
    """One row: how many wait, and the page of the oldest."""
    if not can(account, Action.REVIEW):
        return None
    rows = SiteCheck.objects.filter(reviewed_on=None).exclude(created_by=account.pk).order_by("day", "pk")
    found = list(rows.select_related("standard", "association")[:100])
    if not found:
        return Found()
    first = found[0]
    row = Row(
        light="waiting",
        word="待复核",
        what=f"{len(found)} 次阵地自查待复核",
        where=first.association.name,
        due=f"最早 {near_day(first.day, timezone.localdate())}",
        label="去复核",
        url=reverse("members:check_review", args=[first.pk]),
    )
    return Found([row], 1)
