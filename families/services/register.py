"""Registering families: one from the form, thousands from a roster, by the same rules."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from core.figures.posting import post_many
from families.checks import clean_family, clean_services
from families.choices import DUAL_ROLES, FamilyStatus
from families.entries import MemberEntry, NewFamily
from families.masks import shown_family
from families.models import Contact, Family, FamilyMember, FamilyNeed, FamilyState, MemberService
from families.services.base import allow, chunks, telling_doubles
from families.services.persons import claim_persons, holding, refuse_known


def register_family(*, actor: Account, entry: NewFamily) -> Family:
    """Register one family (户) with its members, services, contacts and needs; post its figures.

    Needs RECORD and the family right at its village. The id comes with the form: the same form sent twice
    gives the first result again. Raises ``ValidationError`` with sentences by field.
    """
    require_family(actor, Action.RECORD, entry.association)
    standing: Family | None = Family.objects.filter(pk=entry.id).first()
    if standing is not None:
        if standing.created_by_id != actor.pk:
            raise ValidationError("这张表单已失效，请刷新页面后重新提交。")
        return standing
    return register_families(actor=actor, entries=[entry])[0]


def register_families(
    *, actor: Account, entries: Sequence[NewFamily], right: Action = Action.RECORD
) -> list[Family]:
    """The bulk door of ``register_family``: the same rules, few statements, all or nothing.

    ``right``: what the door is opened with: an import asks for IMPORT. Raises the errors of the first family
    that cannot stand, before anything is written.
    """
    for place in {entry.association.pk: entry.association for entry in entries}.values():
        require_family(actor, right, place)
    today = timezone.localdate()
    for entry in entries:
        errors: dict[str, Any] = dict(clean_family(entry, today))
        for at, member in enumerate(entry.members):
            if text := clean_services(member.services, today):
                errors[f"members-{at}-services"] = text
        if errors:
            raise ValidationError(errors)
        allow([_family(actor, entry)], _days(entry))
    with scope.transaction(), telling_doubles():
        _refuse_known(entries)
        _give_numbers(entries)
        families: list[Family] = []
        for part in chunks(entries):
            families += _insert(actor, part)
    return families


def _days(entry: NewFamily) -> set[Any]:
    days = {entry.first_day, *(contact.since for contact in entry.contacts)}
    return days | {day for member in entry.members for day in member.services.values()}


def _refuse_known(entries: Sequence[NewFamily]) -> None:
    persons, names = {}, {}
    for entry in entries:
        for at, member in enumerate(entry.members):
            persons[member.id], names[member.id] = member.resident_id, f"members-{at}-resident_id"
    refuse_known(persons, names)


def _give_numbers(entries: Sequence[NewFamily]) -> None:
    """Where none was typed, the next number of the village: 「101221-003」."""
    wanting = [entry for entry in entries if not entry.household_number]
    for place in {entry.association.pk: entry.association for entry in wanting}.values():
        number = next_number(place, entries)
        for entry in wanting:
            if entry.association.pk == place.pk:
                entry.household_number = f"{number_stem(place)}{number:03}"
                number += 1


def number_stem(place: Association) -> str:
    """Township and village within the county, as every number that the system gives begins."""
    return f"{place.code % 1_000_000:06}-"


def next_number(place: Association, coming: Iterable[NewFamily] = ()) -> int:
    """One more than the highest number that was given in this village so far."""
    stem = number_stem(place)
    numbers = Family.objects.filter(household_number__startswith=stem).values_list(
        "household_number", flat=True
    )
    texts = [
        *numbers,
        *(entry.household_number for entry in coming if entry.household_number.startswith(stem)),
    ]
    used = [int(tail) for text in texts if (tail := text.removeprefix(stem)).isascii() and tail.isdigit()]
    return max(used, default=0) + 1


def _insert(actor: Account, entries: list[NewFamily]) -> list[Family]:
    families = [_family(actor, entry) for entry in entries]
    Family.objects.bulk_create(families)
    states = [_first_state(actor, family) for family in families]
    FamilyState.objects.bulk_create(states)
    pairs = list(zip(families, entries, strict=True))
    members = _insert_members(actor, pairs)
    contacts, needs = _insert_contacts_and_needs(actor, pairs)
    _keep(families, states=states, members=members, contacts=contacts, needs=needs)
    claim_persons({}, {key: number for row in families for key, number in holding(row).items()})
    post_many(families, fresh=True)
    audit.record_many(audit.entry(actor, "create", row, changes=shown_family(row)) for row in families)
    for family in families:
        family._prefetched_objects_cache.clear()  # type: ignore[attr-defined]
    return families


def _keep(families: list[Family], **parts: list[Any]) -> None:
    """What was just written is known: nothing of it is read again."""
    for family in families:
        family._prefetched_objects_cache = {name: [] for name in parts}  # type: ignore[attr-defined]
    for name, rows in parts.items():
        for row in rows:
            row.family._prefetched_objects_cache[name].append(row)


def _first_state(actor: Account, family: Family) -> FamilyState:
    return FamilyState(
        family=family,
        association=family.association,
        since=family.since,
        status=family.status,
        family_type=family.family_type,
        place=family.association,
        created_by=actor,
    )


def _insert_contacts_and_needs(
    actor: Account, pairs: list[tuple[Family, NewFamily]]
) -> tuple[list[Contact], list[FamilyNeed]]:
    contacts = [
        Contact(
            family=family,
            association=family.association,
            role=contact.role,
            name=contact.name,
            phone=contact.phone,
            since=contact.since,
            created_by=actor,
        )
        for family, entry in pairs
        for contact in _distinct_posts(entry)
    ]
    needs = [
        FamilyNeed(family=family, association=family.association, need=need)
        for family, entry in pairs
        for need in sorted(set(entry.needs))
    ]
    Contact.objects.bulk_create(contacts)
    FamilyNeed.objects.bulk_create(needs)
    return contacts, needs


def _distinct_posts(entry: NewFamily) -> list[Any]:
    """One holder of each post: two would be refused by the database, which cannot say whose they are."""
    posts = Counter(contact.role for contact in entry.contacts if contact.role in DUAL_ROLES)
    if any(count > 1 for count in posts.values()):
        raise ValidationError({"contacts": "乡镇领导干部、村干部各只能有一位在任。"})
    return entry.contacts


def _family(actor: Account, entry: NewFamily) -> Family:
    return Family(
        id=entry.id,
        association=entry.association,
        household_number=entry.household_number,
        family_type=entry.family_type,
        status=FamilyStatus.REGISTERED,
        since=entry.first_day,
        confirmed_on=entry.confirmed_on,
        confirmed_by=entry.confirmed_by,
        address=entry.address,
        created_by=actor,
    )


def _insert_members(actor: Account, pairs: Iterable[tuple[Family, NewFamily]]) -> list[FamilyMember]:
    members = []
    services = []
    for family, entry in pairs:
        for order, said in enumerate(entry.members):
            row = member_row(actor, family, said, order)
            own = [
                MemberService(
                    member=row, association=row.association, kind=kind, since=since, created_by=actor
                )
                for kind, since in said.services.items()
            ]
            row._prefetched_objects_cache = {"services": own}  # type: ignore[attr-defined]
            members.append(row)
            services += own
    FamilyMember.objects.bulk_create(members)
    MemberService.objects.bulk_create(services)
    return members


def member_row(actor: Account, family: Family, entry: MemberEntry, order: int) -> FamilyMember:
    """An unsaved member of a family."""
    return FamilyMember(
        id=entry.id,
        family=family,
        association=family.association,
        name=entry.name,
        relation=entry.relation,
        sex=entry.sex,
        born=entry.born,
        resident_id=entry.resident_id,
        phone=entry.phone,
        order=order,
        created_by=actor,
    )
