"""Nobody stands in two families: within the scope it is said where, beyond it only that."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from core import identities
from core.fields import index_of
from families.choices import ENDED
from families.models import Family, FamilyMember

KIND = "families.familymember"
ID_LABEL = f"{KIND}.resident_id"


def elsewhere() -> str:
    """Says that it exists, and nothing of where (security.md B9)."""
    return "这个身份证号在市内已有登记，可能重复，请与县级核对。"


def refuse_known(persons: Mapping[UUID, str], names: Mapping[UUID, str]) -> None:
    """Raise where one of these members stands twice in what comes in, or already in another family.

    ``persons``: resident IDs by member; ``names``: the form field that each error belongs to.
    """
    indexes = {key: index_of(ID_LABEL, number) for key, number in persons.items() if number}
    if any(count > 1 for count in Counter(indexes.values()).values()):
        raise ValidationError("有两名成员的身份证号相同，请核对。")
    for key, other in _same_within(indexes).items():
        text = f"已登记在{other.family}，请核对，不要重复登记。"
        raise ValidationError({names.get(key, "resident_id"): text})


def _same_within(indexes: Mapping[UUID, bytes]) -> dict[UUID, FamilyMember]:
    """A present member within the scope who bears the same number, by the member that was asked about."""
    wanted = {index: key for key, index in indexes.items()}
    found: dict[UUID, FamilyMember] = {}
    keys = list(wanted)
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        rows: Any = FamilyMember.objects.filter(resident_id_index__in=part, left_on=None)
        for row in rows.exclude(family__status__in=ENDED).select_related("family"):
            key = wanted[bytes(row.resident_id_index)]
            if row.pk != key:
                found[key] = row
    return found


def holding(family: Family) -> dict[UUID, str]:
    """The persons that the members of a family stand for: ``{member id: resident ID}``.

    A family that has ended holds nobody, so that the next county can register its people.
    """
    if family.status in ENDED:
        return {}
    present = [member for member in family.members.all() if member.left_on is None]
    return {member.pk: str(member.resident_id) for member in present if member.resident_id}


def claim_persons(before: Mapping[UUID, str], after: Mapping[UUID, str]) -> None:
    """Let go of whom the members no longer stand for, and claim whom they stand for now."""
    gone, new = dict(before.items() - after.items()), dict(after.items() - before.items())
    if gone:
        identities.release(KIND, gone)
    if new and identities.claim(KIND, new):
        raise ValidationError({"resident_id": elsewhere()})
