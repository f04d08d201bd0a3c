"""The reading log, and who is claimed where: a table that is asked through functions of the owner only.

On PostgreSQL the application role has no right on the table of claims. Its three functions answer which of the
asked persons another row holds, and never which row or where.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAFE = "LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public"
HELD = """
    SELECT asked.holder FROM unnest(holders, identities) AS asked (holder, identity)
    JOIN public.core_identityclaim AS held ON held.kind = asked_kind AND held.identity = asked.identity
    WHERE held.holder <> asked.holder
"""
TAKEN = "core_identities_taken(text, uuid[], bytea[])"
CLAIM = "core_identities_claim(text, uuid[], bytea[])"
RELEASE = "core_identities_release(text, uuid[])"
CREATE = f"""
CREATE FUNCTION core_identities_taken(asked_kind text, holders uuid[], identities bytea[])
RETURNS SETOF uuid {SAFE} STABLE AS $$ {HELD} $$;
CREATE FUNCTION core_identities_claim(asked_kind text, holders uuid[], identities bytea[])
RETURNS SETOF uuid {SAFE} AS $$
    INSERT INTO public.core_identityclaim (kind, identity, holder)
    SELECT asked_kind, asked.identity, asked.holder FROM unnest(holders, identities) AS asked (holder, identity)
    ORDER BY asked.identity
    ON CONFLICT DO NOTHING;
    {HELD}
$$;
CREATE FUNCTION core_identities_release(asked_kind text, holders uuid[])
RETURNS void {SAFE} AS $$
    DELETE FROM public.core_identityclaim WHERE kind = asked_kind AND holder = ANY (holders)
$$;
"""  # noqa: S608 (our own text)
CLOSE = "".join(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;" for name in (TAKEN, CLAIM, RELEASE))


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)
        schema_editor.execute(CLOSE, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in (TAKEN, CLAIM, RELEASE):
            schema_editor.execute(f"DROP FUNCTION {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_totals"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="类别")),
                ("identity", models.BinaryField(max_length=16, verbose_name="盲索引")),
                ("holder", models.UUIDField(verbose_name="记录")),
            ],
            options={
                "verbose_name": "占用的证件号",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "identity"), name="identity_claimed_once"),
                    models.UniqueConstraint(fields=("kind", "holder"), name="identity_of_a_row_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("actor_name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("open", "打开"),
                            ("list", "看名单"),
                            ("search", "查找"),
                            ("reveal", "显示一项"),
                            ("export", "导出名单"),
                        ],
                        max_length=10,
                        verbose_name="操作",
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="对象类别")),
                ("ids", models.BinaryField(verbose_name="对象编号")),
                ("number", models.PositiveIntegerField(verbose_name="数量")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="内容")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
                ("request_id", models.CharField(blank=True, max_length=32, verbose_name="请求编号")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "查阅记录",
                "verbose_name_plural": "查阅记录",
                "ordering": ["-at", "-pk"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["at"], name="reading_at"),
                    models.Index(fields=["code", "at"], name="reading_code_at"),
                    models.Index(fields=["actor", "at"], name="reading_actor_at"),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
