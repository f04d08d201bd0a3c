"""An import through its pages, at the desk of a clerk and in the background."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from activities.models import School
from core import scope
from core.audit.models import AuditEntry
from core.jobs.running import tidy
from core.rosters.models import BatchState, RosterBatch, RosterRow
from tests.rosters.books import schools
from tests.rosters.working import work

pytestmark = pytest.mark.django_db
GOOD = ["黔城镇", "茶溪村", "茶溪小学", "小学"]
BAD = ["黔城镇", "茶西村", "茶西小学", "小学"]


@pytest.fixture
def clerk(client_for, people):
    return client_for(people["county_editor"])


@pytest.fixture
def chief(client_for, people):
    return client_for(people["county_administrator"])


def upload(client, content, name="学校花名册.xlsx", **more):
    given = {"kind": "schools", "file": SimpleUploadedFile(name, content), **more}
    answer = client.post(reverse("core:roster_create"), given)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return answer["Location"]


def body(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(client, address, act, **values):
    client.post(f"{address}{act}/", values)
    work()


def latest() -> RosterBatch:
    with scope.everything():
        return RosterBatch.objects.latest("created_at")


def row(number: int) -> RosterRow:
    with scope.everything():
        return RosterRow.objects.get(batch=latest(), number=number)


def names() -> list[str]:
    with scope.everything():
        return sorted(School.objects.values_list("name", flat=True))


def test_a_sound_file_goes_straight_to_the_preview_and_changes_nothing_yet(clerk):
    page = body(clerk, upload(clerk, schools(GOOD)))
    assert "共 1 行：新增 1。" in page
    assert "提交 1 行" in page
    assert names() == []


def test_a_commit_writes_and_an_undo_takes_back(clerk):
    address = upload(clerk, schools(GOOD))
    send(clerk, address, "commit")
    assert names() == ["茶溪小学"]
    assert "新增 1 行，更新 0 行" in body(clerk, address)
    assert "新增的 1 行将删除" in body(clerk, f"{address}undo/")
    send(clerk, address, "undo")
    assert names() == []
    assert "撤回 1 行" in body(clerk, address)
    with scope.everything():
        actions = list(AuditEntry.objects.filter(target_id=latest().pk).values_list("action", flat=True))
    assert set(actions) == {"import", "undo_import"}


def test_a_file_with_faults_is_not_committed_unless_the_faulty_rows_are_left_out(clerk):
    address = upload(clerk, schools(GOOD, BAD))
    send(clerk, address, "commit")
    assert "还有错误或没有确认的行" in body(clerk, address)
    assert names() == []
    send(clerk, address, "commit", valid_only="yes")
    assert names() == ["茶溪小学"]


def test_a_wrong_village_is_mended_on_the_page(clerk):
    address = upload(clerk, schools(GOOD, BAD, [*BAD[:2], "茶西中学", "初中"]))
    assert "村社区“茶西村”找不到" in body(clerk, address)
    mended = {"field": "village", "pick": "茶溪村 · 黔城镇 · 洪江市", "everywhere": "yes"}
    clerk.post(reverse("core:roster_correct", args=[latest().pk, row(4).pk]), mended)
    page = body(clerk, address)
    assert "共 3 行：新增 3。" in page
    assert "已一起改了 2 行" in page
    send(clerk, address, "commit")
    assert names() == ["茶溪小学", "茶西中学", "茶西小学"]


def test_a_mended_cell_is_judged_like_any_other(clerk):
    address = upload(
        clerk, schools(GOOD, ["黔城镇", "茶溪村", "茶溪小学二", "小学"], ["黔城镇", "茶溪村", "", "小学"])
    )
    clerk.post(
        reverse("core:roster_correct", args=[latest().pk, row(5).pk]), {"field": "name", "text": "茶溪小学"}
    )
    assert "与第 3 行重复" in body(clerk, address, tab="duplicate")


def test_updates_are_shown_and_written_by_who_may_change_only(clerk, chief):
    send(clerk, upload(clerk, schools(GOOD)), "commit")
    changed = schools([*GOOD[:3], "初中"], ["黔城镇", "茶溪村", "新小学", "小学"])
    address = upload(clerk, changed)
    page = body(clerk, address, tab="update")
    assert "学段： 小学 → 初中" in page
    assert "您的账号只能新增" in page
    send(clerk, address, "commit")
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "primary"
    address = upload(chief, changed)
    send(chief, address, "commit")
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "junior"
    send(chief, address, "undo")
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "primary"


def test_an_update_can_be_left_out_by_row_and_for_all(clerk, chief):
    send(clerk, upload(clerk, schools(GOOD)), "commit")
    address = upload(chief, schools([*GOOD[:3], "初中"], ["黔城镇", "茶溪村", "新小学", "小学"]))
    chief.post(reverse("core:roster_decide", args=[latest().pk, row(3).pk]), {"skip": "yes"})
    send(chief, address, "commit")
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "primary"
    address = upload(chief, schools([*GOOD[:3], "高中"], ["黔城镇", "茶溪村", "又一小学", "小学"]))
    chief.post(f"{address}rule/", {"updates": "blank"})
    send(chief, address, "commit")
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "primary"


def test_undo_leaves_what_was_edited_since_and_says_why(clerk):
    address = upload(clerk, schools(GOOD, ["黔城镇", "茶溪村", "另一小学", "小学"]))
    send(clerk, address, "commit")
    with scope.everything(), scope.transaction():
        School.objects.filter(name="茶溪小学").update(version=2)
    assert "第 3 行：导入后又修改过" in body(clerk, f"{address}undo/")
    send(clerk, address, "undo")
    assert names() == ["茶溪小学"]
    assert "1 行没有撤回" in body(clerk, address).replace("  ", " ")


def test_the_same_file_and_a_mended_one_are_compared_with_before(clerk):
    content = schools(GOOD, BAD)
    address = upload(clerk, content)
    first = latest()
    page = body(clerk, upload(clerk, schools(GOOD, [*GOOD[:2], "茶西小学", "小学"]), before=str(first.pk)))
    assert "上次 1 个错误，现在没有了" in page
    send(clerk, address, "commit", valid_only="yes")
    assert "这个文件以前导入过" in body(clerk, upload(clerk, content))


def test_columns_are_settled_by_hand(clerk):
    content = schools(GOOD, head=["序号", "乡镇", "村社区", "校方叫法", "学段"])
    address = upload(clerk, content)
    page = body(clerk, address)
    assert "缺少必填的列：学校名称" in page
    columns = {"column_2": "township", "column_3": "village", "column_4": "name", "column_5": "stage"}
    send(clerk, address, "columns", sheet="Sheet", first="2", last="2", **columns)
    assert "共 1 行：新增 1。" in body(clerk, address)


def test_a_file_that_cannot_be_read_stays_listed_with_its_reason(clerk):
    address = upload(clerk, b"MZ\x90\0\0\0\0", name="a.xlsx")
    assert "这不是 Excel 或 CSV 文件" in body(clerk, address)
    assert "不能导入" in body(clerk, reverse("core:roster_list"))


def test_discarding_deletes_the_file_and_the_rows(clerk):
    address = upload(clerk, schools(GOOD))
    file = str(latest().file)
    assert default_storage.exists(file)
    send(clerk, address, "discard")
    assert latest().state == BatchState.DISCARDED
    assert not default_storage.exists(file)
    with scope.everything():
        assert not RosterRow.objects.exists()


def test_the_marked_copy_names_the_faults(clerk, tmp_path):
    upload(clerk, schools(GOOD, BAD))
    answer = clerk.post(reverse("core:roster_marked", args=[latest().pk]))
    path = tmp_path / "标红.xlsx"
    path.write_bytes(answer.content)
    sheet = load_workbook(path).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[2][:2] == [4, "村社区：村社区“茶西村”找不到"]
    assert sheet.cell(3, 5).fill.fgColor.rgb == "00FBD5CE"
    assert "不得外传" in str(cells[-1])


def test_after_30_days_the_file_and_the_rows_are_gone_and_nothing_can_be_undone(clerk, time_machine):
    address = upload(clerk, schools(GOOD))
    send(clerk, address, "commit")
    file = str(latest().file)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    tidy()
    assert not default_storage.exists(file)
    with scope.everything():
        assert not RosterRow.objects.exists()
    assert latest().look == ""
    assert not latest().can_be_undone
    assert names() == ["茶溪小学"]


def test_what_lies_in_the_storage_is_encrypted(clerk):
    content = schools(GOOD)
    upload(clerk, content)
    with default_storage.open(str(latest().file), "rb") as file:
        kept = file.read()
    assert content[:200] not in kept
    assert kept[:2] != b"PK"


@pytest.mark.parametrize("name", ["a.exe", "a.pdf", "a"])
def test_other_files_are_refused_at_once(clerk, name):
    given = {"kind": "schools", "file": SimpleUploadedFile(name, b"x")}
    answer = clerk.post(reverse("core:roster_create"), given)
    assert answer.status_code == 422
    assert "请上传 .xlsx、.xls 或 .csv 文件" in answer.content.decode()


def test_a_file_beyond_10_megabytes_is_refused(clerk):
    given = {"kind": "schools", "file": SimpleUploadedFile("a.xlsx", b"x" * (10 * 1024 * 1024 + 1))}
    answer = clerk.post(reverse("core:roster_create"), given)
    assert answer.status_code == 422
    assert "10 MB" in answer.content.decode()
