"""The small set of checks that the deliberate faults are shown to."""

from functools import cache
from typing import Any

import pytest

from core.access import ALLOWED
from core.accounts.models import Role
from tests.guards import (
    test_access_extra_fields as extra_fields,
    test_access_foreign_ids as foreign_ids,
    test_access_forms as forms,
    test_access_requests as requests,
    test_access_services as services,
    test_access_sessions as sessions,
)
from tests.guards.access_laws import LAWS
from tests.guards.access_matrix import cells, faults
from tests.guards.access_table import RIGHTS
from tests.guards.access_world import World
from tests.guards.mutations import Check
from tests.guards.test_access_urls import test_every_address_stands_in_the_table_with_its_rights
from tests.guards.urls import addresses

PLACES = ("", "township", "second_township", "neighbour", "city")
NOTICED = (Exception, pytest.fail.Exception)


@cache
def matrix(*names: str) -> Check:
    """The matrix of some pages; it stops at the first fault."""

    def check(world: World) -> None:
        for name in names:
            for cell in cells(world, name, ["township"]):
                if cell.seat.place in PLACES:
                    assert faults(world, cell) == []

    return check


@cache
def laws(*names: str) -> Check:
    def check(world: World) -> None:
        for name in names:
            LAWS[name](world)

    return check


@cache
def declared(name: str) -> Check:
    """A page declares what the table says."""

    def check(world: World) -> None:
        address = next(address for address in addresses() if address.name == name)
        test_every_address_stands_in_the_table_with_its_rights(address)

    return check


def roles(world: World) -> None:
    assert {role: {action.value for action in ALLOWED[role]} for role in Role.values} == RIGHTS


@cache
def strange_ids(*names: str) -> Check:
    def check(world: World) -> None:
        for name in names:
            if name in foreign_ids.POSTED:
                foreign_ids.test_ids_of_other_places_in_a_form_change_nothing(world, name)
            if name in foreign_ids.FORMS:
                foreign_ids.test_forms_offer_no_thing_of_another_place(world, name)
            if name in foreign_ids.SHOWN:
                foreign_ids.test_ids_of_other_places_in_a_query_show_nothing(world, name)
                foreign_ids.test_a_foreign_id_in_a_query_is_like_one_that_does_not_exist(world, name)

    return check


@cache
def full_forms(*names: str) -> Check:
    def check(world: World) -> None:
        for name in names:
            forms.test_a_full_form_of_the_rightful_seat_changes_something(world, name)
            if name in forms.ABOUT_PLACES:
                forms.test_a_full_form_about_a_thing_of_another_place_finds_nothing(
                    world, name, "neighbour_township"
                )

    return check


@cache
def token(name: str) -> Check:
    return lambda world: forms.test_a_form_without_the_security_token_is_refused(world, name)


@cache
def service(name: str) -> Check:
    """A service as who lacks the right, has it elsewhere, or would move something."""

    def check(world: World) -> None:
        services.test_a_service_refuses_roles_without_the_right(world, name)
        services.test_a_service_refuses_a_disabled_account(world, name)
        if name in services.PLACED:
            services.test_a_service_refuses_who_has_the_right_elsewhere(world, name)
        if name in services.OWNED:
            services.test_a_service_about_an_own_thing_refuses_the_colleague_at_the_next_desk(world, name)
        if name in services.MOVING:
            services.test_a_service_moves_nothing_out_of_or_into_the_range(world, name)

    return check


@cache
def disabled(name: str) -> Check:
    return lambda world: services.test_a_service_refuses_a_disabled_account(world, name)


@cache
def more_fields(name: str) -> Check:
    def check(world: World) -> None:
        extra_fields.test_only_fields_of_the_form_are_taken_from_it(world, extra_fields.keys_at(world), name)

    return check


@cache
def odd_keys(name: str) -> Check:
    return lambda world: requests.test_keys_that_no_column_declares_neither_sort_nor_filter(world, name)


@cache
def methods(name: str) -> Check:
    return lambda world: requests.test_other_methods_are_refused(world, name)


@cache
def seat_changes(**values: Any) -> Check:
    def check(world: World) -> None:
        office, editor = world.seats["administrator", "county"], world.seats["editor", "township"]
        sessions.test_a_changed_seat_ends_its_sessions(world, office, editor, values)

    return check


def stopped(world: World) -> None:
    office, editor = world.seats["administrator", "county"], world.seats["editor", "township"]
    sessions.test_a_stopped_or_reset_account_is_out_at_once(world, office, editor, "core:account_disable")
    sessions.test_rights_are_asked_for_anew_at_every_request(world, editor)


def first_noticed(world: World, checks: tuple[Check, ...]) -> str:
    """What the first of the checks that notices says; empty where none does."""
    for check in checks:
        try:
            check(world)
        except NOTICED as error:
            return f"{type(error).__name__}: {error}".split("\n")[0][:160] or "noticed"
    return ""
