"""The pages of the coverage matrix: the matrix, one cell, exemptions, the sheet."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from core import notices, scope
from core.access import Action, access, account_of, get_visible, visible_association
from core.associations.models import Association, Level
from core.audit import services as audit
from core.duties.declare import Area, duty_rule
from core.duties.models import DutyExemption
from core.duties.services import Relief, exempt_units, withdraw_exemption
from core.pages.links import uuid_or_none
from core.pages.views import Page, add_errors
from core.workbooks import workbook_answer
from reports.coverage import detail, exports, lists
from reports.coverage.asked import Asked, coverage_url, read_asked
from reports.coverage.cells import gaps_of, mark_of, shown_townships
from reports.coverage.forms import REASONS, ExemptForm
from reports.coverage.heads import heads, picks
from reports.coverage.matrix import read_matrix

DRAWER = "drawer-body"
PARTS = {"late": "reports/_late.html", "home": "reports/_duty_rows.html", "phone": "reports/_duty_lines.html"}


@access(get=Action.VIEW)
def my_coverage(request: HttpRequest) -> HttpResponse:
    """职责覆盖 of the own association."""
    return HttpResponseRedirect(coverage_url(account_of(request).association, {}))


@access(get=Action.VIEW, post=Action.RECORD)
class Coverage(Page):
    """职责覆盖: the matrix; with ``cell`` one cell of it; by POST exemptions."""

    template = "reports/coverage.html"

    def get(self, request: HttpRequest, code: int) -> HttpResponse:
        asked = read_asked(request, visible_association(code))
        if request.GET.get("part") == "mark":
            return JsonResponse(mark_of(asked, read_matrix(asked), request.GET.get("cell", "")))
        if "cell" in request.GET:
            return self.show_cell(asked, request.GET["cell"])
        if request.GET.get("part") in PARTS:
            return self.show_part(asked, request.GET["part"])
        return self.show_matrix(asked)

    def show_matrix(self, asked: Asked, form: ExemptForm | None = None, status: int = 200) -> HttpResponse:
        matrix = read_matrix(asked)
        self.heading = f"{asked.association.name} 职责覆盖"
        return self.show(
            status,
            asked=asked,
            matrix=matrix,
            heads=heads(asked, matrix),
            picks=picks(asked),
            townships=shown_townships(asked, matrix),
            gaps=gaps_of(asked, matrix),
            viewing=asked.association,
            form=form or self.exempt_form(asked),
            reasons=REASONS,
            may_exempt=detail.may_exempt(asked) and not asked.group.family,
            grid_kinds=lists.grid_kinds(asked),
            export_url=f"{reverse('reports:coverage_export', args=[asked.association.code])}?{query(asked)}",
        )

    def exempt_form(self, asked: Asked, **given: Any) -> ExemptForm:
        return ExemptForm(asked, initial={"first": asked.first, "last": asked.last, **given})

    def show_cell(self, asked: Asked, key: str) -> HttpResponse:
        context = detail.explain(asked, key)
        in_drawer = self.request.headers.get("HX-Target") == DRAWER
        self.template = "reports/_coverage_cell.html" if in_drawer else "reports/coverage_cell.html"
        first, last = context["exempt_from"], context["exempt_to"]
        form = self.exempt_form(asked, first=first, last=last, duty=context["rule"].code)
        return self.show(
            asked=asked,
            viewing=asked.association,
            form=form,
            reasons=REASONS,
            back_url=asked.link(),
            **context,
        )

    def show_part(self, asked: Asked, part: str) -> HttpResponse:
        """What other pages load: home and phone their rows, the dashboard what is late."""
        self.template = PARTS[part]
        if part in ("home", "phone"):
            rows = lists.pressing(asked)
            return self.show(rows=rows) if rows else HttpResponse(status=HTTPStatus.NO_CONTENT)
        is_village = asked.association.level == Level.VILLAGE
        found = lists.village_duties(asked) if is_village else lists.late_duties(asked)
        return self.show(asked=asked, rows=found, is_village=is_village)

    def post(self, request: HttpRequest, code: int) -> HttpResponse:
        asked = read_asked(request, visible_association(code))
        if "withdraw" in request.POST:
            return self.withdraw(asked, request.POST["withdraw"])
        form = ExemptForm(asked, request.POST)
        if not form.is_valid():
            return self.show_matrix(asked, form, 422)
        try:
            made = self.exempt(asked, form)
        except ValidationError as error:
            add_errors(form, error)
            return self.show_matrix(asked, form, 422)
        notices.add(request, f"已免除 {made} 个单位：{duty_rule(form.cleaned_data['duty']).name}。")
        return HttpResponseRedirect(asked.link())

    def exempt(self, asked: Asked, form: ExemptForm) -> int:
        data = form.cleaned_data
        rule = duty_rule(data["duty"])
        wanted = set(form.units)
        spans = [unit for unit in rule.units(Area(asked.association)) if unit.key in wanted]
        if len(spans) < len(wanted):
            raise ValidationError("有单位不在这项职责内，请刷新页面后重新勾选。")
        places = {
            row.code: row for row in Association.objects.filter(code__in={unit.association for unit in spans})
        }
        relief = Relief(rule, data["first"], data["last"], data["reason"])
        made = exempt_units(
            actor=asked.account, units=[(unit, places[unit.association]) for unit in spans], relief=relief
        )
        return len(made)

    def withdraw(self, asked: Asked, text: str) -> HttpResponse:
        key: UUID | None = uuid_or_none(text)
        if key is None:
            raise Http404
        exemption = get_visible(DutyExemption.objects.select_related("association"), pk=key)
        withdraw_exemption(actor=asked.account, exemption=exemption)
        notices.add(self.request, f"已撤销免除：{exemption.label}。")
        return HttpResponseRedirect(asked.link())


def query(asked: Asked) -> str:
    return asked.link().partition("?")[2]


@access(post=Action.EXPORT)
def coverage_export(request: HttpRequest, code: int) -> HttpResponse:
    """The matrix as a workbook, as it is narrowed on the page; leaves a trace."""
    asked = read_asked(request, visible_association(code))
    matrix = read_matrix(asked)
    title = exports.title(asked)
    with scope.transaction():
        audit.record(
            asked.account, "export", association=asked.association, summary=f"{title}，{matrix.shown_rows} 行"
        )
    return workbook_answer(title, exports.sheet(asked, matrix))
