"""The list of sites, and the page of one."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.pages.tables import header, page_of, sorted_rows
from core.pages.views import Page
from members.models import Site
from members.sites.forms import SiteFilter
from members.sites.panels import SITES, act_links, panels, site_cells, site_facts
from members.sites.queries import choose
from members.sites.views.finding import plain_site

EMPTY = {
    "title": "没有符合条件的阵地",
    "text": "放宽筛选条件再看；还没有登记的，点“登记阵地”或从 Excel 导入。",
}


@access(get=Action.VIEW)
class SiteList(Page):
    """阵地."""

    heading = "阵地"
    help_text = (
        "会员之家、健康驿站、优生优育指导中心、人口文化大院、农家书屋。"
        "启用的计入数量，停用的从停用那天起不再计入。"
    )
    generic = "generic/list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, day = SiteFilter(request.GET or None), timezone.localdate()
        is_clear = not form.is_bound or form.is_valid()
        rows = Site.objects.select_related("association__parent__parent")
        rows = choose(rows, form.cleaned_data if form.is_bound and is_clear else {}, day)
        page = page_of(request, sorted_rows(request, rows if is_clear else rows.none(), SITES))
        level = account_of(request).association.level
        return self.show(
            columns=header(request, SITES),
            rows=[{"url": row.get_absolute_url(), "cells": site_cells(row, level, day)} for row in page],
            page=page,
            filters=form,
            actions=self.actions(),
            empty=EMPTY,
        )

    def actions(self) -> list[dict[str, Any]]:
        account, found = account_of(self.request), []
        if can(account, Action.RECORD):
            found.append({"label": "登记阵地", "url": reverse("members:site_create"), "primary": True})
        if can(account, Action.IMPORT):
            found.append({"label": "导入 Excel", "url": f"{reverse('core:roster_create')}?kind=sites"})
        return [*found, {"label": "导出名册", "url": reverse("core:roster_export", args=["sites"])}]


@access(get=Action.VIEW)
class SiteDetail(Page):
    """One site: what and where it is, its checks, its files, its history."""

    template = "members/site_detail.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        site, account, day = plain_site(pk), account_of(request), timezone.localdate()
        actions = act_links(site, account)
        if can(account, Action.RECORD) and site.withdrawn_at is None:
            edit = reverse("members:site_edit", args=[site.pk])
            place = {"association": site.association.name, "association_code": site.association.code}
            entry = f"{reverse('activities:activity_create')}?{urlencode({**place, 'site': site.pk})}"
            record = {"label": "登记活动", "url": entry, "primary": True}
            found = [record] if site.is_open_on(day) else []
            actions = [*found, {"label": "修改", "url": edit}, *actions]
        return self.show(
            heading=site.name,
            facts=site_facts(site, day),
            actions=actions,
            breadcrumb=[{"label": "阵地", "url": reverse("members:site_list")}, {"label": site.name}],
            **panels(site, account, day),
        )
