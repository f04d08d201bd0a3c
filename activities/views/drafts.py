"""Unfinished forms: saving one every few seconds, going on with it, throwing it away."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from activities import drafts
from activities.models import Activity, ActivityKind
from activities.queries import drafts_of
from core.access import Action, access, account_of, get_visible
from core.drafts import Draft
from core.pages.links import local_address, uuid_or_none
from core.pages.views import ConfirmPage, Page


@access(post=Action.RECORD)
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep the form as it stands: ``{draft, draft_version, saved_at}``, or 409 behind another window."""
    try:
        draft = store(request)
    except ValidationError as error:
        return HttpResponse(error.messages[0], status=409, content_type="text/plain; charset=utf-8")
    answer: dict[str, Any] = {"saved_at": f"{timezone.localtime():%H:%M}"}
    if draft is not None:
        answer |= {"draft": str(draft.pk), "draft_version": draft.version}
    return JsonResponse(answer)


def store(request: HttpRequest) -> Draft | None:
    """Save the sent form as a draft; None where its record was saved meanwhile: nothing is left to keep."""
    record, version = uuid_or_none(request.POST.get("record", "")), request.POST.get("draft_version", "")
    if record is None:
        raise ValidationError("表单不完整，草稿没存上，请刷新页面。")
    is_edit = "version" in request.POST
    if not is_edit and Activity.objects.filter(pk=record).exists():
        return None
    return drafts.save_draft(
        actor=account_of(request),
        record=record,
        content=request.POST,
        title=_title(request),
        expected=int(version) if version.isdigit() and len(version) < 9 else 0,
        is_edit=is_edit,
    )


def _title(request: HttpRequest) -> str:
    """「茶溪村 5.29 义诊」, of what is filled in so far."""
    post = request.POST
    kind = ActivityKind.objects.filter(code=post.get("kind", "")).first()
    words = [post.get("association", "").split(" · ")[0], post.get("days", ""), kind.name if kind else ""]
    return " ".join(word[:30] for word in words if word) or "活动"


@access(get=Action.RECORD)
class DraftList(Page):
    """草稿."""

    heading = "草稿"
    template = "activities/draft_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = drafts_of(account_of(request).pk)
        empty = {
            "title": "没有未完成的草稿",
            "text": "登记时填的内容每隔几秒自动存为草稿，没有保存就关掉的会列在这里。",
            "action": {"label": "登记活动", "url": reverse("activities:activity_create")},
        }
        return self.show(drafts=[{"draft": row, "url": _continue_url(row)} for row in rows], empty=empty)


def _continue_url(draft: Draft) -> str:
    path = reverse("activities:activity_create")
    if draft.target is not None:
        path = reverse("activities:activity_edit", args=[draft.target])
    return f"{path}?{urlencode({'draft': str(draft.pk)})}"


@access(get=Action.RECORD, post=Action.RECORD)
class DraftDelete(ConfirmPage):
    """删除草稿."""

    heading = "删除草稿"
    submit_label = "删除"

    def find(self) -> Draft:
        mine = Draft.objects.filter(created_by=account_of(self.request).pk, form=drafts.FORM)
        draft: Draft = get_visible(mine, pk=self.kwargs["pk"])
        return draft

    def context(self, **extra: Any) -> dict[str, Any]:
        extra.update(question=f"删除草稿“{self.find().title}”？", consequences=["草稿删除后不能恢复。"])
        return super().context(**extra)

    def cancel_url(self) -> str:
        return local_address(self.request, reverse("activities:draft_list"))

    def save(self, form: Any) -> None:
        draft = self.find()
        is_edit = draft.target is not None
        record: UUID = draft.target or draft.pk
        drafts.discard_draft(actor=account_of(self.request), record=record, is_edit=is_edit)

    def done_url(self, result: None) -> str:
        return self.cancel_url()
