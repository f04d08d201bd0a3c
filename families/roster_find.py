"""Which families of the registry the rows of a roster are about."""

from uuid import UUID, uuid4

from django.utils import timezone

from core import identities
from core.fields import index_of
from core.rosters.declare import ELSEWHERE, POSSIBLE, SAME, Existing, Match, RosterRecord
from families.choices import ENDED
from families.models import COUNTY_SPAN, Family, FamilyMember
from families.roster_rows import (
    family_values,
    is_partial,
    label_of,
    member_values,
    name_of,
    relation_of,
    same_members,
)
from families.services.base import chunks, whole
from families.services.persons import ID_LABEL, KIND, elsewhere

NOT_FOUND = "册里没有这个户编号；新户要填全姓名、家庭类型和认定日期"
TWICE = "这个身份证号在文件里出现过两次"


def find_families(records: list[RosterRecord]) -> dict[int, Match]:
    """By household number within the county, then by resident ID; by name alone only perhaps."""
    numbered = by_number(records)
    persons = {
        line.values["resident_id"]
        for record in records
        for line in record.lines
        if line.values.get("resident_id")
    }
    owners = _by_person(persons)
    taken = _taken_elsewhere(persons, owners)
    named = _by_name([one for one in records if not one.values.get("household_number")])
    matches: dict[int, Match] = {}
    seen: dict[str, int] = {}
    for record in records:
        match = _match(record, numbered.get(record.number), owners, taken, seen)
        if match is None and record.number in named:
            match = Match(POSSIBLE, _existing(record, named[record.number]))
        if match is not None:
            matches[record.number] = match
    return matches


def loaded(keys: list[UUID]) -> dict[UUID, Family]:
    return {row.pk: row for part in chunks(keys) for row in whole(Family.objects.filter(pk__in=part))}


def _existing(record: RosterRecord, family: Family) -> Existing:
    """What stands, in the columns of the sheet: the household, and the member that each row is about."""
    day = timezone.localdate()
    lines = [member_values(member, day) for member in same_members(record, family)]
    values = {**family_values(family, day, record.values), **lines[0]}
    return Existing(family.pk, family.version, values, label_of(family), lines)


def by_number(records: list[RosterRecord]) -> dict[int, Family]:
    """The family that each record names, by the number of the record."""
    wanted = {
        record.values["household_number"] for record in records if record.values.get("household_number")
    }
    found: dict[tuple[int, str], Family] = {}
    for part in chunks(sorted(wanted)):
        for family in whole(Family.objects.filter(household_number__in=part)):
            found[family.code // COUNTY_SPAN, family.household_number] = family
    keys = {one.number: (one.code // COUNTY_SPAN, one.values.get("household_number")) for one in records}
    return {number: found[key] for number, key in keys.items() if key in found}


def _by_person(numbers: set[str]) -> dict[str, Family]:
    """The family within the scope in which a resident ID stands now."""
    indexes = {index_of(ID_LABEL, number): number for number in numbers}
    owners: dict[str, UUID] = {}
    for part in chunks(indexes):
        rows = FamilyMember.objects.filter(resident_id_index__in=part, left_on=None)
        rows = rows.exclude(family__status__in=ENDED)
        owners |= {
            indexes[bytes(index)]: key for index, key in rows.values_list("resident_id_index", "family")
        }
    families = loaded(list(set(owners.values())))
    return {number: families[key] for number, key in owners.items()}


def _taken_elsewhere(persons: set[str], owners: dict[str, Family]) -> set[str]:
    """Resident IDs that stand somewhere in the city beyond the scope; nothing else is known of them."""
    asked = {uuid4(): number for number in persons - set(owners)}
    return {asked[key] for key in identities.taken(KIND, asked)}


def _match(
    record: RosterRecord,
    named: Family | None,
    owners: dict[str, Family],
    taken: set[str],
    seen: dict[str, int],
) -> Match | None:
    numbers = [line.values["resident_id"] for line in record.lines if line.values.get("resident_id")]
    for number in numbers:
        if seen.setdefault(number, record.number) != record.number:
            return Match(ELSEWHERE, reason=f"{TWICE}，前一次在第 {seen[number]} 行")
        if number in taken:
            return Match(ELSEWHERE, reason=elsewhere())
    standing = {owners[number].pk: owners[number] for number in numbers if number in owners}
    others = [family for key, family in standing.items() if named is None or key != named.pk]
    if named is None and len(others) == 1 and not record.values.get("household_number"):
        named = others[0]
    elif others:
        return Match(ELSEWHERE, reason=f"身份证号已登记在{others[0]}，与这一行不是同一户")
    if named is None and is_partial(record):
        return Match(ELSEWHERE, reason=NOT_FOUND)
    if named is not None:
        if named.association_id != record.association_id:
            record.lines[0].notes.append(f"系统里在{named.association.name}，单位不变；换村请用“迁移”")
        return Match(SAME, _existing(record, named))
    return None


def _by_name(records: list[RosterRecord]) -> dict[int, Family]:
    """Families of the same village with a member of the same name, where no number tells (case 42)."""
    places = {record.association_id for record in records}
    found: dict[tuple[int, str], Family] = {}
    for part in chunks(sorted(places)):
        rows = whole(Family.objects.filter(association__in=part).exclude(status__in=ENDED))
        for family in rows.iterator(chunk_size=500):
            for member in family.members.all():
                found.setdefault((family.association_id, str(member.name)), family)
    matched = {}
    for record in records:
        for at in range(len(record.lines)):
            name = name_of(record, at)
            if name and (record.association_id, name) in found and relation_of(record, at):
                matched[record.number] = found[record.association_id, name]
                break
    return matched
