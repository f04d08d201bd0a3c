"""The list of activities, and its Excel file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from activities.exports import AT_ONCE, arguments_of, rows_for, title_of, workbook
from activities.forms.listing import USUAL, ActivityFilter, in_words
from activities.jobs import EXPORT
from activities.models import Activity
from activities.queries import shown_figures, sums_of
from activities.tables import ACTIVITIES, activity_cells, figures_text
from core import notices
from core.access import Action, access, account_of, can
from core.audit import services as audit
from core.jobs.services import request_job
from core.pages.tables import header, page_of, sorted_rows
from core.pages.views import Page
from core.workbooks import workbook_answer

MOST_ROWS = 100_000
SUMS_SHOWN = 6


def _asked(request: HttpRequest) -> tuple[ActivityFilter, dict[str, Any]]:
    """The filter and what it asks; without a query, the usual period."""
    form = ActivityFilter(request.GET or {"period": USUAL})
    return form, form.cleaned_data if form.is_valid() else {}


@access(get=Action.VIEW)
class ActivityList(Page):
    """活动记录."""

    heading = "活动记录"
    template = "activities/activity_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        form, chosen = _asked(request)
        rows = rows_for(chosen) if form.is_valid() else Activity.objects.none()
        page = page_of(request, sorted_rows(request, rows, ACTIVITIES))
        figures = shown_figures(list(page), account)
        return self.show(
            columns=header(request, ACTIVITIES),
            rows=[
                {"url": row.get_absolute_url(), "cells": activity_cells(row, figures[row.pk], account)}
                for row in page
            ],
            page=page,
            filters=form,
            filter_state="，".join(f"{label} {text}" for label, text in in_words(chosen).items()),
            sums=self._sums(rows, chosen, page.paginator.count),
            actions=self._actions(page.paginator.count),
            empty=self._empty(),
        )

    def _sums(self, rows: QuerySet[Activity], chosen: dict[str, Any], count: int) -> dict[str, Any]:
        """The first sums as a sentence, the rest to be unfolded."""
        if not count:
            return {}
        account = account_of(self.request)
        place = chosen.get("association") or account.association
        figures = [] if chosen.get("only") == "withdrawn" else sums_of(rows, place, account)
        first, rest = figures[:SUMS_SHOWN], figures[SUMS_SHOWN:]
        text = f"合计 {count:,} 条记录。{figures_text(first)}"
        return {"text": text, "rest": figures_text(rest), "number": len(rest)}

    def _actions(self, count: int) -> list[dict[str, Any]]:
        account = account_of(self.request)
        actions: list[dict[str, Any]] = []
        if count and can(account, Action.EXPORT):
            url = f"{reverse('activities:activity_export')}?{self.request.GET.urlencode()}"
            actions.append({"label": "导出 Excel", "url": url, "method": "post"})
        if can(account, Action.RECORD):
            url = reverse("activities:activity_create")
            actions.append({"label": "登记活动", "url": url, "primary": True})
        return actions

    def _empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {"title": "没有符合条件的记录", "text": "放宽时间、单位或类型再看。"}
        action = {"label": "登记一次活动", "url": reverse("activities:activity_create")}
        can_record = can(account_of(self.request), Action.RECORD)
        text = "登记一次活动后，它会立刻出现在这里和各级看板上。"
        return {"title": "今年还没有活动记录", "text": text, "action": action if can_record else {}}


@access(post=Action.EXPORT)
def activity_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as an Excel file; a long one by a job. Leaves a trace with its size and filter."""
    account = account_of(request)
    form, chosen = _asked(request)
    back = f"{reverse('activities:activity_list')}?{request.GET.urlencode()}"
    if not form.is_valid():
        return HttpResponseRedirect(back)
    count = rows_for(chosen).count()
    if count > MOST_ROWS:
        text = f"共 {count:,} 条，一次最多导出 {MOST_ROWS:,} 条，请缩小时间或单位范围后再导出。"
        notices.add(request, text, level="error")
        return HttpResponseRedirect(back)
    changes = audit.changes_between({}, in_words(chosen))
    trace: dict[str, Any] = {"summary": f"活动记录 {count} 条", "changes": changes}
    if count > AT_ONCE:
        return _by_job(request, chosen, count, trace)
    audit.record(account, "export", **trace)
    made = workbook(account, chosen, timezone.now())
    return workbook_answer(made.name.removesuffix(".xlsx"), made.content)


def _by_job(request: HttpRequest, chosen: dict[str, Any], count: int, trace: dict[str, Any]) -> HttpResponse:
    try:
        job = request_job(
            actor=account_of(request),
            kind=EXPORT,
            title=title_of(chosen, count),
            arguments=arguments_of(chosen),
            total=count,
            trace=trace,
        )
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="error")
        return HttpResponseRedirect(f"{reverse('activities:activity_list')}?{request.GET.urlencode()}")
    return HttpResponseRedirect(job.get_absolute_url())
