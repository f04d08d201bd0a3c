"""The entry form at the side of another page: what is known already is fixed, the rest fits into a drawer."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from activities.models import Activity
from activities.queries import shown_figures
from activities.texts import saved_line
from core.access import account_of

PANEL = "entry-panel"  # id of the element that the form is loaded into
TEMPLATE = "activities/_entry_panel.html"
# What the address fixed, carried along unseen.
CARRIED = (
    "association",
    "association_code",
    "kind",
    "school",
    "warm_home",
    "site",
    "record",
    "campaigns_for",
)


def is_panel(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == PANEL


def carried(content: Any) -> list[tuple[str, str]]:
    """Names and values of the boxes that a panel does not show."""
    pairs = [(name, content.get(name, "")) for name in CARRIED]
    return [*pairs, *(("campaigns", key) for key in content.getlist("campaigns"))]


def saved(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Says what was recorded, and tells the page around (event ``entry-saved``)."""
    line = saved_line(activity, shown_figures([activity], account_of(request))[activity.pk])
    answer = TemplateResponse(
        request,
        "activities/_entry_panel_done.html",
        {
            "line": line,
            "activity": activity,
            "undo_url": reverse("activities:activity_undo", args=[activity.pk]),
        },
    )
    answer["HX-Trigger"] = json.dumps({"entry-saved": {"id": str(activity.pk)}})
    return answer
