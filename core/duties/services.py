"""Setting thresholds, granting and withdrawing exemptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.audit import services as audit
from core.audit.models import AuditEntry
from core.duties.declare import DutyRule, UnitSpan
from core.duties.models import DutyExemption, DutyStandard
from core.duties.results import Standard, minimum_for

MOST = 99
SHORTEST_REASON = 2


def set_standard(
    *, actor: Account, association: Association, rule: DutyRule, minimum: int, since: date, basis: str = ""
) -> DutyStandard:
    """Ask at least ``minimum`` of the units below from ``since`` on. Needs ADMINISTER, above the villages.

    Raises ``ValidationError`` where it would be looser than what holds from above on that day, or stands
    already.
    """
    require(actor, Action.ADMINISTER, association)
    if association.level == Level.VILLAGE:
        raise ValidationError("标准由乡镇以上规定，村不另行规定。")
    above = _asked_above(rule, association, since)
    if minimum < above:
        raise ValidationError({"minimum": f"不得低于 {above} {rule.times}（上级规定），只能更严。"})
    if minimum > MOST:
        raise ValidationError({"minimum": f"最多 {MOST} {rule.times}，请核对。"})
    row = DutyStandard(
        association=association,
        rule=rule.code,
        minimum=minimum,
        since=since,
        basis=basis.strip(),
        created_by=actor,
    )
    with scope.transaction():
        row.full_clean()
        row.save()
        audit.record(actor, "create", row, association=association, summary=_said(row, rule))
    return row


def _asked_above(rule: DutyRule, association: Association, day: date) -> int:
    """What the associations above ask on a day."""
    rows = DutyStandard.objects.filter(rule=rule.code, association__code__in=association.ancestor_codes)
    standards = [Standard(*row) for row in rows.values_list("association__code", "since", "minimum")]
    return minimum_for(rule, standards, association.code, day)


def _said(row: DutyStandard, rule: DutyRule) -> str:
    return f"{rule.name}：{rule.asks(row.minimum)}，{row.since} 起"


def remove_standard(*, actor: Account, standard: DutyStandard) -> None:
    """Take a threshold back: what stood before holds again. Needs ADMINISTER at its association."""
    require(actor, Action.ADMINISTER, standard.association)
    with scope.transaction():
        if DutyStandard.objects.filter(pk=standard.pk).delete()[0]:
            audit.record(actor, "delete", standard, association=standard.association)


@dataclass(frozen=True)
class Relief:
    """What an exemption says: which duty, from when to when (None: for good), why."""

    rule: DutyRule
    first: date
    last: date | None
    reason: str


def exempt_units(
    *, actor: Account, units: Sequence[tuple[UnitSpan, Association]], relief: Relief
) -> list[DutyExemption]:
    """Free units of a duty, all or none. Needs RECORD at each association, and a seat above the villages.

    ``units`` come with the association that each belongs to. Exempt already: left as it is. Raises
    ``ValidationError`` without a reason, where the days are in disorder, or for a duty about families: the
    reason would tell of the family.
    """
    for _, association in units:
        require(actor, Action.RECORD, association)
    _require_seat(actor)
    _check(relief)
    with scope.transaction():
        standing = set(
            DutyExemption.objects.filter(
                rule=relief.rule.code,
                unit__in=[unit.key for unit, _ in units],
                first=relief.first,
                last=relief.last,
                withdrawn_at=None,
            ).values_list("unit", flat=True)
        )
        rows = [_exemption(actor, *one, relief) for one in units if one[0].key not in standing]
        DutyExemption.objects.bulk_create(rows, batch_size=500)
        audit.record_many(_trace(actor, row, relief.rule) for row in rows)
    return rows


def _trace(actor: Account, row: DutyExemption, rule: DutyRule) -> AuditEntry:
    return audit.entry(actor, "create", row, summary=f"{rule.name}免除：{row.label}", reason=row.reason)


def _require_seat(actor: Account) -> None:
    if actor.association.level == Level.VILLAGE:
        raise PermissionDenied("免除由乡镇以上登记，请向乡镇或县说明情况。")


def _check(relief: Relief) -> None:
    if relief.rule.family:
        raise ValidationError("特殊家庭的职责不作免除：原因会说到这户的家事。")
    errors = {}
    if len(relief.reason.strip()) < SHORTEST_REASON:
        errors["reason"] = "请写明免除原因，例如“场所装修”。"
    if relief.last is not None and relief.last < relief.first:
        errors["last"] = "截止日不能早于起始日。"
    if errors:
        raise ValidationError(errors)


def _exemption(actor: Account, unit: UnitSpan, association: Association, relief: Relief) -> DutyExemption:
    row = DutyExemption(
        association=association,
        rule=relief.rule.code,
        unit=unit.key,
        label=unit.label[:80],
        first=relief.first,
        last=relief.last,
        reason=relief.reason.strip(),
        created_by=actor,
    )
    row.clean_fields(exclude=["association", "created_by"])
    return row


def withdraw_exemption(*, actor: Account, exemption: DutyExemption) -> None:
    """The duty holds again, as if it had never been lifted; the row stays for the trace. Needs RECORD."""
    require(actor, Action.RECORD, exemption.association)
    _require_seat(actor)
    with scope.transaction():
        rows = DutyExemption.objects.filter(pk=exemption.pk, withdrawn_at=None)
        if rows.update(withdrawn_at=timezone.now(), version=F("version") + 1):
            audit.record(actor, "withdraw", exemption)
