"""PostgreSQL: what the application role cannot do, whatever the code above asks of it."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, models, transaction

from core import scope
from core.audit.models import AuditEntry, Reading
from core.database.fence import faults, refuse_unsafe_role
from core.database.roles import fenced_tables
from core.figures.models import Indicator, MonthTotal
from core.figures.posting import add_to_totals
from core.records import scoped_models
from tests.plant import build, plant

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row security is PostgreSQL's"),
    pytest.mark.django_db,
]
MODELS = sorted(scoped_models(apps), key=lambda model: model._meta.label)
WRITABLE = [model for model in MODELS if model not in (AuditEntry, MonthTotal, Reading)]
by_label = {"ids": lambda value: value._meta.label}


def run(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def refused(why):
    """The statement fails with a database error that says so; the transaction of the test goes on."""
    with pytest.raises(ProgrammingError, match=why), transaction.atomic():
        yield


@pytest.fixture
def both(tree):
    """``both(model)``: a row at home (洪江市) and one abroad (沅陵县)."""

    def both(model):
        with scope.everything():
            return plant(model, tree.village), plant(model, tree.neighbour_village)

    return both


@pytest.mark.parametrize("model", MODELS, **by_label)
def test_a_query_past_the_manager_sees_no_row_outside_the_range(model, both, tree):
    home, _ = both(model)
    with scope.use(tree.county.scope):
        assert set(models.QuerySet(model).values_list("code", flat=True)) == {home.code}


@pytest.mark.parametrize("model", MODELS, **by_label)
def test_a_query_past_the_manager_sees_nothing_where_no_range_is_set(model, both):
    both(model)
    assert models.QuerySet(model).count() == 0


@pytest.mark.parametrize("model", WRITABLE, **by_label)
def test_a_row_cannot_be_moved_out_of_the_range(model, both, tree):
    both(model)
    names = ["code", *([model.shared_with] if model.shared_with else [])]
    with scope.use(tree.county.scope), refused("row-level security"):
        models.QuerySet(model).update(**dict.fromkeys(names, tree.neighbour_village.code))


@pytest.mark.parametrize("model", [*WRITABLE, AuditEntry, Reading], **by_label)
def test_a_row_cannot_be_added_outside_the_range(model, tree):
    with scope.everything():
        row = build(model, tree.neighbour_village)
    with scope.use(tree.county.scope), refused("row-level security"):
        models.QuerySet(model).bulk_create([row])


@pytest.mark.parametrize("model", WRITABLE, **by_label)
def test_rows_outside_the_range_are_neither_changed_nor_deleted(model, both, tree):
    _, abroad = both(model)
    with scope.use(tree.county.scope):
        rows = models.QuerySet(model).filter(code=abroad.code)
        assert rows.update(code=tree.village.code) == 0
        assert rows._raw_delete("default") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET reason = ''",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
        "INSERT INTO core_monthtotal (association_id, code, month, indicator_id, value)"
        " VALUES (1, 1, 202205, 1, 1)",
        "UPDATE core_monthtotal SET value = 0",
        "DELETE FROM core_monthtotal",
        "TRUNCATE core_figure",
        "ALTER TABLE core_figure DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope ON core_figure",
        "CREATE POLICY mine ON core_figure USING (true)",
        "DROP TABLE core_figure",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "DELETE FROM django_migrations",
        "SET ROLE pg_write_all_data",
        "SET SESSION AUTHORIZATION pg_monitor",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "COPY core_figure TO PROGRAM 'true'",
    ],
)
def test_the_application_may_not(statement):
    with scope.everything(), refused("permission denied|must be owner|must be superuser|does not exist"):
        run(statement)


def test_totals_grow_through_the_function_also_above_the_writer(tree):
    with scope.use(tree.village.scope):
        plant(MonthTotal, tree.village)
        indicator = Indicator.objects.first().pk
        for _ in range(2):
            add_to_totals({(tree.county.pk, tree.county.code, 202205, indicator): (7, 1)})
        assert models.QuerySet(MonthTotal).count() == 1
    with scope.everything():
        assert MonthTotal.objects.get(association=tree.county).value == 14


def test_the_role_of_the_suite_is_fit_to_serve():
    assert faults(connection) == []


HOLES = {
    "core_figure": [
        "ALTER TABLE core_figure DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope ON core_figure",
        "CREATE POLICY more ON core_figure USING (true)",
        "ALTER POLICY scope ON core_figure USING (code >= 0)",
        "ALTER POLICY scope ON core_figure WITH CHECK (true)",
        "GRANT TRUNCATE ON core_figure TO PUBLIC",
    ],
    "core_auditentry": ["GRANT UPDATE ON core_auditentry TO PUBLIC"],
    "core_monthtotal": ["GRANT INSERT ON core_monthtotal TO PUBLIC"],
    "建表": ["GRANT CREATE ON SCHEMA public TO PUBLIC"],
}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("named", "hole"), [(named, hole) for named, holes in HOLES.items() for hole in holes]
)
def test_a_hole_in_the_fence_is_named_and_stops_the_start(named, hole):
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute(hole)
    try:
        assert [fault for fault in faults(connection) if named in fault]
        with pytest.raises(ImproperlyConfigured, match=named):
            refuse_unsafe_role()
    finally:
        with owner.cursor() as cursor:
            cursor.execute("DROP POLICY IF EXISTS more ON core_figure")
        call_command("db_roles", verbosity=0)
    assert faults(connection) == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_owner_is_not_fit_to_serve():
    assert "所有者" in faults(connections["owner"])[0]


def test_every_scoped_table_is_fenced(db):
    assert "core_figure" in fenced_tables()
    rows = run("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
    assert {name for (name,) in rows} == set(fenced_tables())
