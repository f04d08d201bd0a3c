"""Keeping the list of indicators; one list for the whole network, so only the city office may (CATALOGUE)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ManyToOneRel, Q

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.figures.models import IN_TOTALS, Indicator, IndicatorKind
from core.indicators.texts import ACTIVITY, TYPED

CODE = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = {"new"}
OFFERED_KINDS = (IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.TARGET, IndicatorKind.RATIO)
OFFERED_SOURCES = (ACTIVITY, TYPED)
PART_KINDS = (*IN_TOTALS, IndicatorKind.COMPUTED, IndicatorKind.UNITS)
FIXED = ("kind", "unit", "source")
TRACED = [
    "code", "name", "unit", "kind", "source", "key_task", "service_line", "entry_level", "report_style",
    "numerator", "denominator", "definition", "is_sensitive", "is_hidden", "order",
]  # fmt: skip


def create_indicator(*, actor: Account, indicator: Indicator) -> Indicator:
    """Add an indicator: a flow, stock or target of activities or typed numbers, or a ratio of two others."""
    require(actor, Action.CATALOGUE, actor.association)
    if fixed_by_the_system(indicator):
        raise ValidationError(
            {"kind": "新指标只能是累计数、时点数、年度任务或比率，来源是活动记录或填报数。"}
        )
    if not CODE.fullmatch(indicator.code) or indicator.code in RESERVED:
        raise ValidationError({"code": "代码用小写字母、数字和下划线，以字母开头。"})
    check_shape(indicator)
    with scope.transaction():
        indicator.full_clean()
        indicator.save(force_insert=True)
        changes = audit.changes_between({}, traced(indicator))
        audit.record(actor, "create", indicator, changes=changes)
    return indicator


def change_indicator(*, actor: Account, indicator: Indicator) -> Indicator:
    """Change what may change. The code never does; kind, unit and source only until it is used."""
    require(actor, Action.CATALOGUE, actor.association)
    with scope.transaction():
        before = Indicator.objects.select_for_update().get(pk=indicator.pk)
        if indicator.code != before.code:
            raise ValidationError({"code": "代码建好后不能改。"})
        changed = [name for name in FIXED if getattr(before, name) != getattr(indicator, name)]
        if changed and (obstacle := fixed_because(before)):
            raise ValidationError(dict.fromkeys(changed, obstacle))
        if "kind" in changed and indicator.kind not in PART_KINDS and ratios_of(before):
            raise ValidationError(
                {"kind": f"它是“{ratios_of(before)[0].name}”的分子或分母，不能改为这种性质。"}
            )
        check_shape(indicator)
        indicator.full_clean()
        indicator.save()
        changes = audit.changes_between(traced(before), traced(indicator))
        if changes:
            audit.record(actor, "update", indicator, changes=changes)
    return indicator


def retire_indicator(*, actor: Account, indicator: Indicator, reason: str) -> None:
    """Offer the indicator nowhere any more; its figures stay in every report."""
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明停用原因。"})
    _set_active(actor, indicator, False, reason.strip())


def reactivate_indicator(*, actor: Account, indicator: Indicator) -> None:
    """Offer a retired indicator again."""
    _set_active(actor, indicator, True, "")


def _set_active(actor: Account, indicator: Indicator, is_active: bool, reason: str) -> None:
    require(actor, Action.CATALOGUE, actor.association)
    with scope.transaction():
        rows = Indicator.objects.filter(pk=indicator.pk).exclude(is_active=is_active)
        if rows.update(is_active=is_active):
            audit.record(actor, "enable" if is_active else "retire", indicator, reason=reason)
    indicator.is_active = is_active


def check_shape(indicator: Indicator) -> None:
    """What kind, unit, source and parts demand of each other in an indicator that the office may shape."""
    if fixed_by_the_system(indicator):
        return
    if indicator.kind == IndicatorKind.RATIO:
        _check_ratio(indicator)
        return
    if indicator.source not in OFFERED_SOURCES:
        raise ValidationError({"source": "请选来源：活动记录或填报数。"})
    if indicator.unit == "%":
        raise ValidationError({"unit": "只有比率的单位是 %。"})
    if indicator.kind == IndicatorKind.TARGET and indicator.source == ACTIVITY:
        raise ValidationError({"source": "年度任务一年只有一个数，请选“填报数”。"})
    if indicator.numerator_id or indicator.denominator_id:
        raise ValidationError({"numerator": "只有比率才有分子、分母。"})


def _check_ratio(indicator: Indicator) -> None:
    if indicator.unit != "%":
        raise ValidationError({"unit": "比率的单位是 %。"})
    if indicator.source:
        raise ValidationError({"source": "比率由系统计算，没有来源。"})
    parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
    for name, part in parts.items():
        if part is None:
            raise ValidationError({name: "比率要同时选分子和分母。"})
        if part.kind not in PART_KINDS:
            raise ValidationError({name: f"“{part.name}”是{part.get_kind_display()}，不能作分子或分母。"})
    if indicator.numerator_id == indicator.denominator_id:
        raise ValidationError({"denominator": "分子和分母不能是同一项指标。"})


def fixed_by_the_system(indicator: Indicator) -> bool:
    """Shipped indicators that a named function computes, or whose records another ledger keeps."""
    return indicator.kind not in OFFERED_KINDS or indicator.source not in (*OFFERED_SOURCES, "")


def fixed_because(indicator: Indicator) -> str:
    """Why kind, unit and source of the indicator as it stands may no longer change; empty where they may."""
    if fixed_by_the_system(indicator):
        return "这项指标由系统计算或由台账生成，不能改。"
    return "这项指标已有数据或已被使用，不能再改。" if is_used(indicator) else ""


def is_used(indicator: Indicator) -> bool:
    """Whether figures, typed numbers, kinds of activity or anything else already relies on it."""
    fields = Indicator._meta.get_fields(include_hidden=True)
    pointers = [field for field in fields if isinstance(field, ManyToOneRel)]
    return any(
        pointer.related_model._base_manager.filter(**{pointer.field.name: indicator}).exists()
        for pointer in pointers
        if pointer.related_model is not Indicator
    )


def ratios_of(indicator: Indicator) -> list[Indicator]:
    """The ratios and counts of units that are made of it."""
    return list(Indicator.objects.filter(Q(numerator=indicator) | Q(denominator=indicator)))


def traced(indicator: Indicator) -> dict[str, Any]:
    values = {name: getattr(indicator, name) for name in TRACED}
    return {name: str(value) if isinstance(value, Indicator) else value for name, value in values.items()}
