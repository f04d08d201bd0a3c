"""Commands run as they are at an office: by a Python of their own, on a database of their own."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
ON_POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def elsewhere(tmp_path):
    """``elsewhere(command, …)`` runs manage.py on another, empty database; its environment."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path / "elsewhere"), "PYTHONUTF8": "1"}
    environment |= {"FIELD_KEYS": settings.FIELD_KEYS, "INDEX_KEY": settings.INDEX_KEY}
    name = f"{connection.settings_dict['NAME']}_restored"
    if ON_POSTGRES:
        environment |= _postgres_database(name)

    def elsewhere(*arguments: object, **given: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=environment | given, capture_output=True, text=True, check=False
        )

    yield elsewhere
    if ON_POSTGRES:
        _as_owner(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _postgres_database(name: str) -> dict[str, str]:
    _as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _as_owner(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {
        variable: "postgres://{}:{}@{}:{}/{}".format(
            *(
                quote(str(connections.settings[alias][key]), safe="")
                for key in ("USER", "PASSWORD", "HOST", "PORT")
            ),
            name,
        )
        for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner"))
    }


def _as_owner(statement: sql.Composable) -> None:
    owner = connections["owner"].get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{key: owner[key] for key in keys if key in owner}, autocommit=True) as keeper:
        keeper.execute(statement)
