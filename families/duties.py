"""Duties about special families and Warm Homes: R1 (plan), R5, R6, R8, R11, R13 of peers.md §0."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse

from core.duties.declare import Area, DutyRule, Event, Unit, UnitSpan
from core.duties.slots import Cycle, Slot
from families.choices import DUAL_ROLES, ContactRole, FamilyStatus, Gap
from families.models import (
    Contact,
    Family,
    FamilyState,
    HomeLiaison,
    HomePlan,
    Visit,
    WarmHome,
    counted_visits,
)
from families.queries import lacking

# Full coverage (R11, 洪江 §三): what every family should have of these.
COVERAGES = (Gap.BASIC_INSURANCE, Gap.SUPPLEMENTARY_INSURANCE, Gap.FAMILY_DOCTOR)
ROLES: dict[str, tuple[str, ...]] = {
    "family_volunteer": (ContactRole.VOLUNTEER,),
    "dual_contact": DUAL_ROLES,
}


def home_spans(area: Area) -> Iterable[UnitSpan]:
    """Warm Homes from their opening to their closing day; those that never opened have no duty yet."""
    rows = WarmHome.objects.filter(
        code__range=(area.low, area.high), withdrawn_at=None, opened_on__isnull=False
    ).order_by("code", "name")
    found = rows.values_list("pk", "name", "code", "opened_on", "closed_on")
    return [UnitSpan(str(pk), *rest) for pk, *rest in found]


def family_spans(area: Area) -> Iterable[UnitSpan]:
    """Families for as long as they are 在册: the last stretch of it, named by the end of their number."""
    rows = Family.objects.filter(code__range=(area.low, area.high), anonymised_at=None)
    places = {
        pk: (number, code)
        for pk, number, code in rows.order_by("code", "pk").values_list("pk", "household_number", "code")
    }
    states: dict[Any, list[tuple[date, str]]] = {}
    history = FamilyState.objects.filter(code__range=(area.low, area.high)).order_by("since")
    for family, since, status in history.values_list("family_id", "since", "status"):
        states.setdefault(family, []).append((since, status))
    found = []
    for pk, (number, code) in places.items():
        opened, closed = _registered(states.get(pk, []))
        if opened is not None:
            found.append(UnitSpan(str(pk), f"户 ***{number[-3:]}", code, opened, closed))
    return found


def _registered(states: list[tuple[date, str]]) -> tuple[date | None, date | None]:
    """From when to when a family was 在册, the last time that it was."""
    opened: date | None = None
    closed: date | None = None
    is_in = False
    for since, status in states:
        if status == FamilyStatus.REGISTERED:
            if not is_in:
                opened, closed, is_in = since, None, True
        elif is_in:
            closed, is_in = since, False
    return opened, closed


def contact_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """Who stands by a family in a role, from when to when."""
    roles = {role: rule.code for rule in rules for role in ROLES[rule.code]}
    rows = Contact.objects.filter(
        Q(until=None) | Q(until__gt=first),
        code__range=(area.low, area.high),
        since__lte=last,
        role__in=roles,
    )
    columns = ("pk", "family_id", "role", "since", "until")
    for pk, family, role, since, until in rows.order_by().values_list(*columns):
        label = str(ContactRole(role).label)
        event = Event(str(family), since, Contact._meta.label_lower, pk, label, until, role)
        yield roles[role], event


def coverage_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """Which of the three coverages a family has on the day that is judged (``last``)."""
    lacks = {
        gap.value: ExpressionWrapper(lacking(gap, last), output_field=BooleanField()) for gap in COVERAGES
    }
    rows = Family.objects.filter(code__range=(area.low, area.high), status=FamilyStatus.REGISTERED)
    found = rows.order_by().annotate(**{f"lacks_{name}": lack for name, lack in lacks.items()})
    for row in found.values("pk", *(f"lacks_{name}" for name in lacks)):
        for gap in COVERAGES:
            if not row[f"lacks_{gap.value}"]:
                event = Event(str(row["pk"]), last, Family._meta.label_lower, row["pk"], "", None, gap.value)
                for rule in rules:
                    yield rule.code, event


def visit_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """Visits at the door that took place; a 节日慰问 is one."""
    rows = counted_visits().filter(code__range=(area.low, area.high), day__range=(first, last))
    for pk, family, day in rows.order_by().values_list("pk", "family_id", "day"):
        for rule in rules:
            yield rule.code, Event(str(family), day, Visit._meta.label_lower, pk, "走访")


def liaison_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """The workers of the health station who are linked to a home, from when to when."""
    rows = HomeLiaison.objects.filter(
        Q(until=None) | Q(until__gt=first), code__range=(area.low, area.high), since__lte=last
    )
    for pk, home, name, since, until in rows.values_list("pk", "home_id", "name", "since", "until"):
        for rule in rules:
            yield rule.code, Event(str(home), since, HomeLiaison._meta.label_lower, pk, name, until)


def plan_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """The plans of homes, by the year that they are for: one handed in early counts in its own year."""
    rows = HomePlan.objects.filter(code__range=(area.low, area.high), year__range=(first.year, last.year))
    for pk, home, year, day in rows.values_list("pk", "home_id", "year", "day"):
        counted = min(max(day, date(year, 1, 1)), date(year, 12, 31))
        for rule in rules:
            yield rule.code, Event(str(home), counted, HomePlan._meta.label_lower, pk, f"{year}年计划")


def _plan_form(unit: UnitSpan, slot: Slot) -> str:
    return f"{reverse('families:home_plan', args=[unit.key])}?year={slot.first.year}"


def _liaison_form(unit: UnitSpan, slot: Slot) -> str:
    return reverse("families:home_liaison", args=[unit.key])


def _contacts_page(unit: UnitSpan, slot: Slot) -> str:
    return reverse("families:family_contacts", args=[unit.key])


def _visit_form(unit: UnitSpan, slot: Slot) -> str:
    return reverse("families:visit_create", args=[unit.key])


def _family_page(unit: UnitSpan, slot: Slot) -> str:
    return reverse("families:family_detail", args=[unit.key])


RULES = [
    DutyRule(
        "warm_home_plan",
        "暖心家园年度有计划",
        "warm_home_plan_per_year",
        Unit.WARM_HOME,
        Cycle.YEAR,
        1,
        units=home_spans,
        events=plan_events,
        form=_plan_form,
        short="年计划",
        times="份",
        deadline=(3, 31),
    ),
    DutyRule(
        "warm_home_liaison",
        "暖心家园卫生室联系人",
        "warm_home_health_liaison_per_site",
        Unit.WARM_HOME,
        Cycle.STANDING,
        1,
        units=home_spans,
        events=liaison_events,
        form=_liaison_form,
        short="联系人",
        times="名",
        exact=True,
    ),
    DutyRule(
        "family_visits",
        "特殊家庭走访慰问",
        "special_family_visit_rounds_min",
        Unit.FAMILY,
        Cycle.YEAR,
        3,
        units=family_spans,
        events=visit_events,
        form=_visit_form,
        short="走访",
        family=True,
    ),
    DutyRule(
        "family_volunteer",
        "志愿者联系特殊家庭",
        "volunteers_per_special_family",
        Unit.FAMILY,
        Cycle.STANDING,
        1,
        units=family_spans,
        events=contact_events,
        form=_contacts_page,
        short="志愿者",
        times="名",
        family=True,
    ),
    DutyRule(
        "dual_contact",
        "“双岗”联系人",
        "",
        Unit.FAMILY,
        Cycle.STANDING,
        2,
        units=family_spans,
        events=contact_events,
        form=_contacts_page,
        short="双岗",
        times="岗",
        counts_sorts=True,
        family=True,
    ),
    DutyRule(
        "family_coverage",
        "医保、商保、家庭医生全覆盖",
        "",
        Unit.FAMILY,
        Cycle.STANDING,
        3,
        units=family_spans,
        events=coverage_events,
        form=_family_page,
        short="全覆盖",
        times="项",
        counts_sorts=True,
        family=True,
    ),
]
