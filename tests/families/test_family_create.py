"""Registering a family through its page."""

import pytest

from core.figures.verify import verify
from families.models import Family
from tests.factories import figure
from tests.families.making import END, fresh, make_family, member, resident_id
from tests.families.pages import ADDRESS, ID, NAME, PHONE, register_form, url

pytestmark = pytest.mark.django_db
CREATE = url("family_create")


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


def test_a_family_is_registered_with_members_services_and_contacts(browser, tree, clerk):
    page = browser.post(CREATE, register_form(tree.village), follow=True)
    shown = page.content.decode()
    assert "101221-001" in shown
    assert "覃**" in shown
    assert "向**" in shown
    assert "石镇长" in shown
    assert "还缺" in shown
    assert figure(tree.county, "special_family_count", None, END) == 1
    assert figure(tree.county, "key_support_special_members", None, END) == 1
    assert figure(tree.county, "dual_contact_families", None, END) == 1
    assert verify().differences == []


def test_nothing_of_the_people_stands_on_the_page_but_its_mask(browser, tree):
    shown = browser.post(CREATE, register_form(tree.village), follow=True).content.decode()
    for plain in (NAME, ID, PHONE, ADDRESS):
        assert plain not in shown
    assert "4312**********" in shown
    assert "138****9001" in shown
    assert "黔城镇茶溪村***" in shown


def test_birth_and_sex_come_from_the_resident_id(browser, tree, whole_network):
    browser.post(CREATE, register_form(tree.village))
    first, second = fresh(Family.objects.get()).members.all()
    assert (first.born, first.sex) == ("1965-03-01", "female")
    assert (second.born, second.sex) == ("1966-07", "male")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"members-0-name": ""}, "请填姓名"),
        ({"members-0-name": "覃晚晴、向远山"}, "每人一行"),
        ({"members-0-resident_id": ID[:-1] + ("1" if ID[-1] != "1" else "2")}, "校验码不符"),
        ({"members-0-sex": "male"}, "性别不一致"),
        ({"members-0-born": "1965-04"}, "出生日期不一致"),
        ({"members-1-relation": "head"}, "只能有一位户主"),
        ({"members-1-phone": "1380013"}, "区号"),
        ({"confirmed_on": "2099-01-01"}, "今天之后"),
        ({"family_type": ""}, "请选类型"),
        ({"new-village_cadre-phone": "12"}, "位"),
    ],
)
def test_what_cannot_stand_comes_back_with_a_sentence_and_all_that_was_typed(browser, tree, given, sentence):
    page = browser.post(CREATE, register_form(tree.village, **given))
    assert page.status_code == 422
    shown = page.content.decode()
    assert sentence in shown
    assert ADDRESS in shown
    assert figure(tree.county, "special_family_count", None, END) is None


def test_a_family_lives_in_a_village_and_not_in_a_township(browser, tree):
    page = browser.post(CREATE, register_form(tree.township))
    assert page.status_code == 422
    assert "这一级" in page.content.decode()


def test_the_same_form_sent_twice_registers_one_family(browser, tree, whole_network):
    for _ in range(2):
        assert browser.post(CREATE, register_form(tree.village)).status_code == 302
    assert Family.objects.count() == 1


def test_a_person_is_not_registered_twice(browser, tree, clerk):
    family = make_family(clerk, tree.changqi, members=[member(resident_id=ID)])
    page = browser.post(CREATE, register_form(tree.village))
    assert page.status_code == 422
    assert f"已登记在{family}" in page.content.decode()


def test_a_person_registered_in_another_county_is_said_to_exist_and_no_more(
    browser, tree, neighbour_clerk
):  # fmt: skip
    family = make_family(neighbour_clerk, tree.neighbour_village, members=[member(resident_id=ID)])
    shown = browser.post(CREATE, register_form(tree.village)).content.decode()
    assert "市内已有登记" in shown
    assert family.household_number not in shown
    assert "沅陵" not in shown


def test_a_household_number_is_used_once_in_a_county(
    browser, tree, village_clerk, clerk, neighbour_clerk, client_for
):
    make_family(clerk, tree.changqi, household_number="HJ-7")
    typed = register_form(tree.village, household_number="HJ-7")
    page = client_for(village_clerk).post(CREATE, typed)
    assert page.status_code == 422
    assert "已经使用" in page.content.decode()
    make_family(neighbour_clerk, tree.neighbour_village, household_number="HJ-7")


def test_another_row_is_given_without_losing_what_was_typed(browser, tree, whole_network):
    page = browser.post(CREATE, register_form(tree.village, more="1"))
    shown = page.content.decode()
    assert page.status_code == 200
    assert 'name="members-2-name"' in shown
    assert NAME in shown
    assert "errorlist" not in shown
    assert not Family.objects.exists()
    typed = register_form(tree.village, member_rows="3")
    typed |= {
        "members-2-name": "覃老",
        "members-2-relation": "parent",
        "members-2-resident_id": resident_id(7, "19400101"),
    }
    browser.post(CREATE, typed)
    assert len(fresh(Family.objects.get()).members.all()) == 3
