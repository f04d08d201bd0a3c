"""The trace as auditors see it: filters, detail, export, and that nobody can change it."""

import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from core import scope
from core.accounts.models import Account, Role
from core.audit.models import AuditEntry
from core.audit.services import record
from tests.factories import client_for, make_account


@pytest.fixture
def desk(auditor) -> Client:
    return client_for(auditor)


@pytest.fixture
def note(people, tree):
    """Write an entry as a service would."""

    def note(username: str = "village_editor", action: str = "update", unit=None, **details) -> AuditEntry:
        actor = people[username]
        with scope.everything():
            return record(
                actor, action, people["village_editor"], association=unit or tree.village, **details
            )

    return note


def text_of(answer) -> str:
    return answer.content.decode()


def table_of(answer) -> str:
    found = re.search(r"<tbody>.*</tbody>", text_of(answer), re.S)
    return found[0] if found else ""


def cells(content: bytes) -> list[list[object]]:
    return [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]


def test_an_auditor_reads_who_changed_what_in_words(desk, note):
    note(
        summary="易村（village_editor）",
        changes={"role": ["editor", "reviewer"], "family_right": [False, True]},
    )
    row = table_of(desk.get("/audit/"))
    for words in (
        "易村",
        "修改",
        "账号",
        "角色：录入 → 审核",
        "特殊家庭权限：否 → 是",
        "茶溪村 · 黔城镇 · 洪江市",
    ):
        assert words in row


@pytest.mark.parametrize("role", ["county_editor", "city_viewer", "administrator", "county_reviewer"])
def test_only_auditors_read_the_trace(people, role, note):
    entry = note()
    browser = client_for(people[role])
    for page in ("/audit/", f"/audit/{entry.pk}/"):
        assert browser.get(page).status_code == 403
    assert browser.post("/audit/export/").status_code == 403


def test_a_county_auditor_sees_the_own_county_only(note, tree):
    inside = note(summary="在本县")
    outside = note("neighbour_editor", unit=tree.neighbour, summary="在邻县")
    browser = client_for(make_account("county_auditor", tree.county, Role.AUDITOR))
    row = table_of(browser.get("/audit/"))
    assert "在本县" in row
    assert "在邻县" not in row
    assert browser.get(f"/audit/{inside.pk}/").status_code == 200
    assert browser.get(f"/audit/{outside.pk}/").status_code == 404
    assert "在邻县" not in str(cells(browser.post("/audit/export/").content))


@pytest.mark.parametrize(
    "chosen",
    [
        {"person": "向县"},
        {"person": "county_ed"},
        {"action": "delete"},
        {"association": "洪江市", "action": "delete"},
        {"text": "要找的"},
        {"text": "误录"},
        {"kind": "core.account", "action": "delete"},
    ],
)
def test_the_trace_is_narrowed_by_its_filters(desk, note, tree, chosen):
    note("county_editor", "delete", tree.county, summary="要找的一条", reason="误录")
    note("neighbour_editor", "create", tree.neighbour, summary="别的一条")
    row = table_of(desk.get("/audit/", chosen))
    assert "要找的一条" in row
    assert "别的一条" not in row


def test_a_place_stands_for_all_below_it(desk, note, tree):
    note(summary="村里的一条")
    note("neighbour_editor", unit=tree.neighbour_village, summary="邻县村里的一条")
    row = table_of(desk.get("/audit/", {"association": "洪江市"}))
    assert "村里的一条" in row
    assert "邻县村里的一条" not in row


def test_the_last_thirty_days_are_shown_until_another_period_is_asked_for(auditor, note, time_machine):
    time_machine.move_to("2022-05-29 23:59+08:00", tick=False)
    note(summary="五月的一条")
    time_machine.move_to("2022-06-30 09:00+08:00", tick=False)
    note(summary="六月的一条")
    desk = client_for(auditor)
    usual = text_of(desk.get("/audit/"))
    assert "2022-06-01 至 2022-06-30" in usual
    assert "六月的一条" in usual
    assert "五月的一条" not in usual
    may = table_of(desk.get("/audit/", {"since": "5.1", "until": "5.29"}))
    assert "五月的一条" in may
    assert "六月的一条" not in may


def test_a_period_that_makes_no_sense_is_said_so(desk):
    page = text_of(desk.get("/audit/", {"since": "2022-06-30", "until": "2022-06-01"}))
    assert "结束日期早于开始日期" in page


def test_the_detail_shows_all_that_is_kept(desk, note):
    entry = note(summary="改了姓名", reason="本人要求", changes={"name": ["易村", "易春"]})
    page = text_of(desk.get(f"/audit/{entry.pk}/"))
    for words in ("改了姓名", "本人要求", "village_editor", "姓名", "易春", "原来", "改为"):
        assert words in page


def test_an_export_holds_the_filtered_entries_and_stands_in_the_trace_itself(
    desk, auditor, note, whole_network
):
    note(summary="=cmd|'/C calc'!A0", changes={"name": ["易村", "+1+1"]})
    note(action="delete", summary="另一种")
    answer = desk.post("/audit/export/?action=update")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = cells(answer.content)
    assert rows[0][0].startswith("审计记录")
    assert rows[1][:4] == ["时间", "谁", "登录名", "操作"]
    assert rows[2][5] == "=cmd|'/C calc'!A0"
    assert rows[2][6] == "姓名：易村 → +1+1"
    assert "另一种" not in str(rows)
    assert "怀化市 滕察" in rows[-1][0]
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor, entry.summary) == (auditor, "审计记录 1 条")


def test_an_export_takes_a_post_and_reading_writes_nothing(desk, note, whole_network):
    entry = note()
    number = AuditEntry.objects.count()
    assert desk.get("/audit/export/").status_code == 405
    for page in ("/audit/", "/audit/?text=x", f"/audit/{entry.pk}/"):
        assert desk.get(page).status_code == 200
    assert AuditEntry.objects.count() == number


def test_an_export_that_is_too_large_is_refused_with_advice(desk, note, monkeypatch, whole_network):
    monkeypatch.setattr("core.audit.views.MOST_EXPORTED", 1)
    note()
    note()
    answer = desk.post("/audit/export/", follow=True)
    assert "一次最多导出 1 条，现在有" in text_of(answer)
    assert not AuditEntry.objects.filter(action="export").exists()


def test_no_page_changes_an_entry_and_no_code_does_either(desk, note, whole_network):
    entry = note()
    assert desk.post(f"/audit/{entry.pk}/", {"summary": "x"}).status_code == 405
    for act in (entry.save, entry.delete):
        with pytest.raises(TypeError, match="append-only"):
            act()


def test_a_failed_login_has_nobody_as_its_actor(desk, people):
    Client().post("/login/", {"username": "village_editor", "password": "wrong-password-1"})
    assert "未登录" in table_of(desk.get("/audit/", {"action": "login_failed"}))


def test_what_was_typed_into_a_name_cannot_become_markup(desk, people):
    Account.objects.filter(username="village_editor").update(name="<script>alert(1)</script>")
    Client().post("/login/", {"username": "village_editor", "password": "wrong-password-1"})
    assert "<script>alert" not in text_of(desk.get("/audit/"))


def test_the_list_asks_the_database_as_often_for_many_entries_as_for_few(desk, note, counted):
    note()
    desk.get("/audit/")
    with counted() as few:
        desk.get("/audit/")
    for _ in range(10):
        note()
    with counted() as many:
        desk.get("/audit/")
    assert len(many) == len(few)
