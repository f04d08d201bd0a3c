"""The pages of the reading log, for auditors: who saw which families, by family and by reader."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, get_visible
from core.accounts.queries import path_of
from core.audit.display import kind_label
from core.audit.forms import ReadingFilter
from core.audit.models import Reading
from core.audit.reading_queries import readings, words_of
from core.audit.services import record
from core.audit.views import MOST_EXPORTED, minute_of, period_text, time_of
from core.pages.tables import Column
from core.pages.views import ListPage, Page
from core.workbooks import SheetColumn, workbook_answer, write_workbook

SHEET = [
    SheetColumn("时间", 17),
    SheetColumn("谁", 12),
    SheetColumn("登录名", 16),
    SheetColumn("操作", 14),
    SheetColumn("对象", 12),
    SheetColumn("数量", 8),
    SheetColumn("看了哪些", 60),
    SheetColumn("内容", 40),
    SheetColumn("单位", 30),
    SheetColumn("来源地址", 16),
    SheetColumn("请求编号", 34),
]


@access(get=Action.AUDIT)
class ReadingList(ListPage):
    """Who saw whom, newest first."""

    heading = "查阅记录"
    help_text = (
        "谁在什么时候看了哪些特殊家庭：打开一户、看名单、按姓名或证件号查找、显示一项、导出。"
        "只能看和导出，不能改也不能删。没有选日期时列最近 30 天。"
    )
    filter_class = ReadingFilter
    columns: ClassVar[list[Column]] = [
        Column("at", "时间", minute_of, sort="at"),
        Column("actor_name", "谁"),
        Column("what", "操作", lambda row: row.get_what_display()),
        Column("kind", "对象", lambda row: kind_label(row.kind)),
        Column("number", "数量", lambda row: f"{row.number:,}", numeric=True),
        Column("note", "内容", long=True),
        Column("association", "单位", lambda row: path_of(row.association)),
    ]
    period = ""
    empty: ClassVar[dict[str, Any]] = {"title": "这段时间没有人查阅", "text": "换个日期或筛选条件。"}

    def rows(self) -> QuerySet[Any]:
        return Reading.objects.all()

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        self.period = period_text(chosen)
        return readings(chosen)

    def link(self, row: Reading) -> str:
        return reverse("core:reading_detail", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        url = f"{reverse('core:reading_export')}?{self.request.GET.urlencode()}"
        return [{"label": "导出 Excel", "url": url, "method": "post"}]

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(**{"filter_state": self.period, **extra})


@access(get=Action.AUDIT)
class ReadingDetail(Page):
    """One look with every row that was shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Reading.objects.select_related("association__parent__parent", "actor")
        look = get_visible(rows, pk=pk)
        facts = [
            {"label": "时间", "value": time_of(look)},
            {"label": "谁", "value": look.actor_name},
            {"label": "登录名", "value": look.actor.username},
            {"label": "操作", "value": look.get_what_display()},
            {"label": "对象", "value": kind_label(look.kind) or "–"},
            {"label": "内容", "value": look.note or "–"},
            {"label": "单位", "value": path_of(look.association)},
            {"label": "来源地址", "value": look.address or "–"},
            {"label": "请求编号", "value": look.request_id or "–"},
        ]
        named = words_of([look])
        seen = [{"cells": [{"value": named[key], "url": _others(look, named[key])}]} for key in look.keys]
        section = {
            "title": f"看了 {look.number:,} 项",
            "columns": [{"label": kind_label(look.kind)}],
            "rows": seen,
        }
        steps = [
            {"label": "查阅记录", "url": reverse("core:reading_list")},
            {"label": str(look.pk), "url": ""},
        ]
        heading = f"{look.get_what_display()}：{look.actor_name}"
        return self.show(heading=heading, facts=facts, sections=[section] if seen else [], breadcrumb=steps)


def _others(look: Reading, words: str) -> str:
    """Who else saw it."""
    return f"{reverse('core:reading_list')}?subject={words.removeprefix('户').removeprefix('已删除').strip()}"


@access(post=Action.AUDIT)
def reading_export(request: HttpRequest) -> HttpResponse:
    """The filtered looks as a workbook; the export stands in the trace before the file leaves."""
    form = ReadingFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = readings(chosen)
    number = rows.count()
    if not form.is_valid() or number > MOST_EXPORTED:
        too_many = f"一次最多导出 {MOST_EXPORTED:,} 条，现在有 {number:,} 条"
        reason = too_many if form.is_valid() else "筛选条件有误"
        messages.warning(request, f"没有导出：{reason}，请改筛选条件后再导出。")
        return redirect(f"{reverse('core:reading_list')}?{request.GET.urlencode()}")
    period, actor = period_text(chosen), account_of(request)
    record(actor, "export", summary=f"查阅记录 {number:,} 条", reason=period)
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    footer = f"{actor.association.name} {actor.name} {now} 导出，共 {number:,} 条。内部资料，不得外传。"
    found = list(rows)
    named = words_of(found)
    title = f"查阅记录（{period}）"
    lines = (_sheet_row(look, [named[key] for key in look.keys]) for look in found)
    return workbook_answer(title, write_workbook(title, SHEET, lines, footer=footer))


def _sheet_row(look: Reading, seen: list[str]) -> list[Any]:
    return [
        time_of(look),
        look.actor_name,
        look.actor.username,
        look.get_what_display(),
        kind_label(look.kind),
        look.number,
        "、".join(seen)[:30_000],
        look.note,
        path_of(look.association),
        look.address or "",
        look.request_id,
    ]
