"""The list of Warm Homes, the page of one, its form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can, get_visible
from core.associations.models import Level
from core.pages.tables import Column, header, page_of, sorted_rows
from core.pages.views import Page
from families.homes.forms import HomeFilter, HomeForm, SurveyForm
from families.homes.queries import for_list, homes, served_count, shown_count, volunteers_of
from families.models import WarmHome
from families.tables import unit_path
from members.sites.panels import act_links, panels, site_facts, state_cell
from members.sites.queries import choose
from members.sites.views.entry import SiteCreatePage, SiteEditPage

HOMES = [
    Column("name", "名称", sort="name"),
    Column("association", "单位", sort="code"),
    Column("state", "状态"),
    Column("opened_on", "启用日期", sort="opened_on"),
    Column("liaison", "卫生室联系人"),
    Column("families", "服务家庭（户）", numeric=True),
    Column("helpers", "志愿者（人）", numeric=True),
    Column("plan", "本年计划"),
]


def home_or_404(pk: Any) -> WarmHome:
    """A home within the scope; else the one 404 page."""
    home: WarmHome = get_visible(homes(), pk=pk)
    return home


@access(get=Action.VIEW)
class HomeList(Page):
    """暖心家园."""

    heading = "暖心家园"
    help_text = "年度有计划、季度有慰问、每月有活动；每家由社区卫生室一名工作人员联系。"
    generic = "generic/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form, day = HomeFilter(request.GET or None), timezone.localdate()
        is_clear = not form.is_bound or form.is_valid()
        rows = choose(for_list(day), form.cleaned_data if form.is_bound and is_clear else {}, day)
        page = page_of(request, sorted_rows(request, rows if is_clear else rows.none(), HOMES))
        return self.show(
            columns=header(request, HOMES),
            rows=[{"url": row.get_absolute_url(), "cells": self.cells(row, day)} for row in page],
            page=page,
            filters=form,
            actions=self.actions(),
            empty={
                "title": "没有符合条件的暖心家园",
                "text": "放宽筛选条件再看；还没有登记的，点“登记暖心家园”。",
            },
        )

    def cells(self, row: Any, day: Any) -> list[dict[str, Any]]:
        level = account_of(self.request).association.level
        is_open = row.is_open_on(day)
        lacks = {"value": "没有", "state": "overdue" if is_open else "none"}
        plan = {"value": f"{day.year}年有", "state": "done"} if row.has_plan else lacks
        return [
            {"value": row.name},
            {"value": unit_path(row.association, below=max(level, Level.CITY))},
            state_cell(row, day),
            {"value": row.opened_on.isoformat() if row.opened_on else ""},
            {"value": row.liaison} if row.liaison else lacks,
            {"value": shown_count(row.families or 0, account_of(self.request)), "numeric": True},
            {"value": f"{row.helpers or 0:,}", "numeric": True},
            plan,
        ]

    def actions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [{"label": "一览（年度条）", "url": reverse("activities:home_years")}]
        account = account_of(self.request)
        if can(account, Action.IMPORT):
            url = f"{reverse('core:roster_create')}?kind=warm_homes"
            found.append({"label": "导入 Excel", "url": url})
        url = reverse("core:roster_export", args=["warm_homes"])
        found.append({"label": "导出名册", "url": url})
        if can(account, Action.RECORD):
            url = reverse("families:home_create")
            found.append({"label": "登记暖心家园", "url": url, "primary": True})
        return found


@access(get=Action.VIEW)
class HomeDetail(Page):
    """One home: its year, who is linked to it, whom it serves, its plans, checks and files."""

    template = "families/home_detail.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        home, account, day = home_or_404(pk), account_of(request), timezone.localdate()
        liaisons = list(home.liaisons.order_by("-since"))
        can_record = can(account, Action.RECORD) and home.withdrawn_at is None
        return self.show(
            heading=home.name,
            home=home,
            facts=site_facts(home, day),
            standing=state_cell(home, day),
            unit_path=unit_path(home.association),
            liaison=next((row for row in liaisons if row.holds(day)), None),
            former=[row for row in liaisons if not row.holds(day)],
            served=shown_count(served_count(home, day), account),
            can_see_families=account.family_right,
            volunteers=volunteers_of(home, day),
            plans=list(home.plans.select_related("file")),
            surveys=list(home.surveys.all()[:6]),
            survey_form=SurveyForm(initial={"day": day}) if can_record else None,
            year=day.year,
            actions=self.actions(home, can_record=can_record),
            breadcrumb=[{"label": "暖心家园", "url": reverse("families:home_list")}, {"label": home.name}],
            **panels(home, account, day),
        )

    def actions(self, home: WarmHome, *, can_record: bool) -> list[dict[str, Any]]:
        found = act_links(home, account_of(self.request))
        if not can_record:
            return found
        place = f"association={home.association.name}&association_code={home.association.code}"
        entry = f"{reverse('activities:activity_create')}?{place}&kind=warm_activity&warm_home={home.pk}"
        edit = reverse("families:home_edit", args=[home.pk])
        record = {"label": "登记活动", "url": entry, "primary": True}
        return [*([record] if home.opened_on else []), {"label": "修改", "url": edit}, *found]


@access(get=Action.RECORD, post=Action.RECORD)
class HomeCreate(SiteCreatePage):
    """登记暖心家园."""

    heading = "登记暖心家园"
    form_class = HomeForm
    model = WarmHome

    def cancel_url(self) -> str:
        return reverse("families:home_list")


@access(get=Action.RECORD, post=Action.RECORD)
class HomeEdit(SiteEditPage):
    """修改暖心家园."""

    heading = "修改暖心家园"
    help_text = "单位录错的，请删除后在正确的单位重新登记。"
    form_class = HomeForm

    def find(self) -> WarmHome:
        return home_or_404(self.pk)
