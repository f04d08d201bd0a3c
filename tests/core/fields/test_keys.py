"""Where keys come from, which are refused, and that a server never starts with the wrong ones."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.fields.keys import faults, fresh_key, ring
from core.fields.startup import refuse_wrong_keys
from families.models import FamilyMember
from tests.plant import plant

ROOT = Path(__file__).resolve().parents[3]
# The same in every worker, since tests are named after them.
ONE, TWO, THREE = (b64encode(bytes(range(first, first + 32))).decode() for first in (1, 51, 101))
WEAK = b64encode(b"01234567" * 4).decode()


@pytest.fixture
def run(tmp_path):
    """A command as a server runs it, in an environment of its own."""

    def run(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment |= {"ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path / "var"), "PYTHONUTF8": "1", **given}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize(
    ("field_keys", "index_key", "said"),
    [
        ("", ONE, "没有设置 FIELD_KEYS"),
        (f"1:{ONE}", "", "没有设置 INDEX_KEY"),
        (ONE, TWO, "编号"),
        (f"0:{ONE}", TWO, "编号"),
        (f"70000:{ONE}", TWO, "编号"),
        (f"1:{ONE},1:{THREE}", TWO, "编号与前面的重复"),
        ("1:short", TWO, "不是 32 字节"),
        ("1:" + b64encode(b"x" * 16).decode(), TWO, "不是 32 字节"),
        ("1:" + b64encode(b"x" * 32).decode(), TWO, "太弱"),
        (f"1:{ONE}", "not base64 at all", "INDEX_KEY 不是 32 字节"),
        (f"1:{ONE}", ONE, "INDEX_KEY 与 FIELD_KEYS 第 1 个密钥 相同"),
        (f"1:{ONE},2:{ONE}", TWO, "第 2 个密钥 与 FIELD_KEYS 第 1 个密钥 相同"),
    ],
)
def test_missing_weak_and_repeated_keys_are_refused(field_keys, index_key, said):
    found = faults(field_keys, index_key)
    assert any(said in fault for fault in found), found
    assert not any(key in fault for fault in found for key in (ONE, TWO))


def test_a_key_that_is_the_secret_key_is_refused():
    assert "与 SECRET_KEY 相同" in faults(f"1:{ONE}", TWO, ONE)[0]


def test_good_keys_pass_and_the_first_encrypts():
    assert faults(f"7:{ONE}, 3:{TWO}", fresh_key()) == []


def test_a_trial_makes_its_keys_once_for_its_owner_s_eyes(run, tmp_path):
    assert run("manage.py", "check").returncode == 0
    path = tmp_path / "var" / "keys.env"
    made = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert run("manage.py", "check").returncode == 0
    assert path.read_text() == made


def test_a_server_on_https_refuses_to_go_on_without_keys_and_says_how_to_make_them(run):
    server = {"HTTPS": "true", "ALLOWED_HOSTS": "office.example", "SECRET_KEY": "k3-" + "aB9_xY7-" * 8}
    done = run("manage.py", "check", **server)
    assert done.returncode == 1
    assert "make_keys" in done.stderr
    made = run("manage.py", "make_keys", **server)
    keys = dict(line.split("=", 1) for line in made.stdout.split())
    assert run("manage.py", "check", **server, **keys).returncode == 0
    weak = {**keys, "INDEX_KEY": WEAK}
    assert "太弱" in run("manage.py", "check", **server, **weak).stderr
    started = run("-c", "import config.wsgi", **server)
    assert started.returncode == 1
    assert "系统没有启动" in started.stderr


def test_keys_leave_the_environment_when_they_are_read(run):
    shown = (
        "import os, django; from django.conf import settings; settings.FIELD_KEYS;"
        "print([name for name in os.environ if name.endswith(('_KEY', '_KEYS'))])"
    )
    keys = {"FIELD_KEYS": f"1:{ONE}", "INDEX_KEY": TWO, "DJANGO_SETTINGS_MODULE": "config.settings"}
    assert run("-c", shown, **keys).stdout == "[]\n"


@pytest.fixture
def stored(tree, whole_network) -> FamilyMember:
    return plant(FamilyMember, tree.village, name="覃晚晴", resident_id="431299196503019012")


def test_the_right_keys_start(stored):
    refuse_wrong_keys()


def test_a_lost_key_a_wrong_key_and_a_wrong_index_key_do_not_start(stored, settings):
    right = settings.FIELD_KEYS, settings.INDEX_KEY
    for field_keys, index_key, said in (
        (f"9:{fresh_key()}", right[1], "已不在 FIELD_KEYS 中"),
        (f"1:{fresh_key()}", right[1], "密文与所在的行或列不符"),
        (right[0], fresh_key(), "INDEX_KEY 不是建索引时的那一个"),
    ):
        settings.FIELD_KEYS, settings.INDEX_KEY = field_keys, index_key
        with pytest.raises(ImproperlyConfigured, match=said):
            refuse_wrong_keys()


def test_fingerprints_tell_keys_apart_and_nothing_else():
    prints = ring().prints
    assert len(set(prints.values())) == len(prints)
    assert not any(text in settings.FIELD_KEYS + settings.INDEX_KEY for text in prints.values())
