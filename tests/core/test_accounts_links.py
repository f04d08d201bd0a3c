"""One-time links on paper: issue, spend, revoke, reprint."""

import re

import pytest
from django.test import Client

from core import scope
from core.accounts.links import issue_links, spend_link
from core.accounts.models import Account, LoginLink, Role
from core.audit.models import AuditEntry
from tests.factories import PASSWORD, client_for, make_account

NEW_PASSWORD = "liuyue-qing-27"
SPENT = "这个链接不能用了"


@pytest.fixture
def office(county_administrator) -> Client:
    return client_for(county_administrator)


@pytest.fixture
def token(office, village_editor) -> str:
    """A fresh link of the village editor, as read from the slip."""
    return token_in(office.post(f"/accounts/{village_editor.pk}/reset/"))


def token_in(answer) -> str:
    return re.search(r"/link/(\w{24})/", text_of(answer))[1]


def text_of(answer) -> str:
    return answer.content.decode()


def set_password(browser: Client, password: str = NEW_PASSWORD):
    return browser.post("/password/", {"new_password": password, "password_again": password})


def test_a_reset_ends_sessions_and_the_old_password_until_the_link_is_used(office, village_editor):
    clerk = client_for(village_editor)
    token = token_in(office.post(f"/accounts/{village_editor.pk}/reset/"))
    assert clerk.get("/password/").status_code == 302
    old = {"username": "village_editor", "password": PASSWORD}
    assert Client().post("/login/", old).status_code == 422
    person = Client()
    assert person.post(f"/link/{token}/")["Location"] == "/password/"
    assert "village_editor" in text_of(person.get("/password/"))
    assert set_password(person)["Location"] == "/"
    assert Client().post("/login/", {**old, "password": NEW_PASSWORD}).status_code == 302


def test_opening_a_link_changes_nothing_and_shows_name_and_unit_only(token):
    for _ in range(3):
        answer = Client().get(f"/link/{token}/")
        page = text_of(answer)
        assert answer.status_code == 200
        assert "易村" in page
        assert "茶溪村 · 黔城镇 · 洪江市" in page
        assert "village_editor" not in page
        assert "sessionid" not in answer.cookies
    assert LoginLink.objects.get().is_open


def test_a_link_works_once(token, whole_network):
    assert Client().post(f"/link/{token}/").status_code == 302
    for again in (Client().post(f"/link/{token}/"), Client().get(f"/link/{token}/")):
        assert again.status_code == 410
        assert SPENT in text_of(again)
    assert AuditEntry.objects.filter(action="link_spend").count() == 1


def test_after_the_button_nothing_is_open_before_the_password_is_set(token):
    person = Client()
    person.post(f"/link/{token}/")
    assert person.get("/accounts/")["Location"] == "/password/"
    weak = set_password(person, "cxc12345678")
    assert weak.status_code == 422
    assert person.get("/accounts/")["Location"] == "/password/"


def test_a_link_ends_after_seven_days(office, village_editor, county_administrator, time_machine):
    time_machine.move_to("2022-06-01 08:00+08:00", tick=False)
    office = client_for(county_administrator)
    token = token_in(office.post(f"/accounts/{village_editor.pk}/reset/"))
    time_machine.move_to("2022-06-08 07:59+08:00", tick=False)
    assert Client().get(f"/link/{token}/").status_code == 200
    time_machine.move_to("2022-06-08 08:00+08:00", tick=False)
    assert Client().get(f"/link/{token}/").status_code == 410
    assert Client().post(f"/link/{token}/").status_code == 410
    page = text_of(client_for(county_administrator).get("/links/"))
    assert "已过期" in page
    assert "7 天前" in page


def test_a_new_link_makes_the_older_one_void(office, token, village_editor):
    newer = token_in(office.post(f"/accounts/{village_editor.pk}/reset/"))
    assert Client().post(f"/link/{token}/").status_code == 410
    assert Client().post(f"/link/{newer}/").status_code == 302


def test_a_made_up_link_gets_the_page_of_a_used_one(token):
    Client().post(f"/link/{token}/")
    used, invented = (Client().get(f"/link/{word}/") for word in (token, "a" * 24))
    assert used.status_code == invented.status_code == 410
    assert plain(used) == plain(invented)


def plain(answer) -> str:
    """The page without its security mark."""
    return re.sub(r"\w{64}", "", text_of(answer))


def test_a_stopped_account_has_no_working_link(office, token, village_editor):
    office.post(f"/accounts/{village_editor.pk}/disable/")
    assert Client().post(f"/link/{token}/").status_code == 410
    refused = office.post(f"/accounts/{village_editor.pk}/reset/")
    assert "先启用再发链接" in text_of(refused)


def test_using_a_link_lets_a_locked_person_in(office, village_editor):
    for _ in range(5):
        Client().post("/login/", {"username": "village_editor", "password": "wrong-password"})
    token = token_in(office.post(f"/accounts/{village_editor.pk}/reset/"))
    person = Client()
    person.post(f"/link/{token}/")
    set_password(person)
    assert (
        Client().post("/login/", {"username": "village_editor", "password": NEW_PASSWORD}).status_code == 302
    )


def test_a_link_gives_the_browser_a_new_session(token, county_editor):
    other = client_for(county_editor)
    before = other.cookies["sessionid"].value
    other.post(f"/link/{token}/")
    assert other.cookies["sessionid"].value != before
    assert "village_editor" in text_of(other.get("/password/"))


def test_only_the_hash_of_a_link_is_kept(token, whole_network):
    assert LoginLink.objects.get().token_hash == LoginLink.hash(token)
    kept = [*LoginLink.objects.values(), *AuditEntry.objects.values()]
    assert token not in str(kept)


def test_unused_links_are_listed_within_the_range_with_their_age(office, token):
    page = text_of(office.get("/links/"))
    assert "易村" in page
    assert "今天" in page
    assert "还有 6 天" in page
    Client().post(f"/link/{token}/")
    assert "没有等着用的链接" in text_of(office.get("/links/"))


def test_a_neighbour_neither_sees_nor_touches_a_link(token, village_editor, tree):
    neighbour = client_for(make_account("neighbour_admin", tree.neighbour, Role.ADMINISTRATOR))
    assert "易村" not in text_of(neighbour.get("/links/"))
    neighbour.post("/links/", {"pick": village_editor.pk, "act": "revoke"})
    assert Client().get(f"/link/{token}/").status_code == 200


def test_a_link_is_made_void_from_the_list(office, token, village_editor, whole_network):
    answer = office.post("/links/", {"pick": village_editor.pk, "act": "revoke"}, follow=True)
    assert "1 个链接已作废" in text_of(answer)
    assert Client().post(f"/link/{token}/").status_code == 410
    assert AuditEntry.objects.filter(action="link_revoke").count() == 1
    assert "要发新链接" in text_of(office.get("/accounts/", {"state": "no_password"}))


def test_a_lost_slip_is_printed_anew_with_another_link(office, token, village_editor):
    slip = office.post("/links/", {"pick": village_editor.pk, "act": "reprint"})
    assert token_in(slip) != token
    assert Client().post(f"/link/{token}/").status_code == 410
    assert Client().post(f"/link/{token_in(slip)}/").status_code == 302


def test_nothing_ticked_changes_nothing(office, token):
    assert "没有勾选账号" in text_of(office.post("/links/", {"act": "reprint", "pick": "x"}, follow=True))
    assert Client().get(f"/link/{token}/").status_code == 200


def test_a_link_takes_the_security_mark(token):
    assert Client(enforce_csrf_checks=True).post(f"/link/{token}/").status_code == 403
    assert LoginLink.objects.get().is_open


def test_a_service_call_gives_the_token_once_and_only_one_of_two_gets_the_account(
    county_administrator, village_editor
):
    with scope.use(county_administrator.scope):
        issued = issue_links(actor=county_administrator, accounts=[village_editor])[0]
    assert isinstance(spend_link(issued.token), Account)
    assert spend_link(issued.token) is None
