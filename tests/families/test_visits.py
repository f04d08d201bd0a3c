"""Visits: recording one from the family's page, planning, correcting, taking back, and what they count."""

from datetime import date

import pytest
from django.urls import reverse

from core import scope
from core.audit.models import AuditEntry, Reading
from core.figures.verify import verify
from families.models import Visit
from families.services.visits import VisitEntry, record_visits
from tests.factories import client_for as login, figure
from tests.families.making import contacts, fresh, make_family
from tests.families.pages import unit, url

VISITS, KEY = "special_family_visit_count", "5c0f1f6e-0f8e-4b53-9b7b-00000000a001"
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2022-09-28 10:00+08:00")


@pytest.fixture
def family(clerk, tree):
    return make_family(clerk, tree.village, contacts=contacts())


@pytest.fixture
def browser(clerk):
    return login(clerk)


def sent(**given):
    return {
        "record": KEY,
        "day": "2022-09-28",
        "way": "in_person",
        "kind": "visit",
        "state": "done",
        "visitor": "田支书",
        "purposes": ["greeting", "safety"],
        "next_in": "90",
        "remark": "门口路灯坏了",
        **given,
    }


def visit_it(actor, family, day, **given):
    with scope.use(actor.scope):
        row = fresh(family)
        return record_visits(actor=actor, entries=[VisitEntry(row, day, "田支书", **given)])[0]


def counted(place):
    return figure(place, VISITS, FIRST, LAST)


def test_a_visit_is_recorded_from_the_page_of_the_family_and_counts_at_every_level(browser, family, tree):
    page = browser.get(url("family_detail", family)).content.decode()
    assert url("visit_create", family) in page
    form = browser.get(url("visit_create", family)).content.decode()
    assert "覃**" in form
    assert "覃晚晴" not in form
    answer = browser.post(url("visit_create", family), sent())
    assert answer.status_code == 302
    assert answer.url == family.get_absolute_url()
    shown = browser.get(answer.url).content.decode()
    assert "已记 户 " in shown
    assert "下次 12月27日" in shown
    assert "上门走访" in shown
    assert "门口路灯坏了" in shown
    for place in (tree.village, tree.township, tree.county, tree.city):
        assert counted(place) == 1
    assert verify().differences == []


def test_the_same_form_sent_twice_is_one_visit(browser, family, whole_network):
    for _ in range(2):
        assert browser.post(url("visit_create", family), sent()).status_code == 302
    assert Visit.objects.count() == 1


def test_a_visit_taken_back_counts_no_more(browser, family, tree, whole_network):
    browser.post(url("visit_create", family), sent())
    visit = Visit.objects.get()
    page = browser.post(url("visit_undo", visit), follow=True).content.decode()
    assert "已撤销" in page
    assert not counted(tree.county)
    assert Visit.objects.get().withdrawn_at is not None
    assert browser.get(url("visit_edit", visit)).status_code == 404
    assert verify().differences == []


def test_an_old_visit_is_taken_back_from_its_form(browser, clerk, family, tree):
    visit = visit_it(clerk, family, date(2022, 5, 1))
    assert url("visit_undo", visit) in browser.get(url("visit_edit", visit)).content.decode()
    browser.post(url("visit_undo", visit))
    assert not counted(tree.county)


def test_a_telephone_call_is_kept_and_counts_in_no_round(browser, family, tree):
    browser.post(url("visit_create", family), sent(way="phone"))
    assert "电话走访" in browser.get(family.get_absolute_url()).content.decode()
    assert not counted(tree.county)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "2022-10-05"}, "还没去的请选“排期”"),
        ({"day": "2021-12-01"}, "走访日期不能更早"),
        ({"visitor": ""}, "请填走访人"),
        ({"remark": "电话 13800000000"}, "备注里不写证件号和电话"),
        ({"state": "planned", "day": "2022-09-01"}, "排期的日子已过"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(browser, family, tree, given, words):
    answer = browser.post(url("visit_create", family), sent(**given))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{KEY}"' in page
    assert not counted(tree.county)


def test_a_planned_visit_becomes_one_that_was_made(browser, clerk, family, tree, time_machine, whole_network):
    browser.post(url("visit_create", family), sent(state="planned", day="2022-09-29", next_in=""))
    assert not counted(tree.county)
    time_machine.move_to("2022-09-30 10:00+08:00")
    visit = Visit.objects.get()
    browser = login(clerk)
    home = browser.get("/").content.decode()
    assert "1 户特殊家庭过了约定的走访日期" in home
    form = browser.get(url("visit_edit", visit)).content.decode()
    assert 'value="2022-09-30"' in form
    answer = browser.post(url("visit_edit", visit), sent(day="2022-09-30", version=str(visit.version)))
    assert answer.status_code == 302
    assert counted(tree.county) == 1
    stale = browser.post(url("visit_edit", visit), sent(day="2022-09-30", version=str(visit.version)))
    assert stale.status_code == 422
    assert "过了约定的走访日期" not in browser.get("/").content.decode()


def test_the_list_puts_first_whose_agreed_day_has_passed(browser, clerk, family, tree):
    late = make_family(clerk, tree.xiaojiang, household_number="迟1")
    never = make_family(clerk, tree.minzhu, household_number="新1")
    visit_it(clerk, late, date(2022, 5, 1), next_on=date(2022, 8, 1))
    for day in (1, 2, 3):
        visit_it(clerk, family, date(2022, 9, day), next_on=date(2022, 12, day))
    page = browser.get(reverse("families:visit_list")).content.decode()
    assert page.index("户 迟1") < page.index("户 新1") < page.index(str(family))
    assert "约定 2022-08-01" in page
    assert "2022年 3/3 次" in page
    only = browser.get(f"{reverse('families:visit_list')}?only=overdue").content.decode()
    assert "户 迟1" in only
    assert "户 新1" not in only
    assert str(never.pk) not in only


def test_a_village_clerk_sees_the_families_of_the_village_alone(clerk, village_clerk, family, tree):
    other = make_family(clerk, tree.changqi, household_number="外村9")
    page = login(village_clerk).get(reverse("families:visit_list")).content.decode()
    assert str(family) in page
    assert "外村9" not in page
    assert login(village_clerk).get(url("visit_create", other)).status_code == 404
    with scope.everything():
        assert Reading.objects.filter(actor=village_clerk).latest("pk").keys == [family.pk]


def test_who_has_no_family_right_sees_no_visit(client_for, county_editor, family):
    for path in (reverse("families:visit_list"), url("visit_create", family)):
        assert client_for(county_editor).get(path).status_code == 403


def test_a_family_takes_its_visits_along_and_they_count_where_they_were(browser, clerk, family, tree):
    visit = visit_it(clerk, family, date(2022, 5, 1))
    form = {
        **unit(tree.xiaojiang),
        "day": "2022-06-01",
        "version": str(fresh(family).version),
        "confirmed": "1",
    }
    assert browser.post(url("family_move", family), form).status_code == 302
    with scope.everything():
        moved = Visit.objects.get(pk=visit.pk)
    assert (moved.association_id, moved.place_id) == (tree.xiaojiang.pk, tree.village.pk)
    assert counted(tree.village) == 1
    assert not counted(tree.xiaojiang)
    assert verify().differences == []


def test_a_visited_family_is_no_mistake(browser, clerk, family, whole_network):
    visit = visit_it(clerk, family, date(2022, 5, 1))
    form = {"reason": "与另一户重复登记", "version": str(fresh(family).version)}
    refused = browser.post(url("family_remove", family), form)
    assert refused.status_code == 422
    assert "已有走访记录" in refused.content.decode()
    browser.post(url("visit_undo", visit))
    assert browser.post(url("family_remove", family), form).status_code == 302
    assert not Visit.objects.exists()


def test_the_remark_is_forgotten_with_the_family_and_stands_in_its_file_before(browser, clerk, family):
    visit_it(clerk, family, date(2022, 5, 1), remark="门口路灯坏了")
    version = str(fresh(family).version)
    copied = browser.post(url("subject_file", family), {"reason": "本人申请查阅副本", "version": version})
    assert copied.status_code == 200
    state = {"status": "exited", "family_type": "death", "day": "2022-09-01", "reason": "review"}
    browser.post(url("family_state", family), {**state, "version": version})
    form = {"reason": "按规定办理退出手续", "version": str(fresh(family).version)}
    assert browser.post(url("family_anonymise", family), form).status_code == 302
    with scope.everything():
        visit = Visit.objects.get()
        assert (visit.remark, visit.visitor) == ("", "田支书")
        assert "路灯" not in str([vars(row) for row in AuditEntry.objects.all()])


def test_the_pages_of_visits_ask_few_questions(browser, clerk, tree, counted):
    for number in range(6):
        row = make_family(clerk, tree.village, household_number=f"多{number}")
        visit_it(clerk, row, date(2022, 5, 1))
    with counted() as queries:
        browser.get(reverse("families:visit_list"))
    assert len(queries) <= 14, queries
