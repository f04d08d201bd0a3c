"""Somebody leaves a post: the families go to one successor or several, or wait until one is appointed."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.access import Action, require_family
from core.accounts.models import Account
from core.associations.models import Association
from families.choices import ContactRole
from families.entries import ContactEntry, FamilyChange, Holder
from families.models import Contact, Family
from families.queries import without_role
from families.services.change import change_families

NOBODY = "请至少在一个村社区填接任的人。"


def hand_over(
    *, actor: Account, contacts: Sequence[Contact], name: str, phone: str, day: date,
    elsewhere: Sequence[Holder] = (),
) -> int:  # fmt: skip
    """From ``day`` on ``name`` stands by the families of these contacts in the same role; empty: nobody.

    ``elsewhere``: who takes over in some villages or townships in place of ``name``. ``contacts`` with their
    families, as they were shown. Needs RECORD and the family right at each. Gives the number of families.
    """
    for place in {contact.association_id: contact.association for contact in contacts}.values():
        require_family(actor, Action.RECORD, place)
    if any(contact.since > day for contact in contacts):
        raise ValidationError({"day": "有的联系人在这一天以后才开始，请核对日期。"})
    changes = []
    for contact in contacts:
        holder = _holder_at(contact.association, elsewhere)
        who = (holder.name, holder.phone) if holder is not None else (name, phone)
        entry = ContactEntry(contact.role, who[0], day, who[1], replaces=contact.pk)
        changes.append(FamilyChange(contact.family, contact.family.version, contacts=[entry]))
    return len(change_families(actor=actor, changes=changes))


def appoint_contacts(*, actor: Account, role: str, holders: Sequence[Holder], day: date) -> int:
    """From ``day`` on somebody stands by every family 在册 that has nobody in this role today.

    ``holders``: for a village its own, else the one of its township; families elsewhere stay as they are.
    Needs RECORD and the family right at each place. Gives the number of families.
    """
    for holder in holders:
        require_family(actor, Action.RECORD, holder.place)
    if role not in ContactRole.values:
        raise ValidationError({"role": "请选身份。"})
    if not holders:
        raise ValidationError(NOBODY)
    changes = []
    for family in _lacking(role, holders):
        who = _holder_at(family.association, holders)
        if who is not None:
            entry = ContactEntry(role, who.name, day, who.phone)
            changes.append(FamilyChange(family, family.version, contacts=[entry]))
    if not changes:
        raise ValidationError("这些村社区的家庭都已有人联系，请刷新页面。")
    return len(change_families(actor=actor, changes=changes))


def _lacking(role: str, holders: Iterable[Holder]) -> list[Family]:
    rows = without_role(role, timezone.localdate()).select_related("association")
    spans = [(holder.place.low, holder.place.high) for holder in holders]
    return [row for row in rows if any(low <= row.code <= high for low, high in spans)]


def _holder_at(place: Association, holders: Iterable[Holder]) -> Holder | None:
    """The holder named for the nearest unit: the village itself, else its township."""
    found = [holder for holder in holders if holder.place.low <= place.code <= holder.place.high]
    return max(found, key=lambda holder: holder.place.level, default=None)
