"""Hand-overs of services: the list of both sides, handing over, answering."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can, get_visible
from core.accounts.models import Account
from core.associations.models import Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.audit.services import kind_of
from core.pages.tables import Column, header, page_of, sorted_rows
from core.pages.views import FormPage, Page, add_errors
from core.records import Conflict
from families.care_queries import choose_referrals, referrals, services
from families.care_texts import referral_mark
from families.choices import ContactRole
from families.forms.referrals import AnswerForm, ReferralFilter, ReferralForm
from families.models import Referral, ServiceRecord
from families.services.referrals import ANSWERS, answer_referral, refer_service
from families.tables import unit_path
from families.views.care import CONFLICT

COLUMNS = [
    Column("sent_on", "转出日期", sort="sent_on"),
    Column("kind", "服务项目", sort="kind"),
    Column("association", "转出单位", sort="code"),
    Column("receiver", "接收单位", sort="to_code"),
    Column("household_number", "户编号"),
    Column("helper", "承办人"),
    Column("due_on", "办理期限", sort="due_on"),
    Column("state", "状态", sort="state"),
]
KIND = kind_of(Referral())


@access(get=Action.VIEW, family=True, logs=True)
class ReferralList(Page):
    """转介: what came in and what went out."""

    heading = "转介"
    help_text = "别的单位转来的服务在这里接收、退回、办结；转出的看对方办到哪一步。只看得到户编号和联系人。"
    generic = "generic/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        form = ReferralFilter(request.GET or None)
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        page = page_of(request, sorted_rows(request, choose_referrals(account.association, chosen), COLUMNS))
        record_reading(account, What.LIST, page, kind=KIND, note="转介")
        level = max(account.association.level, Level.CITY)
        return self.show(
            columns=header(request, COLUMNS),
            rows=[{"url": row.get_absolute_url(), "cells": _cells(row, level)} for row in page],
            page=page,
            filters=form,
            empty={"title": "没有未办结的转介", "text": "在一项服务的页面上点“转给别的单位”。"},
        )


def _cells(row: Referral, level: int) -> list[dict[str, Any]]:
    mark = referral_mark(row)
    return [
        {"value": row.sent_on.isoformat()},
        {"value": row.get_kind_display()},
        {"value": unit_path(row.association, below=level)},
        {"value": row.receiver.name},
        {"value": row.household_number},
        {"value": row.helper},
        {"value": row.due_on.isoformat() if row.due_on else ""},
        {"value": mark["word"], "state": mark["state"]},
    ]


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class ReferralCreate(FormPage):
    """转给别的单位: one service, with no more than the receiver needs."""

    heading = "转给别的单位"
    help_text = "对方只看得到这张单子：服务项目、户编号、期限、联系人和说明；看不到家庭成员。"
    form_class = ReferralForm
    submit_label = "转出"
    done = "已转出，等对方接收。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    @property
    def record(self) -> ServiceRecord:
        found: ServiceRecord = get_visible(services(), pk=self.pk)
        return found

    def context(self, **extra: Any) -> dict[str, Any]:
        record = self.record
        crumbs = [
            {"label": "服务记录", "url": reverse("families:service_list")},
            {"label": f"{record.get_kind_display()} {record.family}", "url": record.get_absolute_url()},
        ]
        return super().context(breadcrumb=crumbs, **extra)

    def form_arguments(self) -> dict[str, Any]:
        record, today = self.record, timezone.localdate()
        cadre = record.family.contacts.filter(role=ContactRole.VILLAGE_CADRE, until=None).first()
        initial = {"record": uuid4(), "version": record.version, "sent_on": today, "due_on": record.due_on}
        if cadre is not None:
            initial |= {"liaison": cadre.name, "liaison_phone": cadre.phone}
        return {"service": record, "initial": initial}

    def save(self, form: Any) -> Referral:
        version = form.cleaned_data["version"]
        try:
            return refer_service(
                actor=account_of(self.request), referral=form.referral(), expected_version=version
            )
        except Conflict:
            raise ValidationError(CONFLICT) from None

    def done_url(self, result: Referral) -> str:
        return result.get_absolute_url()

    def cancel_url(self) -> str:
        return self.record.get_absolute_url()


@access(get=Action.VIEW, post=Action.RECORD, family=True, logs=True)
class ReferralDetail(Page):
    """One hand-over: what the receiver needs, and what either side may do next."""

    template = "families/service_detail.html"

    def _find(self, pk: UUID) -> Referral:
        found: Referral = get_visible(referrals(), pk=pk)
        return found

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        referral = self._find(pk)
        record_reading(account_of(request), What.OPEN, [referral], note="转介")
        initial = {"version": referral.version, "day": timezone.localdate(), "helper": referral.helper}
        return self._shown(referral, AnswerForm(initial=initial))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        referral, form = self._find(pk), AnswerForm(request.POST)
        if not form.is_valid():
            return self._shown(referral, form, 422)
        data, act = dict(form.cleaned_data), request.POST.get("act", "")
        version = data.pop("version")
        try:
            answer_referral(
                actor=account_of(request), referral=referral, expected_version=version, act=act, **data
            )
        except Conflict:
            form.add_error(None, CONFLICT)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"已办理：{ANSWERS[act].label}。")
            return HttpResponseRedirect(referral.get_absolute_url())
        return self._shown(self._find(pk), form, 422)

    def _shown(self, referral: Referral, form: AnswerForm, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        return self.show(
            status,
            heading=f"转介：{referral.get_kind_display()}",
            state=referral_mark(referral),
            facts=_facts(referral, account),
            acts=_acts(referral, account),
            form=form,
            breadcrumb=[{"label": "转介", "url": reverse("families:referral_list")}],
        )


def _acts(referral: Referral, account: Account) -> list[dict[str, str]]:
    """The receiver answers, the sender may take it back; a seat above both may do either."""
    if not can(account, Action.RECORD):
        return []
    sides = {
        True: account.scope.covers(referral.receiver.code),
        False: account.scope.covers(referral.association.code),
    }
    return [
        {"name": name, "label": act.label}
        for name, act in ANSWERS.items()
        if referral.state in act.before and sides[act.is_receivers]
    ]


def _facts(referral: Referral, account: Account) -> list[dict[str, Any]]:
    is_senders = account.scope.covers(referral.association.code)
    service_url = reverse("families:service_detail", args=[referral.service_id]) if is_senders else ""
    days = [
        (str(Referral._meta.get_field(name).verbose_name), getattr(referral, name))  # type: ignore[union-attr]
        for name in ("sent_on", "due_on", "answered_on", "done_on")
    ]
    rows = [
        ("服务项目", referral.get_kind_display(), service_url),
        ("户编号", referral.household_number, ""),
        ("转出单位", unit_path(referral.association), ""),
        ("接收单位", unit_path(referral.receiver), ""),
        ("联系人", f"{referral.liaison} {referral.liaison_phone}".strip(), ""),
        ("转介说明", str(referral.note), ""),
        *((label, day.isoformat() if day else "", "") for label, day in days),
        ("承办人", referral.helper, ""),
        ("答复", str(referral.answer), ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]
