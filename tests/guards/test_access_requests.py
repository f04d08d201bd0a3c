"""What holds for every address: methods, headers, sort and filter keys, and that its own things do appear."""

import re

import pytest

from tests.guards.access_forms import sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_samples import SAMPLES
from tests.guards.access_table import PAGES, PUBLIC
from tests.guards.access_world import PLUMBING
from tests.guards.urls import addresses

SHOWN = [name for name, page in PAGES.items() if page.get]
LISTS = [name for name in SHOWN if not PAGES[name].about]
OTHER_METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
CANARY = "zzcanaryzz"
LOOKUPS = [
    "created_by__password__startswith", "association__name__contains", "association__accounts__password",
    "id__in", "pk__gt", "code__lte", "level", "password", "actor__password__startswith", "-version",
]  # fmt: skip
SHOW_ALL = [
    "core:account_list", "core:link_list", "core:audit_list", "core:figure_entry_list",
    "activities:activity_list", "activities:school_list",
]  # fmt: skip
# Pages about a thing on which none of its texts or numbers stands.
SILENT = {
    "core:association_edit",
    "core:indicator_detail",
    "activities:file_thumbnail",
    "reports:coverage",  # counts of duties beside names of the network
}


@pytest.mark.parametrize("name", PAGES)
def test_other_methods_are_refused(world, name):
    seat = sitter(world, name, "GET" if PAGES[name].get else "POST")
    path = path_of(world, name, "township")
    for method in OTHER_METHODS:
        assert world.send(seat, method, path).status == 405
        assert world.send(world.anonymous, method, path).status in (302, 401)


@pytest.mark.parametrize("name", SHOWN)
def test_head_answers_as_get_does(world, name):
    seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
    assert world.send(seat, "HEAD", path).status == world.send(seat, "GET", path).status
    assert world.send(world.anonymous, "HEAD", path).status == 302


@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
def test_every_answer_bears_the_headers_that_keep_browsers_in_check(world, address):
    name = address.name
    if name in PUBLIC:
        path, seats = f"/{address.route.replace('<str:token>', 'x' * 24)}", [world.anonymous]
    else:
        path = path_of(world, name, "township")
        seats = [world.anonymous, *(world.seats[role, "township"] for role in ("viewer", "administrator"))]
    for seat in seats:
        headers = world.send(seat, "GET", path).headers
        for wanted in (
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: same-origin",
            "X-Frame-Options: DENY",
        ):
            assert wanted in headers
        assert "Content-Security-Policy: " in headers
        assert "unsafe" not in headers
        assert "Cache-Control: no-store, private" in headers


@pytest.mark.parametrize("name", LISTS)
def test_keys_that_no_column_declares_neither_sort_nor_filter(world, name):
    seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
    usual = world.send(seat, "GET", path, query={"page": "1"})
    queries = [dict.fromkeys(("sort", "order_by", "ordering"), key) for key in LOOKUPS]
    for query in [*queries, dict.fromkeys(LOOKUPS, CANARY)]:
        answer = world.send(seat, "GET", path, query={"page": "1", **query})
        assert answer.status == usual.status, f"{query}: {answer.error}"
        assert world.foreign_marks(seat, answer.text) == []
        assert not [said for said in answer.said if CANARY in said]
        assert len(answer.said) <= len(usual.said)


@pytest.mark.parametrize("name", [name for name in SHOWN if name not in SILENT])
def test_a_page_about_a_thing_shows_it_to_those_above(world, name):
    """Else the search for foreign marks would prove nothing."""
    kinds = [kind for kind in PAGES[name].about.values() if not SAMPLES[kind].shared]
    if not kinds or SAMPLES[kinds[0]].personal:
        pytest.skip("about nothing that belongs to a place")
    answer = world.send(sitter(world, name, "GET", place="county"), "GET", path_of(world, name, "village"))
    assert re.search(world.marks["village"].pattern, answer.text)


@pytest.mark.parametrize("name", SHOW_ALL)
def test_a_list_shows_what_lies_below(world, name):
    seat = sitter(world, name, "GET", place="county")
    answer = world.send(seat, "GET", path_of(world, name, "county"), query={"period": "all"})
    below = [place for place in ("township", "village", "second_township") if name in LISTS]
    assert all(re.search(world.marks[place].pattern, answer.text) for place in below)
    assert answer.written <= PLUMBING
