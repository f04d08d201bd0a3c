"""manage.py db_roles: the roles, grants and row security of PostgreSQL."""

import os
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from psycopg import sql

from core.database.roles import create_role, secure


class Command(BaseCommand):
    help = (
        "PostgreSQL 的角色、授权和行级安全，可以反复运行。"
        "DATABASE_URL 是应用角色，DATABASE_OWNER_URL 是所有者；"
        "另给 DATABASE_ADMIN_URL（能建角色的管理员）时，先建好两个角色和数据库。迁移之后再运行一次。"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        application = connections.settings[DEFAULT_DB_ALIAS]
        if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
            raise CommandError("当前使用 SQLite，没有角色可设。")
        owner = connections.settings.get("owner")
        if owner is None or owner["USER"] == application["USER"]:
            raise CommandError("请在 DATABASE_OWNER_URL 中给出另一个角色作为所有者。")
        admin = os.environ.get("DATABASE_ADMIN_URL")
        if admin:
            self._create(admin, owner, application)
        try:
            self._secure(application)
        except OperationalError as error:
            hint = "角色或数据库还没有时，请用 DATABASE_ADMIN_URL 给出能建角色的管理员。"
            raise CommandError(f"所有者连接不上数据库：{error}\n{hint}") from None

    def _create(self, admin: str, owner: dict[str, Any], application: dict[str, Any]) -> None:
        with psycopg.connect(admin, autocommit=True) as keeper, keeper.cursor() as cursor:
            for role in (owner, application):
                create_role(cursor, role["USER"], role["PASSWORD"])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner["NAME"]])
            if cursor.fetchone() is None:
                create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
                names = sql.Identifier(owner["NAME"]), sql.Identifier(owner["USER"])
                cursor.execute(create.format(*names))
        self.stdout.write(f"角色 {owner['USER']}、{application['USER']} 和数据库 {owner['NAME']} 已就绪。")

    def _secure(self, application: dict[str, Any]) -> None:
        connection = connections["owner"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                create_role(cursor, application["USER"], application["PASSWORD"])
        if "core_monthtotal" not in connection.introspection.table_names():
            self.stdout.write("还没有数据表：请先运行 manage.py migrate --database owner，再运行本命令。")
            return
        secure(connection, application["USER"])
        self.stdout.write("授权和行级安全已设好。")
