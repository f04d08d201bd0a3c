"""manage.py load_demo: one load for all tests of this file; each looks at it and leaves it as it was."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.choices import FiveDeliveries, Theme
from activities.demo.plan import YEARS, Slot, occasions_of, plan
from activities.models import Activity, ActivityKind, School
from activities.services import REFERENCES
from core import scope
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.calendar import suggested
from core.demo import accounts
from core.demo.draws import Draw, shares
from core.demo.stage import set_stage
from core.figures.models import FigureEntry
from core.records import scoped_models
from core.rosters.models import BatchState, RosterBatch
from families.models import Family, FamilyMember
from members.models import Site
from reports.coverage.asked import GROUPS, Asked
from reports.coverage.matrix import read_matrix
from tests import factories

# One process loads it once for all of these.
pytestmark = pytest.mark.xdist_group("demo")
TODAY = "2026-03-20 12:00+08:00"
PASS = {
    "HH-02", "HH-08", "HH-09", "HH-10", "HH-11", "HH-12", "HH-13", "HH-14", "HH-15", "HH-16", "HH-17",
    "HH-18", "YL-01", "YL-02", "YL-03", "YL-09", "YL-10", "YL-11", "YL-12", "YL-13", "YL-14", "YL-15",
    "YL-16", "YL-17", "YL-22", "YL-23", "HJ-01", "HJ-02", "HJ-03", "HJ-04", "HJ-05", "HJ-06", "HJ-08",
    "HJ-09", "HJ-10", "HJ-11", "HJ-19", "HJ-20", "HJ-25", "HJ-27", "HJ-28", "XP-01", "XP-02", "XP-03",
    "XP-04", "XP-05", "XP-11", "XP-12", "XP-13", "XP-14", "XP-15", "XP-16", "XP-17",
}  # fmt: skip
LEADERS = ["曾祥荣", "李支云", "郑绍荣", "易利华", "曾林", "王培安"]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[str]:
    """What the first run printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(TODAY):
            printed = run("load_demo")
        yield printed
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(loaded) -> Iterator[str]:
    with transaction.atomic(), time_machine.travel(TODAY):
        yield loaded
        transaction.set_rollback(True)


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def activities(loaded) -> list[Activity]:
    with factories.whole_network():
        rows = Activity.objects.select_related("association", "kind", "school")
        return list(rows.prefetch_related("editions__campaign"))


@pytest.fixture
def counties() -> list[Association]:
    return list(Association.objects.filter(level=Level.COUNTY))


def test_the_rows_of_the_bulletin_that_can_be_answered_pass_and_the_rest_has_no_record():
    answer = json.loads(run("check_bulletin", "--json"))
    statuses: dict[str, set[str]] = {}
    for row in answer["rows"]:
        statuses.setdefault(row["status"], set()).add(row["id"])
    assert statuses["passed"] == PASS
    assert (answer["passed"], answer["failed"], answer["not_yet"]) == (len(PASS), 0, 97 - len(PASS))


def test_the_figures_are_those_of_the_records():
    assert json.loads(run("verify_figures", "--json"))["differences"] == []


@pytest.mark.parametrize("year", YEARS)
def test_every_county_has_forty_activities_in_five_townships(year, activities, counties):
    assert len(counties) == 13
    for county in counties:
        codes = [
            row.association.code
            for row in activities
            if row.first_day.year == year and county.low < row.association.code <= county.high
        ]
        assert len(codes) >= 40, county
        assert len({code // 1000 for code in codes}) >= 5, county


def test_the_demo_goes_on_until_today(activities):
    """Warm Homes alone were busy in all the years between."""
    drawn = [row for row in activities if row.warm_home_id is None]
    months = Counter(f"{row.first_day:%Y-%m}" for row in drawn if row.first_day > date(2022, 12, 31))
    assert set(months) == {f"2025-{month:02}" for month in range(1, 13)} | {"2026-01", "2026-02", "2026-03"}
    assert max(row.last_day for row in activities) <= timezone.localdate()


def test_activities_are_of_every_kind_place_and_way(activities):
    kinds = set(ActivityKind.objects.values_list("code", flat=True))
    assert {row.kind.code for row in activities} == kinds
    assert {row.association.level for row in activities} == set(Level.values)
    assert {theme for row in activities for theme in row.themes} == set(Theme.values)
    assert {way for row in activities for way in row.deliveries} == set(FiveDeliveries.values)
    another = sum(row.is_recorded_for_another for row in activities)
    # Most villages have no seat: their township records what they did for their duties.
    assert 0.1 < another / len(activities) < 0.7
    assert any(row.needs_check for row in activities)
    assert any(row.explanations and not row.needs_check for row in activities)
    assert any(row.last_day > row.first_day for row in activities)
    assert any(len(row.editions.all()) > 1 for row in activities)


def test_every_activity_could_have_been_typed(activities):
    for row in activities:
        row.clean_fields(exclude=["association", "created_by", *REFERENCES])
        assert row.title
        assert row.place
        assert "{" not in row.title + row.place + row.partners + row.summary
        assert (not row.school) == (row.kind.code != "youth_health_education")
        assert len(row.lines) > 1 or row.kind.code == "theme_publicity"


def test_campaigns_are_those_of_their_days(activities):
    for row in activities[::700]:
        editions = [(edition.campaign.code, edition.year) for edition in row.editions.all()]
        assert set(editions) <= set(suggested(row.first_day))
        assert sorted(occasions_of(row.first_day)) == sorted(suggested(row.first_day))


def test_every_county_has_schools_and_those_of_yuanling_a_lesson_each_semester(activities, counties):
    with factories.whole_network():
        schools = list(School.objects.all())
    for county in counties:
        assert len([school for school in schools if county.low <= school.code <= county.high]) >= 6
    held = {(row.school_id, row.semester) for row in activities if row.school_id}
    yuanling = [school.pk for school in schools if school.code // 10**6 == 431222]
    assert all((school, term) in held for school in yuanling for term in ("2021-spring", "2022-autumn"))


def test_the_families_of_each_county_came_in_by_its_roster(counties):
    with scope.everything():
        batches = list(RosterBatch.objects.filter(kind="families", state=BatchState.DONE))
        members, families = FamilyMember.objects.count(), Family.objects.count()
    assert sorted(batch.code for batch in batches) == sorted(county.code for county in counties)
    assert sum(batch.counts["new"] for batch in batches) == members > families > 1_000


def test_the_member_homes_of_yuanling_came_in_by_one_file():
    with scope.everything():
        batch = RosterBatch.objects.get(kind="sites", state=BatchState.DONE)
        homes = Site.objects.filter(
            code__range=(batch.code, batch.code + 999_999), type="member_home"
        ).count()
    assert (batch.counts["new"], homes) == (369, 369)


def test_a_second_run_changes_nothing_and_prints_the_logins_again(demo):
    before = contents()
    again = run("load_demo")
    assert contents() == before
    assert again.splitlines()[1:] == demo.splitlines()[1:]
    assert "没有改动" in again.splitlines()[0]


def contents() -> dict[str, int]:
    with factories.whole_network():
        models = [Account, Association, ActivityKind, *scoped_models(apps)]
        return {model._meta.label: model.objects.count() for model in models}


def test_the_printed_accounts_can_log_in(demo):
    printed = re.findall(rf"^  (\S+) +{accounts.PASSWORD} ", demo, re.MULTILINE)
    assert len(printed) == len(accounts.PEOPLE) + 1
    for username in printed:
        answer = Client().post(
            reverse("core:login"), {"username": username, "password": accounts.PASSWORD}, follow=False
        )
        assert answer.status_code == 302, username


def test_every_account_has_the_printed_password_and_it_is_one_that_may_be_chosen():
    rows = Account.objects.exclude(username__in=factories.PEOPLE).select_related("association")
    for account in rows:
        validate_password(accounts.PASSWORD, account)
    assert {(row.is_active, row.must_change_password) for row in rows} == {(True, False)}
    (password,) = {row.password for row in rows}
    assert Account(password=password).check_password(accounts.PASSWORD)


def test_nothing_in_it_looks_like_a_person(activities):
    with factories.whole_network():
        notes = list(FigureEntry.objects.values_list("note", flat=True))
    names = list(Account.objects.values_list("name", flat=True))
    words = [row.title + row.place + row.partners + row.summary for row in activities]
    text = "\n".join([*notes, *names, *words, *(school_names(activities))])
    assert not re.search(r"\d{7,}", text)
    assert not [leader for leader in LEADERS if leader in text]


def school_names(activities: list[Activity]) -> set[str]:
    return {row.school.name for row in activities if row.school}


def test_the_years_of_the_bulletin_do_not_depend_on_the_day_of_loading():
    first, second = (set_stage(day) for day in (date(2024, 2, 29), date(2026, 11, 24)))
    assert described(plan(first)) == described(plan(second))


def described(slots: list[Slot]) -> list[tuple[Any, ...]]:
    return [
        (slot.draw.key, slot.unit.pk, slot.kind, slot.first, slot.last, slot.editions)
        for slot in slots
        if slot.first.year in YEARS
    ]


def coverage(county, year):
    """``{duty: states}`` of every village of a county, as its matrix shows them."""
    seats = Account.objects.filter(association=county, role="editor")
    editor = seats.exclude(username__in=factories.PEOPLE).get()
    with scope.use(editor.scope), scope.reading():
        matrix = read_matrix(Asked(editor, county, GROUPS[0], year, timezone.localdate()))
    cells = zip(*(row.cells for group in matrix.townships for row in group.rows), strict=True)
    found = zip(matrix.columns, cells, strict=True)
    return {column.code: Counter(str(cell.state) for cell in mine) for column, mine in found}


def test_the_duties_of_the_bulletin_were_kept_and_others_show_every_state(counties, counted):
    yuanling, hongjiang = (next(row for row in counties if row.name == name) for name in ("沅陵县", "洪江市"))
    with counted() as queries:
        then = coverage(yuanling, 2022)
    assert len(queries) <= 6
    assert (then["health_lecture"], then["family_award"]) == ({"done": 404}, {"done": 404})
    assert coverage(hongjiang, 2022)["council_meeting"] == {"done": 216, "excused": 2}
    now = coverage(yuanling, 2026)["health_lecture"]
    assert now["done"] > 10
    assert now["future"] > 200
    assert now["excused"] == 3
    assert coverage(yuanling, 2025)["health_lecture"]["overdue"] > 100


def test_a_system_in_use_is_refused(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="HTTPS"):
        run("load_demo")
    settings.HTTPS = False
    Account.objects.filter(username=accounts.FIRST[0]).update(username="renamed")
    Account.objects.filter(username="county_editor").update(last_login=timezone.now())
    with pytest.raises(CommandError, match="已有人使用"):
        run("load_demo")


def test_draws_are_always_the_same_and_shares_add_up():
    assert [Draw("a", 1).number("b", 0, 999) for _ in range(3)] == [Draw("a", 1).number("b", 0, 999)] * 3
    parts = shares(25370, [80, 120, 600, 5], 10)
    assert sum(parts) == 25370
    assert all(part >= 10 and part % 10 == 0 for part in parts)
    with pytest.raises(ValueError, match="cannot be divided"):
        shares(3, [1, 1, 1, 1])
