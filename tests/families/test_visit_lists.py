"""Who was visited for a festival, whose birthday is in a month, and the way there from a phone."""

from datetime import date

import pytest
from django.urls import reverse

from core import scope
from families.services.visits import VisitEntry, record_visits
from tests.factories import client_for as login
from tests.families.making import fresh, make_family, member
from tests.families.pages import unit

LIST = reverse("families:visit_list")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2022-09-08 10:00+08:00")  # two days before 中秋


@pytest.fixture
def homes(clerk, tree):
    first = [member(born="1965-09-03"), member("向远山", "spouse", born="1963-11")]
    rows = [(tree.village, "节1", first), (tree.xiaojiang, "节2", [member("石晓芸", born="1970-09")])]
    return [
        make_family(clerk, place, household_number=number, members=people) for place, number, people in rows
    ]


def condoled(clerk, family, day):
    with scope.use(clerk.scope):
        entry = VisitEntry(fresh(family), day, "田支书", kind="condolence")
        return record_visits(actor=clerk, entries=[entry])


def page_of(account, query):
    return login(account).get(f"{LIST}?{query}").content.decode()


def test_the_festival_at_hand_shows_who_is_still_to_be_visited(clerk, homes):
    condoled(clerk, homes[1], date(2022, 9, 5))
    condoled(clerk, homes[0], date(2022, 6, 1))  # 端午
    page = page_of(clerk, "view=festival")
    assert "2022年中秋" in page
    assert "已慰问 1 户，还有 1 户" in page
    assert page.index("户 节1") < page.index("户 节2")
    assert "洪江" not in page.split('data-copy="')[1].split('"')[0]
    assert "1 户（节1）" in page.split('data-copy="')[1].split('"')[0]
    assert "已慰问 1 户，还有 1 户" in page_of(clerk, "view=festival&festival=dragon_boat_festival:2022")


def test_one_click_records_the_visit_and_comes_back(clerk, homes):
    browser = login(clerk)
    page = browser.get(f"{LIST}?view=festival").content.decode()
    start = page.index('<form method="post" action="/families/')
    form = page[start : page.index("</form>", start)]
    names = {part.split('"')[0]: part.split('value="')[1].split('"')[0] for part in form.split('name="')[2:]}
    action = form.split('action="')[1].split('"')[0].replace("&amp;", "&")
    answer = browser.post(action, names | {"next": f"{LIST}?view=festival"})
    assert answer.status_code == 302
    assert answer.url == f"{LIST}?view=festival"
    assert "已慰问 1 户，还有 1 户" in browser.get(answer.url).content.decode()


def test_the_home_page_counts_the_visits_while_the_festival_lasts(clerk, homes, village_editor, time_machine):
    condoled(clerk, homes[1], date(2022, 9, 5))
    page = login(clerk).get("/").content.decode()
    assert "2022年中秋：已访 1 户 / 应访 2 户" in page
    assert "2022年中秋：已访" not in login(village_editor).get("/").content.decode()
    time_machine.move_to("2022-09-14 10:00+08:00")
    assert "2022年中秋：已访" not in login(clerk).get("/").content.decode()


def test_birthdays_of_a_month_name_nobody_in_full(clerk, homes):
    page = page_of(clerk, "view=birthdays&month=9")
    assert "9月3日" in page
    assert "户 节2" in page
    assert "覃晚晴" not in page
    assert "向**" not in page
    assert "1965" not in page
    assert "户 节2" not in page_of(clerk, "view=birthdays&month=11")


def test_the_lists_are_narrowed_to_a_unit(clerk, homes, tree):
    query = "&".join(f"{name}={value}" for name, value in unit(tree.xiaojiang).items())
    for view in ("", "festival", "birthdays"):
        page = page_of(clerk, f"view={view}&{query}&month=9")
        assert "户 节2" in page
        assert "户 节1" not in page
    assert "没有符合条件的家庭" in page_of(clerk, "view=festival&association=没有这个村")


def test_nonsense_asked_for_shows_the_usual(clerk, homes):
    for query in ("view=nonsense", "view=festival&festival=x:y", "view=birthdays&month=77", "only=nonsense"):
        assert login(clerk).get(f"{LIST}?{query}").status_code == 200


def test_the_phone_leads_to_the_visits_of_the_village(village_clerk, village_editor, homes):
    path = reverse("activities:phone_start")
    assert LIST in login(village_clerk).get(path).content.decode()
    assert LIST not in login(village_editor).get(path).content.decode()
    page = page_of(village_clerk, "view=festival")
    assert "户 节1" in page
    assert "户 节2" not in page
