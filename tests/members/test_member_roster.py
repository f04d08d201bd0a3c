"""Rosters of members and volunteers from Excel: new people, namesakes, the way out and in again, undo."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from core import scope
from core.figures.verify import verify
from core.rosters.committing import undo_rows
from core.rosters.models import RosterBatch
from core.rosters.services import undo_batch
from members.models import Member
from tests.factories import figure, whole_network
from tests.members.people import again, enrol
from tests.rosters.books import xlsx

HEAD = [
    "序号", "乡镇", "村", "姓名", "性别", "出生年月", "联系电话", "入会日期", "会员小组", "骨干会员",
    "志愿者", "服务队", "特长", "状态",
]  # fmt: skip


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")


@pytest.fixture
def run(tmp_path, tree):
    def call(content, *options, account="county_editor"):
        path = tmp_path / "会员名册.xlsx"
        path.write_bytes(content)
        out = StringIO()
        try:
            given = ["members", str(path), "--account", account, "--json", *options]
            call_command("import_roster", *given, stdout=out)
        except CommandError:
            pass
        return json.loads(out.getvalue())

    return call


def roster(*rows, head=HEAD):
    body = [[number, *row] for number, row in enumerate(rows, start=1)]
    return xlsx([["洪江市计生协会员、志愿者花名册"], head, *body, ["", "合计", len(rows)]])


def person(name, *more, village="茶溪村", joined="2021-05-29"):
    """A row: sex, month of birth and telephone, then the rest from 会员小组 on."""
    return ["黔城镇", village, name, "女", "1975-03", "13874500001", joined, *more]


def count(place, code="member_count", day=date(2022, 6, 30)):
    return int(figure(place, code, None, day) or 0)


def named(name):
    with whole_network():
        member = Member.objects.get(name=name, withdrawn_at=None)
    return again(member)


def test_members_and_volunteers_of_one_sheet_are_registered_and_counted(run, tree):
    answer = run(
        roster(
            person("舒小燕", "第一组", "是", "2022-01-01", "红马甲", "理发", "在册"),
            person("向 前", "", "2022年3月1日", "否", joined="2019年"),
            ["黔城镇", "双溪社区", "张志愿", "男", "196503", "", "", "", "", "2020-07-01", "", "", ""],
            person("李申请", "", "", "", "", "", "申请"),
        )
    )
    assert answer["committed"] is True
    assert answer["counts"]["new"] == 4
    assert (count(tree.village), count(tree.county)) == (2, 2)
    assert count(tree.village, "backbone_member_count") == 2
    assert (count(tree.community), count(tree.community, "volunteer_count")) == (0, 1)
    first, second = named("舒小燕"), named("向前")
    assert (first.phone, first.team, first.skills, first.group) == ("13874500001", "红马甲", "理发", "第一组")
    assert (first.backbone_since, first.volunteer_since) == (date(2021, 5, 29), date(2022, 1, 1))
    assert (second.joined_on, second.backbone_since) == (date(2019, 1, 1), date(2022, 3, 1))
    assert (named("张志愿").get_status_display(), named("张志愿").birth_month) == ("仅志愿者", "1965-03")
    assert named("李申请").get_status_display() == "申请"
    assert verify().differences == []


def test_a_namesake_of_the_village_is_never_taken_for_the_same_person(run, tree, county_editor):
    enrol(county_editor, tree.village, "舒小燕", birth_month="1975-03")
    answer = run(roster(person("舒小燕"), person("向前")), "--valid-only")
    assert (answer["counts"]["possible_duplicate"], answer["counts"]["new"]) == (1, 1)
    assert [row["outcome"] for row in answer["rows"]] == ["possible_duplicate"]
    assert count(tree.village) == 2
    with whole_network():
        assert Member.objects.filter(name="舒小燕").count() == 1


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (person("舒小燕（已故）"), "姓名", "括号"),
        (person("舒小燕、向前"), "姓名", "几个人"),
        (person("舒小燕", joined=""), "入会日期", "没有填入会日期"),
        (person("舒小燕", joined="2023-01-01"), "入会日期", "今天之后"),
        (person("舒小燕", joined="1974-01-01"), "入会日期", "早于出生年月"),
        (person("舒小燕", "", "2020-01-01"), "骨干会员", "还没有入会"),
        (person("舒小燕", "", "", "", "", "", "退会"), "变动日期", "没有填变动日期"),
        (person("舒小燕", "", "", "", "", "", "国王"), "状态", "不在可选项里"),
        (person("舒小燕", village="没有村"), "村", "找不到"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_nothing_is_written(run, tree, row, column, reason):
    answer = run(roster(row, person("向前")))
    assert answer["committed"] is False
    told = [(one["column"], one["reason"]) for bad in answer["rows"] for one in bad["errors"]]
    assert any(reason in words for _, words in told), told
    assert any(name == column for name, _ in told), told
    assert count(tree.county) == 0


def test_a_row_of_the_neighbour_is_not_written(run, tree):
    row = ["麻溪铺镇", "仰溪铺村", "舒小燕", "女", "", "", "2021-05-29"]
    answer = run(roster(row))
    assert answer["committed"] is False
    assert count(tree.city) == 0


def export(client):
    answer = client.post("/members/export/?status=all")
    book = load_workbook(BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.active.rows]


def edited(rows, **changes):
    """The exported sheet with some cells of 舒小燕 typed over."""
    head = rows[1]
    for row in rows[2:]:
        if row[head.index("姓名")] == "舒小燕":
            for name, value in changes.items():
                row[head.index(name)] = value
    return xlsx(rows)


def test_what_was_exported_comes_back_unchanged_or_with_what_was_edited(
    run, tree, county_editor, administrator, client_for
):
    enrol(
        county_editor, tree.village, "舒小燕", phone="13874500001", backbone_since=date(2022, 1, 1),
        volunteer_since=date(2021, 6, 1), group="第一组", birth_month="1975-03", sex="female",
    )  # fmt: skip
    enrol(county_editor, tree.minzhu, "舒小燕", status="volunteer", volunteer_since=date(2021, 5, 29))
    rows = export(client_for(county_editor))
    answer = run(xlsx(rows), account="administrator")
    assert answer["counts"] == {**dict.fromkeys(answer["counts"], 0), "unchanged": 2, "skipped": 3}
    village = [row for row in rows if "茶溪村" in row]
    changes = {"会员小组": "文艺小组", "骨干会员": "否", "状态": "退会", "变动日期": "2022-06-01"}
    answer = run(edited([*rows[:2], *village], **changes), account="administrator")
    assert (answer["counts"]["update"], answer["committed"]) == (1, True)
    assert (count(tree.village), count(tree.village, day=date(2022, 5, 31))) == (0, 1)
    with whole_network():
        member = again(Member.objects.get(code=tree.village.code))
    assert (member.group, member.phone) == ("文艺小组", "13874500001")
    assert member.volunteer_until == date(2022, 6, 1)
    assert verify().differences == []


def test_an_editor_may_add_by_roster_and_an_administrator_may_change(run, tree, county_editor, client_for):
    enrol(county_editor, tree.village, "舒小燕")
    rows = export(client_for(county_editor))
    answer = run(edited(rows, 会员小组="文艺小组"))
    assert answer["committed"] is False
    assert named("舒小燕").group == ""
    run(edited(rows, 会员小组="文艺小组"), account="administrator")
    assert named("舒小燕").group == "文艺小组"


def test_an_import_is_taken_back_as_one_step_but_not_what_was_edited_since(
    run, tree, county_editor, client_for
):
    answer = run(roster(person("舒小燕"), person("向前")))
    assert count(tree.village) == 2
    desk, member = client_for(county_editor), named("向前")
    desk.post("/members/many/", {"act": "group", "pick": str(member.pk), "group": "第一组"})
    with scope.use(county_editor.scope):
        batch = RosterBatch.objects.get(pk=answer["batch"])
        undo_batch(actor=county_editor, batch=batch, wait=True)
        undo_rows(batch, county_editor)
        batch.refresh_from_db()
    assert batch.remarks == ["第 4 行没有撤销：向前：导入后又改过"]
    assert count(tree.village) == 1
    assert verify().differences == []


def test_a_changed_row_is_taken_back_to_what_it_was(run, tree, county_editor, administrator, client_for):
    enrol(county_editor, tree.village, "舒小燕", backbone_since=date(2022, 1, 1), phone="13874500001")
    rows = export(client_for(county_editor))
    changes = {"联系电话": "13874500002", "状态": "去世", "变动日期": "2022-06-01"}
    answer = run(edited(rows, **changes), account="administrator")
    assert (named("舒小燕").phone, count(tree.village)) == ("13874500002", 0)
    with scope.use(administrator.scope):
        batch = RosterBatch.objects.get(pk=answer["batch"])
        undo_batch(actor=administrator, batch=batch, wait=True)
        undo_rows(batch, administrator)
    assert (named("舒小燕").phone, count(tree.village, "backbone_member_count")) == ("13874500001", 1)
    assert verify().differences == []
