"""The dated states of a family: where it lived, as what, with which status, and since when."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from families.choices import FamilyStatus, FamilyType
from families.entries import StateEntry
from families.models import Family, FamilyState, Referral, ServiceRecord, Visit
from families.services.batch import Batch

LABELS = {"status": "状态", "family_type": "家庭类型", "place": "单位"}


def apply_state(batch: Batch, family: Family, entry: StateEntry) -> None:
    """Let another status, type or place hold from a day on.

    What changes by this holds until the same thing was changed again: of a family that moved later, a
    backdated type holds at both places.
    """
    rows = sorted(family.states.all(), key=lambda row: row.since)
    _refuse_nonsense(rows, entry)
    row = _state_of(batch, family, rows, entry)
    for name, value in entry.changes.items():
        before = getattr(row, name)
        if before == value:
            continue
        batch.note(family, f"{LABELS[name]}（{entry.day} 起）", _words(name, before), _words(name, value))
        _carry(batch, [row, *(later for later in rows if later.since > row.since)], name, before, value)
    if entry.reason:
        row.reason = entry.reason
    _repeat_last(batch, family, [*(one for one in rows if one is not row), row])


def _refuse_nonsense(rows: list[FamilyState], entry: StateEntry) -> None:
    if not entry.changes:
        raise ValidationError("请至少改一项。")
    if entry.day < rows[0].since:
        raise ValidationError({"day": f"这户 {rows[0].since} 起在册，变更日期不能更早。"})
    if entry.status is not None and entry.status not in FamilyStatus.values:
        raise ValidationError({"status": "请选状态。"})
    if entry.family_type is not None and entry.family_type not in FamilyType.values:
        raise ValidationError({"family_type": "请选家庭类型。"})
    now = _in_force(rows, entry.day)
    if all(getattr(now, name) == value for name, value in entry.changes.items()):
        raise ValidationError("与这一天的登记相同，没有变化。")


def _in_force(rows: list[FamilyState], day: date) -> FamilyState:
    return next(row for row in reversed(rows) if row.since <= day)


def _state_of(batch: Batch, family: Family, rows: list[FamilyState], entry: StateEntry) -> FamilyState:
    """The state that begins on the day; made from the one in force where there is none yet."""
    now = _in_force(rows, entry.day)
    if now.since == entry.day:
        batch.change(now, "reason")
        return now
    made = FamilyState(
        family=family,
        association=family.association,
        since=entry.day,
        status=now.status,
        family_type=now.family_type,
        place=now.place,
    )
    return batch.make(made)


def _carry(batch: Batch, rows: list[FamilyState], name: str, before: Any, value: Any) -> None:
    for row in rows:
        if getattr(row, name) != before:
            return
        setattr(row, name, value)
        if not row._state.adding:
            batch.change(row, name)


def _repeat_last(batch: Batch, family: Family, rows: list[FamilyState]) -> None:
    last = max(rows, key=lambda row: row.since)
    family.status, family.family_type, family.since = last.status, last.family_type, last.since
    batch.change(family, "status", "family_type", "since")
    if last.place_id != family.association_id:
        _take_along(batch, family, last)


def _take_along(batch: Batch, family: Family, state: FamilyState) -> None:
    """All that belongs to a family has its address."""
    place = state.place
    family.association = place
    members = list(family.members.all())
    rows: list[Any] = [family, *family.states.all(), *members, *family.contacts.all(), state]
    rows += [service for member in members for service in member.services.all()]
    rows += ServiceRecord.objects.filter(family=family.pk)
    rows += Referral.objects.filter(service__family=family.pk)
    rows += Visit.objects.filter(family=family.pk)  # where they counted they stay: ``place``
    for row in rows:
        row.association = place
        if not row._state.adding:
            batch.change(row, "association", "code")
    for need in family.needs.all():
        batch.drop(need)
        batch.make(type(need)(family=family, association=place, need=need.need))


def _words(name: str, value: Any) -> str:
    if name == "place":
        return str(value.name)
    return str(dict((FamilyStatus if name == "status" else FamilyType).choices)[value])


def take_back_last(batch: Batch, family: Family) -> None:
    """Forget the latest change of state, as if it had not been entered."""
    rows = sorted(family.states.all(), key=lambda row: row.since)
    if len(rows) < 2:
        raise ValidationError("这户没有可以撤销的变更。")
    last, before = rows[-1], rows[-2]
    for name in LABELS:
        label = f"{LABELS[name]}（{last.since} 起）"
        old, new = getattr(last, name), getattr(before, name)
        if old != new:
            batch.note(family, label, _words(name, old), f"撤销，仍为{_words(name, new)}")
    batch.drop(last)
    _repeat_last(batch, family, rows[:-1])


def shift_start(batch: Batch, family: Family, day: date) -> None:
    """The day of confirmation was corrected: where the registry began with it, it begins anew."""
    rows = sorted(family.states.all(), key=lambda row: row.since)
    if len(rows) > 1 and day >= rows[1].since:
        raise ValidationError({"confirmed_on": f"认定日期不能晚于 {rows[1].since} 的变更。"})
    rows[0].since = day
    batch.change(rows[0], "since")
    if len(rows) == 1:
        family.since = day
        batch.change(family, "since")
