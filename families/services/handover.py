"""Somebody leaves a post: one act hands all families over to the successor."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from core.access import Action, require_family
from core.accounts.models import Account
from families.entries import ContactEntry, FamilyChange
from families.models import Contact
from families.services.change import change_families


def hand_over(*, actor: Account, contacts: Sequence[Contact], name: str, phone: str, day: date) -> int:
    """From ``day`` on ``name`` stands by the families of these contacts in the same role; empty: nobody.

    ``contacts`` with their families, as they were shown. Needs RECORD and the family right at each. Gives the
    number of families.
    """
    for place in {contact.association_id: contact.association for contact in contacts}.values():
        require_family(actor, Action.RECORD, place)
    if any(contact.since > day for contact in contacts):
        raise ValidationError({"day": "有的联系人在这一天以后才开始，请核对日期。"})
    changes = [
        FamilyChange(
            contact.family,
            contact.family.version,
            contacts=[ContactEntry(contact.role, name, day, phone, replaces=contact.pk)],
        )
        for contact in contacts
    ]
    return len(change_families(actor=actor, changes=changes))
