"""The home page asks few questions, whoever opens it and however much there is."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from tests import factories
from tests.reports.test_home import save_draft
from tests.reports.test_query_counts import busy, thirteen_counties  # noqa: F401 (fixtures)

pytestmark = pytest.mark.usefixtures("september")
MOST = 20
# What each seat needs, so that one question more is noticed.
PINNED = {
    "village_editor": 19,
    "county_editor": 20,
    "county_reviewer": 13,
    "administrator": 14,
    "auditor": 11,
    "city_viewer": 18,
}


@pytest.fixture
def everything_to_do(busy, people, tree):  # noqa: F811
    """Drafts, numbers to look at again, a locked account: every part of every page has something to show."""
    for person, place in (("village_editor", tree.village), ("county_editor", tree.minzhu)):
        for hours in (1, 30, 60):
            save_draft(people[person], place, "草稿", hours=hours)
        for number, day in ((10, 1), (9000, 2), (10, 3), (9000, 4)):
            numbers = {"free_clinic_person_times": number}
            factories.make_activity(
                people[person], place, date(2022, 9, day), numbers, kind="free_clinic",
                editions=[factories.make_edition("national_day", 2022)],
            )  # fmt: skip
    AccessAttempt.objects.create(
        username="village_editor", failures_since_start=5, attempt_time=timezone.now()
    )


@pytest.mark.parametrize("username", PINNED)
def test_each_seat_asks_as_much_as_it_needs(everything_to_do, client_for, people, counted, username):
    desk = client_for(people[username])
    desk.get("/")  # the first page of a session writes it
    with counted() as queries:
        page = desk.get("/")
    assert page.status_code == 200
    assert len(queries) <= MOST
    assert len(queries) == PINNED[username], "\n".join(query[:160] for query in queries)


def test_more_rows_take_no_more_queries(everything_to_do, client_for, county_editor, counted, tree):
    desk = client_for(county_editor)
    desk.get("/")
    with counted() as few:
        desk.get("/")
    for number in range(5, 25):
        numbers = {"free_clinic_person_times": 10 + number % 2 * 9000}
        day = date(2022, 8, 1) + timedelta(days=number)
        factories.make_activity(county_editor, tree.xiaojiang, day, numbers, kind="free_clinic")
        save_draft(county_editor, tree.county, f"草稿 {number}")
    with counted() as many:
        page = desk.get("/")
    assert page.context["todo"].is_cut
    assert len(many) <= len(few) + 1  # more than ten are counted


def test_the_whole_list_takes_few_queries(everything_to_do, client_for, county_editor, counted):
    desk = client_for(county_editor)
    desk.get("/worklist/")
    with counted() as queries:
        desk.get("/worklist/")
    assert len(queries) <= 8, "\n".join(queries)
