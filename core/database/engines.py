"""How each kind of database is copied to one file and read back from it."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.postgresql.client import DatabaseClient
from psycopg import sql

from core.database.roles import secure

OWNER = "owner"
# Tables that the migrations fill.
MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


class CopyFailed(RuntimeError):
    """The database could not be copied or read back; the message says why, in Chinese."""


class Engine(Protocol):
    """One kind of database. ``alias`` is the connection that may see and change everything."""

    name: str
    file: str
    alias: str

    def save(self, path: Path) -> dict[str, int]:
        """Copy one moment of the database to ``path``; rows by table, of the same moment."""

    def check(self, path: Path) -> None:
        """Raise ``CopyFailed`` unless ``path`` can be read back."""

    def load(self, path: Path) -> None:
        """Replace everything in the database by what ``path`` holds."""

    def secure(self) -> None:
        """Set up what is not part of a copy: roles' grants and row security."""


def engine() -> Engine:
    """The engine of the configured database."""
    return PostgreSQL() if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else SQLite()


def holds_data(alias: str) -> bool:
    """Whether any table has a row that people or commands made."""
    return any(rows for table, rows in row_counts(alias).items() if table not in MADE_BY_MIGRATIONS)


def row_counts(alias: str) -> dict[str, int]:
    """Rows of each table of our models; tables that do not stand yet are left out."""
    standing = set(connections[alias].introspection.table_names())
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        model._meta.db_table: models.QuerySet(model, using=alias).count()
        for model in tables
        if model._meta.db_table in standing
    }


class SQLite:
    """The backup API of SQLite: one consistent file, also while others write; never a plain copy."""

    name, file, alias = "sqlite", "database.sqlite3", DEFAULT_DB_ALIAS

    def __init__(self) -> None:
        self.path = str(connections[self.alias].settings_dict["NAME"])

    def save(self, path: Path) -> dict[str, int]:
        with closing(sqlite3.connect(self.path, timeout=20)) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            rows = copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            names = sorted(name for (name,) in rows)
            counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608
            answer = {name: int(count.fetchone()[0]) for name, count in counts.items()}
        self.check(path)
        return answer

    def check(self, path: Path) -> None:
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
                sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            raise CopyFailed(f"{path.name} 已损坏。")

    def load(self, path: Path) -> None:
        connections[self.alias].close()
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(self.path, timeout=20)) as live:
            copy.backup(live)

    def secure(self) -> None:
        """SQLite has no roles."""


class PostgreSQL:
    """pg_dump and pg_restore as the owner, whom row security does not hide rows from."""

    name, file, alias = "postgresql", "database.dump", OWNER

    def __init__(self) -> None:
        if OWNER not in connections.settings:
            raise CopyFailed("请在 DATABASE_OWNER_URL 中给出所有者：应用角色看不到也恢复不了全部数据。")

    def save(self, path: Path) -> dict[str, int]:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            self._run("pg_dump", *options, f"--file={path}", database=True)
            return row_counts(OWNER)

    def check(self, path: Path) -> None:
        self._run("pg_restore", "--list", str(path))

    def load(self, path: Path) -> None:
        for alias in connections:
            connections[alias].close()
        self._empty()
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        self._run("pg_restore", *options, str(path), database=True)

    def secure(self) -> None:
        secure(connections[OWNER], connections.settings[DEFAULT_DB_ALIAS]["USER"])

    def _empty(self) -> None:
        """Drop the owner's tables and functions; the schema itself is the server's."""
        connection = connections[OWNER]
        with transaction.atomic(using=OWNER), connection.cursor() as cursor:
            cursor.execute(
                "SELECT oid::regprocedure::text FROM pg_proc"
                " WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole"
            )
            functions = [
                sql.SQL("DROP FUNCTION {} CASCADE").format(sql.SQL(row[0])) for row in cursor.fetchall()
            ]
            tables = [sql.Identifier(name) for name in connection.introspection.table_names(cursor)]
            statements = [*functions, *(sql.SQL("DROP TABLE {} CASCADE").format(table) for table in tables)]
            for statement in statements:
                cursor.execute(statement.as_string(cursor.connection))

    def _run(self, program: str, *arguments: str, database: bool = False) -> None:
        if shutil.which(program) is None:
            raise CopyFailed(f"没有找到 {program}，请安装 PostgreSQL 客户端程序。")
        settings: dict[str, Any] = connections.settings[OWNER]
        psql, given = DatabaseClient.settings_to_cmd_args_env(settings, [])
        place = [*psql[1:-1], f"--dbname={psql[-1]}"] if database else []
        done = subprocess.run(  # noqa: S603 (our own arguments, no shell)
            [program, *place, *arguments], env={**os.environ, **(given or {})}, capture_output=True, text=True
        )
        if done.returncode:
            raise CopyFailed(f"{program}：{done.stderr.strip()[-500:]}")
