"""Many people saving at once: nobody is refused, no total is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import cycle
from time import monotonic

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from activities.models import Activity, ActivityKind
from activities.services import ActivityDraft, record_activities_many
from core import scope
from core.figures import entries
from core.figures.models import Figure, FigureEntry
from core.figures.verify import verify
from tests import factories

WRITERS = 8
pytestmark = pytest.mark.django_db(transaction=True)
# Every writer meets the others on the rows of township, county and city, in two months and many indicators.
NUMBERS = {"publicity_material_copies": 5, "consultation_person_times": 3}
DAYS = [date(2022, 5, 29), date(2022, 6, 1)]


@pytest.fixture
def together():
    """``together(work)``: runs ``work(number)`` in eight threads at once, each with its own connection."""

    def together(work):
        def run(number):
            try:
                return work(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(WRITERS) as pool:
            return sum(pool.map(run, range(WRITERS)))

    return together


@pytest.fixture
def places(tree):
    return [
        tree.village,
        tree.minzhu,
        tree.community,
        tree.changqi,
        tree.township,
        tree.county,
        tree.xiaojiang,
    ]


def save_in_turn(county_editor, places, number, going):
    """Activities at every place, in another order for each writer; how many were saved."""
    order = cycle(places[number % len(places) :] + places[: number % len(places)])
    for saved, place in enumerate(order):
        if not going(saved):
            return saved
        factories.make_activity(county_editor, place, DAYS[(saved + number) % 2], NUMBERS)


def test_eight_writers_at_once_lose_nothing(together, county_editor, places):
    saved = together(
        lambda number: save_in_turn(county_editor, places, number, lambda saved: saved < len(places))
    )
    assert saved == WRITERS * len(places)
    assert verify().differences == []
    assert factories.figure(county_editor.association, "activity_sessions", None, DAYS[1]) == saved


def record_a_year(actor, places):
    """One roster: an activity at every place in every month, saved by one statement set."""
    kind = ActivityKind.objects.get(code="theme_publicity")
    numbers = {code: value * 100 for code, value in NUMBERS.items()}
    days = [date(2022, month, 9) for month in range(1, 13)]
    drafts = [
        ActivityDraft(Activity(association=place, kind=kind, first_day=day, last_day=day), dict(numbers))
        for place in places
        for day in days
    ]
    with scope.use(actor.scope):
        record_activities_many(actor=actor, drafts=drafts)
    return len(drafts)


def test_eight_rosters_at_once_lose_nothing(together, county_editor, places):
    """Each locks hundreds of rows of totals in one statement: unsorted ones met in deadlocks here."""

    def work(number):
        order = places[number % len(places) :] + places[: number % len(places)]
        return sum(record_a_year(county_editor, order) for _ in range(2))

    saved = together(work)
    assert verify().differences == []
    assert factories.figure(county_editor.association, "activity_sessions", None, date(2022, 12, 31)) == saved


@pytest.mark.soak
def test_eight_writers_for_half_a_minute_lose_nothing(together, county_editor, places):
    end = monotonic() + 30
    saved = together(
        lambda number: save_in_turn(county_editor, places, number, lambda saved: monotonic() < end)
    )
    assert verify().differences == []
    assert factories.figure(county_editor.association, "activity_sessions", None, DAYS[1]) == saved


def enter_in_turn(county_editor, tree, number, rounds):
    """Levels of one series, each writer on days of its own; every second one is taken back again."""
    for turn in range(rounds):
        day = date(2022, 1 + (number * 5 + turn) % 12, 1 + number)
        row = factories.make_entry(county_editor, tree.county, "staffing_quota", day, 10 * number + turn + 1)
        if turn % 2:
            with scope.use(county_editor.scope), scope.transaction():
                # A writer with an earlier day has meanwhile corrected this one's difference.
                fresh = FigureEntry.objects.select_related("association", "indicator").get(pk=row.pk)
                entries.delete_entry(actor=county_editor, entry=fresh, reason="重复")
    return rounds


@pytest.mark.parametrize("rounds", [4, pytest.param(12, marks=pytest.mark.soak)])
def test_one_stock_series_stays_whole_under_eight_writers(together, county_editor, tree, rounds):
    together(lambda number: enter_in_turn(county_editor, tree, number, rounds))
    assert verify().differences == []
    with factories.whole_network():
        series = FigureEntry.objects.filter(indicator__code="staffing_quota").order_by("day")
        levels = list(series.values_list("value", "change"))
    assert [level - before for (level, _), (before, _) in zip(levels[1:], levels, strict=False)] == [
        change for _, change in levels[1:]
    ]


def test_the_same_form_sent_by_eight_hands_is_one_record(together, county_editor, tree):
    form = FigureEntry().pk

    def send(number):
        try:
            factories.make_entry(county_editor, tree.village, "wechat_post_issues", DAYS[0], 7, id=form)
        except ValidationError:
            return 0
        return 1

    assert together(send) == WRITERS
    with factories.whole_network():
        assert Figure.objects.count() == 1
    assert verify().differences == []
