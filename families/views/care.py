"""Services for families: the list of open ones, asking for one, taking it from step to step."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can, get_visible
from core.associations.models import Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.tables import Column, header, page_of, sorted_rows
from core.pages.views import FormPage, Page, add_errors
from core.records import Conflict
from families.care_queries import choose_services, last_referral, services
from families.care_texts import referral_mark, service_mark
from families.choices import Aid, HelpKind
from families.forms.care import ServiceFilter, ServiceForm, StepForm
from families.masks import head_name
from families.models import Family, Referral, ServiceRecord
from families.services.care import ACTS, Step, advance_service, request_service
from families.tables import unit_path
from families.views.finding import find

COLUMNS = [
    Column("requested_on", "提出日期", sort="requested_on"),
    Column("association", "村社区", sort="code"),
    Column("family", "家庭"),
    Column("kind", "服务项目", sort="kind"),
    Column("aid", "四有四助"),
    Column("helper", "承办人", sort="helper"),
    Column("due_on", "办理期限", sort="due_on"),
    Column("state", "进度", sort="state"),
]
CONFLICT = "这项服务刚被别人办过，请刷新页面。"


@access(get=Action.VIEW, family=True, logs=True)
class ServiceList(Page):
    """服务记录: open ones first, the oldest on top."""

    heading = "服务记录"
    help_text = "家庭提出的服务：谁来办、办到哪一步；完成以后由另一个人确认。在家庭的页面上提一项。"
    generic = "generic/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form, day = ServiceFilter(request.GET or None), timezone.localdate()
        is_clear = not form.is_bound or form.is_valid()
        chosen = form.cleaned_data if form.is_bound and is_clear else {}
        rows = choose_services(chosen, day) if is_clear else services().none()
        page = page_of(request, sorted_rows(request, rows, COLUMNS))
        record_reading(account_of(request), What.LIST, {row.family for row in page}, note="服务记录")
        level = max(account_of(request).association.level, Level.CITY)
        empty = {"title": "没有未办结的服务", "text": "在家庭的页面上点“提一项服务”。"}
        return self.show(
            columns=header(request, COLUMNS),
            rows=[{"url": row.get_absolute_url(), "cells": _cells(row, level)} for row in page],
            page=page,
            filters=form,
            empty=empty,
        )


def _cells(row: ServiceRecord, level: int) -> list[dict[str, Any]]:
    state = service_mark(row)
    return [
        {"value": row.requested_on.isoformat()},
        {"value": unit_path(row.association, below=level)},
        {"value": f"{row.family.household_number} {head_name(row.family)}"},
        {"value": row.get_kind_display()},
        {"value": row.get_aid_display()},
        {"value": row.helper},
        {"value": row.due_on.isoformat() if row.due_on else ""},
        {"value": state["word"], "state": state["state"]},
    ]


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class ServiceCreate(FormPage):
    """提一项服务, for the family in the address."""

    heading = "提一项服务"
    form_class = ServiceForm
    done = "已登记，下一步安排承办人。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    @property
    def family(self) -> Family:
        return find(self.pk)

    def context(self, **extra: Any) -> dict[str, Any]:
        family = self.family
        crumbs = [
            {"label": "特殊家庭", "url": reverse("families:family_list")},
            {"label": str(family), "url": family.get_absolute_url()},
        ]
        return super().context(breadcrumb=crumbs, **extra)

    def form_arguments(self) -> dict[str, Any]:
        asked = self.request.GET.get("need", "")
        kind = asked if asked in HelpKind.values else ""
        aid = asked if asked in Aid.values else ""
        initial = {"record": uuid4(), "requested_on": timezone.localdate(), "kind": kind, "aid": aid}
        return {"initial": initial}

    def save(self, form: Any) -> ServiceRecord:
        return request_service(actor=account_of(self.request), record=form.made(self.family))

    def done_url(self, result: ServiceRecord) -> str:
        return result.get_absolute_url()

    def cancel_url(self) -> str:
        return self.family.get_absolute_url()


@access(get=Action.VIEW, post=Action.RECORD, family=True, logs=True)
class ServiceDetail(Page):
    """One service, and the buttons of its next steps."""

    template = "families/service_detail.html"

    def _find(self, pk: UUID) -> ServiceRecord:
        found: ServiceRecord = get_visible(services(), pk=pk)
        return found

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        record = self._find(pk)
        record_reading(account_of(request), What.OPEN, [record.family], note="服务记录")
        return self._shown(record, self._form(record))

    def _form(self, record: ServiceRecord, data: Any = None) -> StepForm:
        names = ("helper", "helper_phone", "due_on", "version")
        initial = {**{name: getattr(record, name) for name in names}, "day": timezone.localdate()}
        return StepForm(data, initial=initial, with_helper=record.state in ACTS["assign"].before)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        record = self._find(pk)
        form = self._form(record, request.POST)
        if not form.is_valid():
            return self._shown(record, form, 422)
        data = dict(form.cleaned_data)
        version = data.pop("version")
        try:
            step = Step(record, request.POST.get("act", ""), **data)
            advance_service(actor=account_of(request), step=step, expected_version=version)
        except Conflict:
            form.add_error(None, CONFLICT)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"已办理：{ACTS[step.act].label}。")
            return HttpResponseRedirect(record.get_absolute_url())
        return self._shown(self._find(pk), form, 422)

    def _shown(self, record: ServiceRecord, form: StepForm, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        referral = last_referral(record)
        can_edit = can(account, Action.RECORD) and record.family.anonymised_at is None
        acts = _acts(record, referral) if can_edit else []
        return self.show(
            status,
            heading=f"{record.get_kind_display()}：{record.family}",
            record=record,
            state=service_mark(record),
            facts=_facts(record),
            acts=acts,
            referral=referral,
            referral_state=referral_mark(referral) if referral is not None else None,
            refer_url=reverse("families:referral_create", args=[record.pk])
            if any(act["name"] == "assign" for act in acts)
            else "",
            form=form,
            breadcrumb=[
                {"label": "服务记录", "url": reverse("families:service_list")},
                {"label": str(record.family), "url": record.family.get_absolute_url()},
            ],
        )


def _acts(record: ServiceRecord, referral: Referral | None) -> list[dict[str, str]]:
    """The next steps; none while another unit has it, and what that unit has ended is confirmed at once."""
    if referral is not None and referral.is_open:
        return []
    names = [name for name, act in ACTS.items() if record.state in act.before]
    is_ended_there = referral is not None and record.helper == referral.receivers_name
    if is_ended_there and referral is not None and referral.done_on is not None and "assign" in names:
        names = ["confirm", "assign"]
    return [{"name": name, "label": ACTS[name].label} for name in names]


def _facts(record: ServiceRecord) -> list[dict[str, Any]]:
    names = ("requested_on", "due_on", "assigned_on", "accepted_on", "done_on", "confirmed_on")
    days = [(str(ServiceRecord._meta.get_field(name).verbose_name), getattr(record, name)) for name in names]  # type: ignore[union-attr]
    people = [("完成登记人", record.done_by), ("确认人", record.confirmed_by)]
    rows = [
        ("家庭", f"{record.family} {head_name(record.family)}"),
        ("村社区", unit_path(record.association)),
        ("四有四助", record.get_aid_display()),
        ("承办人", f"{record.helper} {record.helper_phone}".strip()),
        *((label, day.isoformat() if day else "") for label, day in days),
        *((label, one.name if one else "") for label, one in people),
        ("备注", str(record.note)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
