"""Numbers of special families on the pages of reports: who sees which records behind them."""

from datetime import date

import pytest
from django.urls import reverse

from families.entries import StateEntry
from families.services.change import move_family
from tests.families.making import contacts, make_family, member
from tests.families.pages import ID, NAME, PHONE
from tests.families.test_figures import act

pytestmark = pytest.mark.django_db
PERIOD = {"from": "2022-01-01", "to": "2022-09-30"}


@pytest.fixture
def family(clerk, tree):
    people = [member(NAME, resident_id=ID, phone=PHONE, services=["key_support", "basic_insurance"])]
    return make_family(clerk, tree.village, household_number="HJ-0007", members=people, contacts=contacts())


def drawer(browser, place, code):
    page = browser.get(reverse("reports:figure_drawer", args=[place.code, code]), PERIOD)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    "code", ["special_family_count", "key_support_special_members", "dual_contact_families"]
)
def test_with_the_family_right_a_number_opens_its_families_by_the_end_of_their_number(
    client_for, clerk, tree, family, code
):  # fmt: skip
    page = drawer(client_for(clerk), tree.county, code)
    assert family.get_absolute_url() in page
    assert "特殊家庭 户 ***007" in page
    assert '合计 <span class="number">1</span> = 上方数字' in page
    assert not [plain for plain in ("HJ-0007", NAME, NAME[1:], ID, PHONE) if plain in page]


def test_without_it_the_number_stands_alone(client_for, county_editor, tree, family):
    browser = client_for(county_editor)
    for code in ("special_family_count", "basic_medical_insurance_coverage"):
        page = drawer(browser, tree.county, code)
        assert "明细限经办人查看" in page
        assert str(family.pk) not in page
        assert "***007" not in page


def test_a_few_families_of_a_village_are_fewer_than_five(
    client_for, village_editor, village_clerk, tree, family
):
    page = drawer(client_for(village_editor), tree.village, "special_family_count")
    assert "&lt;5" in page
    assert "1 户" not in page
    assert "1 户" in drawer(client_for(village_clerk), tree.village, "special_family_count")


def test_a_coverage_opens_both_of_its_parts(client_for, clerk, tree, family):
    page = drawer(client_for(clerk), tree.county, "dual_contact_coverage")
    assert "双岗联系人齐全的特殊家庭户数" in page
    assert "计生特殊家庭户数" in page


def test_a_family_that_moved_beyond_the_range_stays_in_the_number_and_is_not_shown(
    client_for, village_clerk, clerk, tree, family
):  # fmt: skip
    act(clerk, move_family, family, entry=StateEntry(date(2022, 7, 1), "move", place=tree.changqi))
    page = drawer(client_for(village_clerk), tree.village, "special_family_count")
    assert "已划出" in page
    assert family.get_absolute_url() not in page
    assert client_for(village_clerk).get(family.get_absolute_url()).status_code == 404
