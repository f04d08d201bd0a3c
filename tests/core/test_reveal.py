"""Showing one protected value: who may, why, how often, and what stands in the trace before it leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from core import scope
from core.accounts.models import Role
from core.audit.models import AuditEntry, Reading
from core.audit.services import record
from families.models import FamilyMember
from tests.factories import client_for, make_account
from tests.families.making import make_family, member, resident_id

NUMBER, PHONE = resident_id(901), "13874501234"
WHY = {"purpose": "visit", "detail": "入户走访前核对身份"}


@pytest.fixture
def clerk(tree):
    return make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def person(clerk, tree) -> FamilyMember:
    family = make_family(clerk, tree.village, members=[member("覃晚晴", resident_id=NUMBER, phone=PHONE)])
    with scope.everything():
        return family.members.get()


def path(row, field="resident_id") -> str:
    return f"/reveal/families.familymember/{row.pk}/{field}/"


def reveals() -> list[AuditEntry]:
    with scope.everything():
        return list(AuditEntry.objects.filter(action="reveal"))


def test_the_button_asks_why_and_shows_nothing_yet(clerk, person):
    answer = client_for(clerk).post(path(person))
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("身份证号", "4312**********", "将留痕", "走访慰问", "说明"):
        assert words in text
    assert NUMBER not in text
    assert reveals() == []


def test_with_a_reason_the_value_is_shown_and_stands_in_both_logs(clerk, person):
    answer = client_for(clerk).post(path(person), WHY, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert NUMBER in text
    assert "秒后自动隐藏" in text
    assert "<html" not in text
    assert answer["Cache-Control"] == "no-store, private"
    (entry,) = reveals()
    assert (entry.actor, entry.code, entry.target_id) == (clerk, person.code, str(person.pk))
    assert entry.summary == f"身份证号 {NUMBER[:4]}**********{NUMBER[-4:]}"
    assert entry.reason == "走访慰问：入户走访前核对身份"
    assert NUMBER not in repr(entry.__dict__)
    with scope.everything():
        look = Reading.objects.get(what="reveal")
    assert (look.actor, look.kind, look.keys) == (clerk, "families.family", [person.family_id])


def test_without_scripts_a_small_page_shows_it_and_leads_back_by_itself(clerk, person):
    answer = client_for(clerk).post(path(person), {**WHY, "next": "/families/"})
    text = answer.content.decode()
    assert NUMBER in text
    assert "<html" in text
    assert answer["Refresh"] == "30; url=/families/"
    evil = client_for(clerk).post(path(person), {**WHY, "next": "https://evil.example/"})
    assert evil["Refresh"] == "30; url=/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"purpose": ""}, "这个字段是必填项"),
        ({"purpose": "curious"}, "选择一个有效的选项"),
        ({"detail": ""}, "这个字段是必填项"),
        ({"detail": "核对一下"}, "至少 6 个字"),
        ({"detail": "。。。。。。。。"}, "请写清楚用来做什么"),
        ({"detail": "给 13874501234 打电话"}, "不要写证件号、电话号码"),
    ],
)
def test_a_reason_that_says_nothing_is_refused(clerk, person, change, said):
    answer = client_for(clerk).post(path(person), {**WHY, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert reveals() == []


def test_it_is_no_page_to_open(clerk, person):
    assert client_for(clerk).get(path(person)).status_code == 405


def test_without_the_family_right_nobody_may_ask(person, tree, county_editor):
    answer = client_for(county_editor).post(path(person), WHY)
    assert answer.status_code == 403
    assert NUMBER not in answer.content.decode()
    assert reveals() == []


def test_outside_the_own_range_there_is_nothing_to_ask_for(person, tree):
    neighbour = make_account("registry_neighbour", tree.neighbour, Role.EDITOR, family_right=True)
    assert client_for(neighbour).post(path(person), WHY).status_code == 404
    assert reveals() == []


@pytest.mark.parametrize(
    "other", ["/reveal/families.familymember/{}/relation/", "/reveal/core.account/{}/name/"]
)
def test_only_declared_fields_can_be_asked_for(clerk, person, other):
    assert client_for(clerk).post(other.format(person.pk), WHY).status_code == 404


def test_what_is_empty_is_not_shown_and_leaves_no_trace(clerk, tree):
    family = make_family(clerk, tree.village, members=[member("覃晚晴")])
    with scope.everything():
        row = family.members.get()
    answer = client_for(clerk).post(path(row, "phone"), WHY)
    assert (answer.status_code, reveals()) == (422, [])
    assert "联系电话没有填" in answer.content.decode()


def test_the_21st_in_an_hour_is_refused_and_after_the_hour_it_goes_on(clerk, person):
    browser = client_for(clerk)
    for _ in range(20):
        assert browser.post(path(person), WHY).status_code == 200
    answer = browser.post(path(person), WHY)
    assert answer.status_code == 429
    assert NUMBER not in answer.content.decode()
    assert "一小时内最多显示 20 项" in answer.content.decode()
    assert len(reveals()) == 20
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=True):
        assert client_for(clerk).post(path(person), WHY).status_code == 200


def test_one_person_s_reveals_are_not_another_s(clerk, person, tree):
    for _ in range(20):
        client_for(clerk).post(path(person), WHY)
    colleague = make_account("registry_second", tree.county, Role.EDITOR, family_right=True)
    assert client_for(colleague).post(path(person), WHY).status_code == 200


@pytest.mark.parametrize("table", ["core_auditentry", "core_reading"])
def test_where_the_trace_cannot_be_written_no_value_leaves(clerk, person, table):
    def full(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    browser = client_for(clerk)
    with connection.execute_wrapper(full):
        answer = browser.post(path(person), WHY)
    assert answer.status_code == 503
    assert "没有显示" in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert reveals() == []


def test_an_auditor_finds_the_reveal_with_its_reason(clerk, person, auditor):
    client_for(clerk).post(path(person), WHY)
    text = client_for(auditor).get("/audit/?action=reveal").content.decode()
    for words in ("石登记", "显示", "家庭成员", "身份证号 4312**"):
        assert words in text
    assert NUMBER not in text


def test_the_auditor_s_home_lists_who_looked_at_what(clerk, person, auditor):
    client_for(clerk).post(path(person), WHY)
    text = client_for(auditor).get("/").content.decode()
    for words in ("近 7 天显示个人资料 1 次", "身份证号 4312**********", "石登记"):
        assert words in text
    assert "显示个人资料" not in client_for(clerk).get("/").content.decode()


def test_the_trace_refuses_a_value_that_nobody_masked(clerk, person):
    with scope.use(clerk.scope), scope.transaction():
        for given in ({"changes": {"姓名": [None, person.name]}}, {"summary": person.name}):
            with pytest.raises(TypeError, match="masked"):
                record(clerk, "update", person, **given)
