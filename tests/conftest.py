"""What every test may ask for.

The database of a worker is made once, with migrations, and holds the world of ``factories.make_world``: a
test starts in it and leaves it as it was. Tests with ``transaction=True`` (browser, concurrency) really
commit; after them everything is deleted and the world made anew. On PostgreSQL the suite is the application.

The clock: the fixture of the package time-machine, ``time_machine.move_to("2022-06-30 12:00+08:00")``.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext

from core import scope
from core.accounts.models import Account
from tests import factories
from tests.postgres import Harness

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
PLUMBING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "SET ", "SELECT set_config")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("REQUIRE_POSTGRES") and connection.vendor != "postgresql":
        pytest.exit("REQUIRE_POSTGRES is set, but DATABASE_URL names no PostgreSQL.", 2)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The worker's database with the world in it."""
    with django_db_blocker.unblock(), _quick_settings(tmp_path_factory.mktemp("media")):
        harness = Harness() if connection.vendor == "postgresql" else None
        if harness:
            harness.create()
        else:
            _create_sqlite(tmp_path_factory.mktemp("database") / "test.sqlite3")
        statements = _deletes()
        factories.make_world()

        def renew(case: TransactionTestCase) -> None:
            harness.empty(statements) if harness else _empty_sqlite(statements)
            factories.make_world()

        TransactionTestCase._fixture_teardown = renew
        yield
        connection.close()
        if harness:
            harness.destroy()


def _quick_settings(media: os.PathLike[str]) -> override_settings:
    """Argon2 takes its time on purpose; a test that is about passwords asks for the real hashers itself."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return override_settings(MEDIA_ROOT=str(media), PASSWORD_HASHERS=quick)


def _create_sqlite(path: os.PathLike[str]) -> None:
    """A file, not memory: threads of the live server get connections of their own, as in real life."""
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    start = connection.settings_dict["OPTIONS"]["init_command"]
    connection.settings_dict["OPTIONS"]["init_command"] = start.replace("synchronous=FULL", "synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)


def _deletes() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [connection.ops.quote_name(table) for table in tables if table not in KEPT]
    return [f"DELETE FROM {name}" for name in names]  # noqa: S608 (names of our own models)


def _empty_sqlite(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("PRAGMA foreign_keys = ON")


@pytest.fixture
def tree(db) -> SimpleNamespace:
    """The units by the names in ``factories.TREE``: ``tree.county``, ``tree.village`` …"""
    return factories.find_tree()


@pytest.fixture
def people(db) -> dict[str, Account]:
    """The fixed people by user name; each is a fixture of its own too."""
    return {account.username: account for account in Account.objects.select_related("association")}


@pytest.fixture
def city_viewer(people) -> Account:
    return people["city_viewer"]


@pytest.fixture
def county_editor(people) -> Account:
    return people["county_editor"]


@pytest.fixture
def county_reviewer(people) -> Account:
    return people["county_reviewer"]


@pytest.fixture
def county_administrator(people) -> Account:
    return people["county_administrator"]


@pytest.fixture
def neighbour_editor(people) -> Account:
    return people["neighbour_editor"]


@pytest.fixture
def village_editor(people) -> Account:
    return people["village_editor"]


@pytest.fixture
def administrator(people) -> Account:
    return people["administrator"]


@pytest.fixture
def auditor(people) -> Account:
    return people["auditor"]


@pytest.fixture
def client_for(db) -> Callable[..., Client]:
    """``client_for(account)``: a browser in which the account is logged in."""
    return factories.client_for


@pytest.fixture
def whole_network(db) -> Iterator[None]:
    """The test sees every row, as commands do. Requests inside it still run in the scope of their seat."""
    with scope.everything():
        yield


@pytest.fixture
def counted(db) -> Callable[[], "contextmanager[list[str]]"]:
    """``with counted() as queries:`` collects the statements that ask for rows or change them."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        queries: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield queries
        queries += [query["sql"] for query in captured if not query["sql"].lstrip().startswith(PLUMBING)]

    return counted
