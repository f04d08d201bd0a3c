"""Refusing to serve where the second fence does not stand."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.database.roles import FEWER_RIGHTS, POLICY, fenced_tables, range_of

REMEDY = (
    "请在 .env 中给 DATABASE_URL（应用角色）和 DATABASE_OWNER_URL（所有者）两个不同的角色，"
    "用所有者运行 manage.py migrate --database owner 和 manage.py db_roles，再启动。"
)
POWERS = """
SELECT rolname FROM pg_roles
WHERE (rolsuper OR rolbypassrls OR rolcreaterole) AND pg_has_role(session_user, oid, 'MEMBER')
"""
OWNERS = """
SELECT DISTINCT tableowner FROM pg_tables
WHERE schemaname = 'public' AND pg_has_role(session_user, tableowner, 'MEMBER')
"""
FENCES = """
SELECT c.relname, c.relrowsecurity, coalesce(p.policyname, ''), coalesce(p.permissive, ''),
       coalesce(p.cmd, ''), coalesce(p.roles::text, ''), coalesce(p.qual, ''), coalesce(p.with_check, '')
FROM pg_class c LEFT JOIN pg_policies p ON p.schemaname = 'public' AND p.tablename = c.relname
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
RIGHTS = """
SELECT tablename, privilege
FROM pg_tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
WHERE schemaname = 'public' AND has_table_privilege(session_user, quote_ident(tablename)::regclass, privilege)
"""


def refuse_unsafe_role() -> None:
    """Raise ``ImproperlyConfigured`` with every fault; called at start-up. SQLite has no second fence."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    try:
        found = faults(connection)
    finally:
        connection.close()
    if found:
        raise ImproperlyConfigured("\n".join(["数据库隔离不完整，系统没有启动：", *found, REMEDY]))


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """What makes the role of ``connection`` unfit to serve, as Chinese sentences."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        found = [f"应用角色拥有或可以取得特权角色 {name} 的权限。" for (name,) in cursor.fetchall()]
        cursor.execute(OWNERS)
        found += [f"应用角色就是数据表的所有者 {name}，或属于它。" for (name,) in cursor.fetchall()]
        if found:
            return found
        cursor.execute("SELECT has_schema_privilege(session_user, 'public', 'CREATE')")
        if cursor.fetchone() == (True,):
            found.append("应用角色可以建表。")
        cursor.execute(RIGHTS)
        found += _excessive_rights(cursor.fetchall())
        cursor.execute(FENCES)
        return found + _missing_fences(cursor.fetchall())


def _excessive_rights(rights: list[tuple[str, str]]) -> list[str]:
    found: dict[str, list[str]] = {}
    for table, right in rights:
        if right == "TRUNCATE" or (table in FEWER_RIGHTS and right not in FEWER_RIGHTS[table]):
            found.setdefault(table, []).append(right)
    return [
        f"应用角色对表 {table} 不应有 {'、'.join(names)} 权限。" for table, names in sorted(found.items())
    ]


def _missing_fences(rows: list[tuple[str, bool, str, str, str, str, str, str]]) -> list[str]:
    standing: dict[str, list[tuple[object, ...]]] = {}
    for table, enabled, *policy, using, check in rows:
        standing.setdefault(table, []).append((enabled, *policy, _bare(using), _bare(check)))
    return [
        f"表 {table} 的行级安全策略缺失或不符。"
        for table in fenced_tables()
        if standing.get(table) != _wanted(_bare(range_of(table)))
    ]


def _wanted(inside: str) -> list[tuple[object, ...]]:
    return [(True, POLICY, "PERMISSIVE", "ALL", "{public}", inside, inside)]


def _bare(expression: str) -> str:
    """A policy text without what PostgreSQL adds when it prints one back: casts, names, brackets, blanks."""
    return re.sub(r'::text|AS "nullif"|[()\s]', "", expression).lower()
