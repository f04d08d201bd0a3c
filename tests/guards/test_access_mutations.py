"""Deliberate faults in the access code: every one is noticed by a few of the guards."""

from contextvars import copy_context

import pytest
from django.db import connection

from tests.guards.access_table import PAGES
from tests.guards.access_world import changed_tables, undone
from tests.guards.mutations import code
from tests.guards.mutations_accounts import ACCOUNTS
from tests.guards.mutations_apps import app_mutations, fence_of_the_database_open
from tests.guards.mutations_checks import first_noticed, matrix
from tests.guards.mutations_fence import ACCESS, FLIPS, MANAGER, RANGE_FILTER, SCOPE
from tests.guards.mutations_personal import PERSONAL
from tests.guards.mutations_shared import SHARED

SHARES = 8  # so that several workers share the work
FEWEST = 30
ONLY_SQLITE = {"a page that is looked at may write"}


def mutations():
    rows = [*FLIPS, *SCOPE, *ACCESS, *ACCOUNTS, *PERSONAL, *SHARED, *app_mutations()]
    return [row for row in rows if connection.vendor == "sqlite" or row.name not in ONLY_SQLITE]


def test_every_fault_can_still_be_made():
    """Where a line of the access code was written anew, its fault here has to follow."""
    stale, rows = [], mutations()
    assert len(rows) >= FEWEST
    for row in rows:
        try:
            with row.fault():
                pass
        except Exception as error:  # whatever keeps it from being made
            stale.append(f"{row.name}: {error}")
    assert not stale, "\n".join(stale)


def notice(world, row) -> str:
    with undone(), fence_of_the_database_open(), row.fault():
        return first_noticed(world, row.checks)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
def test_every_fault_is_noticed(world, capsys, share):
    rows, survivors = mutations()[share::SHARES], []
    for row in rows:
        # In a context of its own: some faults leave a range behind.
        if not copy_context().run(notice, world, row):
            survivors.append(row.name)
    with capsys.disabled():
        print(f"\n{len(rows)} mutations of share {share}, {len(rows) - len(survivors)} caught")
    assert changed_tables(world.start) == []
    assert not survivors, "\n".join(survivors)


@pytest.mark.soak
def test_without_a_fault_nothing_is_noticed(world):
    """Else the checks would prove nothing."""
    named = {check: row.name for row in mutations() for check in row.checks}
    with fence_of_the_database_open():
        found = {name: said for check, name in named.items() if (said := first_noticed(world, (check,)))}
    assert not found, "\n".join(f"{name}: {said}" for name, said in found.items())


@pytest.mark.soak
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row security is PostgreSQL's")
def test_row_security_stands_where_the_manager_fails(world):
    with code(MANAGER, RANGE_FILTER, "rows")():
        assert first_noticed(world, tuple(matrix(name) for name in PAGES)) == ""
