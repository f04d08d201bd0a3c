"""PostgreSQL: let the key of the month totals hold the value, so that a page reads the index alone.

The rows of one association lie scattered over the table, month by month; in the index they lie together. Without
this the pages that a city's figures touch grow with the number of villages that report (measured: bench/).
"""

from django.db import migrations

COVERING = """
ALTER TABLE core_monthtotal DROP CONSTRAINT month_total_once;
ALTER TABLE core_monthtotal ADD CONSTRAINT month_total_once
    UNIQUE (association_id, month, indicator_id) INCLUDE (value, code);
"""
PLAIN = """
ALTER TABLE core_monthtotal DROP CONSTRAINT month_total_once;
ALTER TABLE core_monthtotal ADD CONSTRAINT month_total_once UNIQUE (association_id, month, indicator_id);
"""


def cover(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(COVERING, params=None)


def uncover(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PLAIN, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_index_by_address")]
    operations = [migrations.RunPython(cover, uncover)]
