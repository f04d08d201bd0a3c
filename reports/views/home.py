"""The home page (工作台)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from activities.drafts import discard_draft
from core import scope
from core.access import Action, access, account_of, can, get_visible
from core.drafts import Draft
from core.pages.views import Page
from reports import home


@access(get=Action.OWN)
class Home(Page):
    """工作台: what is to be done, and the way to the figures."""

    template = "reports/home.html"
    heading = "工作台"

    def get(self, request: HttpRequest) -> HttpResponse:
        account, today = account_of(request), timezone.localdate()
        records = can(account, Action.RECORD)
        context: dict[str, Any] = {
            "date_line": home.date_line(today),
            "month": home.own_month(account, today),
            "recent": home.recent(account, today),
            "duties": home.duties(account),
            "records": records,
            "detail_url": reverse("reports:association_detail", args=[account.association.code]),
        }
        if records:
            context.update(quick=home.quick_kinds(account), drafts=home.drafts(account))
        else:
            context.update(leader=home.leader(account, today))
        return self.show(**context)


@access(post=Action.RECORD)
def draft_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw an unfinished form of one's own away."""
    account = account_of(request)
    draft = get_visible(Draft.objects.filter(created_by=account.pk, form=home.ACTIVITY_FORM), pk=pk)
    with scope.transaction():
        discard_draft(actor=account, record=draft.target or draft.pk, is_edit=draft.target is not None)
    return HttpResponseRedirect(reverse("reports:home"))
