"""What of a family is shown only for a reason, and what auditors call a family without seeing who it is."""

from typing import Any
from uuid import UUID

from core.accounts.models import Account
from core.audit.readings import Readable, register_readable
from core.fields.people import masked_address, masked_id, masked_name, masked_phone
from core.reveal.registry import register_revealable
from families.models import Case, Family, FamilyMember, Referral


def may_ask(account: Account, row: Any) -> bool:
    """The family right, beside the right to look at the row."""
    return account.family_right


def family_of(member: FamilyMember) -> Family:
    return member.family


def register() -> None:
    """Called from ``FamiliesConfig.ready``."""
    masks = {"name": masked_name, "resident_id": masked_id, "phone": masked_phone}
    for field, mask in masks.items():
        label = str(FamilyMember._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        register_revealable(FamilyMember, field, label, mask=mask, may=may_ask, subject=family_of)
    register_revealable(Family, "address", "住址", mask=masked_address, may=may_ask)
    register_readable("families.family", Readable(words=_words, find=_find))
    for field in ("name", "phone"):
        label = str(Case._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
        register_revealable(Case, field, label, mask=masks[field], may=may_ask)
    register_readable("families.referral", Readable(words=_referral_words, find=_find_referrals))
    register_readable("families.case", Readable(words=_case_words, find=_find_cases))


def _words(keys: list[UUID]) -> dict[UUID, str]:
    """户编号 by key; a family that was removed has none."""
    return {key: f"户 {number}" for key, number in _numbers(keys)}


def _numbers(keys: list[UUID]) -> list[tuple[UUID, str]]:
    found: list[tuple[UUID, str]] = []
    for start in range(0, len(keys), 500):
        rows = Family.objects.filter(pk__in=keys[start : start + 500])
        found += rows.values_list("pk", "household_number")
    return found


def _find(text: str) -> list[UUID]:
    """The families of the range with this 户编号."""
    return list(
        Family.objects.filter(household_number=text.removeprefix("户").strip()).values_list("pk", flat=True)
    )


def _case_words(keys: list[UUID]) -> dict[UUID, str]:
    """「维权诉求 财产、继承 2022-06-01」 by key."""
    found = Case.objects.filter(pk__in=keys)
    return {case.pk: f"维权诉求 {case}" for case in found}


def _find_cases(text: str) -> list[UUID]:
    """The cases of the range about the family with this 户编号."""
    return list(Case.objects.filter(family__in=_find(text)).values_list("pk", flat=True))


def _referral_words(keys: list[UUID]) -> dict[UUID, str]:
    """「转介 生活照料 2022-06-01，户 0012」 by key."""
    return {row.pk: f"{row}，户 {row.household_number}" for row in Referral.objects.filter(pk__in=keys)}


def _find_referrals(text: str) -> list[UUID]:
    """The hand-overs about this 户编号 that the range sees."""
    number = text.removeprefix("户").strip()
    return list(Referral.objects.filter(household_number=number).values_list("pk", flat=True))
