"""Cases: taken in, seen to, closed, deleted; masked like families, counted on the day they were opened."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from core import scope
from core.audit.models import AuditEntry, Reading
from core.figures.verify import verify
from families.models import Case
from tests.factories import figure
from tests.families.making import END, fresh, make_family
from tests.families.pages import unit, url

NAME, PHONE, WORDS = "覃晚晴", "13874529001", "要求核实扶助金发放月份"
COUNT = "rights_case_count"
pytestmark = pytest.mark.usefixtures("nothing_differs")


@pytest.fixture
def nothing_differs(db):
    yield
    assert verify().differences == []


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


def form(place, **given):
    return {
        **unit(place), "record": str(uuid4()), "topic": "assistance", "channel": "visit", "name": NAME,
        "phone": PHONE, "words": WORDS, "opened_on": "2022-06-01", "due_on": "2022-07-01", **given,
    }  # fmt: skip


def the_case():
    with scope.everything():
        return Case.objects.select_related("family", "association").get()


def take_in(browser, place, **given):
    answer = browser.post(url("case_create"), form(place, **given))
    assert answer.status_code == 302, answer.content.decode()
    return the_case()


def test_a_case_counts_from_village_to_city_and_shows_no_name(browser, tree, whole_network):
    case = take_in(browser, tree.township)
    for place in (tree.township, tree.county, tree.city):
        assert figure(place, COUNT, date(2022, 6, 1), END) == 1
    assert figure(tree.county, COUNT, date(2022, 7, 1), END) is None
    for path in (url("case_list"), case.get_absolute_url()):
        page = browser.get(path).content.decode()
        assert "覃**" in page
        assert NAME not in page
        assert PHONE not in page
    assert WORDS in page
    text = "".join(str(vars(entry)) for entry in AuditEntry.objects.all())
    assert not [plain for plain in (NAME, PHONE, WORDS) if plain in text]
    kinds = set(Reading.objects.values_list("kind", "what"))
    assert {("families.case", "list"), ("families.case", "open")} <= kinds


def test_the_same_form_twice_is_one_case(browser, tree):
    data = form(tree.county)
    for _ in range(2):
        assert browser.post(url("case_create"), data).status_code == 302
    assert figure(tree.county, COUNT, None, END) == 1


def test_it_is_closed_with_a_result_and_keeps_what_was_left_empty(browser, tree):
    case = take_in(browser, tree.county)
    data = form(tree.county, record=str(case.pk), version=case.version, name="", phone="", handler="石干事")
    page = browser.post(case.get_absolute_url(), {**data, "closed_on": "2022-06-20"})
    assert page.status_code == 422
    assert "请选办理结果" in page.content.decode()
    closed = {**data, "closed_on": "2022-06-20", "result": "solved"}
    assert browser.post(case.get_absolute_url(), closed).status_code == 302
    row = the_case()
    assert (str(row.name), str(row.phone), row.handler, row.result) == (NAME, PHONE, "石干事", "solved")
    assert browser.post(case.get_absolute_url(), closed).status_code == 422
    assert figure(tree.county, COUNT, None, END) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"opened_on": "2999-01-01"}, "今天之后"),
        ({"due_on": "2022-05-01"}, "不能早于受理日期"),
        ({"closed_on": "2022-05-01", "result": "solved"}, "不能早于受理日期"),
        ({"name": ""}, "请填诉求人"),
        ({"words": "电话13874529001"}, "不写证件号、电话"),
        ({"household": "没有这户1"}, "没有这个户编号"),
    ],
)
def test_what_cannot_be_is_refused(browser, tree, given, words):
    page = browser.post(url("case_create"), form(tree.county, **given))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert figure(tree.county, COUNT, None, END) is None


def test_a_mistake_is_deleted_with_a_reason(browser, tree):
    case = take_in(browser, tree.county)
    data = {"act": "remove", "version": case.version, "reason": ""}
    assert browser.post(case.get_absolute_url(), data).status_code == 422
    assert browser.post(case.get_absolute_url(), {**data, "reason": "登记重复"}).status_code == 302
    assert figure(tree.county, COUNT, None, END) is None


def test_a_case_of_a_family_stands_on_its_page_and_is_overdue_on_the_home_page(browser, clerk, tree):
    family = make_family(clerk, tree.village, household_number="HJ-9")
    take_in(browser, tree.village, household="HJ-9", name="")
    page = browser.get(family.get_absolute_url()).content.decode()
    assert "受理诉求：扶助政策和发放" in page
    assert "逾期" in page
    home = browser.get("/").content.decode()
    assert "维权诉求：扶助政策和发放" in home
    assert "期限 2022-07-01" in home


def test_a_neighbour_finds_nothing(browser, client_for, neighbour_clerk, tree):
    case = take_in(browser, tree.county)
    other = client_for(neighbour_clerk)
    assert other.get(case.get_absolute_url()).status_code == 404
    assert "覃" not in other.get(url("case_list")).content.decode()


def test_anonymising_the_family_forgets_who_asked_and_what(browser, clerk, tree):
    family = make_family(clerk, tree.village, household_number="HJ-9")
    take_in(browser, tree.village, household="HJ-9")
    state = {
        "version": 1,
        "status": "exited",
        "family_type": "death",
        "day": "2022-08-01",
        "reason": "review",
    }
    assert browser.post(url("family_state", family), state).status_code == 302
    data = {"version": fresh(family).version, "reason": "按规定办理退出手续"}
    assert browser.post(url("family_anonymise", family), data).status_code == 302
    row = the_case()
    assert not any((row.name, row.phone, row.words, row.outcome))
    assert figure(tree.county, COUNT, None, END) == 1


def test_the_number_opens_its_cases_for_those_with_the_family_right(browser, client_for, county_editor, tree):
    case = take_in(browser, tree.county)
    path = reverse("reports:figure_drawer", args=[tree.county.code, COUNT])
    period = {"from": "2022-01-01", "to": "2022-09-30"}
    page = browser.get(path, period).content.decode()
    assert case.get_absolute_url() in page
    assert "维权诉求 扶助政策和发放" in page
    assert NAME not in page
    other = client_for(county_editor).get(path, period).content.decode()
    assert str(case.pk) not in other
    assert client_for(county_editor).get(url("case_list")).status_code == 403


def test_cases_and_services_stand_in_the_copy_for_the_people(browser, clerk, tree):
    family = make_family(clerk, tree.village, household_number="HJ-9")
    take_in(browser, tree.village, household="HJ-9")
    data = {"record": str(uuid4()), "kind": "daily_care", "requested_on": "2022-06-01", "note": "每周一次"}
    browser.post(url("service_create", family), data)
    data = {"version": fresh(family).version, "reason": "本人申请查阅个人信息"}
    answer = browser.post(url("subject_file", family), data)
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for wanted in (NAME, PHONE, WORDS, "生活照料", "每周一次"):
        assert wanted in text, wanted
