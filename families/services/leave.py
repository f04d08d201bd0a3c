"""The end of a family in the registry: its people are forgotten and its figures stay, or all of it goes."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from families.checks import LONG_NUMBER
from families.choices import ENDED
from families.masks import shown_family
from families.models import (
    Case,
    Family,
    FamilyMember,
    FamilyNeed,
    FamilyState,
    HomeFamily,
    Referral,
    ServiceRecord,
    Visit,
)
from families.services.base import chunks, store, telling_doubles, whole, writing

SHORTEST_REASON = 6
PAID = "这户有发放记录（包括已撤销的）"


def refuse_personal(reason: str, families: list[Family]) -> None:
    """A reason is read by auditors: it must say something, and hold no name and no number of the family."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": f"请写明原因，至少 {SHORTEST_REASON} 个字。"})
    names = [str(member.name) for family in families for member in family.members.all() if member.name]
    if LONG_NUMBER.search(reason) or any(name in reason for name in names):
        raise ValidationError({"reason": "原因里不写姓名、证件号和电话。"})


def anonymise_family(*, actor: Account, family: Family, expected_version: int, reason: str) -> Family:
    """After the end: names, resident IDs, phones, the address and the needs go for good; the figures stay.

    Of the birth only the year is kept. Needs RECORD and the family right. Raises ``ValidationError`` while
    the family is 在册 or 暂停.
    """
    require_family(actor, Action.RECORD, family.association)
    with telling_doubles(), writing({family.pk: expected_version}) as families:
        row = families[family.pk]
        refuse_personal(reason, [row])
        if row.status not in ENDED:
            raise ValidationError("退出、去世、迁出以后才能匿名。")
        members = list(row.members.all())
        for member in members:
            member.name = member.resident_id = member.phone = ""
            member.born = member.born[:4]
        store(members, ["name", "resident_id", "resident_id_index", "phone", "born"])
        row.address, row.anonymised_at = "", timezone.now()
        store([row], ["address", "anonymised_at"])
        FamilyNeed.objects.filter(family=row.pk).delete()
        _forget_remarks(row)
        changes = {"成员": [f"{len(members)} 名，有姓名", "姓名、证件号、电话、住址已删除"]}
        audit.record(actor, "anonymise", row, changes=changes, reason=reason.strip())
    return row


def _forget_remarks(family: Family) -> None:
    """Words about the family go; no home serves it any more."""
    HomeFamily.objects.filter(family=family.pk, until=None).update(until=timezone.localdate())
    visits = [visit for visit in Visit.objects.filter(family=family.pk) if visit.remark]
    for visit in visits:
        visit.remark = ""
    store(visits, ["remark"])
    helps = [row for row in ServiceRecord.objects.filter(family=family.pk) if row.note]
    for row in helps:
        row.note = ""
    store(helps, ["note"])
    handed = list(Referral.objects.filter(service__family=family.pk))
    for referral in handed:
        referral.note = referral.answer = ""
    store(handed, ["note", "answer"])
    cases = list(Case.objects.filter(family=family.pk))
    for case in cases:
        case.name = case.phone = case.words = case.outcome = ""
    store(cases, ["name", "phone", "words", "outcome"])


def remove_families(
    *, actor: Account, versions: Mapping[UUID, int], reason: str, right: Action = Action.RECORD
) -> int:
    """Delete families that were entered by mistake (or by a roster that is undone), with all they counted.

    Needs ``right`` and the family right at each. Raises ``Conflict`` for one that was saved since.
    """
    for part in chunks(versions):
        for family in Family.objects.filter(pk__in=part).select_related("association"):
            require_family(actor, right, family.association)
    with scope.transaction():
        for pairs in chunks(versions.items()):
            with writing(dict(pairs)) as families:
                rows = list(families.values())
                audit.record_many(
                    audit.entry(actor, "delete", row, changes=_gone(row), reason=reason) for row in rows
                )
                _let_go_of_visits(list(families))
                FamilyMember.objects.filter(family__in=list(families)).delete()
                FamilyState.objects.filter(family__in=list(families)).delete()
            try:
                Family.objects.filter(pk__in=list(families)).delete()
            except ProtectedError:  # money was paid to it; the table of payments is not known here
                raise ValidationError(f"{PAID}，不能删除；请改为办理“退出”。") from None
    return len(versions)


def _let_go_of_visits(families: list[UUID]) -> None:
    """A family that was visited is no mistake; visits that were taken back go with it."""
    visits = Visit.objects.filter(family__in=families)
    if visits.filter(withdrawn_at=None).exists():
        raise ValidationError("这户已有走访记录，不能删除；登记有误的走访请先撤销，否则请改为办理“退出”。")
    visits.delete()


def _gone(family: Family) -> dict[str, list[object]]:
    return {label: [old, None] for label, (_, old) in shown_family(family).items()}


def remove_family(*, actor: Account, family: Family, expected_version: int, reason: str) -> None:
    """The single door of ``remove_families``."""
    require_family(actor, Action.RECORD, family.association)
    refuse_personal(reason, list(whole(Family.objects.filter(pk=family.pk))))
    remove_families(actor=actor, versions={family.pk: expected_version}, reason=reason.strip())
