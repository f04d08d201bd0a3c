"""The pages of the trace, for auditors. Nothing here changes an entry; an export leaves one of its own."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, get_visible
from core.accounts.queries import path_of
from core.audit.display import action_label, changes_of, changes_text, kind_label, who
from core.audit.forms import AuditFilter
from core.audit.models import AuditEntry, Reading
from core.audit.queries import entries, period_of
from core.audit.services import record
from core.pages.tables import Column
from core.pages.views import ListPage, Page
from core.workbooks import SheetColumn, workbook_answer, write_workbook

MOST_EXPORTED = 20_000
LONGEST_CHANGES = 120
SHEET = [
    SheetColumn("时间", 17),
    SheetColumn("谁", 12),
    SheetColumn("登录名", 16),
    SheetColumn("操作", 12),
    SheetColumn("对象", 14),
    SheetColumn("内容", 40),
    SheetColumn("变更", 50),
    SheetColumn("原因", 24),
    SheetColumn("单位", 30),
    SheetColumn("来源地址", 16),
    SheetColumn("请求编号", 34),
]


def time_of(entry: AuditEntry | Reading) -> str:
    return timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")


def minute_of(entry: AuditEntry | Reading) -> str:
    return timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M")


def short_changes(entry: AuditEntry) -> str:
    text = changes_text(entry)
    return text if len(text) <= LONGEST_CHANGES else f"{text[:LONGEST_CHANGES]}…"


def period_text(chosen: dict[str, Any]) -> str:
    since, until = period_of(chosen)
    return f"{since:%Y-%m-%d} 至 {until:%Y-%m-%d}" if since else f"{until:%Y-%m-%d} 为止"


@access(get=Action.AUDIT)
class AuditList(ListPage):
    """Who did what, newest first."""

    heading = "审计记录"
    help_text = "只能看和导出，不能改也不能删。没有选日期时列最近 30 天。"
    filter_class = AuditFilter
    columns: ClassVar[list[Column]] = [
        Column("at", "时间", minute_of, sort="at"),
        Column("who", "谁", who),
        Column("action", "操作", lambda row: action_label(row.action)),
        Column("target", "对象", lambda row: kind_label(row.target_kind)),
        Column("summary", "内容", long=True),
        Column("changes", "变更", short_changes, long=True),
        Column("association", "单位", lambda row: path_of(row.association)),
    ]
    period = ""
    empty: ClassVar[dict[str, Any]] = {"title": "这段时间没有这样的记录", "text": "换个日期或筛选条件。"}

    def rows(self) -> QuerySet[Any]:
        return AuditEntry.objects.all()

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        self.period = period_text(chosen)
        return entries(chosen)

    def link(self, row: AuditEntry) -> str:
        return reverse("core:audit_detail", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        url = f"{reverse('core:audit_export')}?{self.request.GET.urlencode()}"
        return [{"label": "导出 Excel", "url": url, "method": "post"}]

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(**{"filter_state": self.period, **extra})


@access(get=Action.AUDIT)
class AuditDetail(Page):
    """One entry with all it holds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = AuditEntry.objects.select_related("association__parent__parent", "actor")
        entry = get_visible(rows, pk=pk)
        facts = [
            {"label": "时间", "value": time_of(entry)},
            {"label": "谁", "value": who(entry)},
            {"label": "登录名", "value": entry.actor.username if entry.actor else "–"},
            {"label": "单位", "value": path_of(entry.association)},
            {"label": "操作", "value": action_label(entry.action)},
            {"label": "对象", "value": kind_label(entry.target_kind) or "–"},
            {"label": "内容", "value": entry.summary or "–"},
            {"label": "原因", "value": entry.reason or "–"},
            {"label": "来源地址", "value": entry.address or "–"},
            {"label": "对象编号", "value": entry.target_id or "–"},
            {"label": "请求编号", "value": entry.request_id or "–"},
        ]
        steps = [
            {"label": "审计记录", "url": reverse("core:audit_list")},
            {"label": str(entry.pk), "url": ""},
        ]
        heading = "：".join(part for part in (action_label(entry.action), entry.summary) if part)
        return self.show(heading=heading, facts=facts, sections=_changes(entry), breadcrumb=steps)


def _changes(entry: AuditEntry) -> list[dict[str, Any]]:
    lines = changes_of(entry)
    if not lines:
        return []
    columns = [{"label": label} for label in ("项目", "原来", "改为")]
    cells = [
        [{"value": line["label"]}, *({"value": line[key], "long": True} for key in ("old", "new"))]
        for line in lines
    ]
    return [{"title": "变更", "columns": columns, "rows": [{"cells": row} for row in cells]}]


@access(post=Action.AUDIT)
def audit_export(request: HttpRequest) -> HttpResponse:
    """The filtered entries as a workbook; the export stands in the trace before the file leaves."""
    form = AuditFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = entries(chosen)
    number = rows.count()
    if not form.is_valid() or number > MOST_EXPORTED:
        too_many = f"一次最多导出 {MOST_EXPORTED:,} 条，现在有 {number:,} 条"
        reason = too_many if form.is_valid() else "筛选条件有误"
        messages.warning(request, f"没有导出：{reason}，请改筛选条件后再导出。")
        return redirect(f"{reverse('core:audit_list')}?{request.GET.urlencode()}")
    period, actor = period_text(chosen), account_of(request)
    record(actor, "export", summary=f"审计记录 {number:,} 条", reason=period)
    title = f"审计记录（{period}）"
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    whose = f"{actor.association.name} {actor.name}"
    footer = f"{whose} {now} 导出，共 {number:,} 条。内部资料，不得外传。"
    found = (_sheet_row(entry) for entry in rows.iterator(chunk_size=2000))
    content = write_workbook(title, SHEET, found, footer=footer)
    return workbook_answer(title, content)


def _sheet_row(entry: AuditEntry) -> list[Any]:
    return [
        time_of(entry),
        who(entry),
        entry.actor.username if entry.actor else "",
        action_label(entry.action),
        kind_label(entry.target_kind),
        entry.summary,
        changes_text(entry),
        entry.reason,
        path_of(entry.association),
        entry.address or "",
        entry.request_id,
    ]
