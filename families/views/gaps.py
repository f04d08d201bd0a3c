"""应享尽享 of a unit: which households lack what, unit by unit, and what the standards say in yuan."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of
from core.associations.models import Association
from core.figures.display import grouped
from core.pages.fields import AssociationField
from core.pages.views import Page
from families.choices import Gap
from families.entitlements import NOT_INSURED_HERE, NOT_PAID_HERE
from families.gap_queries import Gaps, children_of, gaps_by_unit

NAMES = {
    Gap.DUAL_CONTACT: "双岗联系人",
    Gap.FAMILY_DOCTOR: "家庭医生签约",
    Gap.GREEN_CHANNEL: "就医绿色通道",
    Gap.BASIC_INSURANCE: "基本医保",
    Gap.SUPPLEMENTARY_INSURANCE: "补充商业保险",
    Gap.CHRONIC_DOCTOR: "慢病签约",
    Gap.HEALTH_RECORD: "健康档案",
    Gap.VOLUNTEER: "志愿者联系",
}
COLUMNS = [
    {"label": "单位"}, {"label": "在册", "unit": "户", "numeric": True},
    *({"label": f"缺{NAMES[gap]}", "unit": "户", "numeric": True} for gap in Gap),
    {"label": "扶助金应发", "unit": "元/年", "numeric": True},
    {"label": "健康保险费", "unit": "元/年", "numeric": True},
]  # fmt: skip


class UnitFilter(forms.Form):
    """单位."""

    use_required_attribute = False
    association = AssociationField(label="县市区、乡镇", required=False)


@access(get=Action.VIEW, family=True)
class EntitlementList(Page):
    """应享尽享缺口: counts only, each a link to the families behind it."""

    heading = "应享尽享缺口"
    help_text = (
        "在册家庭今天还缺什么，点户数看名单。"
        "金额按政策标准估算：扶助金按户主、配偶算 12 个月，保险费按全家人数算。"
    )
    template = "families/entitlement_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = UnitFilter(request.GET or None)
        chosen = form.cleaned_data["association"] if form.is_bound and form.is_valid() else None
        head: Association = chosen or account_of(request).association
        total, below = gaps_by_unit(head, timezone.localdate())
        children = children_of(head)
        rows = [_row(unit, below[unit.code]) for unit in children if unit.code in below]
        return self.show(
            heading=f"{head.name}应享尽享缺口",
            filters=form,
            lines=_lines(head, total),
            columns=COLUMNS,
            rows=rows,
            foot=_row(head, total)["cells"] if rows else None,
            families=total.families,
        )


def _list_url(unit: Association, gap: str) -> str:
    asked = {"association": unit.path(), "association_code": unit.code, "gap": gap}
    return f"{reverse('families:family_list')}?{urlencode(asked)}"


def _row(unit: Association, gaps: Gaps) -> dict[str, Any]:
    url = f"{reverse('families:entitlement_list')}?{_unit_query(unit)}"
    cells: list[dict[str, Any]] = [{"value": unit.name, "url": url}, _number(gaps.families)]
    for gap in Gap.values:
        number = gaps.lacking[gap]
        cells.append(_number(number, _list_url(unit, gap) if number else ""))
    return {"cells": [*cells, _yuan(gaps.assistance), _yuan(gaps.premium)]}


def _unit_query(unit: Association) -> str:
    return urlencode({"association": unit.name, "association_code": unit.code})


def _number(number: int, url: str = "") -> dict[str, Any]:
    return {"value": f"{number:,}", "numeric": True, "url": url}


def _yuan(amount: Any) -> dict[str, Any]:
    return {"value": grouped(amount) if amount else "–", "numeric": True}


def _lines(head: Association, gaps: Gaps) -> list[dict[str, Any]]:
    """What a household should have, one line each: how many lack it, and what is known of the money."""
    lines = []
    for gap in Gap:
        lacking, rate = gaps.lacking[gap], gaps.rate(gap)
        state = "done" if not lacking else "overdue"
        word = "不缺" if not lacking else f"缺 {lacking:,} 户"
        url = _list_url(head, gap) if lacking else ""
        text = f"{rate}% 的在册家庭已有" if rate is not None else ""
        lines.append({"label": NAMES[gap], "state": state, "word": word, "text": text, "url": url})
    money = [
        ("特别扶助金", gaps.assistance, gaps.without_assistance, NOT_PAID_HERE),
        ("健康保险", gaps.premium, gaps.without_premium, NOT_INSURED_HERE),
    ]
    for label, amount, without, reason in money:
        missing = f"，{without:,} 户没有登记标准" if without else ""
        text = f"按标准每年 {grouped(amount)} 元{missing}；{reason}" if amount else f"没有登记标准；{reason}"
        lines.append({"label": label, "state": "none", "word": "未启用", "text": text, "url": ""})
    return lines
