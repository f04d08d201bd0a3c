"""Which families the demo has: those of the bulletin in 洪江市, some with gaps in the other counties."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from core.associations.models import Association
from core.demo.draws import Draw, identity, shares
from core.demo.stage import Stage
from families.choices import FamilyType, Need, Relation, ServiceKind
from families.demo.people import Numbers, name_of, phone_of
from families.entries import ContactEntry, MemberEntry, NewFamily

MODEL = "洪江市"
FAMILIES, KEY_MEMBERS = 901, 776  # bulletin: 洪江 §五 (families insured in 2021, members under key support)
FEWEST, MOST = 24, 60  # families of any other county
COMPLETE = date(2022, 6, 30)  # by then everything of 洪江市 was in place
NEEDS = [Need.AID_IN_ILLNESS, Need.AID_IN_AGE, Need.CONSOLATION, Need.COMPANY_TO_HOSPITAL, Need.DAILY_CARE]
ALL_HAVE = (ServiceKind.BASIC_INSURANCE, ServiceKind.SUPPLEMENTARY_INSURANCE, ServiceKind.CHRONIC_DOCTOR)


def plan(stage: Stage) -> Iterator[NewFamily]:
    """Every family, county by county; the same ones each time."""
    numbers = Numbers()
    for county in stage.counties:
        yield from _county(stage, county, numbers)


def _county(stage: Stage, county: Association, numbers: Numbers) -> Iterator[NewFamily]:
    villages = [unit for township in stage.townships[county.pk] for unit in stage.villages[township.pk]]
    draw = Draw("families", county.code)
    is_model = county.name == MODEL
    total = (
        FAMILIES if is_model else draw.number("total", max(FEWEST, len(villages)), max(MOST, len(villages)))
    )
    weights = [Draw("families", unit.code).number("weight", 1, 9) for unit in villages]
    key_left = KEY_MEMBERS
    for unit, number in zip(villages, shares(total, weights), strict=True):
        for at in range(number):
            family = _family(unit, at, numbers, complete=is_model)
            key_left -= _give_key_support(family, key_left) if is_model else 0
            yield family


def _family(unit: Association, at: int, numbers: Numbers, *, complete: bool) -> NewFamily:
    draw = Draw("family", unit.code, at)
    confirmed = draw.day("confirmed", date(2010, 1, 10), date(2021, 11, 20))
    family_type = draw.weighted("type", {FamilyType.DEATH.value: 5, FamilyType.DISABILITY.value: 4})
    members = _members(draw, numbers, family_type)
    for member in members:
        member.services = _services(draw, member, confirmed, complete=complete)
    return NewFamily(
        association=unit,
        family_type=family_type,
        confirmed_on=confirmed,
        confirmed_by=f"{_county_name(unit)}卫生健康局",
        household_number=f"{unit.code % 1_000_000:06}-{at + 1:03}",
        address=f"{unit.name}{draw.number('group', 1, 12)}组{draw.number('house', 1, 80)}号",
        members=members,
        contacts=_contacts(draw, unit, complete=complete),
        needs=[need.value for need in NEEDS if draw.chance(f"need {need}", 30)],
        id=identity("family", unit.code, at),
    )


@cache
def _county_name(unit: Association) -> str:
    county = unit.ancestors()[1]
    return str(county.name)


def _members(draw: Draw, numbers: Numbers, family_type: str) -> list[MemberEntry]:
    """A couple, or one who is left; with a disabled child, often the child too."""
    born = draw.day("born", date(1942, 1, 1), date(1971, 12, 31))
    head = _member(draw, "head", Relation.HEAD, born, numbers, draw.pick("sex", ["male", "female"]))
    members = [head]
    if draw.chance("couple", 78):
        other = "female" if head.sex == "male" else "male"
        near = born + timedelta(days=draw.number("apart", -1500, 1500))
        members.append(_member(draw, "spouse", Relation.SPOUSE, near, numbers, other))
    if family_type == FamilyType.DISABILITY and draw.chance("child", 70):
        young = born + timedelta(days=draw.number("younger", 8400, 10500))
        sex = draw.pick("child sex", ["male", "female"])
        child = _member(draw, "child", Relation.CHILD, young, numbers, sex)
        father = next((row for row in members if row.sex == "male"), head)
        members.append(replace(child, name=father.name[0] + child.name[1:]))
    return members


def _member(draw: Draw, who: str, relation: Relation, born: date, numbers: Numbers, sex: str) -> MemberEntry:
    own = Draw(draw.key, who)
    return MemberEntry(
        name=name_of(own, sex),
        relation=relation.value,
        resident_id=numbers.resident_id(born, sex),
        phone=phone_of(own) if own.chance("phone", 85) else "",
        id=identity("family member", draw.key, who),
    )


def _services(draw: Draw, member: MemberEntry, confirmed: date, *, complete: bool) -> dict[str, date]:
    """Since when a member has what; in the model county everybody has everything that it counts."""
    own = Draw(draw.key, member.relation, "services")
    first = max(confirmed, date(2018, 1, 1))
    held = {}
    for kind in ServiceKind:
        has = complete and (kind in ALL_HAVE or own.chance(kind, 96))
        if kind != ServiceKind.KEY_SUPPORT and (has or own.chance(kind, 72)):
            held[kind.value] = own.day(f"{kind} day", first, COMPLETE)
    if not complete and own.chance("key", 55):
        held[ServiceKind.KEY_SUPPORT.value] = own.day("key day", first, COMPLETE)
    return held


def _give_key_support(family: NewFamily, left: int) -> int:
    """Put the parents on the key-support list, as long as there is room on it; how many were put there."""
    chosen = [member for member in family.members if member.relation != Relation.CHILD][: max(left, 0)]
    draw = Draw(family.id, "key")
    if not draw.chance("family", 70):
        chosen = chosen[:0]
    for member in chosen:
        day = draw.day("day", max(family.confirmed_on, date(2021, 1, 1)), COMPLETE)
        member.services[ServiceKind.KEY_SUPPORT.value] = day
    return len(chosen)


def _contacts(draw: Draw, unit: Association, *, complete: bool) -> list[ContactEntry]:
    """The leader and the doctor of the township, a cadre and a volunteer of the village."""
    town, village = Draw("contact", unit.parent_id), Draw("contact", unit.code)
    doctor = Draw("doctor", unit.parent_id)
    since = draw.day("contact day", date(2021, 3, 1), COMPLETE)
    found = []
    for role, own, percent in (
        ("township_leader", town, 98 if complete else 76),
        ("village_cadre", village, 99 if complete else 82),
        ("volunteer", Draw("volunteer", unit.code), 100),  # bulletin: 怀化 §二 (a volunteer for each)
        ("doctor", doctor, 95 if complete else 65),
    ):
        if draw.chance(f"has {role}", percent):
            sex = own.pick("sex", ["male", "female"])
            found.append(ContactEntry(role, name_of(own, sex), since, phone_of(own)))
    return found
