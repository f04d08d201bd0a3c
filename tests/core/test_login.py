"""Logging in and out through the pages."""

import pytest
from axes.models import AccessAttempt
from django.db import OperationalError
from django.test import Client

from core.accounts.models import Account
from core.audit.models import AuditEntry
from tests.factories import PASSWORD

WRONG = "登录名或密码不对"
LOCKED = "登录失败次数过多"


@pytest.fixture
def browser(db) -> Client:
    return Client()


def attempt(browser: Client, username: str, password: str = PASSWORD, **more: str):
    return browser.post("/login/", {"username": username, "password": password, **more})


def trace(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_a_clerk_logs_in_and_the_login_stands_in_the_trace(browser, county_editor, whole_network):
    answer = attempt(browser, "county_editor")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    entry = trace("login")[-1]
    assert (entry.actor, entry.association, entry.address) == (
        county_editor,
        county_editor.association,
        "127.0.0.1",
    )
    assert len(entry.request_id) == 32


def test_the_login_name_may_be_typed_large_full_width_or_with_blanks(browser, county_editor):
    assert attempt(browser, " \uff23ounty_EDITOR ").status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(browser, county_editor):
    known = attempt(browser, "county_editor", "wrong-password-1")
    unknown = attempt(browser, "nobody_here", "wrong-password-1")
    assert known.status_code == unknown.status_code == 422
    assert WRONG in known.content.decode()
    assert masked(known) == masked(unknown)


def masked(answer) -> str:
    page = answer.content.decode()
    token = answer.context["csrf_token"]
    for word in (str(token), "county_editor", "nobody_here"):
        page = page.replace(word, "")
    return page


def test_a_stopped_account_gets_the_same_answer_too(browser, county_editor):
    Account.objects.filter(pk=county_editor.pk).update(is_active=False)
    answer = attempt(browser, "county_editor")
    assert answer.status_code == 422
    assert WRONG in answer.content.decode()


def test_failures_are_traced_without_the_typed_password(browser, county_editor, tree, whole_network):
    attempt(browser, "county_editor", "my-secret-typing")
    attempt(browser, "x" * 30, "my-secret-typing")
    known, unknown = trace("login_failed")[-2:]
    assert (known.association, known.actor, known.target_id) == (tree.county, None, str(county_editor.pk))
    assert (unknown.association, unknown.actor, unknown.target_id) == (tree.city, None, "")
    kept = [f"{row.summary}{row.reason}{row.changes}" for row in (known, unknown)]
    kept += [row.post_data for row in AccessAttempt.objects.all()]
    assert not any("my-secret-typing" in text for text in kept)


def test_after_five_failures_the_right_password_is_refused_too(browser, county_editor, whole_network):
    for _ in range(4):
        assert attempt(browser, "county_editor", "wrong-password-1").status_code == 422
    fifth = attempt(browser, "county_editor", "wrong-password-1")
    assert fifth.status_code == 429
    assert LOCKED in fifth.content.decode()
    sixth = attempt(browser, "county_editor")
    assert sixth.status_code == 429
    assert "30 分钟后再试，或请上级管理员解锁" in sixth.content.decode()
    assert len(trace("lockout")) == 1
    assert browser.get("/accounts/").status_code == 302


def test_an_unknown_name_is_shut_in_the_same_way(browser, whole_network):
    answers = [attempt(browser, "nobody_here", "wrong-password-1").status_code for _ in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]


def test_a_lock_holds_on_another_computer_and_a_forged_address_changes_nothing(browser, county_editor):
    for number in range(5):
        headers = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}", "HTTP_USER_AGENT": f"browser {number}"}
        browser.post("/login/", {"username": "county_editor", "password": "wrong-password-1"}, **headers)
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert attempt(elsewhere, "county_editor").status_code == 429


def test_a_lock_ends_after_thirty_minutes_and_trying_on_does_not_prolong_it(
    browser, county_editor, time_machine
):
    time_machine.move_to("2022-06-30 08:00+08:00", tick=False)
    for _ in range(5):
        attempt(browser, "county_editor", "wrong-password-1")
    time_machine.move_to("2022-06-30 08:29+08:00", tick=False)
    assert attempt(browser, "county_editor").status_code == 429
    time_machine.move_to("2022-06-30 08:31+08:00", tick=False)
    assert attempt(browser, "county_editor").status_code == 302


def test_a_good_login_forgets_earlier_failures(browser, county_editor):
    for _ in range(4):
        attempt(browser, "county_editor", "wrong-password-1")
    assert attempt(browser, "county_editor").status_code == 302
    for _ in range(4):
        assert attempt(Client(), "county_editor", "wrong-password-1").status_code == 422


def test_an_account_unused_for_ninety_days_is_stopped_and_told_so_to_its_owner(
    browser, county_editor, time_machine, whole_network
):
    time_machine.move_to("2022-01-01 08:00+08:00")
    assert attempt(browser, "county_editor").status_code == 302
    time_machine.move_to("2022-04-02 08:00+08:00")
    assert "90 天没有登录" in attempt(Client(), "county_editor").content.decode()
    county_editor.refresh_from_db()
    assert not county_editor.is_active
    assert trace("disable")[-1].reason == "90 天没有登录"


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/accounts/?role=editor", "/accounts/?role=editor"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_login_leads_on_to_addresses_of_this_system_only(browser, county_editor, address, goes_to):
    assert attempt(browser, "county_editor", next=address)["Location"] == goes_to


def test_who_is_logged_in_already_is_led_on(client_for, county_editor):
    browser = client_for(county_editor)
    assert browser.get("/login/", {"next": "/password/"})["Location"] == "/password/"
    assert browser.get("/login/", {"next": "//evil.example"})["Location"] == "/"


def test_over_long_and_broken_input_is_refused_kindly(browser):
    assert attempt(browser, "x" * 41).status_code == 422
    assert attempt(browser, "county_editor", "x" * 129).status_code == 422
    assert attempt(browser, "a\x00b").status_code == 422
    assert attempt(browser, "").status_code == 422


def test_a_login_without_the_security_mark_is_refused(county_editor):
    assert attempt(Client(enforce_csrf_checks=True), "county_editor").status_code == 403


def test_logging_out_takes_a_post_ends_the_session_and_is_traced(client_for, county_editor, whole_network):
    browser = client_for(county_editor)
    old = browser.cookies["sessionid"].value
    assert browser.get("/logout/").status_code == 405
    assert browser.get("/password/").status_code == 200
    assert browser.post("/logout/")["Location"] == "/login/"
    assert trace("logout")[-1].actor == county_editor
    replay = Client()
    replay.cookies["sessionid"] = old
    assert replay.get("/password/").status_code == 302


def test_the_health_page_answers_without_a_login(browser):
    answer = browser.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_health_page_tells_when_the_database_is_gone(browser, monkeypatch):
    monkeypatch.setattr("core.accounts.doors.connection", GoneDatabase())
    assert browser.get("/health/").status_code == 503


class GoneDatabase:
    def cursor(self):
        raise OperationalError
