"""manage.py import_roster."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.models import School
from tests.rosters.books import schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, tree):
    def call(content: bytes, *options: str, account="county_editor", name="名册.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        out = StringIO()
        with suppress(CommandError):
            call_command(
                "import_roster", "schools", str(path), "--account", account, "--json", *options, stdout=out
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
