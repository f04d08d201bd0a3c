"""One account for each of many units, with slips to print."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from core import scope
from core.accounts.models import Account, LoginLink
from core.accounts.services import NewAccount, create_accounts_many
from core.audit.models import AuditEntry
from tests.factories import client_for

CHOICE = {"association": "洪江市", "level": "4", "role": "editor", "style": "initials", "text": ""}


@pytest.fixture
def office(county_administrator) -> Client:
    return client_for(county_administrator)


def text_of(answer) -> str:
    return answer.content.decode()


def filled(answer) -> dict[str, object]:
    """The preview as a browser would send it back."""
    page = text_of(answer)
    names = dict(re.findall(r'name="(username_\d+)" value="([^"]*)"', page))
    ticked = re.findall(r'name="pick" value="(\d+)"[^>]* checked', page)
    return {**CHOICE, "association_code": "431281000000", "pick": ticked, **names}


def test_the_preview_proposes_names_and_leaves_out_units_that_have_an_account(office, tree):
    answer = office.get("/accounts/many/", CHOICE)
    page, form = text_of(answer), filled(answer)
    assert answer.status_code == 200
    assert "其中 1 个已有账号，没有勾选" in page
    assert "已有 1 个" in page
    assert str(tree.village.code) not in form["pick"]
    assert len(form["pick"]) == 4
    assert form[f"username_{tree.xiaojiang.code}"] == "qczxjc01"
    assert "龙岩头社区" not in page


def test_accounts_are_made_for_what_is_ticked_and_their_slips_shown_once(office, tree, whole_network):
    before = Account.objects.count()
    form = filled(office.get("/accounts/many/", CHOICE))
    answer = office.post("/accounts/many/", form)
    tokens = re.findall(r"/link/(\w{24})/", text_of(answer))
    assert answer.status_code == 200
    assert len(set(tokens)) == 4
    assert Account.objects.count() == before + 4
    account = Account.objects.get(username="qczxjc01")
    assert (account.name, account.association, account.role) == ("小江村录入员", tree.xiaojiang, "editor")
    assert LoginLink.objects.filter(batch__created_by__username="county_administrator").count() == 4
    assert AuditEntry.objects.filter(action="create").count() == 4
    assert AuditEntry.objects.filter(action="link_issue").count() == 4
    assert Client().post(f"/link/{tokens[0]}/").status_code == 302


def test_sending_the_preview_twice_makes_no_second_account(office):
    form = filled(office.get("/accounts/many/", CHOICE))
    office.post("/accounts/many/", form)
    number = Account.objects.count()
    again = office.post("/accounts/many/", form)
    assert again.status_code == 422
    assert "已有人用这个登录名" in text_of(again)
    assert Account.objects.count() == number


def test_names_in_conflict_are_marked_in_their_row_and_nothing_is_made(office, tree):
    number = Account.objects.count()
    form = filled(office.get("/accounts/many/", CHOICE))
    form[f"username_{tree.changqi.code}"] = "QCZXJC01"
    answer = office.post("/accounts/many/", form)
    assert answer.status_code == 422
    assert text_of(answer).count("这一批里有两个一样的登录名") == 2
    assert "有登录名要改" in text_of(answer)
    assert Account.objects.count() == number


def test_nothing_ticked_is_said(office):
    form = {**filled(office.get("/accounts/many/", CHOICE)), "pick": []}
    assert "一个单位也没有勾选" in text_of(office.post("/accounts/many/", form))


def test_units_outside_the_choice_are_not_smuggled_in(office, tree):
    form = filled(office.get("/accounts/many/", {**CHOICE, "association": "黔城镇"}))
    form |= {"association": "黔城镇", "association_code": str(tree.township.code)}
    outside = [tree.changqi.code, tree.neighbour_village.code]
    form["pick"] = [*form["pick"], *outside]
    form |= {f"username_{code}": f"smuggled-{code}" for code in outside}
    office.post("/accounts/many/", form)
    assert not Account.objects.filter(username__startswith="smuggled").exists()
    assert Account.objects.filter(username="qczxjc01").exists()


def test_a_neighbouring_county_cannot_be_chosen(office):
    answer = office.get("/accounts/many/", {**CHOICE, "association": "沅陵县"})
    assert answer.status_code == 422
    assert "找不到这个单位" in text_of(answer)


def test_names_may_be_taken_from_the_code_and_narrowed_by_a_word(office, tree):
    answer = office.get("/accounts/many/", {**CHOICE, "style": "code", "text": "社区"})
    form = filled(answer)
    assert form[f"username_{tree.community.code}"] == f"{tree.community.code}-01"
    assert f"username_{tree.xiaojiang.code}" not in form


def test_a_village_has_nothing_below_it(office):
    answer = office.get("/accounts/many/", {**CHOICE, "association": "小江村"})
    assert answer.status_code == 422
    assert "下面没有这样的单位" in text_of(answer)


def test_too_many_units_at_once_are_refused_with_advice(office, monkeypatch):
    monkeypatch.setattr("core.accounts.many_views.MOST", 3)
    answer = office.get("/accounts/many/", CHOICE)
    assert answer.status_code == 422
    assert "一次最多 3 个单位" in text_of(answer)


def test_only_administrators_make_accounts(client_for, county_editor):
    assert client_for(county_editor).get("/accounts/many/").status_code == 403
    assert client_for(county_editor).post("/accounts/many/", CHOICE).status_code == 403


def test_the_preview_asks_the_database_as_often_for_many_units_as_for_few(office, counted):
    with counted() as few:
        office.get("/accounts/many/", {**CHOICE, "association": "安江镇"})
    with counted() as many:
        office.get("/accounts/many/", CHOICE)
    assert len(many) <= len(few) + 1


def test_the_bulk_service_makes_all_or_none(county_administrator, tree):
    wanted = [
        NewAccount("fresh01", tree.village, "editor"),
        NewAccount("city_viewer", tree.village, "editor"),
    ]
    with scope.use(county_administrator.scope), pytest.raises(ValidationError, match="city_viewer"):
        create_accounts_many(actor=county_administrator, wanted=wanted)
    assert not Account.objects.filter(username="fresh01").exists()
