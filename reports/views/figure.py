"""The drawer of a number, in the drawer or as a page of its own."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core import scope
from core.access import Action, access, visible_association
from core.audit import services as audit
from core.figures.models import Indicator
from core.pages.views import Page
from core.workbooks import workbook_answer
from reports import exports, lines
from reports.asked import Asked, figure_url, read_asked
from reports.explained import explain, may_list
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
    """The records behind a number as a workbook; leaves a trace. Families' records need the family right."""
    asked = asked_of(request, code, indicator)
    own = request.GET.get("own") == "1"
    if not may_list(asked):
        raise PermissionDenied("明细限经办人查看。")
    if not lines.has_lines(asked.indicator):
        raise Http404
    content, count = exports.records_sheet(asked, own=own)
    title = exports.records_title(asked, own=own)
    with scope.transaction():
        summary = f"明细 {title}，{count} 条"
        audit.record(asked.account, "export", association=asked.association, summary=summary)
    return workbook_answer(f"明细 {title}", content)
