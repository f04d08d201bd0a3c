"""Every service refuses whoever lacks the right, and whoever has it elsewhere; no page is asked."""

import pytest
from django.core.exceptions import PermissionDenied

from core import scope
from tests.guards.access_calls import find
from tests.guards.access_recipes import SITTER
from tests.guards.access_services import PERSONAL, SERVICES
from tests.guards.access_table import CITY_ONLY, RIGHTS
from tests.guards.access_world import undone
from tests.guards.sources import functions, name_of, python_files

ELSEWHERE = ["second_township", "village", "neighbour_township", "neighbour"]
PLACED = [name for name, service in SERVICES.items() if service.placed]
OWNED = [name for name in PLACED if name.startswith(("core.jobs.", "core.rosters."))]
MOVING = [name for name, service in SERVICES.items() if service.moved]


def call(world, name, seat, place, to=""):
    """The service as ``seat``, who could read everything: only the service itself stands in the way."""
    service = SERVICES[name]
    with undone(), scope.everything(), scope.transaction():
        arguments = service.moved(world, place, to) if to else service.arguments(world, place)
        find(name)(actor=seat.account, **arguments)


def role_for(name):
    return SITTER[SERVICES[name].right] + ("+family" if SERVICES[name].family else "")


def rightful(world, name):
    right = SERVICES[name].right
    return world.seats[role_for(name), "city" if right in CITY_ONLY else "township"]


def test_every_service_stands_in_the_table():
    found = {
        f"{name_of(path)[:-3].replace('/', '.')}.{function.name}"
        for path in python_files()
        for function in functions(path)
        if any(argument.arg == "actor" for argument in function.args.kwonlyargs)
        and not function.name.startswith("_")
    }
    assert found == set(SERVICES) | PERSONAL, "add a call of it to tests/guards/access_services.py"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_works_for_who_may(world, name):
    call(world, name, rightful(world, name), "township")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_refuses_roles_without_the_right(world, name):
    right = SERVICES[name].right
    for role in RIGHTS:
        if right not in RIGHTS[role]:
            seat = world.seats[role, "city"]
            with pytest.raises(PermissionDenied):
                call(world, name, seat, "township")
    if right in CITY_ONLY:
        with pytest.raises(PermissionDenied):
            call(world, name, world.seats[SITTER[right], "county"], "township")


@pytest.mark.parametrize("name", PLACED)
def test_a_service_refuses_who_has_the_right_elsewhere(world, name):
    for place in ELSEWHERE:
        with pytest.raises(PermissionDenied):
            call(world, name, world.seats[role_for(name), place], "township")


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if service.family])
def test_a_service_about_families_refuses_who_has_not_the_family_right(world, name):
    with pytest.raises(PermissionDenied):
        call(world, name, world.seats[SITTER[SERVICES[name].right], "township"], "township")


@pytest.mark.parametrize("name", MOVING)
def test_a_service_moves_nothing_out_of_or_into_the_range(world, name):
    seat = rightful(world, name)
    for place, to in (("township", "second_township"), ("neighbour_township", "township")):
        with pytest.raises(PermissionDenied):
            call(world, name, seat, place, to)


@pytest.mark.parametrize("name", OWNED)
def test_a_service_about_an_own_thing_refuses_the_colleague_at_the_next_desk(world, name):
    with pytest.raises(PermissionDenied):
        call(world, name, world.seats["viewer+family", "township"], "township")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_refuses_a_disabled_account(world, name):
    seat = rightful(world, name)
    seat.account.is_active = False
    try:
        with pytest.raises(PermissionDenied):
            call(world, name, seat, "township")
    finally:
        seat.account.is_active = True
