"""「撤销」 of a change that was saved a moment ago: the record becomes what it was before."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from activities import content as contents
from activities.forms.entry import EntryForm
from activities.models import Activity
from activities.queries import shown_figures, standing
from activities.services import REFERENCES, update_activity
from activities.texts import saved_line
from core import notices
from core.access import Action, access, account_of, get_visible
from core.pages.links import local_address

KEY = "change_to_undo"
TOO_LATE = "没有撤销：这条记录后来又改过，请打开核对。"


def with_next(url: str, request: HttpRequest) -> str:
    """The address of an undo button: it leads back to where saving leads back to."""
    back = local_address(request, "")
    return f"{url}?{urlencode({'next': back})}" if back else url


def remember(request: HttpRequest, before: QueryDict, saved: Activity) -> str:
    """Keep for this session what the form held before the change; gives the address of the button."""
    request.session[KEY] = {
        "record": str(saved.pk),
        "version": saved.version,
        "content": dict(before.lists()),
    }
    return with_next(reverse("activities:activity_edit_undo", args=[saved.pk]), request)


@access(post=Action.RECORD)
def activity_edit_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take the last change back, while nobody saved the record since."""
    rows = standing().select_related("association", "school__association", *REFERENCES)
    activity = get_visible(rows.prefetch_related("editions__campaign"), pk=pk)
    link = {"label": "查看", "url": activity.get_absolute_url()}
    try:
        restored = _take_back(request, activity)
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="warning", links=[link])
    else:
        text = saved_line(restored, shown_figures([restored], account_of(request))[restored.pk])
        notices.add(request, f"已撤销修改，恢复为 {text}", links=[link])
    return HttpResponseRedirect(local_address(request, activity.get_absolute_url()))


def _take_back(request: HttpRequest, activity: Activity) -> Activity:
    kept = request.session.pop(KEY, {})
    if (kept.get("record"), kept.get("version")) != (str(activity.pk), activity.version):
        raise ValidationError(TOO_LATE)
    content = contents.make({**kept["content"], "record": str(activity.pk)})
    form = EntryForm(content, bound=True, editing=activity, families=account_of(request).family_right)
    if not form.is_valid():
        raise ValidationError("没有撤销：原来的内容现在存不回去（类型、单位或学校已停用），请打开修改。")
    target = Activity.objects.select_related("association", "kind").get(pk=activity.pk)
    return update_activity(
        actor=account_of(request), draft=form.draft(target), expected_version=activity.version
    )
