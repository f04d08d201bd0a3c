"""The first page of a phone: the own village, four large buttons, what is still open."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from activities.phone import four_kinds
from activities.queries import drafts_of, shown_figures, standing
from activities.texts import saved_line
from core.access import Action, access, account_of
from core.accounts.models import Account
from core.pages.views import Page

LISTED = 3


@access(get=Action.RECORD)
class PhoneStart(Page):
    """手机登记."""

    template = "activities/phone_start.html"
    heading = "登记活动"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        create = reverse("activities:activity_create")
        day = timezone.localdate().isoformat()
        return self.show(
            unit=account.association,
            kinds=[
                {"label": kind.name, "url": f"{create}?{urlencode({'kind': kind.code, 'day': day})}"}
                for kind in four_kinds(account)
            ],
            more_url=f"{create}?{urlencode({'day': day})}",
            visits_url=_visits_url(account),
            drafts=[{"draft": row, "url": _go_on(str(row.pk), row.target)} for row in drafts_of(account.pk)],
            doubts=_doubts(account),
        )


def _visits_url(account: Account) -> str:
    """Visits are for who keeps the families of the village."""
    return reverse("families:visit_list") if account.family_right else ""


def _go_on(draft: str, target: Any) -> str:
    path = reverse("activities:activity_create")
    if target is not None:
        path = reverse("activities:activity_edit", args=[target])
    return f"{path}?{urlencode({'draft': draft})}"


def _doubts(account: Account) -> list[dict[str, str]]:
    rows = list(standing().filter(needs_check=True).select_related("association", "kind")[:LISTED])
    figures = shown_figures(rows, account)
    here = reverse("activities:phone_start")
    return [
        {
            "text": saved_line(row, figures[row.pk]),
            "url": f"{reverse('activities:activity_edit', args=[row.pk])}?{urlencode({'next': here})}",
        }
        for row in rows
    ]
