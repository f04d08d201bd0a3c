"""PostgreSQL: the one door to the month totals, and their key, which holds what a page reads (design.md §5.2).

The door is a function of the owner: a save adds to ancestors that its writer may not read. The rows of one
association lie scattered over the table, month by month; in the index they lie together, so that a page reads the
index alone (measured: bench/).
"""

from django.db import migrations

COVERING = """
ALTER TABLE core_monthtotal DROP CONSTRAINT month_total_once;
ALTER TABLE core_monthtotal ADD CONSTRAINT month_total_once
    UNIQUE (association_id, month, indicator_id) INCLUDE (value, code);
"""
DOOR = "core_add_to_totals(bigint[], bigint[], int[], smallint[], bigint[], bigint[])"
CREATE = """
CREATE FUNCTION core_add_to_totals(
    associations bigint[], codes bigint[], months int[], indicators smallint[],
    amounts bigint[], counts bigint[]
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
CLOSE = f"REVOKE ALL ON FUNCTION {DOOR} FROM PUBLIC"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(COVERING, params=None)
        schema_editor.execute(CREATE, params=None)
        schema_editor.execute(CLOSE, params=None)


def drop(apps, schema_editor):
    """The key keeps its columns: the plain one differs in speed alone."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {DOOR}", params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
