"""Changes of what belongs to a family: its own fields, members, services, contacts and needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from families.checks import (
    FAMILY_FIELDS,
    MEMBER_FIELDS,
    clean_contact,
    clean_fields,
    clean_member,
    clean_services,
)
from families.choices import DUAL_ROLES, ContactRole, Need, ServiceKind
from families.entries import ContactEntry, MemberEntry
from families.lines import Span, intersection, union
from families.masks import masked, shown_contact, shown_member
from families.models import Contact, Family, FamilyMember, FamilyNeed, MemberService
from families.services.batch import Batch
from families.services.states import shift_start


def apply_fields(batch: Batch, family: Family, fields: Mapping[str, Any]) -> None:
    """户编号, 认定日期, 认定机关, 住址."""
    names = [name for name in FAMILY_FIELDS if name in fields]
    before = {name: getattr(family, name) for name in names}
    for name in names:
        setattr(family, name, fields[name])
    if errors := clean_fields(family, names, timezone.localdate()):
        raise ValidationError(errors)
    if "household_number" in names and not family.household_number:
        raise ValidationError({"household_number": "请填户编号。"})
    for name in names:
        old, new = before[name], getattr(family, name)
        if old != new:
            batch.change(family, name)
            batch.note(family, _label(Family, name), masked(name, old), masked(name, new))
    if "confirmed_on" in names and before["confirmed_on"] != family.confirmed_on:
        first = min(row.since for row in family.states.all())
        if first == before["confirmed_on"] or first < family.confirmed_on:
            shift_start(batch, family, family.confirmed_on)


def member_of(family: Family, key: UUID) -> FamilyMember:
    for member in family.members.all():
        if member.pk == key:
            return member
    raise ValidationError("这名成员已不在这户，请刷新后重试。")


def apply_member(batch: Batch, family: Family, member: FamilyMember, values: Mapping[str, str]) -> None:
    """Correct a member; birth and sex follow the resident ID."""
    names = [name for name in MEMBER_FIELDS if name in values]
    before = {name: getattr(member, name) for name in MEMBER_FIELDS}
    shown = masked("name", before["name"])
    for name in names:
        setattr(member, name, values[name])
    if "resident_id" in names and values["resident_id"] and values["resident_id"] != before["resident_id"]:
        for name in {"born", "sex"} - set(names):
            setattr(member, name, "")  # the number gives them
    if errors := clean_member(member, timezone.localdate()):
        raise ValidationError(errors)
    for name in MEMBER_FIELDS:
        old, new = before[name], getattr(member, name)
        if old == new:
            continue
        batch.change(member, name, *(["resident_id_index"] if name == "resident_id" else []))
        batch.note(
            family,
            f"{shown} {_label(FamilyMember, name)}",
            _words(member, name, old),
            _words(member, name, new),
        )


def apply_new_member(batch: Batch, family: Family, entry: MemberEntry, order: int) -> FamilyMember:
    today = timezone.localdate()
    errors: dict[str, str] = clean_member(entry, today)
    if text := clean_services(entry.services, today):
        errors["services"] = text
    if errors:
        raise ValidationError(errors)
    row = FamilyMember(
        id=entry.id, family=family, association=family.association, order=order,
        **{name: getattr(entry, name) for name in MEMBER_FIELDS},
    )  # fmt: skip
    batch.make(row)
    for kind, since in entry.services.items():
        batch.make(MemberService(member=row, association=family.association, kind=kind, since=since))
    kinds = "、".join(f"{ServiceKind(kind).label} {since} 起" for kind, since in entry.services.items())
    plain = "，".join(filter(None, [_words(row, name, getattr(row, name)) for name in MEMBER_FIELDS]))
    batch.note(family, f"成员{order + 1}", None, "；".join(filter(None, [plain, kinds])))
    return row


def apply_leaving(batch: Batch, family: Family, member: FamilyMember, day: date | None) -> None:
    """A member is gone from a day on; without a day it was entered by mistake and is deleted."""
    if day is None:
        batch.note(family, "成员（登记有误，已删除）", shown_member(member), None)
        batch.drop(member)
        return
    member.left_on = day
    batch.change(member, "left_on")
    batch.note(
        family, f"{masked('name', member.name)} {_label(FamilyMember, 'left_on')}", None, day.isoformat()
    )


def apply_services(
    batch: Batch, family: Family, member: FamilyMember, wanted: Mapping[str, bool | date], day: date
) -> None:
    """From a day on a member has a service, or has it no longer; what held before the day stays.

    A date in place of 是 or 否 says since when: the standing beginning is corrected to it.
    """
    if not set(wanted) <= set(ServiceKind.values):
        raise ValidationError("有不认识的服务，请重新选。")
    for kind, has in wanted.items():
        rows = [row for row in member.services.all() if row.kind == kind]
        spans = union(row.span for row in rows)
        new = _spans_as_wanted(spans, has, day)
        if new != spans:
            match_spans(batch, member, kind, rows, new)
            label = f"{masked('name', member.name)} {ServiceKind(kind).label}"
            batch.note(family, label, _said(spans), _said(new))


def _spans_as_wanted(spans: list[Span], has: bool | date, day: date) -> list[Span]:
    if isinstance(has, date):
        return union([*(span for span in spans if span[1] is not None), (has, None)])
    return union([*spans, (day, None)]) if has else intersection(spans, [(date.min, day)])


def _said(spans: list[Span]) -> str:
    """「2019-01-01 起」, 「2019-01-01 至 2022-07-01」."""
    return "，".join(f"{start} 起" if end is None else f"{start} 至 {end}" for start, end in spans) or "无"


def match_spans(
    batch: Batch, member: FamilyMember, kind: str, rows: list[MemberService], spans: list[Span]
) -> None:
    """Make the rows of one service say exactly these spans."""
    by_start = {row.since: row for row in rows}
    for start, end in spans:
        row = by_start.pop(start, None)
        if row is None:
            batch.make(
                MemberService(
                    member=member, association=member.association, kind=kind, since=start, until=end
                )
            )
        elif row.until != end:
            row.until = end
            batch.change(row, "until")
    for row in by_start.values():
        batch.drop(row)


def apply_contact(batch: Batch, family: Family, entry: ContactEntry) -> None:
    """A new holder ends the standing one on the same day; the same name is a correction of the phone."""
    if errors := clean_contact(entry, timezone.localdate()):
        raise ValidationError(errors)
    label = ContactRole(entry.role).label
    standing = _standing(family, entry)
    _refuse_overlap(family, entry, standing)
    if standing is not None and standing.name == entry.name:
        if standing.phone != entry.phone:
            batch.note(family, f"{label}电话", standing.phone, entry.phone)
            standing.phone = entry.phone
            batch.change(standing, "phone")
        return
    batch.note(
        family,
        label,
        shown_contact(standing) if standing is not None else None,
        f"{entry.name}，{entry.since} 起" if entry.name else f"{entry.since} 起无",
    )
    if standing is not None and entry.since == standing.since:
        batch.drop(standing)
    elif standing is not None:
        standing.until = entry.since
        batch.change(standing, "until")
    if entry.name:
        made = Contact(family=family, association=family.association, role=entry.role, name=entry.name)
        made.phone, made.since = entry.phone, entry.since
        batch.make(made)


def _refuse_overlap(family: Family, entry: ContactEntry, standing: Contact | None) -> None:
    """Terms of one post follow each other; so do those of one person in any role."""
    if standing is not None and standing.name == entry.name:
        return
    label = ContactRole(entry.role).label
    if standing is not None and entry.since < standing.since:
        text = f"{family}的{label}{standing.name} {standing.since} 才开始，换人、停止的日期不能更早。"
        raise ValidationError({"day": text})
    for row in family.contacts.all():
        if row is standing or row.role != entry.role or not entry.name:
            continue
        is_same_post = entry.role in DUAL_ROLES or row.name == entry.name
        if is_same_post and (row.until is None or row.until > entry.since):
            term = f"{row.since} 起" if row.until is None else f"{row.since} 至 {row.until}"
            text = f"{family}的{label} {term}是{row.name}，任期重叠，请改起始日。"
            raise ValidationError({"day": text})


def _standing(family: Family, entry: ContactEntry) -> Contact | None:
    """Who is replaced: the one that was named, else the holder of a post that can have only one."""
    rows = [row for row in family.contacts.all() if row.role == entry.role and row.until is None]
    if entry.replaces is not None:
        found = next((row for row in rows if row.pk == entry.replaces), None)
        if found is None:
            raise ValidationError("这位联系人已停止，请刷新后重试。")
        return found
    return next(iter(rows), None) if entry.role in DUAL_ROLES else None


def apply_needs(batch: Batch, family: Family, needs: set[str]) -> None:
    """All tags of a family; what is not named goes."""
    if not needs <= set(Need.values):
        raise ValidationError({"needs": "有不认识的选项，请重新选。"})
    rows = {row.need: row for row in family.needs.all()}
    for need in rows.keys() - needs:
        batch.drop(rows[need])
    for need in sorted(needs - rows.keys()):
        batch.make(FamilyNeed(family=family, association=family.association, need=need))
    batch.note(family, "服务需求", _needs(rows), _needs(needs))


def _needs(codes: Any) -> list[str]:
    return [need.label for need in Need if need.value in codes]


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _words(member: FamilyMember, name: str, value: str) -> str:
    if name in ("relation", "sex"):
        choices: Any = FamilyMember._meta.get_field(name)
        return str(dict(choices.flatchoices).get(value, value))
    return masked(name, value)
