"""How long a session lasts, and what ends it."""

import pytest
from django.test import Client

from core.accounts.models import Account, Role
from tests.factories import PASSWORD, client_for, make_account


@pytest.fixture
def clock(time_machine):
    """Moves to a time of 30 June 2022 and stands still there."""

    def to(time: str) -> None:
        time_machine.move_to(f"2022-06-30 {time}+08:00", tick=False)

    to("08:00")
    return to


def is_in(browser: Client) -> bool:
    return browser.get("/password/").status_code == 200


def test_a_clerk_may_pause_for_half_an_hour(clock, county_editor):
    browser = client_for(county_editor)
    assert is_in(browser)
    clock("08:29")
    assert is_in(browser)
    clock("08:58")
    assert is_in(browser)
    clock("09:29")
    assert not is_in(browser)


def test_an_administrator_may_pause_for_a_quarter_of_an_hour(clock, administrator):
    browser = client_for(administrator)
    assert is_in(browser)
    clock("08:14")
    assert is_in(browser)
    clock("08:30")
    assert not is_in(browser)


def test_a_session_ends_after_twelve_hours_of_steady_work(clock, county_editor):
    browser = client_for(county_editor)
    assert is_in(browser)
    for hour in range(8, 20):
        for minute in ("20", "40", "59"):
            clock(f"{hour:02d}:{minute}")
            assert is_in(browser)
    clock("20:01")
    assert not is_in(browser)


def test_after_a_pause_the_login_says_why_and_leads_back(clock, county_editor):
    browser = client_for(county_editor)
    is_in(browser)
    clock("10:00")
    answer = browser.get("/password/")
    assert answer["Location"] == "/login/?next=/password/"
    assert "一段时间没有操作" in browser.get(answer["Location"]).content.decode()
    typed = {"username": "county_editor", "password": PASSWORD, "next": "/password/"}
    assert browser.post("/login/", typed)["Location"] == "/password/"


def test_a_session_that_ended_is_gone_on_the_server_too(clock, county_editor):
    browser = client_for(county_editor)
    is_in(browser)
    old = browser.cookies["sessionid"].value
    clock("10:00")
    is_in(browser)
    clock("08:01")
    replay = Client()
    replay.cookies["sessionid"] = old
    assert not is_in(replay)


def test_a_login_takes_a_new_key_so_that_a_planted_one_is_worthless(county_editor):
    browser = Client()
    session = browser.session
    session["planted"] = "by a stranger"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    browser.post("/login/", {"username": "county_editor", "password": PASSWORD})
    assert browser.cookies["sessionid"].value != session.session_key
    assert "planted" not in browser.session
    stranger = Client()
    stranger.cookies["sessionid"] = session.session_key
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "change", [{"role": Role.VIEWER}, {"family_right": True}, {"is_active": False}, {"session_version": 2}]
)
def test_a_change_of_rights_ends_the_session_at_the_next_request(county_editor, change):
    browser = client_for(county_editor)
    assert is_in(browser)
    Account.objects.filter(pk=county_editor.pk).update(**change)
    assert not is_in(browser)


def test_a_move_to_another_unit_ends_the_session_at_the_next_request(county_editor, tree):
    browser = client_for(county_editor)
    assert is_in(browser)
    Account.objects.filter(pk=county_editor.pk).update(association=tree.village)
    assert not is_in(browser)


def test_pages_are_kept_in_no_cache(county_editor):
    for browser, page in ((client_for(county_editor), "/password/"), (Client(), "/login/")):
        assert browser.get(page)["Cache-Control"] == "no-store, private"


def test_the_cookies_of_a_session_are_out_of_reach_for_scripts(county_editor):
    browser = Client()
    browser.get("/login/")
    browser.post("/login/", {"username": "county_editor", "password": PASSWORD})
    for name in ("sessionid", "csrftoken"):
        assert browser.cookies[name]["httponly"]
        assert browser.cookies[name]["samesite"] == "Lax"


def test_who_must_change_the_password_gets_nowhere_else(tree):
    browser = client_for(make_account("fresh", tree.county, Role.ADMINISTRATOR, must_change_password=True))
    assert browser.get("/accounts/")["Location"] == "/password/"
    assert browser.post("/accounts/new/", {})["Location"] == "/password/"
    assert is_in(browser)
