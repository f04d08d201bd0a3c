"""Taking the list of members out: masked for everybody who may export, in full for a stated purpose."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can
from core.audit import services as audit
from core.jobs.services import request_job
from core.pages.views import FormPage
from core.workbooks import workbook_answer
from members.exports import AT_ONCE, MOST, arguments_of, count_of, title_of, trace_of, workbook
from members.jobs import EXPORT
from members.views.listing import asked, words_of


class PurposeForm(forms.Form):
    """What full numbers are needed for."""

    use_required_attribute = False
    purpose = forms.CharField(
        label="用途", min_length=6, max_length=200, help_text="至少 6 个字，例如“5.29 活动电话通知”。"
    )


def _back(request: HttpRequest) -> str:
    return f"{reverse('members:member_list')}?{request.GET.urlencode()}"


@access(post=Action.EXPORT)
def member_export(request: HttpRequest) -> HttpResponse:
    """The filtered list with masked numbers; a long one by a job. Leaves a trace with its size and filter."""
    form, chosen = asked(request)
    if not form.is_valid():
        return HttpResponseRedirect(_back(request))
    return _answer(request, chosen, phones=False)


@access(get=Action.RECORD, post=Action.RECORD)
class MemberExportPhones(FormPage):
    """The same with full telephone numbers, for who keeps the register and says what for."""

    template = "members/member_export_phones.html"
    heading = "导出含完整电话的名册"
    help_text = "导出和用途都会记入审计。名册请妥善保管，用完即删，不要发到群里。"
    form_class = PurposeForm
    submit_label = "导出"

    def context(self, **extra: Any) -> dict[str, Any]:
        form, chosen = asked(self.request)
        words = words_of(chosen) if form.is_valid() else ""
        count = count_of(chosen) if form.is_valid() else 0
        return super().context(**extra, filter_state=f"共 {count:,} 人{f'，{words}' if words else ''}")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not can(account_of(request), Action.EXPORT):
            raise PermissionDenied("您的账号没有导出的权限。")
        form, chosen = asked(request)
        purpose = PurposeForm(request.POST)
        if not form.is_valid() or not purpose.is_valid():
            return self.show_form(purpose, 422)
        return _answer(request, chosen, phones=True, reason=purpose.cleaned_data["purpose"])

    def cancel_url(self) -> str:
        return _back(self.request)


def _answer(request: HttpRequest, chosen: dict[str, Any], *, phones: bool, reason: str = "") -> HttpResponse:
    account, count = account_of(request), count_of(chosen)
    if count > MOST:
        text = f"共 {count:,} 人，一次最多导出 {MOST:,} 人，请缩小单位范围后再导出。"
        notices.add(request, text, level="error")
        return HttpResponseRedirect(_back(request))
    trace = trace_of(chosen, count, phones=phones, reason=reason)
    if count <= AT_ONCE:
        audit.record(account, "export", **trace)
        made = workbook(account, chosen, timezone.now(), phones=phones)
        return workbook_answer(made.name.removesuffix(".xlsx"), made.content)
    try:
        job = request_job(
            actor=account,
            kind=EXPORT,
            title=title_of(chosen, count),
            arguments=arguments_of(chosen, phones=phones),
            total=count,
            trace=trace,
        )
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="error")
        return HttpResponseRedirect(_back(request))
    return HttpResponseRedirect(job.get_absolute_url())
