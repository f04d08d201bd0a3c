"""Odd input to every address: never an error of the server."""

import pytest

from tests.guards.access_odd import FEW, ODD, broken, forms, paths, queries
from tests.guards.access_table import PAGES

SHOWN = [name for name, page in PAGES.items() if page.get]
POSTED = [name for name, page in PAGES.items() if page.post]
ABOUT = [name for name, page in PAGES.items() if page.about]


@pytest.mark.parametrize("name", ABOUT)
def test_odd_addresses_are_no_error(world, name):
    assert broken(paths(world, name, ODD))[1] == []


@pytest.mark.parametrize("name", SHOWN)
def test_odd_queries_are_no_error(world, name):
    assert broken(queries(world, name, FEW))[1] == []


@pytest.mark.parametrize("name", POSTED)
def test_odd_fields_are_no_error(world, name):
    assert broken(forms(world, name, FEW))[1] == []


@pytest.mark.soak
def test_thousands_of_odd_inputs_are_no_error(world, capsys):
    tried, found = 0, []
    for names, ask in ((ABOUT, paths), (SHOWN, queries), (POSTED, forms)):
        for name in names:
            number, faults = broken(ask(world, name, ODD))
            tried += number
            found += [f"{name} {fault}" for fault in faults]
    with capsys.disabled():
        print(f"\n{tried} odd inputs, {len(found)} errors")
    assert found == []
