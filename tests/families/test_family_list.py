"""The list of families: what it narrows, counts, finds, and what it never shows."""

from datetime import date

import pytest

from core import scope
from core.audit.models import Reading
from families import queries
from families.entries import StateEntry
from families.services.change import change_state
from tests.families.making import BOTH_POSTS, contacts, make_family, member, resident_id
from tests.families.pages import ADDRESS, ID, LIST, NAME, PHONE, SPOUSE, unit, url
from tests.families.test_figures import act

pytestmark = pytest.mark.django_db
FIND = url("family_find")


@pytest.fixture
def families(clerk, tree):
    """One complete family in 茶溪村, one with gaps in 长碛村, one that left."""
    everything = [
        "key_support", "family_doctor", "green_channel", "basic_insurance", "supplementary_insurance",
        "chronic_doctor", "health_record",
    ]  # fmt: skip
    whole = make_family(
        clerk, tree.village, household_number="HJ-1", contacts=contacts(), address=ADDRESS,
        members=[member(NAME, resident_id=ID, phone=PHONE, services=everything)],
    )  # fmt: skip
    bare = make_family(
        clerk, tree.changqi, household_number="HJ-2", family_type="disability", confirmed_on=date(2021, 6, 1),
        members=[member(SPOUSE, resident_id=resident_id(5))],
    )  # fmt: skip
    gone = make_family(
        clerk,
        tree.changqi,
        household_number="HJ-3",
        confirmed_on=date(2021, 3, 1),
        members=[member("石晓芸")],
    )
    act(clerk, change_state, gone, entry=StateEntry(date(2022, 5, 1), "review", status="exited"))
    return whole, bare, gone


def shown(browser, **query):
    page = browser.get(LIST, query)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, {"HJ-1", "HJ-2", "HJ-3"}),
        ({"family_type": "disability"}, {"HJ-2"}),
        ({"status": "exited"}, {"HJ-3"}),
        ({"number": "hj-1"}, {"HJ-1"}),
        ({"gap": "dual_contact"}, {"HJ-2"}),
        ({"gap": "family_doctor"}, {"HJ-2"}),
        ({"gap": "basic_insurance"}, {"HJ-2"}),
        ({"gap": "health_record"}, {"HJ-2"}),
        ({"gap": "volunteer"}, {"HJ-1", "HJ-2"}),
    ],
)
def test_the_list_is_narrowed(client_for, clerk, families, query, numbers):
    page = shown(client_for(clerk), **query)
    assert {number for number in ("HJ-1", "HJ-2", "HJ-3") if number in page} == numbers


def test_the_list_is_narrowed_to_a_village(client_for, clerk, tree, families):
    page = shown(client_for(clerk), **unit(tree.changqi))
    assert "HJ-1" not in page
    assert "HJ-2" in page


def test_the_counts_on_top_are_of_what_is_listed(client_for, clerk, families):
    page = shown(client_for(clerk))
    for words in (
        "在册</dt><dd>2 户",
        "死亡家庭</dt><dd>1 户",
        "重点帮扶成员</dt><dd>1 人",
        "其他状态</dt><dd>1 户",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("column", "order"),
    [
        ("number", ["HJ-1", "HJ-2", "HJ-3"]),
        ("confirmed_on", ["HJ-3", "HJ-2", "HJ-1"]),
        ("since", ["HJ-2", "HJ-1", "HJ-3"]),
        ("association", ["HJ-1"]),
        ("family_type", ["HJ-1", "HJ-2"]),
        ("status", ["HJ-3", "HJ-1"]),
    ],
)
def test_a_column_sorts_both_ways(client_for, clerk, families, column, order):
    browser = client_for(clerk)
    for sign, wanted in (("", order), ("-", order[::-1])):
        page = shown(browser, sort=f"{sign}{column}")
        found = sorted(wanted, key=page.index)
        assert found == wanted


def test_names_numbers_and_addresses_stand_nowhere_in_the_list(client_for, clerk, families):
    page = shown(client_for(clerk))
    for plain in (NAME, NAME[1:], SPOUSE, ID, ID[4:14], PHONE, ADDRESS, "枫木组"):
        assert plain not in page
    assert "覃**" in page


def test_a_village_clerk_sees_the_village_alone(client_for, village_clerk, families):
    page = shown(client_for(village_clerk))
    assert "HJ-1" in page
    assert "HJ-2" not in page
    assert "在册</dt><dd>1 户" in page


def test_without_the_family_right_there_is_no_list_no_page_and_no_entry(client_for, county_editor, families):
    browser = client_for(county_editor)
    whole = families[0]
    for path in (LIST, whole.get_absolute_url(), url("family_edit", whole), url("contact_list")):
        assert browser.get(path).status_code == 403
    assert browser.post(FIND, {"wanted": NAME}).status_code == 403
    home = browser.get("/").content.decode()
    assert LIST not in home
    assert "双岗不齐" not in home


def test_a_full_resident_id_finds_its_family_however_it_is_typed(client_for, clerk, families):
    browser = client_for(clerk)
    for typed in (
        ID,
        f" {ID[:6]} {ID[6:14]} {ID[14:].lower()}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in ID),  # full width
    ):
        page = browser.post(FIND, {"wanted": typed}).content.decode()
        assert "HJ-1" in page
        assert "HJ-2" not in page
        assert "找到 1 户" in page


def test_a_number_of_another_county_is_not_found(client_for, neighbour_clerk, families):
    page = client_for(neighbour_clerk).post(FIND, {"wanted": ID}).content.decode()
    assert "没有找到" in page
    assert "HJ-1" not in page


def test_a_name_finds_its_families_within_the_range(client_for, clerk, tree, families):
    browser = client_for(clerk)
    assert "HJ-1" in browser.post(FIND, {"wanted": "晚晴"}).content.decode()
    elsewhere = browser.post(FIND, {"wanted": "晚晴", **unit(tree.changqi, "within")}).content.decode()
    assert "HJ-1" not in elsewhere


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "请填姓名"), ("覃", "至少填两个字"), (ID[:10], "完整的 18 位")]
)
def test_half_a_search_is_refused(client_for, clerk, families, typed, sentence):
    page = client_for(clerk).post(FIND, {"wanted": typed})
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_too_many_names_ask_for_a_county_first(client_for, city_clerk, tree, families, monkeypatch):
    monkeypatch.setattr(queries, "MOST_NAMES", 2)
    browser = client_for(city_clerk)
    page = browser.post(FIND, {"wanted": NAME})
    assert page.status_code == 422
    assert "请先选县" in page.content.decode()
    assert "HJ-1" in browser.post(FIND, {"wanted": NAME, **unit(tree.village, "within")}).content.decode()


def test_a_search_by_address_of_the_page_is_not_possible(client_for, clerk, families):
    assert client_for(clerk).get(FIND, {"wanted": NAME}).status_code == 405


def test_who_looked_is_kept_without_what_was_looked_for(client_for, clerk, families, whole_network):
    browser = client_for(clerk)
    shown(browser)
    browser.post(FIND, {"wanted": ID})
    browser.get(families[0].get_absolute_url())
    rows = list(Reading.objects.filter(actor=clerk).order_by("pk"))
    assert {row.what for row in rows} == {"list", "search", "open"}
    assert all(families[0].pk in row.keys for row in rows if row.what in ("search", "open"))
    assert not any(plain in str(vars(row)) for row in rows for plain in (NAME, ID, PHONE))


def test_the_home_page_names_villages_whose_families_lack_a_contact(client_for, clerk, families):
    home = client_for(clerk).get("/").content.decode()
    assert "双岗不齐" in home
    assert "1 户特殊家庭" in home
    assert "长碛村" in home
    assert all(name not in home for _, name in BOTH_POSTS)


def test_a_name_in_the_box_of_numbers_is_turned_away_and_not_logged(client_for, clerk, families):
    page = client_for(clerk).get("/families/", {"number": "张三丰"})
    assert "按姓名请用上面的“查找”" in page.content.decode()
    with scope.everything():
        assert not Reading.objects.filter(note__contains="张三丰").exists()
