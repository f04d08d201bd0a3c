"""Year strips: they say what the duties say, lead to forms, and cost the same for many homes."""

from datetime import date

import pytest
from django.urls import reverse

from activities.strips import strips_of
from core import scope
from core.duties.declare import UnitSpan, duty_rule
from core.duties.services import Relief, exempt_units
from families.homes.plans import save_plan
from families.models import WarmHome
from members.sites.services import close_site, register_site
from tests.factories import client_for, make_activity

pytestmark = pytest.mark.django_db
TODAY = date(2022, 9, 28)
YEARS = reverse("activities:home_years")


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2022-09-28 12:00+08:00")


def make(actor, place, opened=date(2021, 12, 1), **given):
    row = WarmHome(association=place, name=f"{place.name}暖心家园", opened_on=opened, **given)
    with scope.use(actor.scope):
        return register_site(actor=actor, site=row)


def strip(actor, home, year=2022):
    with scope.use(actor.scope), scope.reading():
        return strips_of([home], home.association, year, TODAY, may_record=True)[0]


def states(found, row):
    return [cell.state for cell in found.rows[row]["cells"]]


def test_a_home_without_anything_lacks_all_that_was_due(county_editor, tree):
    found = strip(county_editor, make(county_editor, tree.community))
    assert states(found, 0) == ["overdue"]
    assert states(found, 1) == ["overdue", "overdue", "due", "waiting"]
    assert states(found, 2) == ["overdue"] * 8 + ["due"] + ["waiting"] * 3
    assert found.sentence.startswith(
        "2022年：计划缺，慰问 0/2 季，活动 0/8 月（只算已到的）。缺：2022年计划、一季度慰问"
    )
    assert found.sentence.endswith("三季度慰问请于 9月30日前完成。")


def test_months_before_the_opening_and_after_the_closing_are_no_failures(county_editor, tree):
    home = make(county_editor, tree.community, opened=date(2022, 5, 10))
    with scope.use(county_editor.scope):
        home = close_site(
            actor=county_editor, site=home, day=date(2022, 8, 1), reason="社区合并", expected_version=1
        )
    assert states(strip(county_editor, home), 2) == ["none"] * 5 + ["overdue", "overdue"] + ["none"] * 5


def test_a_condolence_counts_as_the_activity_of_its_month(county_editor, tree):
    home = make(county_editor, tree.community)
    given = {"kind": "condolence", "title": "中秋走访", "warm_home": home}
    make_activity(county_editor, tree.community, date(2022, 9, 8), {"condolence_persons": 9}, **given)
    found = strip(county_editor, home)
    visits, months = found.rows[1]["cells"], found.rows[2]["cells"]
    assert (visits[2].state, months[8].state) == ("done", "done")
    assert visits[2].links == months[8].links
    assert (visits[2].links[0].text, visits[2].links[0].is_condolence) == ("9月8日 中秋走访", True)


def test_an_exempted_month_says_why(county_editor, tree):
    home = make(county_editor, tree.community)
    relief = Relief(duty_rule("warm_home_activity"), date(2022, 7, 1), date(2022, 7, 31), "装修")
    with scope.use(county_editor.scope):
        units = [(UnitSpan(str(home.pk), home.name, home.code), home.association)]
        exempt_units(actor=county_editor, units=units, relief=relief)
    cell = strip(county_editor, home).rows[2]["cells"][6]
    assert (cell.state, cell.words, cell.form) == ("none", "免：装修", "")


def test_the_worst_stand_first_and_only_those_of_the_range(
    county_editor, neighbour_editor, village_editor, tree
):
    good, bad = make(county_editor, tree.village), make(county_editor, tree.community)
    make(neighbour_editor, tree.neighbour_village)
    with scope.use(county_editor.scope):
        save_plan(actor=county_editor, home=good, year=2022, day=date(2022, 2, 1), text="每月一次活动")
    page = client_for(county_editor).get(YEARS)
    assert [row["strip"].home.pk for row in page.context["strips"]] == [bad.pk, good.pk]
    page = client_for(village_editor).get(YEARS)
    assert [row["strip"].home.pk for row in page.context["strips"]] == [good.pk]


def test_who_only_looks_gets_no_forms(county_editor, city_viewer, tree):
    make(county_editor, tree.community)
    assert reverse("activities:activity_create") in client_for(county_editor).get(YEARS).content.decode()
    assert reverse("activities:activity_create") not in client_for(city_viewer).get(YEARS).content.decode()


def test_many_homes_cost_as_many_statements_as_one(county_editor, tree, django_assert_max_num_queries):
    client = client_for(county_editor)
    make(county_editor, tree.community)
    client.get(YEARS)
    with django_assert_max_num_queries(40) as one:
        client.get(YEARS)
    for place in (tree.village, tree.xiaojiang, tree.minzhu, tree.changqi):
        make(county_editor, place)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(YEARS)


def test_the_part_of_the_page_and_the_page_without_scripts_show_the_same_strip(county_editor, tree):
    home, client = make(county_editor, tree.community), client_for(county_editor)
    url = reverse("activities:home_year", args=[home.pk])
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    whole = client.get(url, {"year": "abc"}).content.decode()
    assert "<html" in whole
    assert all("活动 0/8 月（只算已到的）" in text for text in (part, whole))
