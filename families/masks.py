"""How a family and its members look where nobody asked for a reason: names, numbers and places masked."""

from typing import Any

from core.fields.people import masked_address, masked_id, masked_name, masked_phone
from families.births import birth_words
from families.choices import Relation
from families.models import Contact, Family, FamilyMember

MASKS = {
    "name": masked_name,
    "resident_id": masked_id,
    "phone": masked_phone,
    "address": masked_address,
    "born": birth_words,
}
UNNAMED = "（已匿名）"


def masked(name: str, value: Any) -> str:
    """The value of a field as lists, the trace and previews hold it."""
    text = "" if value is None else str(value)
    return str(MASKS[name](text)) if text and name in MASKS else text


def head_of(family: Family) -> FamilyMember | None:
    """户主; where none is marked, the first member. Members must be loaded."""
    present = [row for row in family.members.all() if row.left_on is None] or list(family.members.all())
    return next((row for row in present if row.relation == Relation.HEAD), present[0] if present else None)


def head_name(family: Family) -> str:
    """「张*」; what a family is called in lists."""
    head = head_of(family)
    return masked("name", head.name) or UNNAMED if head is not None else "没有成员"


def shown_family(family: Family) -> dict[str, Any]:
    """What the trace keeps of a new family: everything, masked. Members and contacts must be loaded."""
    facts: dict[str, Any] = {
        "户编号": family.household_number,
        "单位": family.association.name,
        "家庭类型": family.get_family_type_display(),
        "状态起始日": family.since.isoformat(),
        "认定日期": family.confirmed_on.isoformat(),
        "认定机关": family.confirmed_by,
        "住址": masked("address", family.address),
    }
    for number, member in enumerate(family.members.all(), 1):
        facts[f"成员{number}"] = shown_member(member)
    for contact in family.contacts.all():
        facts[contact.get_role_display()] = shown_contact(contact)
    facts["服务需求"] = sorted(row.get_need_display() for row in family.needs.all())
    return {label: [None, value] for label, value in facts.items() if value}


def shown_member(member: FamilyMember) -> str:
    """「张*，户主，男，1965年3月，4312**********9012，138****8000；重点帮扶 2022-01-01 起」."""
    plain = [
        masked("name", member.name),
        member.get_relation_display(),
        member.get_sex_display(),
        masked("born", member.born),
        masked("resident_id", member.resident_id),
        masked("phone", member.phone),
    ]
    held = [f"{row.get_kind_display()} {row.since} 起" for row in member.services.all() if row.until is None]
    return "；".join(filter(None, ["，".join(filter(None, plain)), "、".join(held)]))


def shown_contact(contact: Contact) -> str:
    return f"{contact.name}，{contact.since} 起"
