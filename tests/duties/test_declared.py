"""The duties of the bulletin, over real records of each app."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from activities.models import Activity, ActivityKind
from activities.services import ActivityDraft, record_activity
from core import scope
from core.associations.models import Association
from core.duties.declare import duty_rule, duty_rules
from core.duties.queries import read_duties
from core.duties.results import State
from tests.factories import figure, make_activity, whole_network

YEAR = date(2022, 1, 1), date(2022, 12, 31)
LECTURE = {"health_lecture_attendance": 30}


def states(place, code, today=date(2023, 1, 10), span=YEAR):
    with whole_network():
        found = read_duties([duty_rule(code)], place, *span, today)[code]
    return {cell.unit.label: (cell.state, cell.count) for cell in found}


@pytest.fixture
def lecture(county_editor):
    def record(place, day, **given):
        return make_activity(county_editor, place, day, LECTURE, kind="health_lecture", **given)

    return record


def test_every_duty_has_an_indicator_that_it_answers_or_none(db):
    assert {rule.code for rule in duty_rules()} >= {
        "health_lecture",
        "council_meeting",
        "backbone_training",
        "family_award",
        "youth_session",
        "warm_home_plan",
        "warm_home_condolence",
        "warm_home_activity",
        "warm_home_liaison",
        "family_visits",
        "family_volunteer",
        "dual_contact",
        "family_coverage",
        "member_home_demo",
    }
    assert {rule.code for rule in duty_rules(family=False)} & {"family_visits", "dual_contact"} == set()


def test_two_lectures_of_the_village_itself_fulfil_its_year(tree, lecture):
    lecture(tree.village, date(2022, 3, 1))
    lecture(tree.village, date(2022, 9, 1))
    lecture(tree.township, date(2022, 9, 2))
    found = states(tree.township, "health_lecture")
    assert found["茶溪村"] == (State.DONE, 2)
    assert found["小江村"] == (State.OVERDUE, 0)


def test_a_statement_that_there_was_none_fulfils_nothing(tree, county_editor):
    kind = ActivityKind.objects.get(code="council_meeting")
    day = date(2022, 3, 1)
    none = Activity(association=tree.village, kind=kind, first_day=day, last_day=day)
    with scope.use(county_editor.scope):
        record_activity(actor=county_editor, draft=ActivityDraft(none, {}, took_place=False))
    make_activity(county_editor, tree.xiaojiang, day, kind="council_meeting")
    found = states(tree.township, "council_meeting")
    assert (found["茶溪村"], found["小江村"]) == ((State.OVERDUE, 0), (State.DONE, 1))


def test_the_rule_indicator_is_the_least_count_of_the_villages(tree, lecture):
    for place in (tree.community, tree.xiaojiang, tree.village):
        lecture(place, date(2022, 3, 1))
    assert figure(tree.township, "health_lecture_per_village_year", *YEAR) == 1
    assert figure(tree.village, "health_lecture_per_village_year", *YEAR) == 1
    assert figure(tree.county, "health_lecture_per_village_year", *YEAR) == 0
    assert (
        figure(tree.township, "health_lecture_per_village_year", date(2022, 1, 1), date(2022, 9, 30)) is None
    )


def test_coverage_counts_villages_and_not_communities(tree, lecture):
    lecture(tree.community, date(2022, 3, 1))
    lecture(tree.village, date(2022, 3, 1))
    day = date(2022, 9, 30)
    assert figure(tree.township, "health_lecture_villages", day, day) == 1
    assert figure(tree.township, "health_lecture_village_coverage", day, day) == Decimal("50.00")


def test_a_moved_village_takes_its_duties_along(tree, lecture):
    for month in (3, 9):
        lecture(tree.village, date(2022, month, 1))
    there = tree.second_township.code + 221
    with scope.everything(), scope.transaction():
        Association.objects.filter(pk=tree.village.pk).update(code=there, parent=tree.second_township)
        QuerySet(Activity).update(code=there)
    assert states(tree.second_township, "health_lecture")["茶溪村"] == (State.DONE, 2)
    assert "茶溪村" not in states(tree.township, "health_lecture")
