"""The home page (工作台)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import home as registry
from core.access import Action, access, account_of, can
from core.accounts.models import Account
from core.accounts.steps import note_step, steps_of
from core.pages.views import Page
from reports import home
from reports.forms import StepForm
from reports.leader import leader
from reports.queries import catalogue

MOST_ROWS, MOST_LISTED = 10, 200
OFFICE = (Action.RECORD, Action.REVIEW, Action.ADMINISTER, Action.AUDIT)


@access(get=Action.OWN)
class Home(Page):
    """工作台: what is to be done, and the way to the figures."""

    template = "reports/home.html"
    heading = "工作台"

    def get(self, request: HttpRequest) -> HttpResponse:
        account, today = account_of(request), timezone.localdate()
        above = account.association.ancestors()
        indicators, recent = catalogue(), home.recent(account, today)
        context: dict[str, Any] = {
            "date_line": home.date_line(account, above[-1] if above else None, today),
            "todo": registry.worklist(account, MOST_ROWS),
            "panels": registry.panels(account),
            "recent": recent,
            "nodes": home.nodes(today),
        }
        if any(can(account, action) for action in OFFICE):
            context["month"] = home.own_month(account, indicators, today)
        else:
            last = recent[0]["activity"] if recent else None
            context["leader"] = leader(account, indicators, today, last)
        if can(account, Action.RECORD):
            context.update(_recorder(account))
        return self.show(**context)


def _recorder(account: Account) -> dict[str, Any]:
    """What only those who record have: kinds at hand, drafts, the first steps."""
    used = home.used_kinds(account)
    return {
        "records": True,
        "quick": home.quick(used),
        "drafts": home.drafts(account),
        "steps": steps_of(account, has_recorded=bool(used)),
        "detail_url": reverse("reports:association_detail", args=[account.association.code]),
    }


@access(get=Action.OWN)
class WorklistAll(Page):
    """待我办理 in full: everything that the home page has no room for."""

    template = "reports/worklist.html"
    heading = "待我办理"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(todo=registry.worklist(account_of(request), MOST_LISTED))


@access(post=Action.RECORD)
def first_steps(request: HttpRequest) -> HttpResponse:
    """「资料无误」 and 「收起」 of the first steps."""
    form = StepForm(request.POST)
    if form.is_valid():
        note_step(actor=account_of(request), step=form.cleaned_data["step"])
    return HttpResponseRedirect(reverse("reports:home"))
