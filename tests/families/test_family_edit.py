"""Changing a family through its pages; and what happens when two people do so."""

import pytest

from core.audit.models import AuditEntry
from core.figures.verify import verify
from tests.factories import figure
from tests.families.making import END, contacts, fresh, make_family, member
from tests.families.pages import ADDRESS, ID, NAME, PHONE, SPOUSE, unit, url

pytestmark = pytest.mark.django_db
PLAIN = (NAME, SPOUSE, ID, PHONE, ADDRESS)


@pytest.fixture
def family(clerk, tree):
    people = [
        member(NAME, resident_id=ID, phone=PHONE, services=["key_support"]),
        member(SPOUSE, "spouse", sex="male", born="1964-02"),
    ]
    return make_family(clerk, tree.village, members=people, address=ADDRESS, contacts=contacts())


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


def version(family):
    return {"version": fresh(family).version}


def post(browser, page, family, /, *args, **data):
    return browser.post(url(page, family, *args), {**version(family), **data})


def test_the_forms_show_nothing_that_is_encrypted(browser, family):
    first = family_members(family)[0]
    for path in (
        *(url(name, family) for name in ("family_edit", "family_services", "family_contacts", "family_move")),
        url("member_edit", family, first),
        url("member_remove", family, first),
    ):
        page = browser.get(path).content.decode()
        assert not [plain for plain in PLAIN if plain in page], path


def family_members(family):
    return list(fresh(family).members.all())


def test_an_empty_box_keeps_what_is_encrypted_and_a_tick_deletes_it(browser, family):
    data = {"household_number": "HJ-9", "confirmed_on": "2022-02-01", "confirmed_by": "卫健局"}
    assert post(browser, "family_edit", family, **data).status_code == 302
    assert (fresh(family).household_number, str(fresh(family).address)) == ("HJ-9", ADDRESS)
    post(browser, "family_edit", family, **data, clear_address="on")
    assert fresh(family).address == ""
    member_data = {"relation": "head", "sex": "female", "born": "1965-03-01"}
    head = family_members(family)[0]
    post(browser, "member_edit", family, head, **member_data, name="覃晚霞")
    head = family_members(family)[0]
    assert (str(head.name), str(head.resident_id), str(head.phone)) == ("覃晚霞", ID, PHONE)
    post(browser, "member_edit", family, head, **member_data, clear_phone="on")
    assert family_members(family)[0].phone == ""


def test_the_second_of_two_savers_is_told_and_nothing_is_overwritten(browser, family):
    old = version(family)
    data = {"household_number": "HJ-9", "confirmed_on": "2022-02-01", "confirmed_by": "卫健局"}
    browser.post(url("family_edit", family), {**old, **data})
    page = browser.post(url("family_edit", family), {**old, **data, "household_number": "HJ-10"})
    assert page.status_code == 422
    assert "刚被别人修改过" in page.content.decode()
    assert "HJ-10" in page.content.decode()
    assert fresh(family).household_number == "HJ-9"


def test_every_form_about_a_family_checks_its_version(browser, family, tree):
    stale = {"version": 99, "day": "2022-06-01"}
    forms = {
        "family_state": {"status": "exited", "family_type": "death", "reason": "review"},
        "family_move": {**unit(tree.changqi), "confirmed": "1"},
        "family_services": {f"{family_members(family)[0].pk.hex}-green_channel": "on"},
        "family_contacts": {"new-volunteer-name": "贺志愿"},
        "member_create": {
            "record": "5c0f1f6e-0f8e-4b53-9b7b-000000000009",
            "name": "覃小雨",
            "relation": "child",
        },
    }
    for name, data in forms.items():
        page = browser.post(url(name, family), {**data, **stale})
        assert (page.status_code, "刚被别人修改过" in page.content.decode()) == (422, True), name


def test_a_status_is_changed_by_day_and_reason(browser, family, tree):
    data = {"status": "exited", "family_type": "death", "day": "2022-06-01", "reason": "review"}
    page = browser.post(url("family_state", family), {**version(family), **data}, follow=True)
    shown = page.content.decode()
    assert "起退出，从这一天起不计入" in shown
    assert "还缺" not in shown
    assert figure(tree.county, "special_family_count", None, END) == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "请选原因"),
        ({"day": "2021-12-31"}, "不能更早"),
        ({"day": "2099-01-01"}, "今天之后"),
        ({"status": "registered"}, "没有变化"),
    ],
)
def test_a_change_of_state_that_makes_no_sense_is_refused(browser, family, change, sentence):
    data = {"status": "exited", "family_type": "death", "day": "2022-06-01", "reason": "review", **change}
    page = post(browser, "family_state", family, **data)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_mistaken_state_is_taken_back(browser, family, tree):
    post(
        browser,
        "family_state",
        family,
        status="exited",
        family_type="death",
        day="2022-06-01",
        reason="review",
    )
    page = browser.get(url("family_state_undo", family)).content.decode()
    assert "撤去：退出" in page
    assert post(browser, "family_state_undo", family).status_code == 302
    assert figure(tree.county, "special_family_count", None, END) == 1


def test_a_move_shows_its_effect_first_and_then_happens(browser, family, tree):
    data = {**unit(tree.changqi), "day": "2022-06-01"}
    page = post(browser, "family_move", family, **data)
    shown = page.content.decode()
    assert "茶溪村 计生特殊家庭户数 1 → 0 户" in shown
    assert "长碛村 计生特殊家庭户数 0 → 1 户" in shown
    assert figure(tree.village, "special_family_count", None, END) == 1
    assert post(browser, "family_move", family, **data, confirmed="1").status_code == 302
    assert figure(tree.changqi, "special_family_count", None, END) == 1
    assert figure(tree.village, "special_family_count", None, END) == 0
    assert verify().differences == []


def test_a_village_clerk_moves_nobody_out_of_the_village(client_for, village_clerk, family, tree):
    browser = client_for(village_clerk)
    page = post(browser, "family_move", family, **unit(tree.changqi), day="2022-06-01", confirmed="1")
    assert page.status_code == 422
    assert fresh(family).association == tree.village


def test_services_are_ticked_for_each_member_from_a_day_on(browser, family, tree):
    first, second = (row.pk.hex for row in family_members(family))
    data = {f"{first}-basic_insurance": "on", f"{second}-green_channel": "on", "day": "2022-06-01"}
    assert post(browser, "family_services", family, **data).status_code == 302
    assert figure(tree.county, "key_support_special_members", None, END) == 0
    assert figure(tree.county, "green_channel_families", None, END) == 1
    shown = browser.get(family.get_absolute_url()).content.decode()
    assert "2022-06-01 起" in shown


def test_contacts_are_replaced_ended_and_corrected(browser, family, tree):
    rows = {row.role: row.pk.hex for row in fresh(family).contacts.all()}
    leader, cadre = rows["township_leader"], rows["village_cadre"]
    data = {
        f"c-{leader}-name": "石镇长", f"c-{leader}-phone": "0745-2712345",
        f"c-{cadre}-name": "龙新任", f"c-{cadre}-phone": "",
        "new-volunteer-name": "贺志愿", "day": "2022-06-01",
    }  # fmt: skip
    assert post(browser, "family_contacts", family, **data).status_code == 302
    found = {(row.name, row.phone, str(row.since), str(row.until)) for row in fresh(family).contacts.all()}
    assert found == {
        ("石镇长", "0745-2712345", "2022-01-01", "None"),
        ("田支书", "13807450001", "2022-01-01", "2022-06-01"),
        ("龙新任", "", "2022-06-01", "None"),
        ("贺志愿", "", "2022-06-01", "None"),
    }


def test_a_member_is_added_once_and_leaves_by_day(browser, family):
    data = {
        "record": "5c0f1f6e-0f8e-4b53-9b7b-000000000009",
        "name": "覃小雨",
        "relation": "child",
        "sex": "female",
    }
    for _ in range(2):
        assert post(browser, "member_create", family, **data).status_code == 302
    child = family_members(family)[2]
    assert len(family_members(family)) == 3
    assert post(browser, "member_remove", family, child, how="left").status_code == 422
    assert post(browser, "member_remove", family, child, how="left", day="2022-06-01").status_code == 302
    assert str(family_members(family)[2].left_on) == "2022-06-01"


def test_the_last_member_does_not_leave(browser, clerk, tree):
    alone = make_family(clerk, tree.village)
    page = post(browser, "member_remove", alone, family_members(alone)[0], how="left", day="2022-06-01")
    assert page.status_code == 422
    assert "最后一名" in page.content.decode()


def test_the_trace_tells_what_changed_and_holds_nothing_plain(browser, family, whole_network):
    head = family_members(family)[0]
    post(browser, "member_edit", family, head, relation="head", name="覃晚霞", phone="13874529002")
    entries = AuditEntry.objects.filter(target_id=str(family.pk))
    text = "".join(str(vars(entry)) for entry in entries)
    assert "覃** 联系电话" in text
    assert "138****9002" in text
    assert not [plain for plain in (*PLAIN, "覃晚霞", "13874529002") if plain in text]
