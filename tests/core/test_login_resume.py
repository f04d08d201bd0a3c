"""A form that was sent after its session had ended: what was typed is carried through the login."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from core.accounts.models import Account
from tests.factories import PASSWORD

TYPED = {"name": "向<梅>", "association": "431281101221", "role": "editor", "note": "第一行\n第二行"}
RIGHT = {"username": "county_administrator", "password": PASSWORD}


@pytest.fixture
def late(county_administrator):
    """The answer to a form whose session had ended."""
    return Client().post("/accounts/new/", TYPED)


def text_of(answer) -> str:
    return answer.content.decode()


def hidden(answer) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text_of(answer))
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_the_late_form_answers_with_a_login_that_carries_what_was_typed(late):
    assert late.status_code == 401
    assert "登录已过期，填的内容还在" in text_of(late)
    carried = hidden(late)
    assert carried["resume_path"] == "/accounts/new/"
    assert dict(json.loads(carried["resume_fields"])) == TYPED


def test_after_the_login_one_button_saves_it(late, tree):
    browser = Client()
    answer = browser.post("/login/", {**RIGHT, **hidden(late)})
    assert "已登录，继续保存" in text_of(answer)
    assert "蒲管，洪江市" in text_of(answer)
    assert 'action="/accounts/new/"' in text_of(answer)
    assert hidden(answer) == TYPED
    assert "请打印纸条" in text_of(browser.post("/accounts/new/", hidden(answer)))
    assert Account.objects.get(name="向<梅>").association == tree.village


def test_a_wrong_password_on_the_way_loses_nothing(late):
    answer = Client().post("/login/", {**RIGHT, "password": "wrong-password-1", **hidden(late)})
    assert answer.status_code == 422
    assert dict(json.loads(hidden(answer)["resume_fields"])) == TYPED


def test_not_even_a_lock_on_the_way_loses_anything(late):
    for _ in range(5):
        answer = Client().post("/login/", {**RIGHT, "password": "wrong-password-1", **hidden(late)})
    assert answer.status_code == 429
    assert dict(json.loads(hidden(answer)["resume_fields"])) == TYPED


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "", "javascript:1"]
)
def test_the_typed_fields_go_to_this_system_only(county_administrator, path):
    carried = {"resume_path": path, "resume_fields": json.dumps([["name", "向梅"]])}
    answer = Client().post("/login/", {**RIGHT, **carried})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "fields", ["", "no json", "{}", "[]", "[" * 100_000, '[["a"],5,["b",["c"]]]', '"text"']
)
def test_fields_that_are_not_ours_do_no_harm(county_administrator, fields):
    answer = Client().post("/login/", {**RIGHT, "resume_path": "/accounts/new/", "resume_fields": fields})
    assert answer.status_code in (200, 302)
    assert "向梅" not in text_of(answer)


def test_passwords_are_not_carried(county_editor):
    secret = {"old_password": "geheim-1", "new_password": "geheim-2", "password_again": "geheim-3"}
    page = text_of(Client().post("/password/", secret))
    assert "geheim" not in page


def test_a_fragment_that_comes_too_late_is_told_so_in_words(county_editor):
    answer = Client().post("/accounts/new/", TYPED, HTTP_HX_REQUEST="true")
    assert (answer.status_code, text_of(answer)) == (401, "登录已过期，请重新登录。")


def test_a_page_that_is_opened_too_late_leads_to_the_login_and_back(db):
    assert Client().get("/accounts/?role=editor")["Location"] == "/login/?next=/accounts/%3Frole%3Deditor"
