"""「撤销」 of a change that was saved a moment ago: one member or several become what they were."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of
from core.pages.links import local_address
from core.records import Conflict
from members.content import drafts_back
from members.models import Member
from members.queries import with_standings
from members.services import change_members
from members.texts import people_text

KEY = "members_to_undo"
TOO_LATE = "没有撤销：有的记录后来又改过，请打开核对。"


def remember(request: HttpRequest, before: dict[str, dict[str, Any]], saved: Iterable[Member]) -> str:
    """Keep for this session what the members were before the change; gives the address of the button."""
    request.session[KEY] = [
        {"id": str(row.pk), "version": row.version, "before": before[str(row.pk)]} for row in saved
    ]
    return reverse("members:member_change_undo")


@access(post=Action.RECORD)
def member_change_undo(request: HttpRequest) -> HttpResponse:
    """Take the last change back, while nobody saved any of the records since."""
    kept = request.session.pop(KEY, [])
    back = local_address(request, reverse("members:member_list"))
    try:
        members = _take_back(request, kept)
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="warning")
        return HttpResponseRedirect(back)
    notices.add(request, f"已撤销，{people_text(members)}恢复原样。")
    only = members[0].get_absolute_url() if len(members) == 1 else back
    return HttpResponseRedirect(local_address(request, only))


def _take_back(request: HttpRequest, kept: list[dict[str, Any]]) -> list[Member]:
    wanted = {one["id"]: one for one in kept}
    rows = with_standings(Member.objects.filter(pk__in=list(wanted), withdrawn_at=None))
    found = [row for row in rows if row.version == wanted[str(row.pk)]["version"]]
    if not kept or len(found) < len(kept):
        raise ValidationError(TOO_LATE)
    try:
        drafts = drafts_back((row, wanted[str(row.pk)]["before"]) for row in found)
        return change_members(actor=account_of(request), drafts=drafts, reason="撤销")
    except Conflict:
        raise ValidationError(TOO_LATE) from None
