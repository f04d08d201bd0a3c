"""Registering a site, correcting it, and the steps of its life."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of
from core.pages.links import local_address
from core.pages.views import ConfirmPage, FormPage
from core.records import Conflict
from members.models import Site, SiteRecord
from members.sites.forms import CloseForm, SiteForm, WhyForm, initial_of
from members.sites.registers import register_of
from members.sites.services import (
    change_site,
    close_site,
    register_site,
    reopen_site,
    restore_site,
    withdraw_sites,
)
from members.sites.views.finding import any_site, plain_site

MEANWHILE = "这处阵地刚被别人修改过，下面是您填的；请在另一窗口核对后再保存。"


class SiteCreatePage(FormPage):
    """The form of a new site of a register; ``model`` and ``form_class`` say which."""

    model: type[SiteRecord] = Site

    def form_arguments(self) -> dict[str, Any]:
        query, seat = self.request.GET, account_of(self.request).association
        given: dict[str, Any] = {"record": uuid4(), "association": seat, "type": query.get("type", "")}
        if "association_code" in query:
            given["association"] = (query["association_code"], query.get("association", ""))
        return {"initial": given}

    def save(self, form: Any) -> SiteRecord:
        data = form.cleaned_data
        values = {"id": data["record"], "association": data["association"], **form.values()}
        site = self.model(**values)
        saved = register_site(actor=account_of(self.request), site=site)
        link = {"label": "查看", "url": saved.get_absolute_url()}
        notices.add(self.request, f"已登记 {saved}", links=[link])
        return saved

    def done_url(self, result: Any) -> str:
        return local_address(self.request, result.get_absolute_url())


class SiteEditPage(FormPage):
    """The form of a standing site."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def find(self) -> Any:
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        site = self.find()
        return {"site": site, "initial": initial_of(site, self.form_class.columns)}  # type: ignore[attr-defined]

    def save(self, form: Any) -> SiteRecord:
        version = form.cleaned_data["version"] or 0
        actor, site = account_of(self.request), self.find()
        try:
            saved = change_site(actor=actor, site=site, values=form.values(), expected_version=version)
        except Conflict:
            raise ValidationError(MEANWHILE) from None
        notices.add(self.request, f"已保存 {saved}")
        return saved

    def done_url(self, result: Any) -> str:
        return str(result.get_absolute_url())

    def cancel_url(self) -> str:
        return str(self.find().get_absolute_url())


@access(get=Action.RECORD, post=Action.RECORD)
class SiteCreate(SiteCreatePage):
    """登记阵地."""

    heading = "登记阵地"
    form_class = SiteForm

    def cancel_url(self) -> str:
        return reverse("members:site_list")


@access(get=Action.RECORD, post=Action.RECORD)
class SiteEdit(SiteEditPage):
    """修改阵地."""

    heading = "修改阵地"
    help_text = "单位录错的，请删除后在正确的单位重新登记。"
    form_class = SiteForm

    def find(self) -> Site:
        return plain_site(self.pk)


ACTS = {"close": "停用", "reopen": "恢复使用", "withdraw": "删除记录", "restore": "恢复记录"}
TOLD = {
    "close": ["从停用那天起不再计入数量，卫生室联系人、志愿者等随之结束；以前的数字不变。"],
    "reopen": ["当作没有停用过：停用期间也重新计入。确实停过一段时间的，请另外登记一处。"],
    "withdraw": ["登记有误才删除：它计过的数全部收回，记录留有痕迹，可以恢复。"],
    "restore": ["恢复以后重新计入数量。"],
}


@access(get=Action.RECORD, post=Action.RECORD)
class SiteAct(ConfirmPage):
    """停用, 恢复使用, 删除, 恢复 of a site of any register; ``?act=`` says which."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk, self.act = kwargs["pk"], request.GET.get("act", "close")
        self.act = self.act if self.act in ACTS else "close"
        self.danger = self.act in ("close", "withdraw")
        self.submit_label = self.heading = ACTS[self.act]
        self.form_class = {"close": CloseForm, "restore": forms.Form}.get(self.act, WhyForm)

    def context(self, **extra: Any) -> dict[str, Any]:
        site = any_site(self.pk)
        extra["question"] = f"{ACTS[self.act]}“{site}”？"
        return super().context(**extra)

    def consequences(self) -> list[str]:
        site = any_site(self.pk)
        blocked = register_of(site).obstacles(site) if self.danger else []
        return [*blocked, *TOLD[self.act]]

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"version": any_site(self.pk).version}}

    def save(self, form: Any) -> SiteRecord:
        actor, site, data = account_of(self.request), any_site(self.pk), form.cleaned_data
        try:
            self._do(actor, site, data)
        except Conflict:
            raise ValidationError(MEANWHILE) from None
        notices.add(self.request, f"已{ACTS[self.act]} {site}")
        return site

    def _do(self, actor: Any, site: SiteRecord, data: dict[str, Any]) -> None:
        if self.act == "restore":
            restore_site(actor=actor, site=site)
        elif self.act == "withdraw":
            withdraw_sites(actor=actor, sites=[site], reason=data["reason"])
        else:
            given = {"reason": data["reason"], "expected_version": data["version"]}
            if self.act == "close":
                close_site(actor=actor, site=site, day=data["day"], **given)
            else:
                reopen_site(actor=actor, site=site, **given)

    def done_url(self, result: Any) -> str:
        return str(result.get_absolute_url())

    def cancel_url(self) -> str:
        return any_site(self.pk).get_absolute_url()
