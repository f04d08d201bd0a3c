"""Setting policy standards: what is paid by policy from a day on."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Level
from core.audit import services as audit
from core.figures.display import hundredths_text
from core.figures.models import IndicatorKind
from core.parsing import LARGEST
from families.models import PolicyStandard

EARLIEST = 1980


def set_standards(*, actor: Account, standards: Sequence[PolicyStandard]) -> None:
    """Let standards hold from their days on; one of the same unit, kind and day is corrected.

    Needs RECORD at each unit, which is no village. The day may lie ahead: standards are announced.
    """
    for place in {row.association_id: row.association for row in standards}.values():
        require(actor, Action.RECORD, place)
    for row in standards:
        _check(row)
    with scope.transaction():
        for row in standards:
            before = PolicyStandard.objects.filter(
                association=row.association, indicator=row.indicator, since=row.since
            ).first()
            changes = audit.changes_between(_shown(before) if before else {}, _shown(row))
            row.pk, row.created_by = before.pk if before else None, actor
            row.created_at = before.created_at if before else row.created_at
            row.save()
            summary = f"政策标准 {row.indicator.name}"
            action = "update" if before else "create"
            audit.record(actor, action, row, association=row.association, summary=summary, changes=changes)


def set_standard(*, actor: Account, standard: PolicyStandard) -> None:
    """The single door of ``set_standards``."""
    require(actor, Action.RECORD, standard.association)
    set_standards(actor=actor, standards=[standard])


def _check(row: PolicyStandard) -> None:
    if row.association.level > Level.TOWNSHIP:
        raise ValidationError({"association": "村社区不定标准，请选乡镇、县市区或市。"})
    if row.indicator.kind != IndicatorKind.PARAMETER:
        raise ValidationError({"indicator": "这项指标不是标准。"})
    if row.since.year < EARLIEST:
        raise ValidationError({"since": "日期过早，请核对年份。"})
    if not 0 < row.value <= LARGEST:
        raise ValidationError({"value": "金额要大于 0，请核对单位和位数。"})


def _shown(row: PolicyStandard) -> dict[str, str]:
    amount = f"{hundredths_text(row.value, 2)} {row.indicator.unit}"
    return {"单位": row.association.name, "起始日": row.since.isoformat(), "金额": amount, "依据": row.basis}
