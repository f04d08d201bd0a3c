"""Services for the catalogue of activity kinds: one list for the whole network, kept by the city office."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from activities.models import ActivityKind, KindFigure
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.figures.models import Indicator
from core.pinyin import initials_of

STALE = "这个类型刚被别人修改过，您填的还在；请在另一窗口核对后再保存。"
TAKEN = "已有同名的活动类型。"


@dataclass(frozen=True)
class Yield:
    """One figure of a kind; ``constant`` in hundredths, None where a person types it."""

    indicator: Indicator
    constant: int | None = None
    is_required: bool = False


def save_kind(*, actor: Account, kind: ActivityKind, yields: list[Yield], seen: str = "") -> ActivityKind:
    """Add or change a kind with its figures, in this order. Needs CATALOGUE; old records stay as they are.

    ``seen``: the state that the form was filled from. Raises ``ValidationError`` where it changed since.
    """
    require(actor, Action.CATALOGUE, actor.association)
    if not yields:
        raise ValidationError("至少要有一项指标。")
    if len({row.indicator.pk for row in yields}) < len(yields):
        raise ValidationError("同一项指标只能出现一次。")
    with scope.transaction():
        before = ActivityKind.objects.select_for_update().filter(pk=kind.pk).first() if kind.pk else None
        if before is not None and state_of(before) != seen:
            raise ValidationError(STALE)
        old = _shown(before) if before else {}
        kind.initials = initials_of(kind.name)
        kind.full_clean(exclude=["code"])
        _write(kind, yields)
        changes = audit.changes_between(old, _shown(kind))
        audit.record(actor, "update" if before else "create", kind, changes=changes)
    return kind


def _write(kind: ActivityKind, yields: list[Yield]) -> None:
    try:
        with scope.transaction():
            kind.save()
    except IntegrityError:
        raise ValidationError({"name": TAKEN}) from None
    KindFigure.objects.filter(kind=kind).delete()
    KindFigure.objects.bulk_create(
        KindFigure(
            kind=kind,
            indicator=row.indicator,
            constant=row.constant,
            is_required=row.is_required and row.constant is None,
            order=order,
        )
        for order, row in enumerate(yields)
    )


def set_kind_active(*, actor: Account, kind: ActivityKind, is_active: bool) -> None:
    """停用 or 启用: a retired kind stays in old records and is not offered any more."""
    require(actor, Action.CATALOGUE, actor.association)
    with scope.transaction():
        if ActivityKind.objects.filter(pk=kind.pk, is_active=not is_active).update(is_active=is_active):
            audit.record(actor, "enable" if is_active else "retire", kind)


def state_of(kind: ActivityKind) -> str:
    """A mark of everything that the form shows, to tell whether it is still so."""
    return sha256(repr(sorted(_shown(kind).items())).encode()).hexdigest()


def _shown(kind: ActivityKind) -> dict[str, Any]:
    rows = KindFigure.objects.filter(kind=kind).select_related("indicator")
    return {
        "名称": kind.name,
        "六项重点工作": kind.get_key_task_display(),
        "四个服务": kind.get_service_line_display(),
        "另须填写": kind.get_needs_display(),
        "次序": kind.order,
        "指标": [_yield_text(row) for row in rows],
    }


def _yield_text(row: KindFigure) -> str:
    if row.constant is not None:
        return f"{row.indicator.name}（固定 {row.constant // 100}）"
    return f"{row.indicator.name}{'（必填）' if row.is_required else ''}"
