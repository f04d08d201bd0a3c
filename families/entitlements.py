"""应享尽享 of one family: each line due, done, missing, or not to be told, with the reason and one button."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from core.duties.declare import duty_rule
from core.duties.queries import read_duties
from core.duties.results import Result, State
from core.figures.display import grouped
from families.choices import DUAL_ROLES, ContactRole, FamilyType, Relation, ServiceKind
from families.models import Contact, Family, FamilyMember, PolicyStandard
from families.standards import DEATH, DISABILITY, PREMIUM, in_force
from families.texts import service_since, short_name

STANDARD_OF = {FamilyType.DEATH: DEATH, FamilyType.DISABILITY: DISABILITY}
HOUSEHOLD = (ServiceKind.FAMILY_DOCTOR, ServiceKind.GREEN_CHANNEL)
MEMBERS = (
    ServiceKind.BASIC_INSURANCE, ServiceKind.SUPPLEMENTARY_INSURANCE, ServiceKind.CHRONIC_DOCTOR,
    ServiceKind.HEALTH_RECORD,
)  # fmt: skip
PARENTS = (Relation.HEAD, Relation.SPOUSE)  # whom 特别扶助金 is paid to
# Until payments and enrolments are recorded here, nothing is said to be missing.
NOT_PAID_HERE, NOT_INSURED_HERE = "发放记录尚未启用", "参保记录尚未启用"
VISITS = "family_visits"
LIGHTS = {
    State.DONE: "done", State.DUE: "due", State.OVERDUE: "overdue", State.FUTURE: "waiting",
    State.NOT_APPLICABLE: "none", State.EXCUSED: "none",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line: a mark with its word, what stands behind it, and the button that mends it."""

    label: str
    state: str
    word: str
    text: str = ""
    url: str = ""
    button: str = "去登记"


def entitlements(family: Family, day: date) -> list[Line]:
    """What a family should have, and what it has on a day. A family that is not 在册 is due nothing."""
    members = [member for member in family.members.all() if member.is_present(day)]
    contacts = [contact for contact in family.contacts.all() if contact.holds(day)]
    standards = in_force([family.association], (DEATH, DISABILITY, PREMIUM), day).get(
        family.association_id, {}
    )
    lines = [
        _assistance(family, members, standards),
        _insurance(members, standards),
        Line("住院护理补贴", "none", "未启用", f"住院后申请；{NOT_PAID_HERE}"),
        *(_service(kind, family, members, day) for kind in HOUSEHOLD),
        _dual(family, contacts),
        _volunteers(family, contacts),
        *_visits(family, day),
        *(_service(kind, family, members, day) for kind in MEMBERS),
    ]
    if family.is_registered:
        return lines
    return [
        Line(line.label, "none", "不在册", "" if line.state == "overdue" else line.text) for line in lines
    ]


def parents_of(members: Iterable[FamilyMember]) -> int:
    return sum(member.relation in PARENTS for member in members)


def _assistance(family: Family, members: list[FamilyMember], standards: dict[str, PolicyStandard]) -> Line:
    """「940 元/人·月 × 2 人」: who is paid is decided by the health bureau, so the sum is what it may be."""
    standard = standards.get(STANDARD_OF[FamilyType(family.family_type)])
    if standard is None:
        return Line("特别扶助金", "none", "未启用", f"标准没有登记；{NOT_PAID_HERE}")
    text = f"{grouped(standard.amount)} 元/人·月 × {parents_of(members)} 人，{standard.since} 起"
    return Line("特别扶助金", "none", "未启用", f"{text}；{NOT_PAID_HERE}")


def _insurance(members: list[FamilyMember], standards: dict[str, PolicyStandard]) -> Line:
    standard = standards.get(PREMIUM)
    if standard is None:
        return Line("健康保险", "none", "未启用", f"标准没有登记；{NOT_INSURED_HERE}")
    total = grouped(standard.amount * len(members))
    text = f"{grouped(standard.amount)} 元/人·年 × {len(members)} 人 = {total} 元/年"
    return Line("健康保险", "none", "未启用", f"{text}；{NOT_INSURED_HERE}")


def _service(kind: ServiceKind, family: Family, members: list[FamilyMember], day: date) -> Line:
    """Two are given to the household, the others to every member."""
    url = reverse("families:family_services", args=[family.pk])
    since = {member: service_since(member, kind, day) for member in members}
    held = [member for member in members if since[member]]
    if held and (kind in HOUSEHOLD or len(held) == len(members)):
        first = min(day for day in since.values() if day)
        return Line(str(kind.label), "done", "有", f"{len(held)}/{len(members)} 人，{first} 起")
    if held:
        lacking = "、".join(short_name(member) for member in members if not since[member])
        text = f"{len(held)}/{len(members)} 人，{lacking}没有"
        return Line(str(kind.label), "due", "不全", text, url)
    return Line(str(kind.label), "overdue", "缺", "", url)


def _dual(family: Family, contacts: Iterable[Contact]) -> Line:
    url = reverse("families:family_contacts", args=[family.pk])
    holders = {contact.role: contact for contact in contacts}
    missing = [role.label for role in DUAL_ROLES if role not in holders]
    text = "、".join(f"{role.label} {holders[role].name}" for role in DUAL_ROLES if role in holders)
    if not missing:
        return Line("双岗联系人", "done", "齐全", text)
    return Line("双岗联系人", "due" if text else "overdue", f"缺{'、'.join(missing)}", text, url)


def _volunteers(family: Family, contacts: Iterable[Contact]) -> Line:
    names = [contact.name for contact in contacts if contact.role == ContactRole.VOLUNTEER]
    if names:
        return Line("志愿者联系", "done", "有", "、".join(names))
    return Line("志愿者联系", "overdue", "缺", "", reverse("families:family_contacts", args=[family.pk]))


def _visits(family: Family, day: date) -> list[Line]:
    """「走访 2/3」 of this year, as the duty judges it."""
    found: list[Result] = read_duties([duty_rule(VISITS)], family.association, day, day, day)[VISITS]
    result = next((row for row in found if row.unit.key == str(family.pk)), None)
    if result is None:
        return []
    last = f"最近 {result.events[-1].day}" if result.events else "今年还没有走访"
    text = "，".join(filter(None, [result.reason, last]))
    url = reverse("families:visit_create", args=[family.pk]) if result.is_gap else ""
    word = f"{result.count}/{result.minimum}"
    return [Line("走访", LIGHTS[result.state], word, text, url, "记走访")]
