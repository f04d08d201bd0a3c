"""Rows of a families' roster as families: what a record says, whom it is about, what it would change."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from core.associations.models import Association, Level
from core.rosters.declare import Change, Existing, Planned, RosterRecord
from families.checks import clean_family
from families.choices import ContactRole, Relation, ServiceKind
from families.entries import ContactEntry, FamilyChange, MemberEntry, NewFamily
from families.lines import holds_on, union
from families.masks import head_name
from families.models import Contact, Family, FamilyMember
from families.roster_cells import KEPT

FAMILY_COLUMNS = ("household_number", "confirmed_on", "confirmed_by", "address")
MEMBER_COLUMNS = ("name", "relation", "sex", "born", "resident_id", "phone")
KINDS = [kind.value for kind in ServiceKind]
CONTACT_COLUMNS = {
    ContactRole.TOWNSHIP_LEADER.value: ("leader_name", "leader_phone"),
    ContactRole.VILLAGE_CADRE.value: ("cadre_name", "cadre_phone"),
    ContactRole.VOLUNTEER.value: ("volunteer_name", "volunteer_phone"),
    ContactRole.DOCTOR.value: ("doctor_name", "doctor_phone"),
}
FIRST_ONLY = (*FAMILY_COLUMNS, "family_type", *(name for pair in CONTACT_COLUMNS.values() for name in pair))
Values = dict[str, Any]


def is_partial(record: RosterRecord) -> bool:
    """Whether a record says too little for a new family: masked names, or few columns beside 户编号."""
    values = record.values
    if any(note.endswith(KEPT) for line in record.lines for note in line.notes):
        return True
    return (
        bool(values.get("household_number"))
        and not values.get("family_type")
        and not values.get("confirmed_on")
    )


def relation_of(record: RosterRecord, at: int) -> str:
    """与户主关系; the first row of a household is the head's where nothing is said."""
    return record.lines[at].values.get("relation") or (Relation.HEAD.value if at == 0 else "")


def name_of(record: RosterRecord, at: int) -> str:
    """姓名; of the head, 户主姓名 where the sheet has that column alone."""
    values = record.lines[at].values
    is_head = relation_of(record, at) == Relation.HEAD
    return values.get("name") or (values.get("head_name") if is_head else "") or ""


def members_of(record: RosterRecord, today: date) -> list[MemberEntry]:
    return [
        MemberEntry(
            name=name_of(record, at),
            relation=relation_of(record, at),
            sex=line.values.get("sex") or "",
            born=line.values.get("born") or "",
            resident_id=line.values.get("resident_id") or "",
            phone=line.values.get("phone") or "",
            services=_services(line.values, today),
        )
        for at, line in enumerate(record.lines)
    ]


def _services(values: Values, today: date) -> dict[str, date]:
    """「是」 holds from the day of the import; a date says since when."""
    said = {kind: values.get(kind) for kind in KINDS}
    return {kind: day if isinstance(day, date) else today for kind, day in said.items() if day}


def new_family(record: RosterRecord, place: Association, today: date, key: UUID | None = None) -> NewFamily:
    """A record as a family to register."""
    values = record.values
    contacts = [
        ContactEntry(role, values[name], today, values.get(phone) or "")
        for role, (name, phone) in CONTACT_COLUMNS.items()
        if values.get(name)
    ]
    entry = NewFamily(
        association=place,
        family_type=values.get("family_type") or "",
        confirmed_on=values.get("confirmed_on"),  # type: ignore[arg-type]
        household_number=values.get("household_number") or "",
        confirmed_by=values.get("confirmed_by") or "",
        address=values.get("address") or "",
        members=members_of(record, today),
        contacts=contacts,
    )
    if key is not None:
        entry.id = key
    return entry


def problems_of(record: RosterRecord, today: date) -> Iterator[tuple[int, str, str]]:
    """(row within the record, column, sentence) of what could not be registered."""
    place = Association(pk=record.association_id, code=record.code, level=Level.VILLAGE)
    for name, text in clean_family(new_family(record, place, today), today).items():
        kind, _, rest = name.partition("-")
        number, _, column = rest.partition("-")
        if kind == "members" and number:
            yield int(number), column, text
        elif kind == "contacts" and number:
            role = [role for role in CONTACT_COLUMNS if record.values.get(CONTACT_COLUMNS[role][0])][
                int(number)
            ]
            yield 0, CONTACT_COLUMNS[role][0 if column == "name" else 1], text
        else:
            yield 0, "household_number" if name == "members" else name, text


def same_members(record: RosterRecord, family: Family) -> list[FamilyMember | None]:
    """The member that each row is about: by resident ID, else by name, else the only one of its relation."""
    left = [member for member in family.members.all() if member.left_on is None]
    found: list[FamilyMember | None] = []
    for at, line in enumerate(record.lines):
        member = _same(left, line.values.get("resident_id"), name_of(record, at), relation_of(record, at))
        found.append(member)
        if member is not None:
            left.remove(member)
    return found


def _same(members: list[FamilyMember], number: str | None, name: str, relation: str) -> FamilyMember | None:
    if number:
        for member in members:
            if member.resident_id == number:
                return member
    if name:
        named = [member for member in members if member.name == name]
        named = [member for member in named if not (number and member.resident_id)]
        return named[0] if len(named) == 1 else None
    related = [member for member in members if member.relation == relation]
    return related[0] if len(related) == 1 else None


def family_values(family: Family, day: date, said: Values | None = None) -> Values:
    """What stands of a family, in the columns of its first row; ``said``: what a row says of it."""
    values: Values = {name: getattr(family, name) or None for name in FAMILY_COLUMNS}
    values["address"] = str(family.address) or None
    values["family_type"] = family.family_type
    for role, (name, phone) in CONTACT_COLUMNS.items():
        holder = holder_of(family, role, day, (said or {}).get(name))
        values[name] = holder.name if holder else None
        values[phone] = (holder.phone or None) if holder else None
    return values


def holder_of(family: Family, role: str, day: date, name: str | None = None) -> Contact | None:
    """Who stands by a family in a role on a day: of several the one of this name, else the first."""
    rows = [row for row in family.contacts.all() if row.role == role and row.holds(day)]
    return next((row for row in rows if row.name == name), next(iter(rows), None))


def member_values(member: FamilyMember | None, day: date) -> Values:
    """What stands of a member; the day since which each service is held, or False."""
    if member is None:
        return {}
    values: Values = {name: str(getattr(member, name)) or None for name in MEMBER_COLUMNS}
    for kind in KINDS:
        spans = [span for span in union(member.spans(kind)) if holds_on([span], day)]
        values[kind] = spans[0][0] if spans else False
    return values


def changes_of(record: RosterRecord, existing: Existing) -> list[Change]:
    """What a record would change. Empty cells change nothing; 「是」 is no change for who has it already."""
    standing = existing.values
    changes = [
        Change(name, standing.get(name), new)
        for name in FIRST_ONLY
        if (new := record.values.get(name)) is not None and new != standing.get(name)
    ]
    for at, member in enumerate(existing.lines):
        changes += _member_changes(record, at, member)
    return changes


def _member_changes(record: RosterRecord, at: int, standing: Values) -> Iterator[Change]:
    said = dict(record.lines[at].values)
    if not standing and not name_of(record, at):
        return  # a masked row whose member is not found again
    if not standing:
        said.update(name=name_of(record, at), relation=relation_of(record, at) or Relation.OTHER.value)
    for name in (*MEMBER_COLUMNS, *KINDS):
        new, old = said.get(name), standing.get(name)
        if new is None or new == old or (new is True and isinstance(old, date)):
            continue
        if name == "born" and old and str(old).startswith(str(new)):
            continue  # the month of a known day
        if new is False and not standing:
            continue
        yield Change(name, old, new, at)


def change_of(planned: Planned, family: Family, today: date) -> FamilyChange:
    """The ticked changes of a record, as one change of its family."""
    record = planned.record
    wanted: dict[int, Values] = {}
    for change in planned.changes:
        wanted.setdefault(change.line, {})[change.field] = change.new
    first = wanted.get(0, {})
    made = FamilyChange(family, family.version, day=today, reason="名册导入")
    made.fields = {name: first[name] for name in FAMILY_COLUMNS if name in first}
    members: dict[UUID, Values] = {}
    services: dict[UUID, dict[str, bool | date]] = {}
    for at, member in enumerate(same_members(record, family)):
        said = wanted.get(at, {})
        if member is None:
            made.new_members += [members_of(record, today)[at]] if said else []
            continue
        fields = {name: said[name] for name in MEMBER_COLUMNS if name in said}
        held = {kind: said[kind] for kind in KINDS if kind in said}
        members |= {member.pk: fields} if fields else {}
        services |= {member.pk: held} if held else {}
    made.members, made.services = members, services
    made.contacts = list(_contacts(first, family, today, record.values.get("since") or today))
    return made


def _contacts(said: Values, family: Family, today: date, since: date) -> Iterable[ContactEntry]:
    """The ticked changes of who stands by a family: from ``since`` on, in place of the one that was shown."""
    for role, (name, phone) in CONTACT_COLUMNS.items():
        standing = holder_of(family, role, today, said.get(name))
        holder = said.get(name) or (standing.name if standing else "")
        if holder and (name in said or phone in said):
            kept = standing.phone if standing is not None and standing.name == holder else ""
            replaces = standing.pk if standing is not None else None
            yield ContactEntry(role, holder, since, said.get(phone) or kept, replaces)


def label_of(family: Family) -> str:
    return f"{family}　{head_name(family)}"
