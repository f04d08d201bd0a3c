"""Counts of villages, schools and Warm Homes that activities make true; each can name what it counts."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from activities.duties import RULES, home_spans
from activities.models import School
from activities.queries import standing
from core.associations.models import Association, Kind
from core.duties.declare import Area
from core.duties.figures import rounds
from core.duties.queries import gather
from core.duties.results import State, results
from core.figures.models import Indicator
from core.figures.reading import Counted, Lister, Provider, Selection, provide, tally, villages_with
from families.duties import RULES as FAMILY_RULES

LECTURES, LESSONS = "health_lecture_sessions", "youth_health_education_sessions"
RHYTHM = ("warm_home_plan", "warm_home_condolence", "warm_home_activity")


def register() -> None:
    """Called once by ``ActivitiesConfig.ready``."""
    for code, lister in LISTERS.items():
        provide(code, _provider(lister), lister, costly=True)


def _provider(lister: Lister) -> Provider:
    def answer(selection: Selection, units: list[Association]) -> dict[int, Decimal]:
        return tally(units, [place.code for place, _, _ in lister(selection)])

    return answer


def lecture_villages(selection: Selection) -> list[Counted]:
    """行政村 that held 大讲堂 themselves; communities are left out (bulletin: 沅陵 §二)."""
    indicator = Indicator.objects.filter(code=LECTURES).first()
    values = villages_with(selection, indicator) if indicator else {}
    rows = Association.objects.filter(kind=Kind.VILLAGE, is_active=True, code__in=values)
    return [(row, row.name, None) for row in rows.order_by("code")]


def schools(selection: Selection) -> list[Counted]:
    """Schools in use."""
    return [(row.association, row.name, None) for row in _schools(selection)]


def lecture_schools(selection: Selection) -> list[Counted]:
    """Schools with 大讲堂 or 青春健康教育 in the period."""
    first, last = _days(selection)
    held = standing().filter(
        Q(lines__has_key=LECTURES) | Q(lines__has_key=LESSONS),
        school__code__range=(selection.association.low, selection.association.high),
        first_day__lte=last,
    )
    held = held.filter(first_day__gte=first) if first else held
    if selection.edition is not None:
        held = held.filter(editions=selection.edition)
    rows = held.order_by().values_list("school_id", "lines")
    found = {school for school, lines in rows if lines.get(LECTURES, 0) > 0 or lines.get(LESSONS, 0) > 0}
    return [(row.association, row.name, None) for row in _schools(selection) if row.pk in found]


def _schools(selection: Selection) -> list[School]:
    place = selection.association
    rows = School.objects.filter(is_active=True, code__range=(place.low, place.high))
    return list(rows.select_related("association").order_by("code", "name"))


def _days(selection: Selection) -> tuple[date | None, date]:
    """Of a single day, since 1 January (design.md §5.1)."""
    period = selection.period
    start = period.start.replace(month=1, day=1) if period.start == period.end else period.start
    return start, period.end


def compliant_homes(selection: Selection) -> list[Counted]:
    """Warm Homes that did all that was due in the period: plan, condolences, activities (domain.md §4.5).

    A home of which nothing was asked in the period is not counted.
    """
    today = timezone.localdate()
    rules = [rule for rule in (*FAMILY_RULES, *RULES) if rule.code in RHYTHM]
    slots = {rule.code: rounds(rule, selection, today) for rule in rules}
    area = Area(selection.association)
    facts = gather(rules, area, slots)
    asked: dict[str, bool] = {}
    for rule in rules:
        for cell in results(rule, facts[rule.code], slots[rule.code], today):
            if cell.applies:
                asked[cell.unit.key] = asked.get(cell.unit.key, True) and cell.state == State.DONE
    homes = [home for home in home_spans(area) if asked.get(home.key)]
    places = {
        row.code: row for row in Association.objects.filter(code__in={home.association for home in homes})
    }
    return [(places[home.association], home.label, None) for home in homes]


LISTERS: dict[str, Lister] = {
    "health_lecture_villages": lecture_villages,
    "school_count": schools,
    "health_lecture_schools": lecture_schools,
    "warm_home_compliant_count": compliant_homes,
}
