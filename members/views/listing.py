"""The list of members, its paper and its Excel file."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.associations.models import Level
from core.pages.tables import header, page_of, sorted_rows, with_query
from core.pages.views import Page
from members.forms import ACTS, HERE, MemberFilter, in_words
from members.models import Member
from members.queries import choose, for_list, groups_of
from members.tables import MEMBERS, member_cells
from members.texts import sums_text

MOST_ON_PAPER = 500


def asked(request: HttpRequest) -> tuple[MemberFilter, dict[str, Any]]:
    """The filter and what it asks."""
    form = MemberFilter(request.GET or {"status": HERE})
    return form, form.cleaned_data if form.is_valid() else {}


def rows_for(chosen: dict[str, Any]) -> QuerySet[Member]:
    """What the list shows for a filter, and the export holds."""
    return choose(for_list(withdrawn=chosen.get("status") == "withdrawn"), chosen)


def _rows(request: HttpRequest) -> tuple[MemberFilter, dict[str, Any], QuerySet[Member]]:
    form, chosen = asked(request)
    rows = rows_for(chosen) if form.is_valid() else Member.objects.none()
    return form, chosen, sorted_rows(request, rows, MEMBERS)


def words_of(chosen: dict[str, Any]) -> str:
    return "，".join(f"{label} {text}" for label, text in in_words(chosen).items())


@access(get=Action.VIEW)
class MemberList(Page):
    """会员."""

    heading = "会员"
    template = "members/member_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        form, chosen, rows = _rows(request)
        page, below = page_of(request, rows), max(account.association.level, Level.CITY)
        can_record = can(account, Action.RECORD)
        return self.show(
            columns=header(request, MEMBERS),
            rows=[{"member": row, "cells": member_cells(row, below=below)} for row in page],
            page=page,
            filters=form,
            filter_state=words_of(chosen),
            sums=sums_text(rows, page.paginator.count),
            groups=groups_of(),
            acts=ACTS if can_record and chosen.get("status") != "withdrawn" else {},
            actions=self._actions(page.paginator.count, can_record=can_record),
            empty=self._empty(can_record=can_record),
        )

    def _actions(self, count: int, *, can_record: bool) -> list[dict[str, Any]]:
        actions: list[dict[str, Any]] = []
        query = self.request.GET.urlencode()
        if count:
            actions.append({"label": "打印名册", "url": f"{reverse('members:member_print')}?{query}"})
            if can(account_of(self.request), Action.EXPORT):
                url = f"{reverse('members:member_export')}?{query}"
                actions.append({"label": "导出 Excel", "url": url, "method": "post"})
            if can_record:
                url = f"{reverse('members:member_export_phones')}?{query}"
                actions.append({"label": "导出（含电话）", "url": url})
        if can(account_of(self.request), Action.IMPORT):
            url = f"{reverse('core:roster_create')}?kind=members"
            actions.append({"label": "导入名册", "url": url})
        if can_record:
            url = reverse("members:member_create")
            actions.append({"label": "登记会员", "url": url, "primary": True})
        return actions

    def _empty(self, *, can_record: bool) -> dict[str, Any]:
        if self.request.GET:
            return {"title": "没有符合条件的会员", "text": "放宽单位、状态或文字再看。"}
        action = {"label": "登记会员", "url": reverse("members:member_create")} if can_record else {}
        text = "登记以后，会员数、骨干会员数和志愿者数在各级看板上立刻看得到。"
        return {"title": "还没有会员", "text": text, "action": action}


@access(get=Action.VIEW)
def member_print(request: HttpRequest) -> HttpResponse:
    """会员名册 on paper: the filtered list on wide sheets, numbers masked, with a column for signatures."""
    _, chosen, rows = _rows(request)
    place = chosen.get("association") or account_of(request).association
    found = list(rows[: MOST_ON_PAPER + 1])
    context = {
        "heading": f"{place.name}计生协会员名册",
        "rows": [
            {"member": row, "cells": member_cells(row, below=place.level)} for row in found[:MOST_ON_PAPER]
        ],
        "is_cut": len(found) > MOST_ON_PAPER,
        "most": MOST_ON_PAPER,
        "filter_state": words_of(chosen),
        "now": timezone.localtime(),
        "back": f"{reverse('members:member_list')}{with_query(request)}",
    }
    return TemplateResponse(request, "members/member_print.html", context)
