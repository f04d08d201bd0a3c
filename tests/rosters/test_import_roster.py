"""manage.py import_roster."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.models import School
from core.audit.models import AuditEntry
from core.rosters.models import RosterBatch
from tests.rosters.books import schools, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, tree):
    def call(content: bytes, *options: str, account="county_editor", name="名册.xlsx", kind="schools"):
        path = tmp_path / name
        path.write_bytes(content)
        out = StringIO()
        with suppress(CommandError):
            call_command(
                "import_roster", kind, str(path), "--account", account, "--json", *options, stdout=out
            )
        return json.loads(out.getvalue())

    return call


def test_a_clean_roster_is_written(run, whole_network):
    answer = run(
        schools(["黔城镇", "茶溪村", "茶溪小学", "小学"], ["黔城镇", "双溪社区", "双溪中学", "初中"])
    )
    assert answer["committed"] is True
    assert answer["counts"] == {
        "invalid": 0, "possible_duplicate": 0, "out_of_scope": 0, "duplicate": 0, "new": 2, "update": 0,
        "unchanged": 0, "skipped": 2,
    }  # fmt: skip
    assert sorted(School.objects.values_list("name", flat=True)) == ["双溪中学", "茶溪小学"]


ROW = ["黔城镇", "茶溪村", "茶溪小学", "小学"]
BAD = ["黔城镇", "茶溪村", "茶溪中学", "不知道"]


def school_names():
    return sorted(School.objects.values_list("name", flat=True))


def test_a_dry_run_writes_nothing(run, whole_network):
    answer = run(schools(ROW), "--dry-run")
    assert answer["committed"] is False
    assert answer["counts"]["new"] == 1
    assert school_names() == []
    assert not RosterBatch.objects.exists()
    assert not AuditEntry.objects.filter(action="import").exists()


def test_a_faulty_row_holds_the_file_back_unless_told_otherwise(run, whole_network):
    answer = run(schools(ROW, BAD))
    assert answer["committed"] is False
    assert answer["rows"] == [
        {
            "row": 4,
            "outcome": "invalid",
            "errors": [{"column": "学段", "value": "不知道", "reason": "不在可选项里"}],
        }
    ]
    assert school_names() == []
    assert run(schools(ROW, BAD), "--valid-only")["committed"] is True
    assert school_names() == ["茶溪小学"]


def test_a_file_without_a_header_is_told(run):
    answer = run(b"a,b,c\n1,2,3\n", name="a.csv")
    assert answer["committed"] is False
    assert "没有找到表头" in answer["sheet_errors"][0]


def test_the_exit_status_tells_refused_from_wrong_use(tmp_path, tree):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(schools(BAD))

    def status(*given):
        with pytest.raises(CommandError) as error:
            call_command("import_roster", *given, stdout=StringIO())
        return error.value.returncode

    assert status("schools", str(path), "--account", "county_editor") == 1
    assert status("schools", str(path), "--account", "city_viewer") == 1
    assert status("nothing", str(path), "--account", "county_editor") == 2
    assert status("schools", str(path), "--account", "nobody") == 2
    assert status("schools", str(tmp_path / "none.xlsx"), "--account", "county_editor") == 2


def test_ids_in_the_answer_are_masked(run, persons):
    content = xlsx([["乡镇", "村", "姓名", "身份证号"], ["黔城镇", "茶溪村", "易安然", "431299196503019013"]])
    answer = run(content, kind="test_persons")
    assert answer["rows"][0]["errors"][0]["value"] == "4312**********9013"
    assert "431299196503019013" not in json.dumps(answer)


def test_without_json_the_rows_are_told_in_words(tmp_path, tree, capsys):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(schools(ROW, BAD))
    out = StringIO()
    with suppress(CommandError):
        call_command("import_roster", "schools", str(path), "--account", "county_editor", stdout=out)
    assert "共 4 行：有错误 1，新增 1，跳过 2" in out.getvalue()
    assert "第 4 行“学段” 不知道 不在可选项里" in out.getvalue()
