"""Taking a list out in the columns of its roster."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of
from core.jobs.models import Job
from core.pages.views import FormPage, add_errors
from core.rosters.declare import RosterKind, kind_of
from core.rosters.exports import export_roster
from core.workbooks import workbook_answer


class PurposeForm(forms.Form):
    """What the file is for."""

    purpose = forms.CharField(
        label="导出用途", min_length=4, max_length=60, help_text="写入审计，并印在文件最后一行。"
    )


@access(get=Action.EXPORT, post=Action.EXPORT)
class RosterExport(FormPage):
    """导出名册, in the columns in which it can be imported again."""

    form_class = PurposeForm
    submit_label = "导出"

    def kind(self) -> RosterKind:
        kind = kind_of(self.kwargs["kind"])
        if kind is None or not kind.exported:
            raise Http404
        return kind

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        kind, account = self.kind(), account_of(self.request)
        self.heading = f"导出{kind.title}名册"
        self.help_text = f"共 {kind.export_count(account):,} {kind.unit}。改好以后可以原样导入。"
        return super().show_form(form, status)

    def cancel_url(self) -> str:
        kind = self.kind()
        return reverse(kind.list_url) if kind.list_url else reverse("core:roster_list")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PurposeForm(request.POST)
        if not form.is_valid():
            return self.show_form(form, 422)
        kind, account = self.kind(), account_of(request)
        try:
            found = export_roster(
                actor=account,
                kind=kind,
                purpose=form.cleaned_data["purpose"],
                count=kind.export_count(account),
                moment=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.show_form(form, 422)
        if isinstance(found, Job):
            return HttpResponseRedirect(found.get_absolute_url())
        return workbook_answer(found.name.removesuffix(".xlsx"), found.content)
