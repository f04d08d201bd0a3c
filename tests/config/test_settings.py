"""What settings.py makes of the environment; each case starts a Python of its own, as a server would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "k3-" + "aB9_xY7-" * 8
SHOW = """
import json
from django.conf import settings as s
print(json.dumps({
    "databases": {k: {"ENGINE": d["ENGINE"], "OPTIONS": d.get("OPTIONS"), "TEST": d.get("TEST")}
                  for k, d in s.DATABASES.items()},
    "hosts": s.ALLOWED_HOSTS, "debug": s.DEBUG,
    "secure": s.SESSION_COOKIE_SECURE, "cookie": s.SESSION_COOKIE_NAME,
}))
"""


@pytest.fixture
def run(tmp_path):
    def run(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ENV_FILE": os.devnull}
        environment |= {"VAR_DIR": str(tmp_path / "var"), **given}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def settings_with(run):
    def settings_with(**given: str) -> dict:
        done = run("-c", SHOW, **given)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return settings_with


def test_a_trial_is_closed_to_the_outside_and_keeps_its_key(settings_with, tmp_path):
    first = settings_with()
    key = tmp_path / "var" / "secret_key"
    made = key.read_text()
    assert first["hosts"] == ["127.0.0.1", "localhost", "[::1]"]
    assert not first["debug"]
    assert key.stat().st_mode & 0o777 == 0o600
    settings_with()
    assert key.read_text() == made


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"ALLOWED_HOSTS": "office.example"}, "SECRET_KEY"), ({"SECRET_KEY": SECRET}, "ALLOWED_HOSTS")],
)
def test_a_server_on_https_must_be_told_its_key_and_its_names(run, given, missing):
    done = run("manage.py", "check", HTTPS="true", **given)
    assert done.returncode != 0
    assert missing in done.stderr.splitlines()[-1]


def test_a_server_on_https_passes_the_deployment_check(run, settings_with):
    given = {"HTTPS": "true", "ALLOWED_HOSTS": "office.example", "SECRET_KEY": SECRET}
    given |= dict(line.split("=", 1) for line in run("manage.py", "make_keys").stdout.split())
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **given)
    assert done.returncode == 0, done.stderr
    shown = settings_with(**given)
    assert shown["secure"]
    assert shown["cookie"].startswith("__Host-")


def test_sqlite_waits_for_its_turn_and_loses_nothing_at_power_failure(settings_with):
    options = settings_with()["databases"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_gets_a_pool_and_the_owner_none(settings_with):
    databases = settings_with(
        DATABASE_URL="postgres://app@127.0.0.1/x", DATABASE_OWNER_URL="postgres://owner@127.0.0.1/x"
    )["databases"]
    assert databases["default"]["OPTIONS"]["pool"]["max_size"] == 8
    assert "pool" not in databases["owner"]["OPTIONS"]
    assert databases["owner"]["TEST"] == {"MIRROR": "default"}


def test_another_kind_of_database_is_refused(run):
    done = run("manage.py", "check", DATABASE_URL="mysql://root@127.0.0.1/x")
    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr.splitlines()[-1]
