"""Columns of the lists and the export of activities."""

from collections.abc import Iterable
from typing import Any

from activities.models import Activity
from activities.queries import ShownFigure
from activities.texts import days_text
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.figures.display import Shown
from core.figures.models import Indicator
from core.pages.tables import Column
from core.parsing import decimal_places
from core.workbooks import SheetColumn

ACTIVITIES = [
    Column("association", "单位", sort="code"),
    Column("day", "日期", sort="first_day"),
    Column("kind", "类型", sort="kind__order"),
    Column("figures", "数字"),
    Column("title", "主题"),
    Column("recorded", "录入", sort="created_at"),
    Column("state", "核实"),
]
SCHOOLS = [
    Column("name", "学校", sort="name"),
    Column("stage", "学段", value=lambda row: row.get_stage_display(), sort="stage"),
    Column("association", "单位", value=lambda row: unit_path(row.association), sort="code"),
    Column("is_active", "状态", value=lambda row: "在用" if row.is_active else "已停用", sort="is_active"),
]
KINDS = [
    Column("name", "类型"),
    Column("key_task", "六项重点工作", value=lambda row: row.get_key_task_display()),
    Column("service_line", "四个服务", value=lambda row: row.get_service_line_display()),
    Column("needs", "另须填写", value=lambda row: row.get_needs_display()),
    Column("figures", "指标", value=lambda row: kind_figures(row), long=True),
    Column("is_active", "状态", value=lambda row: "在用" if row.is_active else "已停用"),
]
PLACE = [SheetColumn("县市区", 12), SheetColumn("乡镇街道", 14), SheetColumn("村社区", 14)]
FACTS = [
    SheetColumn("日期", 12),
    SheetColumn("结束日期", 12),
    SheetColumn("类型", 16),
    SheetColumn("主题", 24),
    SheetColumn("节点", 22),
]
TRACE = [SheetColumn("录入人", 10), SheetColumn("录入单位", 14), SheetColumn("录入时间", 17)]


def unit_path(unit: Association, *, below: int = Level.CITY) -> str:
    """「茶溪村 · 黔城镇」: names from the unit up to the level under ``below``; parents must be loaded."""
    names = [unit.name]
    while unit.level - 1 > below and unit.parent is not None:
        unit = unit.parent
        names.append(unit.name)
    return " · ".join(names)


def activity_cells(activity: Activity, figures: list[ShownFigure], account: Account) -> list[dict[str, Any]]:
    """One row of the list, in the order of ``ACTIVITIES``."""
    recorder = activity.created_by.name if activity.created_by else "系统"
    return [
        {"value": unit_path(activity.association, below=max(account.association.level, Level.CITY))},
        {"value": short_days(activity)},
        {"value": activity.kind.name},
        {"value": figures_text(figures), "long": True},
        {"value": activity.title},
        {"value": recorder, "tag": "代录" if activity.is_recorded_for_another else ""},
        {"value": "请核实" if activity.needs_check else "", "state": "due" if activity.needs_check else ""},
    ]


def short_days(activity: Activity) -> str:
    """「2022-05-29」 or 「2022-05-28 至 05-30」."""
    first, last = activity.first_day, activity.last_day
    if first == last:
        return first.isoformat()
    return f"{first.isoformat()} 至 {last.isoformat()[5:] if last.year == first.year else last.isoformat()}"


def figures_text(figures: Iterable[ShownFigure]) -> str:
    """「义诊服务人次 760 人次、接受咨询人次 20 人次」: what a person typed."""
    return "、".join(f"{figure.indicator.name} {figure.amount}" for figure in figures if figure.is_asked)


def kind_figures(kind: Any) -> str:
    """「义诊服务人次（必填）、活动场次（固定 1）」."""
    texts = []
    for row in kind.figures.all():
        note = "（必填）" if row.is_required else ""
        if row.constant is not None:
            note = f"（固定 {row.constant // 100}）"
        texts.append(f"{row.indicator.name}{note}")
    return "、".join(texts)


def sheet(
    activities: Iterable[tuple[Activity, list[ShownFigure]]],
) -> tuple[list[SheetColumn], list[list[Any]]]:
    """Columns and rows of the export: facts, then one column for every figure that occurs.

    Of each activity only its cells are kept, so that a long list may come bit by bit.
    """
    found: dict[int, Indicator] = {}
    kept = []
    for activity, figures in activities:
        found.update({figure.indicator.pk: figure.indicator for figure in figures})
        numbers = {figure.indicator.pk: _sheet_number(figure.shown, figure.indicator) for figure in figures}
        kept.append((_sheet_facts(activity), numbers, _sheet_trace(activity)))
    indicators = sorted(found.values(), key=lambda indicator: (indicator.order, indicator.pk))
    columns = [
        *PLACE,
        *FACTS,
        *(SheetColumn(indicator.name, 14, indicator.unit) for indicator in indicators),
        *TRACE,
    ]
    rows = [
        [*facts, *(numbers.get(indicator.pk) for indicator in indicators), *trace]
        for facts, numbers, trace in kept
    ]
    return columns, rows


def _sheet_facts(activity: Activity) -> list[Any]:
    return [
        *_place(activity.association),
        activity.first_day,
        activity.last_day,
        activity.kind.name,
        activity.title,
        "、".join(str(edition) for edition in activity.editions.all()),
    ]


def _sheet_trace(activity: Activity) -> list[Any]:
    author = activity.created_by.name if activity.created_by else "系统"
    return [author, activity.recorder.name, activity.created_at]


def _sheet_number(value: Shown, indicator: Indicator) -> Any:
    if value.value is None:
        return value.text
    return value.value if decimal_places(indicator.unit) else int(value.value)


def _place(unit: Association) -> list[str]:
    """Names of county, township and village; empty below the unit's own level."""
    names = dict.fromkeys((Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE), "")
    here: Association | None = unit
    while here is not None and here.level > Level.CITY:
        names[Level(here.level)] = here.name
        here = here.parent if here.level > Level.COUNTY else None
    return list(names.values())


def activity_facts(activity: Activity) -> list[dict[str, Any]]:
    """The facts of one record, for its page."""
    recorder = activity.created_by.name if activity.created_by else "系统"
    facts = [
        {"label": "单位", "value": unit_path(activity.association)},
        {"label": "日期", "value": days_text(activity.first_day, activity.last_day)},
        {"label": "类型", "value": activity.kind.name},
        {"label": "节点", "value": "、".join(str(edition) for edition in activity.editions.all())},
        {"label": "主题", "value": activity.title},
        {"label": "地点", "value": activity.place},
        {"label": "合作单位", "value": activity.partners},
        {"label": "学校", "value": str(activity.school or "")},
        {"label": "暖心家园", "value": str(activity.warm_home or ""), "url": _page_of(activity.warm_home)},
        {"label": "阵地", "value": str(activity.site or ""), "url": _page_of(activity.site)},
        {"label": "五进", "value": activity.get_venue_display()},
        {"label": "宣传主题", "value": "、".join(activity.theme_labels)},
        {"label": "五送", "value": "、".join(activity.delivery_labels)},
        {"label": "六项重点工作", "value": activity.get_key_task_display()},
        {"label": "四个服务", "value": activity.get_service_line_display()},
        {"label": "录入人", "value": recorder},
        {"label": "录入单位", "value": activity.recorder.name, "tag": _another(activity)},
    ]
    return [fact for fact in facts if fact["value"]]


def _page_of(site: Any) -> str:
    return site.get_absolute_url() if site is not None else ""


def _another(activity: Activity) -> str:
    return "代录" if activity.is_recorded_for_another else ""
