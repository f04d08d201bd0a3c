"""From nothing to a server that answers, by the documented commands."""

import pytest
from django.db import connection

ON_POSTGRES = connection.vendor == "postgresql"
pytestmark = pytest.mark.django_db(
    transaction=True, databases=["default", "owner"] if ON_POSTGRES else ["default"]
)
SERVE = (
    "import config.wsgi; from django.test import Client; "
    "print(Client(headers={'host': 'localhost'}).get('/health/').status_code)"
)


def test_migrations_roles_and_start_make_a_server(elsewhere):
    assert "manage.py migrate" in elsewhere("start", "--username", "tangli").stderr
    commands = [
        ["migrate", "--verbosity", "0", "--database", "owner" if ON_POSTGRES else "default"],
        *([["db_roles"], ["db_roles"]] if ON_POSTGRES else []),
        ["start", "--username", "tangli", "--name", "唐理"],
        ["verify_figures"],
        ["shell", "--no-imports", "-c", SERVE],
    ]
    for command in commands:
        done = elsewhere(*command)
        assert done.returncode == 0, (command, done.stderr)
    assert done.stdout.strip() == "200"


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no roles")
def test_without_grants_the_server_refuses_to_start_and_says_what_to_do(elsewhere):
    elsewhere("migrate", "--verbosity", "0", "--database", "owner")
    done = elsewhere("shell", "--no-imports", "-c", SERVE)
    assert done.returncode == 1
    assert "manage.py db_roles" in done.stderr.splitlines()[-1]


@pytest.mark.skipif(ON_POSTGRES, reason="there are roles here")
def test_on_sqlite_there_are_no_roles_to_set(elsewhere):
    done = elsewhere("db_roles")
    assert (done.returncode, "SQLite" in done.stderr) == (1, True)
