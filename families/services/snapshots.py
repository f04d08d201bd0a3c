"""How a family stood before an import changed it (the batch keeps it encrypted), and the way back."""

from datetime import date
from typing import Any

from families.checks import FAMILY_FIELDS, MEMBER_FIELDS
from families.lines import Span
from families.models import Family, FamilyMember
from families.services.batch import Batch
from families.services.parts import apply_fields, apply_leaving, apply_member, apply_needs, match_spans


def snapshot(family: Family) -> dict[str, Any]:
    """Everything that an import may change of a family; all that belongs to it must be loaded."""
    return {
        "fields": {name: _plain(getattr(family, name)) for name in FAMILY_FIELDS},
        "members": {str(member.pk): _member(member) for member in family.members.all()},
        "contacts": {
            str(contact.pk): [contact.name, contact.phone, str(contact.since), _plain(contact.until)]
            for contact in family.contacts.all()
        },
        "needs": sorted(need.need for need in family.needs.all()),
    }


def _plain(value: Any) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _member(member: FamilyMember) -> dict[str, Any]:
    services: dict[str, list[list[str | None]]] = {}
    for row in member.services.all():
        services.setdefault(row.kind, []).append([str(row.since), _plain(row.until)])
    return {"values": {name: str(getattr(member, name)) for name in MEMBER_FIELDS}, "services": services}


def restore(batch: Batch, family: Family, kept: dict[str, Any]) -> None:
    """Let a family stand as it did: changed values return, what was added goes."""
    fields = dict(kept["fields"])
    fields["confirmed_on"] = date.fromisoformat(fields["confirmed_on"])
    apply_fields(batch, family, fields)
    for member in family.members.all():
        before = kept["members"].get(str(member.pk))
        if before is None:
            apply_leaving(batch, family, member, None)
            continue
        apply_member(batch, family, member, before["values"])
        _restore_services(batch, family, member, before["services"])
    _restore_contacts(batch, family, kept["contacts"])
    apply_needs(batch, family, set(kept["needs"]))


def _restore_services(
    batch: Batch, family: Family, member: FamilyMember, kept: dict[str, list[list[str | None]]]
) -> None:
    rows: dict[str, list[Any]] = {}
    for row in member.services.all():
        rows.setdefault(row.kind, []).append(row)
    for kind in {*rows, *kept}:
        spans: list[Span] = [
            (date.fromisoformat(since or ""), _day(until)) for since, until in kept.get(kind, [])
        ]
        match_spans(batch, member, kind, rows.get(kind, []), spans)


def _restore_contacts(batch: Batch, family: Family, kept: dict[str, list[str | None]]) -> None:
    for contact in family.contacts.all():
        before = kept.get(str(contact.pk))
        if before is None:
            batch.note(family, contact.get_role_display(), contact.name, "撤销")
            batch.drop(contact)
            continue
        name, phone, since, until = before
        contact.name, contact.phone = name or "", phone or ""
        contact.since, contact.until = date.fromisoformat(since or ""), _day(until)
        batch.change(contact, "name", "phone", "since", "until")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
