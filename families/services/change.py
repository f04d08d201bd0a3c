"""Changing standing families: the single doors of the pages, the bulk door of rosters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.access import Action, require_family
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from families.checks import is_village, members_error
from families.choices import Reason
from families.entries import ContactEntry, FamilyChange, MemberEntry, StateEntry
from families.models import Family, FamilyMember
from families.services import parts
from families.services.base import allow, chunks, telling_doubles, writing
from families.services.batch import Batch
from families.services.persons import refuse_known
from families.services.snapshots import restore
from families.services.states import apply_state, take_back_last


def change_families(
    *, actor: Account, changes: Sequence[FamilyChange], right: Action = Action.RECORD
) -> list[Family]:
    """The bulk door of every change: the rules of the single ones, few statements, all or nothing.

    Needs ``right`` (an import asks for IMPORT_CHANGES) and the family right at each family, and at the place
    it moves to. Raises ``Conflict`` for a family that somebody saved since ``expected_version`` was read.
    """
    for place in _places(changes):
        require_family(actor, right, place)
    for change in changes:
        allow([change.family], _days(change))
    found: list[Family] = []
    for part in chunks(changes):
        found += _change(actor, part)
    return found


def _places(changes: Iterable[FamilyChange]) -> list[Association]:
    places = {change.family.association_id: change.family.association for change in changes}
    for change in changes:
        if change.state is not None and change.state.place is not None:
            places[change.state.place.pk] = change.state.place
    return list(places.values())


def _days(change: FamilyChange) -> set[date]:
    days = {day for day in change.leaving.values() if day is not None}
    days |= {contact.since for contact in change.contacts}
    days |= {day for member in change.new_members for day in member.services.values()}
    if change.state is not None:
        days.add(change.state.day)
    return days | ({change.day} if change.day else set())


def _change(actor: Account, changes: list[FamilyChange]) -> list[Family]:
    batch = Batch(actor)
    with telling_doubles(), writing({one.family.pk: one.expected_version for one in changes}) as families:
        for change in changes:
            _apply(batch, families[change.family.pk], change)
        _refuse_known(batch)
        batch.write()
        reasons = {change.family.pk: change.reason for change in changes}
        audit.record_many(batch.trace(families.values(), reasons))
    return list(families.values())


def _apply(batch: Batch, family: Family, change: FamilyChange) -> None:
    if change.snapshot is not None:
        restore(batch, family, change.snapshot)
    parts.apply_fields(batch, family, change.fields)
    _apply_members(batch, family, change)
    for key, wanted in change.services.items():
        member = parts.member_of(family, key)
        parts.apply_services(batch, family, member, wanted, change.day or timezone.localdate())
    for contact in change.contacts:
        parts.apply_contact(batch, family, contact)
    if change.needs is not None:
        parts.apply_needs(batch, family, change.needs)
    if change.state is not None:
        if change.state.place is not None and not is_village(change.state.place):
            raise ValidationError({"association": "家庭登记在村、社区，请选到村。"})
        apply_state(batch, family, change.state)


def _apply_members(batch: Batch, family: Family, change: FamilyChange) -> None:
    for key, values in change.members.items():
        parts.apply_member(batch, family, parts.member_of(family, key), values)
    for key, day in change.leaving.items():
        parts.apply_leaving(batch, family, parts.member_of(family, key), day)
    standing = list(family.members.all())
    made = [
        parts.apply_new_member(batch, family, entry, len(standing) + at)
        for at, entry in enumerate(change.new_members)
    ]
    if not (change.members or change.leaving or made):
        return
    gone = {key for key, day in change.leaving.items() if day is None}
    present = [row for row in standing if row.pk not in gone and row.left_on is None]
    if change.leaving and not [*present, *made]:
        raise ValidationError("这是最后一名成员，请改为办理“去世”或“退出”。")
    if text := members_error([*present, *made]):
        raise ValidationError(text)


def _refuse_known(batch: Batch) -> None:
    """A changed or new resident ID must not stand in another family."""
    rows: list[Any] = [*batch.made.get(FamilyMember, ()), *batch.changed.get(FamilyMember, {}).values()]
    refuse_known({row.pk: row.resident_id for row in rows if row.left_on is None}, {})


def _one(actor: Account, family: Family, expected_version: int, **given: Any) -> Family:
    return change_families(actor=actor, changes=[FamilyChange(family, expected_version, **given)])[0]


def change_family(
    *, actor: Account, family: Family, expected_version: int, fields: Mapping[str, Any]
) -> Family:
    """Correct 户编号, 认定日期, 认定机关, 住址. Needs RECORD and the family right."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, fields=fields)


def change_state(*, actor: Account, family: Family, expected_version: int, entry: StateEntry) -> Family:
    """Another status or type from a day on; backdated ones move the figures of the past too."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, state=entry, reason=_reason(entry))


def move_family(*, actor: Account, family: Family, expected_version: int, entry: StateEntry) -> Family:
    """The family lives elsewhere from a day on: one fewer there, one more here. Needs both rights."""
    require_family(actor, Action.RECORD, family.association)
    if entry.place is None:
        raise ValidationError({"association": "请选迁入的村、社区。"})
    require_family(actor, Action.RECORD, entry.place)
    return _one(actor, family, expected_version, state=entry, reason=_reason(entry))


def _reason(entry: StateEntry) -> str:
    return str(dict(Reason.choices).get(entry.reason, ""))


def undo_state(*, actor: Account, family: Family, expected_version: int) -> Family:
    """Take the latest change of status, type or place back, because it was entered by mistake."""
    require_family(actor, Action.RECORD, family.association)
    batch = Batch(actor)
    with telling_doubles(), writing({family.pk: expected_version}) as families:
        row = families[family.pk]
        before = max(row.states.all(), key=lambda state: state.since).place
        take_back_last(batch, row)
        require_family(actor, Action.RECORD, before)
        require_family(actor, Action.RECORD, row.association)
        batch.write()
        audit.record_many(batch.trace([row], {}))
    return row


def add_member(*, actor: Account, family: Family, expected_version: int, entry: MemberEntry) -> Family:
    """Add a member, with the services that the member has. The same form sent twice adds one."""
    require_family(actor, Action.RECORD, family.association)
    if FamilyMember.objects.filter(pk=entry.id, family=family.pk).exists():
        return family
    return _one(actor, family, expected_version, new_members=[entry])


def change_member(
    *, actor: Account, family: Family, expected_version: int, member: UUID, values: Mapping[str, str]
) -> Family:
    """Correct name, relation, sex, birth, resident ID or phone of a member."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, members={member: values})


def remove_member(
    *, actor: Account, family: Family, expected_version: int, member: UUID, day: date | None
) -> Family:
    """A member died or left on ``day``; without a day it was entered by mistake and is deleted."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, leaving={member: day})


def set_services(
    *, actor: Account, family: Family, expected_version: int, day: date,
    services: Mapping[UUID, Mapping[str, bool]],
) -> Family:  # fmt: skip
    """From ``day`` on members have these services, or no longer have them."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, services=services, day=day)


def set_contacts(
    *, actor: Account, family: Family, expected_version: int, contacts: list[ContactEntry]
) -> Family:
    """双岗, volunteers, doctor: who begins, ends, or has another phone."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, contacts=contacts)


def set_needs(*, actor: Account, family: Family, expected_version: int, needs: set[str]) -> Family:
    """What the family asks for, all of it."""
    require_family(actor, Action.RECORD, family.association)
    return _one(actor, family, expected_version, needs=needs)
