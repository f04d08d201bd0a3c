"""POST only: asks why, then shows one value for half a minute. A fragment for htmx, else a page."""

import logging
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.access import Action, access, account_of, get_visible
from core.pages.links import local_address
from core.pages.views import add_errors
from core.reveal.forms import RevealForm
from core.reveal.registry import find_revealable, masked_field
from core.reveal.services import MOST_AN_HOUR, TooMany, require_reveal, reveal_field

logger = logging.getLogger(__name__)
SECONDS = 30
FULL = f"一小时内最多显示 {MOST_AN_HOUR} 项，您已用完，请过一会儿再来。"
UNWRITTEN = "现在写不进审计记录，所以没有显示。请过一会儿再试，或告诉管理员。"


@access(post=Action.VIEW)
def reveal(request: HttpRequest, kind: str, pk: UUID, field: str) -> HttpResponse:
    """One field of one record. Without a reason: the question for it."""
    found, account = find_revealable(kind, field), account_of(request)
    if found is None:
        raise Http404
    row = get_visible(found.model.objects.select_related("association"), pk=pk)
    require_reveal(account, found, row)
    shown = masked_field(row, field)
    names = f"{field}_{pk.hex}_%s"  # several questions may stand open on one page
    if "purpose" not in request.POST:
        return _answer(request, shown, 422, form=RevealForm(auto_id=names))
    form = RevealForm(request.POST, auto_id=names)
    if not form.is_valid():
        return _answer(request, shown, 422, form=form)
    try:
        value = reveal_field(actor=account, found=found, row=row, reason=form.reason)
    except TooMany:
        return _answer(request, shown, 429, refusal=FULL)
    except ValidationError as error:
        add_errors(form, error)
        return _answer(request, shown, 422, form=form)
    except DatabaseError as error:
        logger.error("a reveal could not be recorded: %s", type(error).__name__)  # its text may hold the row
        return _answer(request, shown, 503, refusal=UNWRITTEN)
    return _answer(request, shown, 200, value=value)


def _answer(request: HttpRequest, shown: dict[str, Any], status: int, **extra: Any) -> HttpResponse:
    back = local_address(request, "/")
    context = {"shown": shown, "seconds": SECONDS, "back": back, "heading": f"显示{shown['label']}", **extra}
    template = "core/_reveal.html" if request.headers.get("HX-Request") else "core/reveal.html"
    response = TemplateResponse(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    if "value" in extra and template == "core/reveal.html":
        response.headers["Refresh"] = f"{SECONDS}; url={back}"  # hides itself where no script runs
    return response
