"""Files of an activity: adding, looking at, downloading, removing; always through the scope."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse

from activities.files import attach_files, attach_once, remove_file
from activities.forms.files import FilesForm
from activities.models import Attachment
from activities.views.detail import find
from core import notices
from core.access import Action, access, account_of, get_visible
from core.attachments.serving import download, small_picture
from core.pages.links import uuid_or_none
from core.pages.views import ConfirmPage


@access(post=Action.RECORD)
def file_add(request: HttpRequest, pk: Any) -> HttpResponse:
    """Add files from the page of the record; what is refused is said there, the rest is kept."""
    activity = find(pk)
    form = FilesForm(request.POST, request.FILES, refused=getattr(request, "refused_uploads", None))
    if not form.is_valid():
        for texts in form.errors.values():
            for text in texts:
                notices.add(request, str(text), level="error")
    elif not form.prepared():
        notices.add(request, "没有选文件。", level="warning")
    else:
        try:
            made = attach_files(actor=account_of(request), activity=activity, files=form.prepared())
        except ValidationError as error:
            notices.add(request, "；".join(error.messages), level="error")
        else:
            notices.add(request, f"已添加 {len(made)} 个附件。")
    return HttpResponseRedirect(f"{activity.get_absolute_url()}#files")


@access(post=Action.RECORD)
def file_send(request: HttpRequest, pk: Any) -> HttpResponse:
    """One file, sent by a script under an id that it made (``attachment``): sending it again adds nothing."""
    activity = find(pk)
    form = FilesForm(request.POST, request.FILES, refused=getattr(request, "refused_uploads", None))
    key = uuid_or_none(request.POST.get("attachment", ""))
    try:
        if not form.is_valid():
            raise ValidationError([text for texts in form.errors.values() for text in texts])
        if key is None or len(form.prepared()) != 1:
            raise ValidationError("没有收到文件，请重新选。")
        attach_once(actor=account_of(request), activity=activity, key=key, file=form.prepared()[0])
    except ValidationError as error:
        answer = "；".join(error.messages)
        return HttpResponse(answer, status=422, content_type="text/plain; charset=utf-8")
    return JsonResponse({"attachment": str(key)})


def _find(pk: Any) -> Attachment:
    attachment: Attachment = get_visible(Attachment.objects.select_related("activity__kind"), pk=pk)
    return attachment


@access(get=Action.VIEW)
def file_download(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """The file itself, always as a download (security.md E7)."""
    return download(_find(pk))


@access(get=Action.VIEW)
def file_thumbnail(request: HttpRequest, pk: Any) -> HttpResponse:
    """A small picture of a photo, shown in the page."""
    return small_picture(_find(pk))


@access(get=Action.RECORD, post=Action.RECORD)
class FileDelete(ConfirmPage):
    """删除附件: for good."""

    heading = "删除附件"
    submit_label = "删除"
    done = "附件已删除。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def context(self, **extra: Any) -> dict[str, Any]:
        attachment = _find(self.pk)
        extra.update(
            question=f"删除“{attachment.name}”？", consequences=["附件删除后不能恢复，记录和数字不变。"]
        )
        return super().context(**extra)

    def cancel_url(self) -> str:
        return _find(self.pk).activity.get_absolute_url()

    def save(self, form: Any) -> str:
        attachment = _find(self.pk)
        remove_file(actor=account_of(self.request), attachment=attachment)
        return attachment.activity.get_absolute_url()

    def done_url(self, result: str) -> str:
        return result
