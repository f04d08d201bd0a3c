"""慰问到户 through the entry form: the families to tick, what is refused, editing, who sees what."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from activities.models import Activity
from core import scope
from core.accounts.models import Role
from core.audit.models import Reading
from families.models import Visit
from projects.models import Payment
from tests.activities.entries import NEW, all_activities, form, text_of
from tests.factories import client_for as login, figure, make_account
from tests.families.making import make_family, member

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
LINES = ("condolence_persons", "condolence_payment_amount", "special_family_visit_count")


@pytest.fixture
def clerk(tree):
    return make_account("condolence_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def homes(clerk, tree):
    couple = [member(), member("向远山", "spouse")]
    return [
        make_family(clerk, tree.village, members=people, household_number=f"慰{at}")
        for at, people in enumerate((couple, [member("石晓芸")]))
    ]


@pytest.fixture
def browser(clerk):
    return login(clerk)


def sent(place, ticked=(), **more):
    given = form(place, "condolence", "2022-06-01")
    return {**given, "ticks_for": str(place.code), "ticked": [str(one.pk) for one in ticked], **more}


def counted(place):
    return tuple(int(figure(place, code, FIRST, LAST) or 0) for code in LINES)


def fields(place, ticks_for=""):
    query = {"association": place.path(), "association_code": place.code, "days": "2022-06-01"}
    return {**query, "kind": "condolence", "ticks_for": ticks_for, "record": str(uuid4())}


def test_the_form_offers_the_families_of_the_unit_masked_and_writes_it_down(browser, clerk, homes, tree):
    page = text_of(browser.get("/activities/figures/", fields(tree.village)))
    assert str(homes[0].pk) in page
    assert "覃**" in page
    assert "覃晚晴" not in page
    with scope.everything():
        assert set(Reading.objects.get(actor=clerk).keys) == {home.pk for home in homes}
    same = text_of(browser.get("/activities/figures/", fields(tree.village, str(tree.village.code))))
    assert str(homes[0].pk) not in same
    assert str(homes[0].pk) not in text_of(browser.get("/activities/figures/", fields(tree.minzhu)))


def test_one_amount_for_all_and_another_for_one(browser, homes, tree):
    own = {f"amount_{homes[1].pk.hex}": "500"}
    answer = browser.post(NEW, sent(tree.village, homes, each="200", goods="大米 1 袋", **own))
    assert answer.status_code == 302
    assert counted(tree.county) == (3, 700, 2)
    page = text_of(browser.get(all_activities()[0].get_absolute_url()))
    assert "慰问到户 2 户，700.00 元" in page
    assert "大米 1 袋" in page
    edit = text_of(browser.get(f"/activities/{all_activities()[0].pk}/edit/"))
    assert edit.count(" checked") >= 2
    assert 'value="500"' in edit


def test_all_are_ticked_at_once(browser, homes, tree):
    assert browser.post(NEW, sent(tree.village, tick_all="1")).status_code == 302
    assert counted(tree.village) == (3, 0, 2)


def test_editing_and_undoing_follow_through(browser, homes, tree):
    browser.post(NEW, sent(tree.village, homes, each="200"))
    activity = all_activities()[0]
    change = sent(tree.village, homes[:1], each="200", version=str(activity.version))
    assert browser.post(f"/activities/{activity.pk}/edit/", change).status_code == 302
    assert counted(tree.county) == (2, 200, 1)
    browser.post(f"/activities/{activity.pk}/edit/undo/")
    assert counted(tree.county) == (3, 400, 2)
    browser.post(f"/activities/{activity.pk}/undo/")
    assert counted(tree.county) == (0, 0, 0)
    browser.post(f"/activities/{activity.pk}/restore/")
    assert counted(tree.county) == (3, 400, 2)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"figure_condolence_persons": "30"}, "勾选的 2 户共 3 人"),
        ({"each": "许多"}, "的金额"),
        ({"each": "-5"}, "不能为负数"),
    ],
)
def test_what_cannot_be_is_refused_and_the_ticks_come_back(browser, homes, tree, more, words):
    answer = browser.post(NEW, sent(tree.village, homes, **more))
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert page.count('name="ticked"') == 2
    assert page.count(" checked") >= 2
    assert not all_activities()


def test_without_ticks_counts_and_money_are_typed(client_for, county_editor, homes, tree):
    client = client_for(county_editor)
    page = text_of(client.get("/activities/figures/", fields(tree.village)))
    assert "慰问金合计" in page
    assert str(homes[0].pk) not in page
    plain = form(tree.village, "condolence", "2022-06-01", condolence_persons="12")
    assert client.post(NEW, {**plain, "money": "3000"}).status_code == 302
    assert counted(tree.county) == (12, 3000, 0)
    activity = all_activities()[0]
    edit = text_of(client.get(f"/activities/{activity.pk}/edit/"))
    assert 'value="3000"' in edit
    assert "慰问金合计 3,000.00 元" in text_of(client.get(activity.get_absolute_url()))


def test_who_has_no_family_right_sees_counts_and_changes_nothing(
    browser, client_for, county_editor, homes, tree
):
    browser.post(NEW, sent(tree.village, homes, each="200"))
    activity = all_activities()[0]
    client = client_for(county_editor)
    page = text_of(client.get(activity.get_absolute_url()))
    assert "只有有特殊家庭权限的账号能改" in page
    assert "慰0" not in page
    assert f"/activities/{activity.pk}/edit/" not in page
    assert client.get(f"/activities/{activity.pk}/edit/").status_code == 403
    client.post(f"/activities/{activity.pk}/undo/")
    assert counted(tree.county) == (3, 400, 2)


def test_ticks_of_somebody_without_the_right_are_not_taken(client_for, county_editor, homes, tree):
    plain = form(tree.village, "condolence", "2022-06-01", condolence_persons="12")
    ticked = {"ticks_for": str(tree.village.code), "ticked": [str(home.pk) for home in homes]}
    client_for(county_editor).post(NEW, {**plain, **ticked})
    with scope.everything():
        assert not Visit.objects.exists()
        assert not Payment.objects.exists()
        assert [row.households for row in Activity.objects.all()] == [0]


def test_the_number_of_yuan_opens_the_events_that_paid_it(client_for, county_editor, browser, homes, tree):
    browser.post(NEW, sent(tree.village, homes, each="200"))
    query = "from=2022-06-01&to=2022-06-30"
    path = (
        f"{reverse('reports:figure_drawer', args=[tree.village.code, 'condolence_payment_amount'])}?{query}"
    )
    page = text_of(client_for(county_editor).get(path))
    assert "慰问金（到户）" in page
    assert all_activities()[0].get_absolute_url() in page
    assert "慰0" not in page


def test_two_who_save_at_once_compare_and_no_tick_is_lost(browser, homes, tree):
    browser.post(NEW, sent(tree.village, homes[:1], each="200"))
    activity = all_activities()[0]
    path, version = f"/activities/{activity.pk}/edit/", str(activity.version)
    browser.post(path, sent(tree.village, homes[:1], each="200", version=version, title="先保存的"))
    answer = browser.post(path, sent(tree.village, homes, each="250", version=version, title="后保存的"))
    assert answer.status_code == 409
    page = text_of(answer)
    assert page.count('name="ticked"') == 2
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    again = {name: [value for one, value in hidden if one == name] for name, _ in hidden}
    again |= {"version": [str(activity.version + 1)], "take_title": ["mine"]}
    assert browser.post(path, again).status_code == 302
    assert counted(tree.county) == (3, 500, 2)
