"""Reads of the registry. Names are found by decrypting inside the scope; nothing searchable is stored."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from core.audit.models import AuditEntry
from core.audit.services import kind_of
from core.fields import Sealed, index_of
from families.choices import DUAL_ROLES, ContactRole, FamilyStatus, FamilyType, Gap, ServiceKind
from families.models import Contact, Family, FamilyMember, MemberService, kinds_held
from families.services.persons import ID_LABEL

MOST_NAMES = 30_000
MOST_FOUND = 100
# A gap of a service that every member should have; the other two are of the household.
MEMBER_GAPS = {
    Gap.BASIC_INSURANCE: ServiceKind.BASIC_INSURANCE,
    Gap.SUPPLEMENTARY_INSURANCE: ServiceKind.SUPPLEMENTARY_INSURANCE,
    Gap.CHRONIC_DOCTOR: ServiceKind.CHRONIC_DOCTOR,
    Gap.HEALTH_RECORD: ServiceKind.HEALTH_RECORD,
}
FAMILY_GAPS = {
    Gap.FAMILY_DOCTOR: ServiceKind.FAMILY_DOCTOR,
    Gap.GREEN_CHANNEL: ServiceKind.GREEN_CHANNEL,
}


def for_list() -> QuerySet[Family]:
    """What the list shows of a family: its place, its members, who stands by it."""
    rows = Family.objects.select_related("association__parent__parent")
    return rows.prefetch_related("members__services", "contacts")


def open_on(day: date) -> Q:
    """Spans that hold on a day."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def lacking(gap: str, day: date) -> Q:
    """The condition on a family that it lacks something on a day."""
    if gap == Gap.DUAL_CONTACT:
        return ~(_has_contact(DUAL_ROLES[0], day) & _has_contact(DUAL_ROLES[1], day))
    if gap == Gap.VOLUNTEER:
        return ~_has_contact(ContactRole.VOLUNTEER, day)
    present = Q(left_on=None) | Q(left_on__gt=day)
    members = FamilyMember.objects.filter(present, family=OuterRef("pk"))
    if gap in FAMILY_GAPS:
        return ~Q(Exists(members.filter(_has_service(FAMILY_GAPS[Gap(gap)], day))))
    return Q(Exists(members.filter(~_has_service(MEMBER_GAPS[Gap(gap)], day))))


def _has_contact(role: str, day: date) -> Q:
    return Q(Exists(Contact.objects.filter(open_on(day), family=OuterRef("pk"), role=role)))


def _has_service(kind: str, day: date) -> Q:
    return Q(Exists(MemberService.objects.filter(open_on(day), member=OuterRef("pk"), kind=kind)))


def choose(rows: QuerySet[Family], chosen: dict[str, Any], day: date) -> QuerySet[Family]:
    """Narrow families to what a filter asks; every key may be missing or empty. Gaps are of those 在册."""
    if chosen.get("association"):
        place = chosen["association"]
        rows = rows.filter(code__range=(place.low, place.high))
    for name in ("family_type", "status"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("number"):
        rows = rows.filter(household_number__icontains=chosen["number"])
    for gap in filter(None, [chosen.get("gap")]):
        rows = rows.filter(lacking(gap, day), status=FamilyStatus.REGISTERED)
    return rows


def counts_of(rows: QuerySet[Family]) -> dict[str, int]:
    """How many families of a selection are 在册, of which type, and how many are in another status."""
    plain = rows.order_by()
    found = plain.values_list("status", "family_type").annotate(found=Count("pk"))
    counts = dict.fromkeys([*FamilyStatus.values, *FamilyType.values], 0)
    for status, family_type, number in found:
        counts[status] += number
        if status == FamilyStatus.REGISTERED:
            counts[family_type] += number
    return counts


def key_members(rows: QuerySet[Family], day: date) -> int:
    """Members on the key-support list of the families of a selection that are 在册."""
    families = rows.order_by().filter(status=FamilyStatus.REGISTERED).values("pk")
    members = FamilyMember.objects.filter(Q(left_on=None) | Q(left_on__gt=day), family__in=families)
    return int(members.filter(_has_service(ServiceKind.KEY_SUPPORT, day)).count())


def gaps_of(family: Family, day: date) -> list[Gap]:
    """What a family lacks; everything that belongs to it must be loaded. Only families 在册 lack anything."""
    if not family.is_registered:
        return []
    members = [member for member in family.members.all() if member.is_present(day)]
    held = [kinds_held(member, day) for member in members]
    roles = {contact.role for contact in family.contacts.all() if contact.holds(day)}
    found = [Gap.DUAL_CONTACT] if not set(DUAL_ROLES) <= roles else []
    found += [gap for gap, kind in FAMILY_GAPS.items() if not any(kind in kinds for kinds in held)]
    found += [gap for gap, kind in MEMBER_GAPS.items() if not all(kind in kinds for kinds in held)]
    return found + ([] if ContactRole.VOLUNTEER in roles else [Gap.VOLUNTEER])


def without_both_posts(day: date) -> QuerySet[Family]:
    """Families 在册 that lack a holder of one of the two posts: what the home page reminds of."""
    return for_list().filter(lacking(Gap.DUAL_CONTACT, day), status=FamilyStatus.REGISTERED)


def without_role(role: str, day: date) -> QuerySet[Family]:
    """Families 在册 by whom nobody stands in a role."""
    return Family.objects.filter(~_has_contact(role, day), status=FamilyStatus.REGISTERED)


def roles_lacking(day: date) -> dict[str, int]:
    """How many families 在册 lack a holder, by role; one statement."""
    rows = Family.objects.filter(status=FamilyStatus.REGISTERED).order_by()
    counts = {role: Count("pk", filter=~_has_contact(role, day)) for role in ContactRole.values}
    return dict(rows.aggregate(**counts))


def last_holders(role: str, families: list[Family]) -> dict[int, Contact]:
    """Who stood by families in a role last, by the village: the one whose term ended latest."""
    rows = Contact.objects.filter(role=role, family__in=[row.pk for row in families], until__isnull=False)
    return {row.association_id: row for row in rows.order_by("until")}


def with_resident_id(number: str) -> QuerySet[Family]:
    """The families within the scope one of whose members bears, or bore, this number."""
    members = FamilyMember.objects.filter(resident_id_index=index_of(ID_LABEL, number))
    return for_list().filter(pk__in=members.values("family"))


def with_name(name: str, rows: QuerySet[Family]) -> QuerySet[Family]:
    """The families of a selection with a member whose name holds ``name``.

    Every name of the selection is decrypted (security.md §2.1); more than 30,000 are refused.
    """
    members = FamilyMember.objects.filter(family__in=rows.order_by().values("pk"), name__isnull=False)
    if members.count() > MOST_NAMES:
        raise ValidationError("姓名太多，请先选县市区再按姓名查。")
    found = {
        family
        for key, family, sealed in members.order_by().values_list("pk", "family", "name").iterator()
        if name in _open(sealed, key)
    }
    return for_list().filter(pk__in=sorted(found)[: MOST_FOUND + 1])


def _open(sealed: Sealed | None, key: Any) -> str:
    return sealed.open(key) if sealed is not None else ""


def history_of(family: Family) -> QuerySet[AuditEntry]:
    """Who did what to this family, newest first."""
    return AuditEntry.objects.filter(target_kind=kind_of(family), target_id=str(family.pk))


def current_contacts(day: date) -> QuerySet[Contact]:
    """Everybody who stands by a family 在册 on a day."""
    rows = Contact.objects.filter(open_on(day), family__status=FamilyStatus.REGISTERED)
    return rows.select_related("association", "family__association")


def holders(day: date) -> Any:
    """Everybody who stands by families on a day, with how many; the posts first, most families first."""
    ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(ContactRole.values)]
    people = current_contacts(day).order_by().values("role", "name", "phone")
    counted = people.annotate(number=Count("pk"), rank=Case(*ranks, output_field=IntegerField()))
    return counted.order_by("rank", "-number", "name", "phone")


def with_contacts(people: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The same with one of the contacts of each, and the names of the villages."""
    wanted = Q(pk__in=[])
    for one in people:
        wanted |= Q(role=one["role"], name=one["name"], phone=one["phone"])
    found: dict[tuple[str, str, str], list[Contact]] = {}
    for contact in current_contacts(day).filter(wanted):
        found.setdefault((contact.role, contact.name, contact.phone), []).append(contact)
    rows = []
    for one in people:
        contacts = found[one["role"], one["name"], one["phone"]]
        places = sorted({contact.association.name for contact in contacts})
        label = ContactRole(one["role"]).label
        rows.append({**one, "label": label, "first": contacts[0], "places": places})
    return rows
