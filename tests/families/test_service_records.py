"""Services for families: asked for, arranged, done, and confirmed by another person."""

from uuid import uuid4

import pytest

from core import scope
from core.accounts.models import Role
from core.audit.models import AuditEntry
from families.models import ServiceRecord
from tests.factories import make_account
from tests.families.making import fresh, make_family
from tests.families.pages import unit, url


@pytest.fixture
def family(clerk, tree):
    return make_family(clerk, tree.village, household_number="HJ-7", needs=["daily_care"])


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


@pytest.fixture
def colleague(client_for, tree):
    return client_for(make_account("registry_second", tree.county, Role.EDITOR, family_right=True))


def the_service():
    with scope.everything():
        return ServiceRecord.objects.select_related("family").get()


def ask(browser, family, **given):
    data = {"record": str(uuid4()), "kind": "daily_care", "requested_on": "2022-06-01", "note": "每周一次"}
    answer = browser.post(url("service_create", family), {**data, **given})
    assert answer.status_code == 302, answer.content.decode()
    return the_service()


def step(browser, act, day, **given):
    record = the_service()
    data = {"act": act, "version": record.version, "day": day, **given}
    return browser.post(record.get_absolute_url(), data)


def test_a_service_goes_from_request_to_confirmation_by_another(browser, colleague, family, whole_network):
    record = ask(browser, family)
    assert (record.aid, record.state) == ("aid_in_age", "requested")
    assert step(browser, "assign", "2022-06-02", helper="贺志愿").status_code == 302
    assert step(browser, "accept", "2022-06-03").status_code == 302
    assert step(browser, "finish", "2022-06-10").status_code == 302
    page = step(browser, "confirm", "2022-06-11")
    assert page.status_code == 422
    assert "由另一个人确认" in page.content.decode()
    assert "1 项服务已完成，等另一个人确认" in colleague.get("/").content.decode()
    assert "等另一个人确认" not in browser.get("/").content.decode()
    assert "生活照料" in colleague.get(url("service_list"), {"shown": "done"}).content.decode()
    assert step(colleague, "confirm", "2022-06-11").status_code == 302
    row = the_service()
    assert (row.state, str(row.confirmed_on)) == ("confirmed", "2022-06-11")
    text = "".join(str(vars(entry)) for entry in AuditEntry.objects.all())
    assert "每周一次" not in text


@pytest.mark.parametrize(
    ("act", "day", "given", "words"),
    [
        ("assign", "2022-06-02", {}, "请填承办人"),
        ("assign", "2022-05-02", {"helper": "贺志愿"}, "不能更早"),
        ("assign", "2999-06-02", {"helper": "贺志愿"}, "今天之后"),
        ("finish", "2022-06-02", {}, "进度已经变了"),
        ("nonsense", "2022-06-02", {}, "进度已经变了"),
    ],
)
def test_what_cannot_be_is_refused(browser, family, act, day, given, words):
    ask(browser, family)
    page = step(browser, act, day, **given)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert the_service().state == "requested"


def test_who_comes_second_is_told(browser, colleague, family):
    record = ask(browser, family)
    step(browser, "assign", "2022-06-02", helper="贺志愿")
    data = {"act": "assign", "version": record.version, "day": "2022-06-02", "helper": "龙志愿"}
    page = colleague.post(record.get_absolute_url(), data)
    assert page.status_code == 422
    assert "刚被别人办过" in page.content.decode()
    assert the_service().helper == "贺志愿"


def test_open_ones_are_listed_the_oldest_first_and_overdue_ones_stand_on_the_home_page(browser, family):
    ask(browser, family, due_on="2022-06-05")
    ask_again = {"record": str(uuid4()), "kind": "errands", "requested_on": "2022-05-01"}
    browser.post(url("service_create", family), ask_again)
    page = browser.get(url("service_list")).content.decode()
    assert page.index("代办事务", page.index("<tbody")) < page.index("生活照料", page.index("<tbody"))
    assert "逾期" in page
    late = browser.get(url("service_list"), {"shown": "overdue"}).content.decode()
    assert "2022-05-01" not in late[late.index("<tbody") :]
    assert "服务：生活照料" in browser.get("/").content.decode()


def test_a_need_leads_to_its_service(browser, family):
    page = browser.get(family.get_absolute_url()).content.decode()
    assert f"{url('service_create', family)}?need=daily_care" in page
    form = browser.get(url("service_create", family), {"need": "daily_care"}).content.decode()
    assert '<option value="daily_care" selected>' in form


def test_services_move_with_the_family(browser, family, tree):
    ask(browser, family)
    data = {**unit(tree.changqi), "version": fresh(family).version, "day": "2022-07-01", "confirmed": "1"}
    assert browser.post(url("family_move", family), data).status_code == 302
    with scope.everything():
        assert ServiceRecord.objects.get().code == tree.changqi.code


def test_a_village_clerk_sees_only_the_own_village(client_for, village_clerk, browser, clerk, family, tree):
    other = make_family(clerk, tree.changqi, household_number="HJ-8")
    ask(browser, family)
    data = {"record": str(uuid4()), "kind": "errands", "requested_on": "2022-05-01"}
    browser.post(url("service_create", other), data)
    page = client_for(village_clerk).get(url("service_list")).content.decode()
    assert "HJ-7" in page
    assert "HJ-8" not in page
