"""Reads of visits: whose turn it is, who was visited for a festival, whose birthday is in a month."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr

from core.calendar import NODES, Node
from families.choices import FamilyStatus, VisitKind, VisitState, VisitWay
from families.models import Family, FamilyMember, Visit, counted_visits
from families.queries import for_list

ROUNDS = 3  # bulletin: 洪江 §五, a family is visited at least three times a year
LONG_AGO = date(1900, 1, 1)
FESTIVALS = [node for node in NODES if not node.code[-1].isdigit()]  # without 5.29 and 7.11


def standing_visits() -> QuerySet[Visit]:
    """Visits within the scope that were not withdrawn."""
    rows: QuerySet[Visit] = Visit.objects.filter(withdrawn_at=None)
    return rows


def visits_of(family: Family) -> list[Visit]:
    """All that stand, the latest first; planned ones above."""
    return list(standing_visits().filter(family=family.pk).select_related("association", "place"))


def visited(families: list[UUID]) -> set[UUID]:
    """Those of some families that were visited, or that a condolence reached, taken back or not."""
    rows = Visit.objects.filter(Q(withdrawn_at=None) | ~Q(event=None))
    return {
        key for at in range(0, len(families), 500)
        for key in rows.filter(family__in=families[at : at + 500]).values_list("family", flat=True)
    }  # fmt: skip


def of_events(events: list[UUID]) -> QuerySet[Visit]:
    """What some condolences made, withdrawn or not, with their families and who lives there."""
    rows: QuerySet[Visit] = Visit.objects.filter(event__in=events)
    joined = rows.select_related("association", "place", "family__association__parent__parent")
    return joined.prefetch_related("family__members").order_by("code", "family__household_number")


def with_turns(rows: Any, today: date) -> Any:
    """Families with ``last_on``, ``rounds`` of this year, and ``due_on``: the day agreed for the next visit.

    A planned visit after the last one decides; else what the last one said. Whoever has waited longest past
    that day comes first, then who has been visited least.
    """
    own = standing_visits().filter(family=OuterRef("pk"))
    last = own.filter(state=VisitState.DONE).order_by("-day", "-created_at")
    year = counted_visits().filter(family=OuterRef("pk"), day__year=today.year)
    number = year.order_by().values("family").annotate(number=Count("pk")).values("number")
    after = Coalesce(OuterRef("last_on"), Value(LONG_AGO), output_field=DateField())
    planned = own.filter(state=VisitState.PLANNED, day__gt=after).order_by("day")
    found = rows.annotate(
        last_on=Subquery(last.values("day")[:1]),
        said_on=Subquery(last.values("next_on")[:1]),
        rounds=Coalesce(Subquery(number, output_field=IntegerField()), Value(0)),
    )
    return found.annotate(due_on=Coalesce(Subquery(planned.values("day")[:1]), F("said_on")))


def turns(today: date) -> Any:
    """Families 在册, whose turn it is first."""
    rows = with_turns(for_list().filter(status=FamilyStatus.REGISTERED), today)
    waiting = Case(When(due_on__lt=today, then=F("due_on")), output_field=DateField())
    return rows.order_by(
        waiting.asc(nulls_last=True), "rounds", F("last_on").asc(nulls_first=True), "code", "pk"
    )


def overdue(today: date) -> Any:
    """Those whose agreed day has passed without a visit."""
    return turns(today).filter(due_on__lt=today)


def festival_of(key: str, today: date) -> tuple[Node, int]:
    """The festival ``code:year`` asks for, else the one that is being prepared for or was last."""
    code, _, year = key.partition(":")
    found = next((node for node in FESTIVALS if node.code == code), None)
    if found is not None and year.isascii() and year.isdigit() and 1990 <= int(year) <= 2099:
        return found, int(year)
    begun = [
        (node.window(one)[0], node, one)
        for node in FESTIVALS
        for one in (today.year - 1, today.year, today.year + 1)
        if node.window(one)[0] <= today
    ]
    _, node, one = max(begun, key=lambda row: row[0])
    return node, one


def festivals_open(today: date) -> list[tuple[Node, int]]:
    """The festivals in whose window a day lies."""
    years = (today.year, today.year + 1)  # the window of a spring festival may begin in December
    spans = [(node, year, node.window(year)) for node in FESTIVALS for year in years]
    return [(node, year) for node, year, (first, last) in spans if first <= today <= last]


def festivals_near(today: date) -> list[tuple[str, str]]:
    """``(code:year, 「2022年中秋」)`` of last year, this and the next, as choices."""
    years = (today.year - 1, today.year, today.year + 1)
    rows = [
        (node.day(year), f"{node.code}:{year}", f"{year}年{node.name}")
        for year in years
        for node in FESTIVALS
    ]
    return [(key, label) for _, key, label in sorted(rows, reverse=True)]


def with_festival(rows: Any, node: Node, year: int) -> Any:
    """Families with ``visited_on``: a condolence at the door inside the window of the festival."""
    first, last = node.window(year)
    made = counted_visits().filter(
        family=OuterRef("pk"), kind=VisitKind.CONDOLENCE, day__range=(first, last), way=VisitWay.IN_PERSON
    )
    return rows.annotate(visited_on=Subquery(made.order_by("day").values("day")[:1]))


def festival_plan(node: Node, year: int) -> Any:
    """Families 在册, those still to be visited first."""
    rows = with_festival(for_list().filter(status=FamilyStatus.REGISTERED), node, year)
    return rows.order_by(F("visited_on").asc(nulls_first=True), "code", "household_number")


def born_in(month: int, day: date) -> Any:
    """Members of families 在册 who have their birthday in a month, by day."""
    present = Q(left_on=None) | Q(left_on__gt=day)
    rows: Any = FamilyMember.objects.annotate(month=Substr("born", 6, 2), on=Substr("born", 9, 2))
    found = rows.filter(present, month=f"{month:02}", family__status=FamilyStatus.REGISTERED)
    people = found.select_related("family__association__parent__parent")
    return people.order_by("on", "code", "family__household_number", "order")
