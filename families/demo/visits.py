"""Visits of the demo: three a year and family in the model county, with gaps since and elsewhere."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.demo.draws import Draw, identity
from core.demo.stage import Stage
from families.choices import ContactRole, VisitPurpose, VisitState, VisitWay
from families.demo.people import key_of
from families.demo.plan import MODEL
from families.models import Contact, Family, Visit
from families.services.visits import VisitEntry, record_visits

# bulletin: 洪江 §五, not fewer than three visits to each family in 2021.
YEAR = 2021
THIRDS = [((1, 4), (4, 29)), ((5, 3), (8, 30)), ((9, 1), (12, 29))]
PURPOSES = [VisitPurpose.GREETING, VisitPurpose.DAILY_LIFE, VisitPurpose.POLICY, VisitPurpose.SAFETY]
RECENT = timedelta(days=150)
AGAIN = timedelta(days=90)


def load(stage: Stage) -> int:
    """Save them as the clerks of the counties would; 0 where they stand already."""
    if Visit.objects.exists():
        return 0
    cadres = dict(
        Contact.objects.filter(role=ContactRole.VILLAGE_CADRE).values_list("family", "name").order_by("since")
    )
    made = 0
    for county in stage.counties:
        rows = Family.objects.filter(code__range=(county.low, county.high)).select_related("association")
        entries = [
            entry
            for family in rows.order_by("household_number")
            for entry in _of_family(stage, family, cadres.get(family.pk, "村计生专干"), county.name == MODEL)
        ]
        made += len(record_visits(actor=stage.editors[county.pk], entries=entries))
    return made


def _of_family(stage: Stage, family: Family, visitor: str, is_model: bool) -> Iterator[VisitEntry]:
    draw = Draw("visits", key_of(family))
    last = stage.today if family.is_registered else family.since - timedelta(days=1)
    days = list(_model_days(draw, family, last) if is_model else _days(draw, family, last))
    for day in dict.fromkeys(days):
        yield _visit(draw, family, day, visitor)
    if family.is_registered and draw.chance("recent", 45):
        own = Draw("recent visit", key_of(family))
        day = own.day("day", stage.today - RECENT, stage.today)
        yield _visit(own, family, day, visitor, next_on=day + AGAIN)
    elif family.is_registered and draw.chance("planned", 4):
        yield _planned(draw, family, stage.today, visitor)


def _model_days(draw: Draw, family: Family, last: date) -> Iterator[date]:
    """Three in 2021, within what was left of it; two or three in the next year."""
    first = max(family.confirmed_on, date(YEAR, 1, 1))
    for at, (begin, end) in enumerate(THIRDS):
        start, stop = date(YEAR, *begin), date(YEAR, *end)
        if start < first:
            left = (date(YEAR, 12, 29) - first).days // 3
            start, stop = first + timedelta(days=at * left), first + timedelta(days=(at + 1) * left - 1)
        yield draw.day(f"day {at}", start, stop)
    for at, (begin, end) in enumerate(THIRDS):
        day = draw.day(f"next {at}", date(YEAR + 1, *begin), date(YEAR + 1, *end))
        if day <= last and draw.chance(f"is visited {at}", 80):
            yield day


def _days(draw: Draw, family: Family, last: date) -> Iterator[date]:
    """Elsewhere some are visited as often, some are not."""
    for at, (begin, end) in enumerate(THIRDS):
        day = draw.day(f"next {at}", date(YEAR + 1, *begin), date(YEAR + 1, *end))
        if family.confirmed_on <= day <= last and draw.chance(f"is visited {at}", 55):
            yield day


def _visit(draw: Draw, family: Family, day: date, visitor: str, next_on: date | None = None) -> VisitEntry:
    way = VisitWay.PHONE if next_on and draw.chance("way", 15) else VisitWay.IN_PERSON
    purposes = [purpose.value for purpose in PURPOSES if draw.chance(f"{purpose} {day}", 40)]
    return VisitEntry(
        family,
        day,
        visitor,
        way=way,
        purposes=purposes or [VisitPurpose.GREETING.value],
        next_on=next_on,
        id=identity("visit", key_of(family), day),
    )


def _planned(draw: Draw, family: Family, today: date, visitor: str) -> VisitEntry:
    day = draw.day("plan", today, today + timedelta(days=40))
    return VisitEntry(
        family, day, visitor, state=VisitState.PLANNED, id=identity("planned visit", key_of(family))
    )
