"""Registering the demo families through the bulk door, and what happened to some of them since."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from core.accounts.models import Account
from core.demo.draws import Draw
from core.demo.stage import Stage
from families.demo.plan import MODEL, plan
from families.entries import ContactEntry, FamilyChange, StateEntry
from families.models import Contact, Family
from families.services.change import change_families
from families.services.register import register_families

LATER = date(2022, 10, 1)  # the bulletin counts until the end of September


def load(stage: Stage) -> int:
    """Save them as the clerks of the counties would; 0 where they stand already."""
    entries = list(plan(stage))
    if Family.objects.filter(pk=entries[0].id).exists():
        return 0
    for county, mine in groupby(entries, key=lambda entry: entry.association.ancestor_codes[1]):
        clerk = next(account for account in stage.editors.values() if account.association.code == county)
        families = register_families(actor=clerk, entries=list(mine))
        change_families(actor=clerk, changes=list(_changes(stage, clerk, families)))
        change_families(actor=clerk, changes=list(_volunteers_who_left(stage, families)))
    return len(entries)


def _changes(stage: Stage, clerk: Account, families: list[Family]) -> Iterator[FamilyChange]:
    """A few moved within the county, lost the child, left the registry, or were suspended."""
    villages = [
        unit for township in stage.townships[clerk.association_id] for unit in stage.villages[township.pk]
    ]
    first = LATER if clerk.association.name == MODEL else date(2022, 1, 10)
    for family in families:
        draw = Draw("change", family.pk)
        day = draw.day("day", first, stage.today) if stage.today > first else stage.today
        what = draw.weighted(
            "what", {"": 88, "move": 2, "death": 3, "deceased": 4, "exited": 2, "suspended": 1}
        )
        entry = None
        if what == "move":
            place = draw.pick("place", villages)
            entry = StateEntry(day, "move", place=place) if place.pk != family.association_id else None
        elif what == "death" and family.family_type == "disability":
            entry = StateEntry(day, "review", family_type="death")
        elif what in ("deceased", "exited", "suspended"):
            reason = {"deceased": "death", "exited": "review", "suspended": "review"}[what]
            entry = StateEntry(day, reason, status=what)
        if entry is not None:
            yield FamilyChange(family, family.version, state=entry)


def _volunteers_who_left(stage: Stage, families: list[Family]) -> Iterator[FamilyChange]:
    """After the bulletin some families lose their volunteer, and nobody has taken over yet."""
    left = [family.pk for family in families if Draw("volunteer left", family.pk).chance("left", 5)]
    if stage.today <= LATER:
        return
    rows = Contact.objects.filter(family__in=left, role="volunteer", until=None)
    for contact in rows.select_related("family__association"):
        day = Draw("volunteer left", contact.family_id).day("day", LATER, stage.today)
        entry = ContactEntry(contact.role, "", day, replaces=contact.pk)
        yield FamilyChange(contact.family, contact.family.version, contacts=[entry])
