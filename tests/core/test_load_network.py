"""manage.py load_network: the shipped table, a changed one, and bad ones."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import scope
from core.associations.models import Association
from core.audit.models import AuditEntry
from tests.factories import DIVISIONS, whole_network


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_network", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def table(tmp_path):
    """The small table, changed: one unit renamed, one left out, one new."""
    text = DIVISIONS.read_text(encoding="utf-8")
    text = text.replace("长碛村", "长碛新村").replace("431281101200,小江村,village,431281101\n", "")
    path = tmp_path / "divisions.csv"
    path.write_text(text + "431281102230,雪峰村,village,431281102\n", encoding="utf-8")
    return str(path)


def test_a_dry_run_lists_new_changed_unchanged_and_missing_and_writes_nothing(tree, table):
    answer = load(table, "--dry-run")
    assert "新增 431281102230 雪峰村" in answer
    assert "变更 431281102205 长碛新村" in answer
    assert "表中没有 431281101200 小江村" in answer
    assert "新增 1 个，变更 1 个，不变 14 个，表中没有 1 个" in answer
    assert Association.objects.get(code=tree.changqi.code).name == "长碛村"


def test_loading_keeps_keys_removes_nothing_and_leaves_a_trace(tree, table):
    load(table)
    assert Association.objects.get(pk=tree.changqi.pk).name == "长碛新村"
    assert Association.objects.filter(pk=tree.xiaojiang.pk).exists()
    assert Association.objects.get(name="雪峰村").parent_id == tree.second_township.pk
    with whole_network():
        assert "新增 1 个" in AuditEntry.objects.get(action="load").summary
    load(table)
    with whole_network():
        assert AuditEntry.objects.filter(action="load").count() == 1


def test_the_shipped_network_has_the_size_of_huaihua(tree):
    load()
    levels = Association.objects.values_list("level", flat=True)
    assert [sum(level == wanted for level in levels) for wanted in (1, 2, 3, 4)] == [1, 13, 207, 2777]
    assert Association.objects.get(pk=tree.village.pk).path() == "茶溪村 · 黔城镇 · 洪江市"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("431281102230,雪峰村,hamlet,431281102", "层级"),
        ("4312811022,雪峰村,village,431281102", "12 位"),
        ("431281102230,雪峰村,village,431281999", "上级代码"),
        ("431222102999,雪峰村,village,431281102", "代码段"),
        ("431281102205,雪峰村,village,431281102", "重复"),
    ],
)
def test_a_bad_table_is_refused_whole(db, tmp_path, line, answer):
    path = tmp_path / "bad.csv"
    path.write_text(DIVISIONS.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    before = Association.objects.count()
    with scope.everything(), pytest.raises(CommandError, match=answer) as refused:
        load(str(path))
    assert refused.value.returncode == 2
    assert Association.objects.count() == before


def test_the_shipped_lists_are_complete_after_a_second_load_too(db):
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert out.getvalue().count("新增 0 个") >= 3
