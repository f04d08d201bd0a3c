"""Every form that may be sent: it works; about things of other places, or without a token, it does not."""

import pytest

from tests.guards.access_forms import RECIPES, filled, sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_samples import SAMPLES
from tests.guards.access_table import PAGES
from tests.guards.access_world import PLUMBING, changed_tables, undone

POSTED = [name for name, page in PAGES.items() if page.post]
ABOUT_PLACES = [
    name for name in POSTED if any(not SAMPLES[kind].shared for kind in PAGES[name].about.values())
]
FAR = ["neighbour_township", "neighbour_village", "second_township", "county"]


def test_every_form_has_a_recipe():
    assert set(RECIPES) == set(POSTED), "say in tests/guards/access_forms.py what a full form holds"


@pytest.mark.parametrize("name", POSTED)
def test_a_full_form_of_the_rightful_seat_changes_something(world, name):
    recipe, seat = RECIPES[name], sitter(world, name)
    with undone():
        recipe.prepare(world, recipe.place)
        answer = world.send_for_good(seat, "POST", path_of(world, name, recipe.place), filled(world, name))
        assert answer.status in (200, 302), answer.problems
        assert bool(changed_tables(world.start)) is not recipe.asks
    assert world.foreign_marks(seat, answer.text) == []


@pytest.mark.parametrize("place", FAR)
@pytest.mark.parametrize("name", ABOUT_PLACES)
def test_a_full_form_about_a_thing_of_another_place_finds_nothing(world, name, place):
    recipe, seat = RECIPES[name], sitter(world, name)
    values = filled(world, name)
    with undone():
        recipe.prepare(world, place)
        answer = world.send_for_good(seat, "POST", path_of(world, name, place), values)
    assert answer.status == 404
    assert answer.written <= PLUMBING


@pytest.mark.parametrize("name", POSTED)
def test_a_form_without_the_security_token_is_refused(world, name):
    recipe, seat = RECIPES[name], sitter(world, name)
    values = {**filled(world, name), "csrfmiddlewaretoken": ""}
    with undone():
        recipe.prepare(world, recipe.place)
        answer = world.send_for_good(seat, "POST", path_of(world, name, recipe.place), values, csrf=True)
    assert answer.status == 403
    assert answer.written <= PLUMBING
