"""The drawer of a number, in the drawer or as a page of its own."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import notices, scope
from core.access import Action, access, visible_association
from core.audit import services as audit
from core.figures.models import Indicator
from core.jobs.services import request_job
from core.pages.views import Page
from core.workbooks import workbook_answer
from reports import exports, lines
from reports.asked import Asked, figure_url, read_asked
from reports.explained import explain, may_list
from reports.jobs import RECORDS, arguments_of
from reports.views.dashboard import path

DRAWER = "drawer-body"


def asked_of(request: HttpRequest, code: int, indicator: str) -> Asked:
    """The question of a drawer; an unknown indicator is the one 404 page."""
    association = visible_association(code)
    rows = Indicator.objects.select_related("numerator", "denominator")
    found = rows.filter(code=indicator).first()
    if found is None:
        raise Http404
    return read_asked(request, association, found)


@access(get=Action.VIEW)
class FigureDrawer(Page):
    """What a number is made of."""

    template = "reports/figure_drawer.html"

    def get(self, request: HttpRequest, code: int, indicator: str) -> HttpResponse:
        asked = asked_of(request, code, indicator)
        own = request.GET.get("own") == "1"
        if request.headers.get("HX-Target") == DRAWER:
            self.template = "reports/_figure_drawer.html"
        more = {"own": "1"} if own else {}
        here = figure_url(asked.association, asked.indicator.code, asked.chosen, **more)
        page, export = (
            reverse(f"reports:{name}", args=[code, indicator]) for name in ("figure_drawer", "figure_export")
        )
        return self.show(
            asked=asked,
            own=own,
            viewing=asked.association,
            breadcrumb=path(asked),
            here=here,
            copy_url=request.build_absolute_uri(here),
            up_url=figure_url(asked.association, asked.indicator.code, asked.chosen) if own else "",
            dashboard_url=asked.link(),
            export_url=here.replace(page, export, 1),
            can_export=may_list(asked) and lines.has_lines(asked.indicator),
            **explain(asked, own=own, page=request.GET.get("page")),
        )


@access(post=Action.EXPORT)
def figure_export(request: HttpRequest, code: int, indicator: str) -> HttpResponse:
    """The records behind a number as a workbook, many of them by a job; leaves a trace.

    Families' records need the family right.
    """
    asked = asked_of(request, code, indicator)
    own = request.GET.get("own") == "1"
    if not may_list(asked):
        raise PermissionDenied("明细限经办人查看。")
    if not lines.has_lines(asked.indicator):
        raise Http404
    count = exports.count_records(asked, own=own)
    if count > exports.AT_ONCE:
        return _by_job(request, asked, own=own, count=count)
    with scope.transaction():
        audit.record(asked.account, "export", **_trace(asked, own=own, count=count))
    made = exports.records_sheet(asked, own=own)
    return workbook_answer(made.name.removesuffix(".xlsx"), made.content)


def _trace(asked: Asked, *, own: bool, count: int) -> dict[str, Any]:
    summary = f"明细 {exports.records_title(asked, own=own)}，{count} 条"
    return {"association": asked.association, "summary": summary}


def _by_job(request: HttpRequest, asked: Asked, *, own: bool, count: int) -> HttpResponse:
    back = request.get_full_path().replace("/export/", "/", 1)
    if count > exports.MOST_ROWS:
        text = f"共 {count:,} 条，一次最多导出 {exports.MOST_ROWS:,} 条，请打开下级单位的数字分别导出。"
        notices.add(request, text, level="error")
        return HttpResponseRedirect(back)
    try:
        job = request_job(
            actor=asked.account,
            kind=RECORDS,
            title=f"明细 {exports.records_title(asked, own=own)}，{count:,} 条",
            arguments=arguments_of(asked, own=own),
            total=count,
            trace=_trace(asked, own=own, count=count),
        )
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="error")
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(job.get_absolute_url())
