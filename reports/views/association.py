"""The page of one association."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import Action, access, can, visible_association
from core.associations.models import Association, Level
from core.figures.network import count_units
from core.pages.views import Page
from reports import records, texts
from reports.asked import Asked, read_asked
from reports.cards import headline
from reports.headlines import columns_of
from reports.queries import children_of, read_before, read_with_parts
from reports.views.dashboard import path


@access(get=Action.VIEW)
class AssociationDetail(Page):
    """单位资料: what it is, what it did, what lies below it."""

    template = "reports/association_detail.html"

    def get(self, request: HttpRequest, code: int) -> HttpResponse:
        unit = visible_association(code)
        asked = read_asked(request, unit)
        return self.show(
            heading=unit.name,
            asked=asked,
            viewing=unit,
            breadcrumb=_path(asked),
            facts=_facts(unit),
            figures=_figures(asked),
            children=_children(unit),
            children_noun=texts.CHILDREN[Level(unit.level)],
            latest=_latest(asked),
            actions=_actions(asked),
        )


def _path(asked: Asked) -> list[dict[str, str]]:
    """The way down, from page to page of associations."""
    urls = {unit.name: _url(unit) for unit in asked.association.ancestors()}
    return [{"label": step["label"], "url": urls.get(step["label"], "")} for step in path(asked)]


def _url(unit: Association) -> str:
    return reverse("reports:association_detail", args=[unit.code])


def _facts(unit: Association) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "级别", "value": Level(unit.level).label},
        {"label": "类别", "value": unit.get_kind_display()},
        {"label": "区划代码", "value": str(unit.code)},
        {"label": "区划表名称", "value": unit.official_name},
    ]
    if unit.level == Level.VILLAGE:
        facts.append({"label": "微网格", "value": unit.grid_name})
    else:
        facts += _below(unit)
    if not unit.is_active:
        facts.append({"label": "状态", "value": "已停用"})
    return facts


def _below(unit: Association) -> list[dict[str, Any]]:
    """How many units of each level lie below."""
    levels = [level for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE) if level > unit.level]
    return [
        {"label": f"{level.label}数", "value": f"{count_units([unit], (level,))[unit.pk]:,.0f}"}
        for level in levels
    ]


def _figures(asked: Asked) -> list[dict[str, Any]]:
    """The headline figures of the period, each a link."""
    now = read_with_parts(asked.selection, asked.indicators.values()).head
    before = read_before(asked.association, asked.before, asked.indicators.values())
    shown, _ = columns_of(asked, now)
    return [headline(asked, row, now, before) for row in shown if row.code in now]


def _children(unit: Association) -> list[dict[str, Any]]:
    children = [child for child in children_of(unit) if child.is_active]
    villages = {}
    if children and unit.level < Level.TOWNSHIP:
        villages = count_units(children, (Level.VILLAGE,))
    return [
        {
            "name": child.name,
            "url": _url(child),
            "villages": villages.get(child.pk),
        }
        for child in children
    ]


def _latest(asked: Asked) -> list[dict[str, Any]]:
    sees = asked.account.family_right
    rows = records.latest(asked.association)
    return [{"record": row, "amounts": records.amounts(row, may_see_families=sees)} for row in rows]


def _actions(asked: Asked) -> list[dict[str, Any]]:
    unit, account = asked.association, asked.account
    actions = [{"label": "看板", "url": reverse("reports:dashboard", args=[unit.code])}]
    if can(account, Action.RECORD) and unit.is_active:
        actions.append({"label": "登记活动", "url": entry_url(unit), "primary": "yes"})
    if can(account, Action.ADMINISTER):
        actions.append({"label": "修改资料", "url": reverse("core:association_edit", args=[unit.code])})
    return list(actions)


def entry_url(unit: Association, **more: str) -> str:
    """The form of an activity with the unit filled in."""
    query = {"association": unit.path(), "association_code": str(unit.code), **more}
    return f"{reverse('activities:activity_create')}?{urlencode(query)}"
