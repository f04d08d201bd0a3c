"""Taking the list of families out: masked for everybody who may export, in full for a stated purpose."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.pages.views import FormPage
from core.workbooks import workbook_answer
from families.checks import LONG_NUMBER
from families.exports import MOST, count_of, export_families
from families.forms.listing import FamilyFilter, in_words


class PurposeForm(forms.Form):
    """What the full data is needed for."""

    use_required_attribute = False
    purpose = forms.CharField(
        label="用途", min_length=6, max_length=120, help_text="至少 6 个字，例如“核对特扶金发放名单”。",
        error_messages={"min_length": "请写清楚，至少 6 个字。"},
    )  # fmt: skip

    def clean_purpose(self) -> str:
        text = str(self.cleaned_data["purpose"])
        if LONG_NUMBER.search(text):
            raise ValidationError("用途会留痕，请不要写证件号、电话号码。")
        return text


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """The filter of the list; None where it cannot be read."""
    form = FamilyFilter(request.GET or None)
    if not form.is_bound:
        return {}
    return form.cleaned_data if form.is_valid() else None


def _back(request: HttpRequest) -> str:
    return f"{reverse('families:family_list')}?{request.GET.urlencode()}"


def _answer(request: HttpRequest, chosen: dict[str, Any], *, reason: str = "") -> HttpResponse:
    count = count_of(chosen)
    if count > MOST:
        text = f"共 {count:,} 户，一次最多导出 {MOST:,} 户，请按县市区或乡镇分别导出。"
        notices.add(request, text, level="error")
        return HttpResponseRedirect(_back(request))
    content = export_families(actor=account_of(request), chosen=chosen, in_full=bool(reason), reason=reason)
    return workbook_answer(f"特殊家庭花名册{timezone.localtime():%Y%m%d%H%M}", content)


@access(post=Action.EXPORT, family=True)
def family_export(request: HttpRequest) -> HttpResponse:
    """The filtered list, masked."""
    chosen = _asked(request)
    return HttpResponseRedirect(_back(request)) if chosen is None else _answer(request, chosen)


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyExportFull(FormPage):
    """The same with everything in full, for who keeps the registry and says what for."""

    heading = "导出完整的花名册"
    help_text = "姓名、证件号、电话和住址都是完整的。导出和用途会留痕；文件妥善保管，用完即删，不要发到群里。"
    form_class = PurposeForm
    submit_label = "导出"
    template = "families/family_export.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        chosen = _asked(self.request)
        words = "，".join(f"{label} {text}" for label, text in in_words(chosen or {}).items())
        count = 0 if chosen is None else count_of(chosen)
        return super().context(filter_state=f"共 {count:,} 户{f'，{words}' if words else ''}", **extra)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen, purpose = _asked(request), PurposeForm(request.POST)
        if chosen is None or not purpose.is_valid():
            return self.show_form(purpose, 422)
        return _answer(request, chosen, reason=purpose.cleaned_data["purpose"])

    def cancel_url(self) -> str:
        return _back(self.request)
