"""Cases (维权诉求): the list, taking one in, one case with who sees to it and how it ended."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can, get_visible
from core.associations.models import Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.audit.services import kind_of
from core.pages.tables import Column, header, page_of, sorted_rows
from core.pages.views import FormPage, Page, add_errors
from core.records import Conflict
from core.reveal.registry import masked_field
from families.care_queries import cases, choose_cases, family_of
from families.care_texts import case_mark
from families.forms.cases import CaseFilter, CaseForm, case_initial
from families.masks import masked
from families.models import Case
from families.services.cases import MEANWHILE, remove_case, save_case
from families.tables import unit_path
from families.views.finding import find

COLUMNS = [
    Column("opened_on", "受理日期", sort="opened_on"),
    Column("association", "办理单位", sort="code"),
    Column("topic", "类别", sort="topic"),
    Column("channel", "来源", sort="channel"),
    Column("name", "诉求人"),
    Column("handler", "承办人", sort="handler"),
    Column("due_on", "办理期限", sort="due_on"),
    Column("state", "进度", sort="closed_on"),
]
KIND = kind_of(Case())


@access(get=Action.VIEW, family=True, logs=True)
class CaseList(Page):
    """维权诉求, newest first."""

    heading = "维权诉求"
    help_text = "来访、来电、走访时提出的诉求：登记、办理、办结。按受理日期计入维权服务件数。"
    generic = "generic/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        form, day = CaseFilter(request.GET or None), timezone.localdate()
        is_clear = not form.is_bound or form.is_valid()
        chosen = form.cleaned_data if form.is_bound and is_clear else {}
        rows = choose_cases(chosen, day) if is_clear else cases().none()
        page = page_of(request, sorted_rows(request, rows, COLUMNS))
        record_reading(account, What.LIST, page, kind=KIND, note="维权诉求")
        level = max(account.association.level, Level.CITY)
        create = {"label": "登记诉求", "url": reverse("families:case_create"), "primary": True}
        return self.show(
            columns=header(request, COLUMNS),
            rows=[{"url": row.get_absolute_url(), "cells": _cells(row, level)} for row in page],
            page=page,
            filters=form,
            actions=[create] if can(account, Action.RECORD) else [],
            empty={"title": "没有诉求", "text": "有人来访、来电反映问题，在这里登记。"},
        )


def _cells(row: Case, level: int) -> list[dict[str, Any]]:
    state = case_mark(row)
    family = family_of(row)
    return [
        {"value": row.opened_on.isoformat()},
        {"value": unit_path(row.association, below=level)},
        {"value": row.get_topic_display()},
        {"value": row.get_channel_display()},
        {"value": masked("name", row.name) or (str(family) if family is not None else "")},
        {"value": row.handler},
        {"value": row.due_on.isoformat() if row.due_on else ""},
        {"value": state["word"], "state": state["state"]},
    ]


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class CaseCreate(FormPage):
    """登记诉求; ``?family=`` presets the household."""

    heading = "登记诉求"
    form_class = CaseForm
    done = "已登记。"

    def form_arguments(self) -> dict[str, Any]:
        asked = self.request.GET.get("family", "")
        family = find(asked) if _is_key(asked) else None
        place = family.association if family is not None else account_of(self.request).association
        number = family.household_number if family is not None else ""
        today = timezone.localdate()
        initial = {"record": uuid4(), "opened_on": today, "association": place, "household": number}
        return {"initial": initial}

    def save(self, form: Any) -> Case:
        return save_case(actor=account_of(self.request), case=form.case(None))

    def done_url(self, result: Case) -> str:
        return result.get_absolute_url()

    def cancel_url(self) -> str:
        return reverse("families:case_list")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@access(get=Action.VIEW, post=Action.RECORD, family=True, logs=True)
class CaseDetail(Page):
    """One case: who asked (masked), and the form that sees to it; a mistake can be deleted."""

    template = "families/case_detail.html"

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        case = self._find(pk)
        record_reading(account_of(request), What.OPEN, [case])
        return self._shown(case, CaseForm(initial=case_initial(case)))

    def _find(self, pk: UUID) -> Case:
        found: Case = get_visible(cases(), pk=pk)
        return found

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        case, account = self._find(pk), account_of(request)
        form = CaseForm(request.POST, initial=case_initial(case))
        is_removal = request.POST.get("act") == "remove"
        if not form.is_valid() and not is_removal:
            return self._shown(case, form, 422)
        try:
            if is_removal:
                reason = request.POST.get("reason", "")
                version = request.POST.get("version", "")
                remove_case(actor=account, case=case, expected_version=_number(version), reason=reason)
                notices.add(request, "诉求已删除，不再计数。")
                return HttpResponseRedirect(reverse("families:case_list"))
            version = form.cleaned_data["version"]
            save_case(actor=account, case=form.case(case), expected_version=version or 0)
        except Conflict:
            form.add_error(None, MEANWHILE)
        except ValidationError as error:
            add_errors(form, error)
        else:
            notices.add(request, "已保存。")
            return HttpResponseRedirect(case.get_absolute_url())
        return self._shown(self._find(pk), form, 422)

    def _shown(self, case: Case, form: CaseForm, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        can_edit = can(account, Action.RECORD)
        for name in ("name", "phone"):
            now = masked(name, getattr(case, name))
            form.fields[name].help_text = f"现在：{now}，不改就留空" if now else "现在没有填。"
        return self.show(
            status,
            heading=str(case),
            case=case,
            state=case_mark(case),
            name=masked_field(case, "name", account),
            phone=masked_field(case, "phone", account),
            facts=_facts(case),
            form=form,
            can_edit=can_edit,
            breadcrumb=[{"label": "维权诉求", "url": reverse("families:case_list")}],
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _facts(case: Case) -> list[dict[str, Any]]:
    family = family_of(case)
    rows = [
        ("家庭", str(family) if family is not None else "", family.get_absolute_url() if family else ""),
        ("办理单位", unit_path(case.association), ""),
        ("来源", case.get_channel_display(), ""),
        ("受理日期", case.opened_on.isoformat(), ""),
        ("办理期限", case.due_on.isoformat() if case.due_on else "", ""),
        ("承办人", case.handler, ""),
        ("诉求内容", str(case.words), ""),
        ("办结日期", case.closed_on.isoformat() if case.closed_on else "", ""),
        ("处理情况", str(case.outcome), ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]
