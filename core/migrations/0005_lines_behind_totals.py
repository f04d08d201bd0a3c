"""Count the lines behind each month total, so that a total whose lines are gone can go too."""

from django.db import migrations, models

OLD = "core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[])"
NEW = "core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[], bigint[])"
CREATE = """
CREATE FUNCTION core_add_to_totals(
    associations bigint[], codes bigint[], months int[], indicators smallint[], amounts bigint[], counts bigint[]
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.core_monthtotal AS total (association_id, code, month, indicator_id, value, lines)
    SELECT * FROM unnest(associations, codes, months, indicators, amounts, counts)
        AS row (association_id, code, month, indicator_id, value, lines)
    ORDER BY association_id, month, indicator_id
    ON CONFLICT (association_id, month, indicator_id)
    DO UPDATE SET value = total.value + excluded.value, lines = total.lines + excluded.lines;
    DELETE FROM public.core_monthtotal AS total
    USING unnest(associations, months, indicators, counts) AS row (association_id, month, indicator_id, lines)
    WHERE row.lines < 0 AND total.lines = 0 AND total.association_id = row.association_id
        AND total.month = row.month AND total.indicator_id = row.indicator_id;
$$;
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {OLD}", params=None)
        schema_editor.execute(CREATE, params=None)
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {NEW} FROM PUBLIC", params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {NEW}", params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_covering_totals")]
    operations = [
        migrations.AddField(
            "monthtotal", "lines", models.BigIntegerField(default=0, verbose_name="明细行数")
        ),
        migrations.RunPython(create, drop),
    ]
