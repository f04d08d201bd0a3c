"""Ids of other places in every field and every query that takes one: nothing changes, nothing is shown."""

import re
from zlib import crc32

import pytest

from tests.guards.access_forms import RECIPES, filled, read_form, sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_samples import SAMPLES
from tests.guards.access_table import CITY_ONLY, PAGES
from tests.guards.access_world import PLACES, changed_tables, undone

# The city office has no other places.
LOCAL = {name: page for name, page in PAGES.items() if not {page.get, page.post} & CITY_ONLY}
POSTED = [name for name, page in LOCAL.items() if page.post]
SHOWN = [name for name, page in LOCAL.items() if page.get]
FORMS = [name for name in POSTED if LOCAL[name].get]
FAR = ["neighbour_township", "second_township", "county"]
# A new form brings the id of what it will make: what else has such ids.
RECORDS = {
    "core:figure_entry_create": "entry",
    "core:figure_entry_opening": "entry",
    "activities:activity_create": "activity",
    "activities:draft_save": "draft",
    "activities:grid_save": "activity",
    "activities:school_create": "school",
}
LIKE_AN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|4312\d{8}")
# What differs from one request to the next: ids that the page makes, security tokens, the time.
SHIFTING = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|(?<=csrfmiddlewaretoken\" value=\")\w+"
    r"|Content-Length: \d+|\d\d:\d\d(?::\d\d)?|(?<=csrf-token\" content=\")\w+"
)
# Fields that hold ids, with the kind of thing that is put into them.
KINDS = {
    "school": "school", "site": "site", "warm_home": "home", "pick": "waiting", "draft": "draft",
    "copy": "activity", "editing": "activity",
}  # fmt: skip
CHOSEN = ("school", "site", "warm_home", "pick")
UNITS = {"association", "association_code"}
# Names of fields that hold an id of nothing that belongs to a place.
OTHERS = {"record", "record_id", "window", "username"}


def substitutes(world, name, values, place):
    """``(label, what is put in place, whether nothing at all may change)``."""
    unit, things = world.units[place], world.samples[place]
    if "association" in values:
        strictly = name != "activities:draft_save"  # a draft keeps whatever was typed
        yield "unit", {"association": unit.path(), "association_code": str(unit.code)}, strictly
        yield "code of a unit", {"association": str(unit.code), "association_code": ""}, strictly
        yield "name of a unit", {"association": unit.official_name, "association_code": ""}, strictly
        yield "hidden code", {"association_code": str(unit.code)}, False  # the box shows another one
    for field in {"record", "record_id"} & set(values):
        kind = RECORDS.get(name)
        yield field, {field: str(things[kind or "activity"])}, kind is not None
    for field in KINDS:
        # Forms pass drafts and copies along without reading them again.
        yield field, {field: str(things[KINDS[field]])}, field in values and field in CHOSEN
    if name == "core:account_many":
        yield "picked code", {"pick": str(unit.code), f"username_{unit.code}": "stranger01"}, True


def one_of(places, name):
    """Each page is asked about one of the places; the soak asks about all."""
    return [places[crc32(name.encode()) % len(places)]]


@pytest.mark.parametrize("name", POSTED)
def test_ids_of_other_places_in_a_form_change_nothing(world, name):
    check_form(world, name, one_of(FAR, name))


@pytest.mark.soak
@pytest.mark.parametrize("name", POSTED)
def test_ids_of_every_other_place_in_a_form_change_nothing(world, name):
    check_form(world, name, FAR)


def check_form(world, name, places):
    recipe, seat = RECIPES[name], sitter(world, name)
    path, values = path_of(world, name, recipe.place), filled(world, name)
    for place in places:
        for label, given, strictly in substitutes(world, name, values, place):
            with undone():
                recipe.prepare(world, recipe.place)
                before = world.rows_outside(seat)
                answer = world.send_for_good(seat, "POST", path, {**values, **given})
                changed = changed_tables(world.start) if strictly else []
                assert world.rows_outside(seat) == before, f"{label} of {place}"
            # The form itself knows only its range; the service behind it (403) is not asked.
            assert answer.status in (200, 302, 404, 409, 422), f"{label} of {place}: {answer.problems}"
            assert world.foreign_marks(seat, answer.text) == [], f"{label} of {place}"
            assert changed == [], f"{label} of {place}: {answer.status}"


@pytest.mark.parametrize("name", FORMS)
def test_forms_hold_only_ids_that_are_tried_above(world, name):
    form = read_form(world, name, RECIPES[name].place)
    holding = {field for field, offered in form.offered.items() if any(map(LIKE_AN_ID.fullmatch, offered))}
    assert {re.sub(r"_\d{12}$", "", field) for field in holding} <= {*UNITS, *KINDS, *OTHERS}


@pytest.mark.parametrize("name", FORMS)
def test_forms_offer_no_thing_of_another_place(world, name):
    seat, offered = sitter(world, name), read_form(world, name, RECIPES[name].place).offered
    far = [place for place in PLACES if not world.is_inside(seat, place)]
    foreign = {str(world.samples[place][kind]) for place in far for kind in ("school", "activity", "file")}
    assert not foreign & {value for values in offered.values() for value in values}


@pytest.mark.parametrize("name", SHOWN)
def test_a_foreign_id_in_a_query_is_like_one_that_does_not_exist(world, name):
    seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
    for field in ("school", "draft", "copy", "editing"):
        ids = [world.samples["neighbour_township"][KINDS[field]], SAMPLES[KINDS[field]].missing()]
        for more in ({}, {"kind": "theme_publicity", "days": "2022-05-29"}):
            foreign, missing = (world.send(seat, "GET", path, query={**more, field: str(key)}) for key in ids)
            assert foreign.status == missing.status, field
            assert SHIFTING.sub("", foreign.text) == SHIFTING.sub("", missing.text), field


def queries(world, place):
    unit, things = world.units[place], world.samples[place]
    yield from ({field: str(things[kind])} for field, kind in KINDS.items())
    yield dict.fromkeys(("record", "record_id", "pk", "id", "target"), str(things["activity"]))
    for text in (str(unit.code), unit.path()):
        yield dict.fromkeys(("association", "unit", "code", "q", "text", "person"), text)
    chosen = {"association": unit.path(), "association_code": str(unit.code)}
    yield {**chosen, "kind": "theme_publicity", "days": "2022-05-29"}


@pytest.mark.parametrize("name", SHOWN)
def test_ids_of_other_places_in_a_query_show_nothing(world, name):
    check_queries(world, name, one_of(("neighbour_township", "county"), name))


@pytest.mark.soak
@pytest.mark.parametrize("name", SHOWN)
def test_ids_of_every_other_place_in_a_query_show_nothing(world, name):
    check_queries(world, name, ("neighbour_township", "county"))


def check_queries(world, name, places):
    seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
    for place in places:
        for query in queries(world, place):
            answer = world.send(seat, "GET", path, query=query)
            assert answer.status in (*LOCAL[name].shown, 302, 404, 422), f"{query}: {answer.problems}"
            assert world.foreign_marks(seat, answer.text) == [], query
