"""PostgreSQL: the one door to the month totals, a function of their owner (design.md §5.2)."""

from django.db import migrations

CREATE = """
CREATE FUNCTION core_add_to_totals(
    associations bigint[], codes bigint[], months int[], indicators smallint[], amounts bigint[]
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO public.core_monthtotal AS total (association_id, code, month, indicator_id, value)
    SELECT * FROM unnest(associations, codes, months, indicators, amounts)
        AS row (association_id, code, month, indicator_id, value)
    ORDER BY association_id, month, indicator_id
    ON CONFLICT (association_id, month, indicator_id) DO UPDATE SET value = total.value + excluded.value;
$$;
REVOKE ALL ON FUNCTION core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[]) FROM PUBLIC;
"""
DROP = "DROP FUNCTION core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[]);"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
