"""我的导入, choosing a file, the template."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.access import Action, access, account_of, get_visible
from core.accounts.models import Account
from core.pages.links import uuid_or_none
from core.pages.tables import Column, cells, header, page_of
from core.pages.views import Page, add_errors
from core.rosters.declare import RosterKind, kind_of
from core.rosters.models import RosterBatch
from core.rosters.planning import has_faults
from core.rosters.queries import batches_of, kinds_for
from core.rosters.services import Upload, require_kind, start_batch
from core.rosters.templates import template_of
from core.workbooks import workbook_answer

MARKS = {
    "done": "done", "undone": "none", "discarded": "none", "refused": "overdue",
    "columns": "due", "preview": "due",
}  # fmt: skip


class FileForm(forms.Form):
    """Kind and file. ``kinds``: what the account may import."""

    kind = forms.ChoiceField(label="名册")
    file = forms.FileField(
        label="文件",
        help_text="Excel（.xlsx、.xls）、WPS 表格或 CSV，10 MB 以内。一个文件一种名册。",
        error_messages={"required": "请选一个文件。", "empty": "文件是空的，请确认选对了文件。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv,.ods,.txt"}),
    )

    def __init__(
        self, *args: Any, kinds: list[RosterKind], refused: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind.code, kind.title) for kind in kinds]
        self.refused = refused or []

    def clean(self) -> dict[str, Any]:
        if self.refused:
            self.errors.pop("file", None)
            self.add_error("file", "文件超过 10 MB，请删去图片和用不到的表，或分成几个文件。")
        return self.cleaned_data


def _name_of(batch: RosterBatch) -> str:
    kind = kind_of(batch.kind)
    return kind.title if kind else "已停用的名册"


def _result(batch: RosterBatch) -> str:
    counts = batch.counts
    if "added" in counts:
        words = f"新增 {counts['added']:,}，更新 {counts['changed']:,}"
        return words + (f"；撤回 {counts['taken_back']:,}" if "taken_back" in counts else "")
    if not counts:
        return batch.message
    return f"有错误 {has_faults(counts):,}，可导入 {counts.get('new', 0) + counts.get('update', 0):,}"


COLUMNS = [
    Column("file_name", "文件", long=True),
    Column("kind", "名册", _name_of),
    Column("state", "状态"),
    Column("counts", "行数", _result, long=True),
    Column("created_at", "上传时间", lambda batch: batch.created_at),
]


def _row(batch: RosterBatch) -> dict[str, Any]:
    found = cells(batch, COLUMNS)
    found[2] = {"value": batch.get_state_display(), "state": MARKS.get(batch.state, "waiting")}
    return {"url": batch.get_absolute_url(), "cells": found}


@access(get=Action.IMPORT)
class RosterList(Page):
    """我的导入."""

    heading = "我的导入"
    template = "rosters/roster_list.html"
    help_text = "关掉页面也不会丢：没提交的从这里继续，提交后 30 天内可以整批撤销。"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, batches_of(account_of(request)))
        return self.show(
            columns=header(request, COLUMNS),
            rows=[_row(batch) for batch in page],
            page=page,
            actions=[{"label": "导入名册", "url": reverse("core:roster_create"), "primary": True}],
            empty={
                "title": "还没有导入过名册",
                "text": "先下载模板填好，再上传；用自己的表也可以，系统会对列。",
            },
        )


@access(get=Action.IMPORT, post=Action.IMPORT)
class RosterCreate(Page):
    """Step 1: what and which file."""

    heading = "导入名册"
    template = "rosters/roster_create.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        before = _replaced(request)
        form = FileForm(kinds=kinds_for(account_of(request)), initial={"kind": request.GET.get("kind", "")})
        return self._show(form, before)

    def _show(self, form: FileForm, before: RosterBatch | None, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        return self.show(
            status,
            form=form,
            before=before,
            kinds=[
                {"title": kind.title, "url": reverse("core:roster_template", args=[kind.code])}
                for kind in kinds_for(account)
            ],
            breadcrumb=[
                {"label": "我的导入", "url": reverse("core:roster_list")},
                {"label": "导入名册", "url": ""},
            ],
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        before = _replaced(request)
        refused = getattr(request, "refused_uploads", [])
        form = FileForm(request.POST, request.FILES, kinds=kinds_for(account), refused=refused)
        if not form.is_valid():
            return self._show(form, before, 422)
        try:
            batch = _start(account, form, before)
        except ValidationError as error:
            add_errors(form, error)
            return self._show(form, before, 422)
        return HttpResponseRedirect(batch.get_absolute_url())


def _start(account: Account, form: FileForm, before: RosterBatch | None) -> RosterBatch:
    kind = kind_of(form.cleaned_data["kind"])
    if kind is None:
        raise ValidationError("这种名册已不再提供。")
    file = form.cleaned_data["file"]
    upload = Upload(file.name, file.read())
    same_kind = before if before is not None and before.kind == kind.code else None
    return start_batch(actor=account, kind=kind, upload=upload, before=same_kind)


def _replaced(request: HttpRequest) -> RosterBatch | None:
    """The import that a mended file takes the place of."""
    asked = uuid_or_none(request.POST.get("before") or request.GET.get("before", ""))
    return batches_of(account_of(request)).filter(pk=asked).first() if asked else None


@access(get=Action.IMPORT)
def roster_template(request: HttpRequest, kind: str) -> HttpResponse:
    """下载模板, for the association of the seat."""
    declared = kind_of(kind)
    if declared is None:
        raise Http404
    account = account_of(request)
    require_kind(account, declared)
    content = template_of(declared, account.association)
    return workbook_answer(f"{account.association.name}{declared.title}名册模板", content)


def find(request: HttpRequest, pk: Any) -> RosterBatch:
    """An import of one's own; anybody else's is not found."""
    batch: RosterBatch = get_visible(batches_of(account_of(request)), pk=pk)
    return batch
