"""The demo families: their rosters go in by file, then what a roster does not say and what happened since."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from core.accounts.models import Account
from core.associations.models import Association
from core.demo.draws import Draw
from core.demo.rosters import send_roster
from core.demo.stage import Stage
from families.demo.plan import MODEL, plan
from families.demo.sheets import COLUMNS, rows_of
from families.entries import ContactEntry, FamilyChange, NewFamily, StateEntry
from families.models import Contact, Family
from families.rosters import ROSTER
from families.services.change import change_families

LATER = date(2022, 10, 1)  # the bulletin counts until the end of September


def load(stage: Stage) -> int:
    """Have the clerk of each county import its roster; 0 where the families stand already."""
    if Family.objects.exists():
        return 0
    entries = list(plan(stage))
    counties = {unit.code: unit for unit in stage.counties}
    for code, mine in groupby(entries, key=lambda entry: entry.association.ancestor_codes[1]):
        clerk = next(account for account in stage.editors.values() if account.association.code == code)
        said = {str(entry.household_number): entry for entry in mine}
        send_roster(clerk, ROSTER, COLUMNS, rows_of(counties[code], said.values()))
        change_families(actor=clerk, changes=list(_changes(stage, clerk, said)))
        change_families(actor=clerk, changes=list(_volunteers_who_left(stage, clerk)))
    return len(entries)


def _changes(stage: Stage, clerk: Account, said: Mapping[str, NewFamily]) -> Iterator[FamilyChange]:
    """Who stands by each family since when, what it needs, and what happened to some of them."""
    place = clerk.association
    villages = [unit for township in stage.townships[place.pk] for unit in stage.villages[township.pk]]
    rows = Family.objects.filter(code__range=(place.low, place.high)).select_related("association")
    for family in rows.order_by("household_number"):
        entry = said[family.household_number]
        state = _state(stage, place, family, villages)
        yield FamilyChange(
            family, family.version, contacts=entry.contacts, needs=set(entry.needs), state=state
        )


def _state(
    stage: Stage, county: Association, family: Family, villages: list[Association]
) -> StateEntry | None:
    """A few moved within the county, lost the child, left the registry, or were suspended."""
    draw = Draw("change", county.code, family.household_number)
    first = LATER if county.name == MODEL else date(2022, 1, 10)
    day = draw.day("day", first, stage.today) if stage.today > first else stage.today
    what = draw.weighted("what", {"": 88, "move": 2, "death": 3, "deceased": 4, "exited": 2, "suspended": 1})
    if what == "move":
        place = draw.pick("place", villages)
        return StateEntry(day, "move", place=place) if place.pk != family.association_id else None
    if what == "death":
        return StateEntry(day, "review", family_type="death") if family.family_type == "disability" else None
    if what:
        reason = {"deceased": "death", "exited": "review", "suspended": "review"}[what]
        return StateEntry(day, reason, status=what)
    return None


def _volunteers_who_left(stage: Stage, clerk: Account) -> Iterator[FamilyChange]:
    """After the bulletin some families lose their volunteer, and nobody has taken over yet."""
    if stage.today <= LATER:
        return
    place = clerk.association
    rows = Contact.objects.filter(role="volunteer", until=None, code__range=(place.low, place.high))
    for contact in rows.select_related("family__association").order_by("family__household_number"):
        draw = Draw("volunteer left", clerk.association.code, contact.family.household_number)
        if draw.chance("left", 5):
            entry = ContactEntry(contact.role, "", draw.day("day", LATER, stage.today), replaces=contact.pk)
            yield FamilyChange(contact.family, contact.family.version, contacts=[entry])
