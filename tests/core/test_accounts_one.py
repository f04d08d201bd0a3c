"""Accounts one by one, through the pages of administrators."""

import re

import pytest
from django.test import Client

from core.accounts.models import Account, LoginLink, Role
from core.audit.models import AuditEntry
from tests.factories import PASSWORD, client_for, make_account


@pytest.fixture
def office(county_administrator) -> Client:
    return client_for(county_administrator)


def seat(unit, **changes) -> dict[str, str]:
    """What the form sends: without scripts the unit's code stands in the text box."""
    given = {"name": "向梅", "association": str(unit.code), "role": "editor", **changes}
    return {key: value for key, value in given.items() if value}


def trace(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("pk")


def text_of(answer) -> str:
    return answer.content.decode()


def test_an_administrator_sees_the_accounts_of_the_own_range_only(office):
    page = text_of(office.get("/accounts/"))
    assert "易村" in page
    assert "茶溪村 · 黔城镇 · 洪江市" in page
    assert "宋邻" not in page
    assert "唐理" not in page


@pytest.mark.parametrize("role", ["county_editor", "city_viewer", "auditor", "county_reviewer"])
def test_only_administrators_reach_the_accounts(people, role):
    assert client_for(people[role]).get("/accounts/").status_code == 403


@pytest.mark.parametrize(
    ("chosen", "shown", "hidden"),
    [
        ({"text": "易"}, "易村", "向县"),
        ({"text": "COUNTY_ed"}, "向县", "易村"),
        ({"role": "administrator"}, "蒲管", "向县"),
        ({"association": "黔城镇"}, "易村", "向县"),
        ({"state": "active"}, "易村", "没有这样的账号"),
        ({"state": "disabled"}, "没有这样的账号", "易村"),
        ({"state": "locked"}, "没有这样的账号", "易村"),
        ({"state": "link"}, "没有这样的账号", "易村"),
        ({"state": "no_password"}, "没有这样的账号", "易村"),
        ({"state": "idle"}, "没有这样的账号", "易村"),
    ],
)
def test_the_list_is_narrowed_by_its_filters(office, chosen, shown, hidden):
    table = text_of(office.get("/accounts/", chosen)).split('class="filter"')[1]
    assert shown in table
    assert hidden not in table


def test_a_new_account_gets_a_slip_with_its_link_and_no_password(office, tree, whole_network):
    answer = office.post("/accounts/new/", seat(tree.changqi))
    page = text_of(answer)
    account = Account.objects.get(name="向梅")
    assert answer.status_code == 200
    assert (account.username, account.role, account.association) == ("ajzzqc01", "editor", tree.changqi)
    assert not account.has_usable_password()
    token = re.search(r"/link/(\w{24})/", page)[1]
    assert LoginLink.objects.get().token_hash == LoginLink.hash(token)
    assert "<path d=" in page
    assert "长碛村 · 安江镇 · 洪江市" in page
    created = trace("create")
    assert created.changes["role"] == [None, "editor"]
    assert token not in str(list(AuditEntry.objects.values()))


def test_a_user_name_that_is_taken_or_odd_is_refused_beside_its_box(office, tree):
    taken = office.post("/accounts/new/", seat(tree.village, username="City_Viewer"))
    assert (taken.status_code, Account.objects.filter(name="向梅").count()) == (422, 0)
    assert "已有人用这个登录名" in text_of(taken)
    odd = office.post("/accounts/new/", seat(tree.village, username="向梅"))
    assert "登录名用 3–40 个小写字母" in text_of(odd)
    assert 'value="向梅"' in text_of(odd)


def test_no_account_is_made_outside_the_range_or_above_it(office, tree):
    for unit in (tree.neighbour_village, tree.city):
        answer = office.post("/accounts/new/", seat(unit))
        assert answer.status_code == 422
        assert "找不到这个单位" in text_of(answer)
    assert not Account.objects.filter(name="向梅").exists()


def test_fields_that_are_no_business_of_the_form_are_ignored(office, tree):
    junk = {"is_active": "", "password": "plain", "session_version": "9", "is_superuser": "on"}
    office.post("/accounts/new/", {**seat(tree.village), **junk})
    account = Account.objects.get(name="向梅")
    assert (account.is_active, account.session_version) == (True, 1)
    assert not account.has_usable_password()


def test_a_changed_seat_acts_at_the_next_request_and_stands_in_the_trace(
    office, village_editor, tree, whole_network
):
    clerk = client_for(village_editor)
    assert clerk.get("/password/").status_code == 200
    changes = seat(tree.xiaojiang, name="易村", role="reviewer", family_right="on")
    assert office.post(f"/accounts/{village_editor.pk}/edit/", changes).status_code == 302
    assert clerk.get("/password/").status_code == 302
    entry = trace("update")
    assert entry.changes == {
        "association": ["茶溪村", "小江村"],
        "role": ["editor", "reviewer"],
        "family_right": [False, True],
    }


def test_a_corrected_name_ends_no_session(office, village_editor, tree):
    clerk = client_for(village_editor)
    office.post(f"/accounts/{village_editor.pk}/edit/", seat(tree.village, name="易春"))
    assert "易春" in text_of(clerk.get("/password/"))


def test_a_new_administrator_must_first_set_a_longer_password(office, village_editor, tree):
    office.post(f"/accounts/{village_editor.pk}/edit/", seat(tree.village, role="administrator"))
    clerk = Client()
    clerk.post("/login/", {"username": "village_editor", "password": PASSWORD})
    assert clerk.get("/accounts/")["Location"] == "/password/"


def test_an_account_cannot_be_moved_out_of_the_range(office, village_editor, tree):
    answer = office.post(f"/accounts/{village_editor.pk}/edit/", seat(tree.neighbour_village))
    assert answer.status_code == 422
    village_editor.refresh_from_db()
    assert village_editor.association == tree.village


def test_accounts_elsewhere_do_not_exist_for_a_county(office, neighbour_editor, administrator):
    for account in (neighbour_editor, administrator):
        for page in ("", "edit/", "disable/", "reset/"):
            assert office.get(f"/accounts/{account.pk}/{page}").status_code == 404
        for act in ("edit/", "disable/", "enable/", "unlock/", "reset/"):
            assert office.post(f"/accounts/{account.pk}/{act}", {"name": "x"}).status_code == 404
    missing, elsewhere = office.get("/accounts/999999/"), office.get(f"/accounts/{neighbour_editor.pk}/")
    assert plain(missing) == plain(elsewhere)


def plain(answer) -> str:
    """The page without its address and its security mark."""
    return re.sub(r"/accounts/\d+/|\w{64}", "", text_of(answer))


def test_nobody_changes_the_own_seat_or_stops_the_own_account(office, county_administrator, tree):
    own = f"/accounts/{county_administrator.pk}/"
    page = text_of(office.get(f"{own}edit/"))
    assert 'name="role"' not in page
    office.post(f"{own}edit/", seat(tree.county, name="蒲理", role="auditor", family_right="on"))
    assert "不能停用自己的账号" in text_of(office.post(f"{own}disable/"))
    assert "不能给自己发链接" in text_of(office.post(f"{own}reset/"))
    county_administrator.refresh_from_db()
    assert (county_administrator.name, county_administrator.role) == ("蒲理", Role.ADMINISTRATOR)
    assert county_administrator.is_active
    assert not county_administrator.family_right


def test_a_stopped_account_is_out_at_once_and_comes_back_when_reopened(office, village_editor, whole_network):
    clerk = client_for(village_editor)
    page = f"/accounts/{village_editor.pk}/"
    assert "马上不能登录" in text_of(office.get(f"{page}disable/"))
    assert office.post(f"{page}disable/").status_code == 302
    assert clerk.get("/password/").status_code == 302
    assert "停用" in text_of(office.get(page))
    assert trace("disable").changes == {"is_active": [True, False]}
    office.post(f"{page}enable/")
    assert trace("enable").target_id == str(village_editor.pk)
    again = Client().post("/login/", {"username": "village_editor", "password": PASSWORD})
    assert again.status_code == 302


def test_an_idle_account_comes_back_with_a_new_link_only(office, tree, time_machine, county_administrator):
    time_machine.move_to("2022-01-01 08:00+08:00")
    idle = make_account("idle", tree.village, is_active=False)
    time_machine.move_to("2022-06-01 08:00+08:00")
    page = client_for(county_administrator).post(f"/accounts/{idle.pk}/enable/", follow=True)
    assert "原密码已失效" in text_of(page)
    idle.refresh_from_db()
    assert idle.is_active
    assert not idle.has_usable_password()


def test_an_administrator_unlocks_an_account_before_its_time(office, village_editor, whole_network):
    typed = {"username": "village_editor", "password": "wrong-password"}
    for _ in range(5):
        Client().post("/login/", typed)
    page = f"/accounts/{village_editor.pk}/"
    assert "已锁定" in text_of(office.get(page))
    assert "易村" in text_of(office.get("/accounts/", {"state": "locked"}))
    assert "已解锁" in text_of(office.post(f"{page}unlock/", follow=True))
    assert trace("unlock").actor.username == "county_administrator"
    right = {"username": "village_editor", "password": PASSWORD}
    assert Client().post("/login/", right).status_code == 302


def test_acts_take_a_post_and_the_security_mark(county_administrator, village_editor):
    strict = client_for(county_administrator, enforce_csrf_checks=True)
    for act in ("enable", "unlock"):
        assert strict.get(f"/accounts/{village_editor.pk}/{act}/").status_code == 405
    assert strict.post(f"/accounts/{village_editor.pk}/disable/").status_code == 403
