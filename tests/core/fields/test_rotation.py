"""manage.py rotate_fields: everything comes onto the new key, also when it is broken off at any point."""

import os
import random
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import scope
from core.fields.keys import fresh_key
from core.fields.rotation import keys_in_use
from families.models import FamilyMember
from tests.core.test_jobs_killed import database_address
from tests.plant import build, plant

ROOT = Path(__file__).resolve().parents[3]
OLD_NUMBER = 1


class Broken(BaseException):
    """As if the process had died: nothing catches it."""


def make_members(tree, number: int) -> None:
    with scope.everything(), scope.transaction():
        first = plant(FamilyMember, tree.village, name="覃晚晴0", phone="13874500000")
        rows = [
            build(FamilyMember, tree.village, family=first.family, name=f"覃晚晴{n}", phone=f"1387450{n:04}")
            for n in range(1, number)
        ]
        FamilyMember.objects.bulk_create(rows, batch_size=200)


def readable() -> list[tuple[str, str]]:
    with scope.everything(), scope.reading():
        return sorted((str(row.name), str(row.phone)) for row in FamilyMember.objects.all())


def wanted(number: int) -> list[tuple[str, str]]:
    return sorted((f"覃晚晴{n}", f"1387450{n:04}") for n in range(number))


@pytest.fixture
def new_key(settings):
    """A new first key in front of the old one."""
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"2:{fresh_key()},{old}"
    yield settings.FIELD_KEYS
    settings.FIELD_KEYS = old


@pytest.fixture
def members(tree):
    make_members(tree, 300)


def rotate() -> str:
    out = StringIO()
    call_command("rotate_fields", stdout=out)
    return out.getvalue()


def test_everything_comes_onto_the_new_key_and_the_old_one_may_go(members, new_key, settings):
    said = rotate()
    assert "家庭成员：已换 300 行" in said
    assert "密钥 2：600 个值" in said
    assert "密钥 1 不再用于数据库，但旧备份还要用它" in said
    settings.FIELD_KEYS = new_key.partition(",")[0]
    assert readable() == wanted(300)


def test_a_second_run_finds_nothing_to_do(members, new_key):
    rotate()
    assert "已换" not in rotate()


def test_versions_and_times_of_change_stand_as_they_were(members, new_key):
    def facts():
        with scope.everything():
            return list(FamilyMember.objects.order_by("pk").values_list("pk", "version", "updated_at"))

    before = facts()
    rotate()
    assert facts() == before


def test_without_the_old_key_nothing_is_lost_and_the_command_says_what_is_missing(members, settings):
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"2:{fresh_key()}"
    with pytest.raises(CommandError, match="FIELD_KEYS 里要留着旧密钥"):
        rotate()
    settings.FIELD_KEYS = old
    assert readable() == wanted(300)


def test_broken_off_at_any_statement_and_run_again_every_row_comes_onto_the_new_key(
    members, new_key, settings, monkeypatch
):
    monkeypatch.setattr("core.fields.rotation.BATCH", 40)
    for number, point in enumerate(range(20), start=3):
        settings.FIELD_KEYS = f"{number}:{fresh_key()},{settings.FIELD_KEYS}"
        break_off_after(point % 17)
        assert readable() == wanted(300)
    rotate()
    assert set(keys_in_use()) == {22}
    settings.FIELD_KEYS = settings.FIELD_KEYS.partition(",")[0]
    assert readable() == wanted(300)


def break_off_after(statements: int) -> None:
    """Run it until its nth UPDATE or SELECT of members, then let it die there."""
    left = [statements]

    def count(execute, sql, params, many, context):
        if "families_familymember" in sql:
            left[0] -= 1
            if left[0] < 0:
                raise Broken
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), pytest.raises(Broken):
        rotate()


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_killed_twenty_times_and_run_again_every_row_is_on_the_new_key(tree, new_key, settings, tmp_path):
    make_members(tree, 6000)
    environment = {**os.environ, "DATABASE_URL": database_address(), "VAR_DIR": str(tmp_path)}
    environment |= {"ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1", "INDEX_KEY": settings.INDEX_KEY}
    command = [sys.executable, "manage.py", "rotate_fields"]
    for turn in range(20):
        settings.FIELD_KEYS = f"{turn + 3}:{fresh_key()},{settings.FIELD_KEYS}"
        environment["FIELD_KEYS"] = settings.FIELD_KEYS
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert "已换" in process.stdout.readline()
            sleep(random.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
        assert readable() == wanted(6000)
    rotate()
    assert set(keys_in_use()) == {22}
    assert readable() == wanted(6000)
