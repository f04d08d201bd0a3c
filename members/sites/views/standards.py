"""检查标准: the check-lists in force and their older versions; a new version is published here."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.pages.views import FormPage
from members.models import Standard
from members.sites.forms import StandardForm
from members.sites.standards import publish_standard, types_for_standards


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class StandardList(FormPage):
    """检查标准; ``?code=`` begins with the newest version of one."""

    heading = "检查标准"
    help_text = "名称相同就是新版本：施行以后的自查用新版本，以前的自查不变。"
    template = "members/standard_list.html"
    form_class = StandardForm
    submit_label = "发布"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.types = types_for_standards()

    def context(self, **extra: Any) -> dict[str, Any]:
        names = dict(self.types)
        rows = [
            {
                "standard": row,
                "type": names.get(row.site_type, ""),
                "items": "、".join(i["text"] for i in row.items),
            }
            for row in Standard.objects.all()
        ]
        return super().context(standards=rows, **extra)

    def form_arguments(self) -> dict[str, Any]:
        row = Standard.objects.filter(code=self.request.GET.get("code", "")).order_by("-version").first()
        given: dict[str, Any] = {"since": timezone.localdate()}
        if row is not None:
            items = "\n".join(item["text"] for item in row.items)
            given |= {"name": row.name, "site_type": row.site_type, "source": row.source, "items": items}
        return {"types": self.types, "initial": given}

    def save(self, form: Any) -> Standard:
        data = form.cleaned_data
        given = {**data, "items": data["items"].splitlines()}
        standard = publish_standard(actor=account_of(self.request), **given)
        notices.add(self.request, f"已发布 {standard}")
        return standard

    def done_url(self, result: Standard) -> str:
        return reverse("members:standard_list")

    def cancel_url(self) -> str:
        return reverse("members:standard_list")
