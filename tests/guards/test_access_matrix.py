"""The matrix: every address as every role at every place, by GET, POST and htmx, gives the right answer."""

import pytest

from tests.guards.access_matrix import cells, faults
from tests.guards.access_table import PAGES
from tests.guards.access_world import PLACES, changed_tables


def check(world, name, places):
    asked = list(cells(world, name, places))
    found = [fault for cell in asked for fault in faults(world, cell)]
    assert not found, "\n".join([f"{len(found)} faults in {len(asked)} requests", *found[:30]])
    assert changed_tables(world.start) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_seat_gets_exactly_what_is_its_due(world, name):
    check(world, name, ["township"])


@pytest.mark.soak
@pytest.mark.parametrize("name", PAGES)
def test_every_seat_gets_its_due_about_things_of_every_place(world, name):
    check(world, name, PLACES)
