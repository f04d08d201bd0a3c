"""The suite on PostgreSQL: the owner makes, migrates and empties the database, the application role uses it.

``DATABASE_URL`` alone must be a superuser's: both roles are made here. With ``DATABASE_OWNER_URL`` beside it
the two are used as they are, and the owner must be allowed to create databases.
"""

from contextlib import suppress
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from core.database.roles import create_role, secure

OWNER, APPLICATION = "jsx_test_owner", "jsx_test_application"
LOCK = 529_711  # one advisory lock for each database in use, and 0 for making roles


class Harness:
    """A database of this process, and the two roles that look at it."""

    def __init__(self) -> None:
        self.settings = connections["default"].settings_dict
        self.settings["OPTIONS"].pop("pool", None)
        given = connections.settings.get("owner")
        self.has_own_roles = given is not None
        self.keeper = self._connect(given or self.settings, (given or self.settings)["NAME"])
        self.owner, self.application = self._roles(given)
        self.name = self._free_name()

    def _connect(self, who: dict[str, Any], database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=who["HOST"] or None,
            port=who["PORT"] or None,
            user=who["USER"] or None,
            password=who["PASSWORD"] or None,
            dbname=database,
            autocommit=True,
        )

    def _roles(self, given: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
        if given:
            return given, dict(self.settings)
        if not self.keeper.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[
            0
        ]:
            pytest.exit("DATABASE_URL must be a superuser's, or DATABASE_OWNER_URL be given beside it.", 2)
        roles = []
        self.keeper.execute("SELECT pg_advisory_lock(%s, 0)", [LOCK])
        for name in (OWNER, APPLICATION):
            # No secret of ours: whoever knows the superuser's password may know it, nobody else can.
            password = sha256(f"{name} {self.settings['PASSWORD']}".encode()).hexdigest()
            create_role(self.keeper.cursor(), name, password, creates_databases=name == OWNER)
            roles.append({**self.settings, "USER": name, "PASSWORD": password})
        self.keeper.execute("SELECT pg_advisory_unlock(%s, 0)", [LOCK])
        return roles[0], roles[1]

    def _free_name(self) -> str:
        """A name that no other running suite holds; what a killed run left behind is used again."""
        for slot in range(1, 100):
            if self.keeper.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, slot]).fetchone()[0]:
                return f"jsx_test_{slot}"
        raise RuntimeError("more than 99 suites at once")

    def create(self) -> None:
        self._drop()
        name, owner = sql.Identifier(self.name), sql.Identifier(self.owner["USER"])
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
        self.keeper.execute(create.format(name, owner))
        self._be(self.owner)
        call_command("migrate", verbosity=0, interactive=False)
        secure(connection, self.application["USER"])
        connections.settings["owner"] = {**self.owner, "NAME": self.name, "TEST": {**self.settings["TEST"]}}
        connections.settings["owner"]["TEST"]["MIRROR"] = "default"
        with suppress(AttributeError):
            del connections["owner"]  # one that was made before it had this name
        self._be(self.application)
        self.broom = self._connect(self.owner, self.name)
        self.broom.execute("SET lock_timeout = '20s'")

    def _be(self, role: dict[str, Any]) -> None:
        connection.close()
        self.settings.update(NAME=self.name, USER=role["USER"], PASSWORD=role["PASSWORD"])

    def empty(self, statements: list[str]) -> None:
        """The application role may not delete everything: the owner does."""
        self.broom.execute(";\n".join(["BEGIN", *statements, "COMMIT"]))

    def destroy(self) -> None:
        connections.close_all()
        self.broom.close()
        self._drop()
        self.keeper.close()

    def _drop(self) -> None:
        # Only a superuser may end what others left connected; the server waits a moment for the rest.
        drop = (
            "DROP DATABASE IF EXISTS {}" if self.has_own_roles else "DROP DATABASE IF EXISTS {} WITH (FORCE)"
        )
        self.keeper.execute(sql.SQL(drop).format(sql.Identifier(self.name)))
