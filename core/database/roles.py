"""PostgreSQL roles, grants and row security, all made from the registry of scoped models (design.md §10).

The owner migrates, dumps and restores; the application role reads and writes rows and nothing else. Row
security is ENABLEd, not FORCEd: the owner is not fenced, the application is.
"""

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from core.audit.models import AuditEntry, Reading
from core.figures.models import MonthTotal
from core.identities import IdentityClaim
from core.records import scoped_models

POLICY = "scope"
RANGE = (
    "code >= (SELECT nullif(current_setting('app.low', true), '')::bigint)"
    " AND code <= (SELECT nullif(current_setting('app.high', true), '')::bigint)"
)
EVERY_RIGHT = "SELECT, INSERT, UPDATE, DELETE"
# Totals are written through the owner's function only; the trace and the reading log are append-only; who is
# claimed where can be neither read nor written but through the owner's functions; migrations are the owner's.
FEWER_RIGHTS = {
    MonthTotal._meta.db_table: "SELECT",
    AuditEntry._meta.db_table: "SELECT, INSERT",
    Reading._meta.db_table: "SELECT, INSERT",
    IdentityClaim._meta.db_table: "",
    "django_migrations": "SELECT",
}
DOORS = (
    "core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[], bigint[])",
    "core_identities_taken(text, uuid[], bytea[])",
    "core_identities_claim(text, uuid[], bytea[])",
    "core_identities_release(text, uuid[])",
)


def fenced_tables() -> list[str]:
    """Every table that row security must stand on."""
    return sorted(model._meta.db_table for model in scoped_models(apps))


def range_of(table: str) -> str:
    """Which rows of a table a range lets through: its own, and those that are shared with it."""
    shared = next(row.shared_with for row in scoped_models(apps) if row._meta.db_table == table)
    return f"({RANGE}) OR ({RANGE.replace('code', shared)})" if shared else RANGE


def secure(connection: BaseDatabaseWrapper, application: str) -> None:
    """Give ``application`` its grants and set row security, as the owner. Can be repeated."""
    tables = sorted(connection.introspection.table_names())
    name = str(connection.settings_dict["NAME"])
    statements = [*_grants(name, tables, application), *_policies(tables)]
    with connection.cursor() as cursor:
        cursor.execute(_text(cursor, sql.SQL(";\n").join(statements)))


def _grants(name: str, tables: list[str], application: str) -> list[sql.Composable]:
    role = sql.Identifier(application)
    database = sql.Identifier(name)
    lines: list[sql.Composable] = [
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}").format(role),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
    ]
    for door in DOORS:
        lines.append(sql.SQL(f"REVOKE ALL ON FUNCTION {door} FROM PUBLIC"))
        lines.append(sql.SQL(f"GRANT EXECUTE ON FUNCTION {door} TO {{}}").format(role))
    for table in tables:
        if rights := FEWER_RIGHTS.get(table, EVERY_RIGHT):
            lines.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), sql.Identifier(table), role))
    return lines


def _policies(tables: list[str]) -> list[sql.Composable]:
    lines: list[sql.Composable] = []
    for name in set(fenced_tables()) & set(tables):
        table, policy, inside = sql.Identifier(name), sql.Identifier(POLICY), range_of(name)
        lines += [
            sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table),
            sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(policy, table),
            sql.SQL(f"CREATE POLICY {{}} ON {{}} USING ({inside}) WITH CHECK ({inside})").format(
                policy, table
            ),
        ]
    return lines


def create_role(cursor: Any, name: str, password: str, *, creates_databases: bool = False) -> None:
    """Make or correct a role that may log in and is nothing more; ``cursor`` belongs to one that may do so.

    The password travels as its SCRAM verifier, so that no server log holds it.
    """
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    rights = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    rights += " CREATEDB" if creates_databases else " NOCREATEDB"
    statement = sql.SQL(f"{verb} ROLE {{}} WITH {rights}").format(sql.Identifier(name))
    if password:
        verifier = cursor.connection.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        )
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(verifier.decode()))
    cursor.execute(_text(cursor, statement))


def _text(cursor: Any, statement: sql.Composable) -> str:
    """Statements about roles and tables take no bound parameters: names and literals are quoted here."""
    return statement.as_string(cursor.connection)
