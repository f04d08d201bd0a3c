"""What may stand in a family and its members: pure checks of typed values, one sentence for each field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from core.associations.models import Association, Level
from core.fields.people import check_resident_id, normalise_name, normalise_phone
from core.parsing import plain_text
from families.births import agrees, parse_birth
from families.choices import ContactRole, FamilyType, Need, Relation, ServiceKind, Sex
from families.entries import ContactEntry, MemberEntry, NewFamily
from families.models import Contact, Family, FamilyMember

MEMBER_FIELDS = ("name", "relation", "sex", "born", "resident_id", "phone")
FAMILY_FIELDS = ("household_number", "confirmed_on", "confirmed_by", "address")
LARGEST_FAMILY = 12
LONG_NUMBER = re.compile(r"\d[\d\s-]{6,}")
Errors = dict[str, str]


def clean_family(entry: NewFamily, today: date) -> Errors:
    """Put the plain form of every value into a family to register; what cannot stand comes back by field.

    Members' fields are named ``members-0-name``, contacts' ``contacts-0-phone``.
    """
    errors = clean_fields(entry, FAMILY_FIELDS, today)
    if entry.association.level != Level.VILLAGE:
        errors["association"] = "家庭登记在村、社区，请选到村。"
    if entry.family_type not in FamilyType.values:
        errors["family_type"] = "请选家庭类型。"
    if entry.since is not None and entry.since < entry.confirmed_on:
        errors["since"] = "起始日不能早于认定日期。"
    if not set(entry.needs) <= set(Need.values):
        errors["needs"] = "有不认识的选项，请重新选。"
    for at, member in enumerate(entry.members):
        found = clean_member(member, today)
        errors.update({f"members-{at}-{name}": text for name, text in found.items()})
    for at, contact in enumerate(entry.contacts):
        found = clean_contact(contact, today)
        errors.update({f"contacts-{at}-{name}": text for name, text in found.items()})
    if "members" not in errors and (text := members_error(entry.members)):
        errors["members"] = text
    return errors


def members_error(members: Iterable[Any]) -> str:
    """What is wrong with the members taken together; empty where nothing is."""
    rows = list(members)
    if not rows:
        return "请至少登记一名成员。"
    if len(rows) > LARGEST_FAMILY:
        return f"一户最多登记 {LARGEST_FAMILY} 名成员，请核对。"
    if sum(row.relation == Relation.HEAD for row in rows) > 1:
        return "一户只能有一位户主。"
    ids = [str(row.resident_id) for row in rows if row.resident_id]
    return "两名成员的身份证号相同，请核对。" if len(set(ids)) < len(ids) else ""


def clean_fields(holder: Any, names: Iterable[str], today: date) -> Errors:
    """The same for some columns of a family."""
    errors: Errors = {}
    for name in names:
        value = getattr(holder, name)
        if name == "confirmed_on":
            if value is None:
                errors[name] = "请填认定日期。"
            elif value > today:
                errors[name] = "认定日期在今天之后，请核对。"
            elif value.year < 1980:
                errors[name] = "认定日期过早，请核对年份。"
            continue
        text = " ".join(plain_text(str(value or "")).split())
        most = Family._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(text) > most:
            errors[name] = f"最多 {most} 个字。"
        setattr(holder, name, text)
    return errors


def clean_member(member: MemberEntry | FamilyMember, today: date) -> Errors:
    """Put the plain form of every value into a member; a resident ID gives birth and sex."""
    errors: Errors = {}
    for name, read in (("name", normalise_name), ("phone", normalise_phone)):
        try:
            setattr(member, name, read(str(getattr(member, name))) if getattr(member, name) else "")
        except ValidationError as error:
            errors[name] = "".join(error.messages)
    try:
        member.born = parse_birth(str(member.born), today=today)
    except ValidationError as error:
        errors["born"] = "".join(error.messages)
    if not member.name and "name" not in errors:
        errors["name"] = "请填姓名。"
    for name, choices in (("relation", Relation), ("sex", Sex)):
        value = getattr(member, name)
        if value not in choices.values and (value or name == "relation"):
            errors[name] = "请选与户主关系。" if name == "relation" else "请选性别。"
    return {**errors, **_clean_resident_id(member, today, errors)}


def _clean_resident_id(member: MemberEntry | FamilyMember, today: date, errors: Errors) -> Errors:
    if not member.resident_id:
        member.resident_id = ""
        return {}
    try:
        found = check_resident_id(str(member.resident_id), today)
    except ValidationError as error:
        return {"resident_id": "".join(error.messages)}
    member.resident_id = found.number
    if member.born and "born" not in errors and not agrees(member.born, found.birth):
        return {"born": "与身份证号里的出生日期不一致，请核对。"}
    if member.sex and member.sex != found.sex:
        return {"sex": "与身份证号里的性别不一致，请核对。"}
    member.born, member.sex = found.birth.isoformat(), found.sex
    return {}


def clean_services(services: Mapping[str, date], today: date) -> str:
    """What is wrong with the services of a new member; empty where nothing is."""
    if not set(services) <= set(ServiceKind.values):
        return "有不认识的服务，请重新选。"
    return "服务的开始日期在今天之后，请核对。" if any(day > today for day in services.values()) else ""


def clean_contact(contact: ContactEntry, today: date) -> Errors:
    """The plain form of a contact; an empty name is allowed where it ends a standing one."""
    errors: Errors = {}
    for name, read in (("name", normalise_name), ("phone", normalise_phone)):
        try:
            setattr(contact, name, read(getattr(contact, name)) if getattr(contact, name) else "")
        except ValidationError as error:
            errors[name] = "".join(error.messages)
    if contact.role not in ContactRole.values:
        errors["role"] = "请选身份。"
    if not contact.name and contact.replaces is None and "name" not in errors:
        errors["name"] = "请填姓名。"
    if len(contact.name) > (Contact._meta.get_field("name").max_length or 0):
        errors["name"] = "姓名过长，请核对。"
    if contact.since > today:
        errors["since"] = "日期在今天之后，请核对。"
    return errors


def is_village(place: Association) -> bool:
    return place.level == Level.VILLAGE


def clean_words(text: str) -> str:
    """What is wrong with words about a family: they hold no number of a person. Empty where nothing is."""
    return "这里不写证件号、电话和账号。" if LONG_NUMBER.search(text) else ""
