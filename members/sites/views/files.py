"""Files of a site: adding, looking at, removing; always through the scope."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.attachments.serving import download, small_picture
from core.pages.views import ConfirmPage
from members.sites.files import add_files, remove_site_file
from members.sites.forms import SiteFilesForm
from members.sites.queries import standards_for
from members.sites.registers import register_of
from members.sites.views.finding import any_site, some_file


@access(post=Action.RECORD)
def site_files(request: HttpRequest, pk: Any) -> HttpResponse:
    """Add files from the page of the site; what is refused is said there."""
    site = any_site(pk)
    standards = standards_for(register_of(site).type_of(site), timezone.localdate())
    refused = getattr(request, "refused_uploads", None)
    form = SiteFilesForm(request.POST, request.FILES, standards=standards, refused=refused)
    if not form.is_valid():
        for texts in form.errors.values():
            for text in texts:
                notices.add(request, str(text), level="error")
    elif not form.prepared():
        notices.add(request, "没有选文件。", level="warning")
    else:
        try:
            item = form.cleaned_data["item"]
            made = add_files(actor=account_of(request), site=site, files=form.prepared(), item=item)
        except ValidationError as error:
            notices.add(request, "；".join(error.messages), level="error")
        else:
            notices.add(request, f"已添加 {len(made)} 个文件。")
    return HttpResponseRedirect(f"{site.get_absolute_url()}#files")


@access(get=Action.VIEW)
def site_file(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """The file as a download; ``?small=1``: the small picture of a photo."""
    file = some_file(pk)
    return small_picture(file) if request.GET.get("small") else download(file)


@access(get=Action.RECORD, post=Action.RECORD)
class SiteFileDelete(ConfirmPage):
    """删除资料: for good."""

    heading = "删除资料"
    submit_label = "删除"
    done = "资料已删除。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def context(self, **extra: Any) -> dict[str, Any]:
        extra["question"] = f"删除“{some_file(self.pk).name}”？"
        return super().context(**extra)

    def consequences(self) -> list[str]:
        return ["文件删除后不能恢复，其他内容不变。"]

    def cancel_url(self) -> str:
        return any_site(some_file(self.pk).site_id).get_absolute_url()

    def save(self, form: Any) -> str:
        back = self.cancel_url()
        remove_site_file(actor=account_of(self.request), file=some_file(self.pk))
        return back

    def done_url(self, result: str) -> str:
        return result
