"""Somebody leaves a post: successors by village, families left behind, terms that must not overlap."""

import pytest

from families.entries import ContactEntry
from tests.factories import figure
from tests.families.making import END, contacts, fresh, make_family
from tests.families.pages import url

APPOINT = url("contact_appoint")


@pytest.fixture
def families(clerk, tree):
    """Two villages of two townships with the same cadre."""
    return [make_family(clerk, place, contacts=contacts()) for place in (tree.village, tree.changqi)]


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


def holder_of(family, role="village_cadre"):
    return next(row for row in fresh(family).contacts.all() if row.role == role and row.until is None)


def leave(browser, family, **given):
    data = {"day": "2022-08-01", **given} if given else {"nobody": "on", "day": "2022-08-01"}
    return browser.post(url("contact_hand_over", holder_of(family)), data, follow=True)


def test_each_village_may_get_another_successor(browser, families, tree):
    typed = {
        "name": "龙新任",
        f"name_{tree.changqi.code}": "米接手",
        f"phone_{tree.changqi.code}": "13807450003",
    }
    leave(browser, families[0], **typed)
    assert [holder_of(family).name for family in families] == ["龙新任", "米接手"]
    assert holder_of(families[1]).phone == "13807450003"
    assert figure(tree.county, "dual_contact_families", None, END) == 2


def test_without_a_successor_the_families_appear_at_once_and_get_one_by_village(browser, families, tree):
    page = leave(browser, families[0]).content.decode()
    assert "2 户在册家庭现在没有人担任" in page
    assert "田支书，至 2022-08-01" in page
    assert figure(tree.county, "dual_contact_families", None, END) == 0
    data = {"role": "village_cadre", f"name_{tree.village.code}": "龙新任", "day": "2022-09-01"}
    page = browser.post(f"{APPOINT}?role=village_cadre", data, follow=True).content.decode()
    assert "已给 1 户安排村干部" in page
    assert "1 户在册家庭现在没有人担任" in page
    assert figure(tree.county, "dual_contact_families", None, END) == 1


def test_an_empty_box_alone_leaves_nobody_behind(browser, families):
    page = leave(browser, families[0], name="")
    assert page.status_code == 422
    assert "请勾选下面一项" in page.content.decode()
    assert holder_of(families[0]).name == "田支书"


def test_one_name_serves_a_whole_township(browser, clerk, families, tree):
    make_family(clerk, tree.xiaojiang, contacts=contacts())
    leave(browser, families[0])
    data = {"role": "village_cadre", f"name_{tree.township.code}": "龙新任", "day": "2022-08-01"}
    browser.post(f"{APPOINT}?role=village_cadre", data)
    assert figure(tree.township, "dual_contact_families", None, END) == 2
    assert figure(tree.county, "dual_contact_families", None, END) == 2


def test_a_term_that_overlaps_is_refused_and_nothing_is_lost(browser, families, tree):
    leave(browser, families[0])
    data = {"role": "village_cadre", f"name_{tree.village.code}": "龙新任", "day": "2022-07-01"}
    page = browser.post(f"{APPOINT}?role=village_cadre", data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "2022-01-01 至 2022-08-01是田支书，任期重叠" in text
    assert 'value="龙新任"' in text
    assert figure(tree.county, "dual_contact_families", None, END) == 0


def test_a_successor_cannot_begin_before_the_holder_did(browser, families):
    data = {f"c-{holder_of(families[0]).pk.hex}-name": "龙新任", "day": "2021-12-01"}
    data["version"] = fresh(families[0]).version
    page = browser.post(url("family_contacts", families[0]), data)
    assert page.status_code == 422
    assert "2022-01-01 才开始" in page.content.decode()
    assert holder_of(families[0]).name == "田支书"


def test_a_village_clerk_sees_only_the_own_village(client_for, village_clerk, clerk, families, tree):
    alone = [ContactEntry("volunteer", "贺志愿", END)]
    for place in (tree.village, tree.changqi):
        make_family(clerk, place, contacts=alone, household_number=f"W-{place.code}")
    page = client_for(village_clerk).get(f"{APPOINT}?role=township_leader").content.decode()
    assert f"W-{tree.village.code}" in page
    assert f"W-{tree.changqi.code}" not in page


def test_a_name_is_needed_where_a_telephone_is_typed(browser, families, tree):
    leave(browser, families[0])
    data = {"role": "village_cadre", f"phone_{tree.village.code}": "13807450003", "day": "2022-09-01"}
    page = browser.post(f"{APPOINT}?role=village_cadre", data)
    assert page.status_code == 422
    assert "填了电话，请填姓名" in page.content.decode()
