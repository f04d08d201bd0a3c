"""Odd input to every address: never an error of the server."""

from urllib.parse import quote_from_bytes

import pytest

from tests.factories import PASSWORD
from tests.guards.access_odd import FEW, ODD, broken, forms, one_of, paths, queries
from tests.guards.access_table import PAGES

HALF_TYPED = [rb'[["a", "\ud800"]]', rb'[["\ud800", "a"]]', b'[["a"]]', b"[[1, 2]]", b"[" * 5000, b'{"a": 1}']
SHOWN = [name for name, page in PAGES.items() if page.get]
POSTED = [name for name, page in PAGES.items() if page.post]
ABOUT = [name for name, page in PAGES.items() if page.about]


@pytest.mark.parametrize("name", ABOUT)
def test_odd_addresses_are_no_error(world, name):
    assert broken(paths(world, name, [*FEW, *one_of(ODD, name), *one_of(ODD, name, "again")]))[1] == []


@pytest.mark.parametrize("name", SHOWN)
def test_odd_queries_are_no_error(world, name):
    assert broken(queries(world, name, FEW, each=False))[1] == []


@pytest.mark.parametrize("name", POSTED)
def test_odd_fields_are_no_error(world, name):
    assert broken(forms(world, name, FEW, each=False))[1] == []


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


@pytest.mark.parametrize("field", ["username", "password", "next", "resume_path", "resume_fields"])
def test_odd_input_to_the_login_is_no_error(world, field):
    known = world.seats["viewer", "county"].account.username
    good = {
        "username": known,
        "password": PASSWORD,
        "resume_path": "/schools/",
        "resume_fields": '[["a", "b"]]',
    }
    for value in [*ODD, *HALF_TYPED]:
        sent = {name: text.encode() for name, text in good.items()} | {field: value}
        body = "&".join(f"{name}={quote_from_bytes(text)}" for name, text in sent.items())
        answer = world.send(world.anonymous, "POST", "/login/", body.encode())
        assert answer.status in (200, 302, 422, 429), f"{value[:30]!r}: {answer.problems}"
        assert not answer.location.startswith(("//", "http"))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_odd_links_are_no_error(world, method):
    for value in ODD:
        answer = world.send(world.anonymous, method, f"/link/{quote_from_bytes(value)}/")
        assert answer.status in (404, 410), f"{value[:30]!r}: {answer.problems}"
