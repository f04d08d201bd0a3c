"""The list of families, and finding one by name or resident ID."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.associations.models import Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.audit.services import kind_of
from core.pages.tables import header, page_of, sorted_rows
from core.pages.views import Page, add_errors
from families.choices import FamilyStatus, FamilyType
from families.forms.listing import FamilyFilter, FindForm, in_words
from families.models import Family
from families.queries import MOST_FOUND, choose, counts_of, for_list, key_members, with_name, with_resident_id
from families.tables import FAMILIES, family_cells

KIND = kind_of(Family())


class Families(Page):
    """What the list and the search have in common."""

    heading = "特殊家庭"
    template = "families/family_list.html"

    def cells(self, family: Family) -> dict[str, Any]:
        level = account_of(self.request).association.level
        return {
            "url": family.get_absolute_url(),
            "cells": family_cells(family, level, timezone.localdate()),
        }

    def actions(self, count: int = 0) -> list[dict[str, Any]]:
        account, query = account_of(self.request), self.request.GET.urlencode()
        can_record = can(account, Action.RECORD)
        actions: list[dict[str, Any]] = []
        if count and can(account, Action.EXPORT):
            url = f"{reverse('families:family_export')}?{query}"
            actions.append({"label": "导出 Excel", "url": url, "method": "post"})
        if count and can_record:
            url = f"{reverse('families:family_export_full')}?{query}"
            actions.append({"label": "导出（完整）", "url": url})
        if can(account, Action.IMPORT):
            url = f"{reverse('core:roster_create')}?kind=families"
            actions.append({"label": "导入 Excel", "url": url})
        if can_record:
            url = reverse("families:family_create")
            actions.append({"label": "登记一户", "url": url, "primary": True})
        return actions

    def find_form(self) -> FindForm:
        """A city has more names than can be decrypted at once: its clerks choose a county first."""
        seat = account_of(self.request).association
        return FindForm(initial={"within": seat if seat.level > Level.CITY else None})


@access(get=Action.VIEW, family=True, logs=True)
class FamilyList(Families):
    """特殊家庭."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FamilyFilter(request.GET or None)
        is_clear = not form.is_bound or form.is_valid()
        chosen = form.cleaned_data if form.is_bound and is_clear else {}
        day = timezone.localdate()
        rows = choose(for_list(), chosen, day) if is_clear else Family.objects.none()
        page = page_of(request, sorted_rows(request, rows, FAMILIES))
        words = "，".join(f"{label} {text}" for label, text in in_words(chosen).items())
        record_reading(account_of(request), What.LIST, page, note=words)
        return self.show(
            columns=header(request, FAMILIES),
            rows=[self.cells(family) for family in page],
            page=page,
            filters=form,
            filter_state=words,
            find=self.find_form(),
            counts=self._counts(rows, day),
            actions=self.actions(page.paginator.count),
            empty=self._empty(),
        )

    def _counts(self, rows: QuerySet[Family], day: Any) -> list[tuple[str, str]]:
        """「在册 901 户」 and what it is made of, of the selection."""
        counts = counts_of(rows)
        others = sum(counts[status] for status in FamilyStatus.values if status != FamilyStatus.REGISTERED)
        return [
            ("在册", f"{counts[FamilyStatus.REGISTERED]:,} 户"),
            ("死亡家庭", f"{counts[FamilyType.DEATH]:,} 户"),
            ("伤残家庭", f"{counts[FamilyType.DISABILITY]:,} 户"),
            ("重点帮扶成员", f"{key_members(rows, day):,} 人"),
            ("其他状态", f"{others:,} 户"),
        ]

    def _empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {"title": "没有符合条件的家庭", "text": "放宽单位、类型或状态再看。"}
        action = {"label": "登记一户", "url": reverse("families:family_create")}
        can_record = can(account_of(self.request), Action.RECORD)
        text = "登记以后，户数和三个覆盖率会立刻出现在各级看板上。"
        return {"title": "册里还没有家庭", "text": text, "action": action if can_record else {}}


@access(post=Action.VIEW, family=True)
class FamilyFind(Families):
    """What a name or a resident ID finds: by POST, in no address, in no log."""

    heading = "查找特殊家庭"

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(request.POST)
        rows: list[Family] = []
        if form.is_valid():
            try:
                rows = self._found(form.cleaned_data)
                note = "按身份证号" if FindForm.is_number(form.cleaned_data["wanted"]) else "按姓名"
                record_reading(account_of(request), What.SEARCH, rows[:MOST_FOUND], kind=KIND, note=note)
            except ValidationError as error:
                add_errors(form, error)
        nothing = {"title": "没有找到", "text": "请核对姓名或号码；只在您的范围内查找。"}
        return self.show(
            200 if form.is_valid() else 422,
            columns=[{**one, "sortable": False} for one in header(request, FAMILIES)],
            rows=[self.cells(family) for family in rows[:MOST_FOUND]],
            find=form,
            found=self._said(rows) if form.is_valid() else "",
            actions=self.actions(),
            empty=nothing if form.is_valid() else {},
        )

    def _found(self, chosen: dict[str, Any]) -> list[Family]:
        if FindForm.is_number(chosen["wanted"]):
            return list(with_resident_id(chosen["wanted"]))
        rows: QuerySet[Family] = Family.objects.all()
        if chosen["within"] is not None:
            rows = rows.filter(code__range=(chosen["within"].low, chosen["within"].high))
        return list(with_name(chosen["wanted"], rows))

    def _said(self, rows: list[Family]) -> str:
        if len(rows) > MOST_FOUND:
            return f"找到 {MOST_FOUND} 户以上，只列前 {MOST_FOUND} 户，请填全名或先选乡镇。"
        return f"找到 {len(rows)} 户。"
