"""Deliberate faults in what protects personal data."""

from tests.guards.access_forms import filled
from tests.guards.access_matrix import path_of
from tests.guards.access_world import World, undone
from tests.guards.mutations import Mutation, code
from tests.guards.mutations_checks import matrix
from tests.guards.test_access_services import (
    test_a_service_about_families_refuses_who_has_not_the_family_right as refuses_without_family_right,
)

REVEAL = "core.reveal.services.reveal_field"


def service_refuses(world: World) -> None:
    for name in (REVEAL, "families.services.register.register_family"):
        refuses_without_family_right(world, name)


def a_reveal_leaves_both_traces(world: World) -> None:
    seat = world.seats["viewer+family", "township"]
    with undone():
        path = path_of(world, "core:reveal", "township")
        answer = world.send_for_good(seat, "POST", path, filled(world, "core:reveal"))
    assert answer.status == 200
    assert {"core_auditentry", "core_reading"} <= answer.written


def twenty_an_hour(world: World) -> None:
    seat, path = world.seats["viewer+family", "township"], path_of(world, "core:reveal", "township")
    with undone():
        last = [
            world.send_for_good(seat, "POST", path, filled(world, "core:reveal")).status for _ in range(21)
        ][-2:]
    assert last == [200, 429]


PERSONAL = [
    Mutation(
        "the guard forgets the family right",
        code("core.access._refusal", "rule.family and ", "False and "),
        (matrix("families:family_list"),),
    ),
    Mutation(
        "services forget the family right",
        code("core.access.require_family", "if not actor.family_right:", "if False:"),
        (service_refuses,),
    ),
    Mutation(
        "a page is sent before its readings are written",
        code("core.access._inside", "looks.write()", "pass"),
        (matrix("families:family_list"),),
    ),
    Mutation(
        "readings are dropped",
        code("core.audit.readings.record_reading", "looks.rows += entries", "pass"),
        (matrix("families:family_detail"),),
    ),
    Mutation(
        "a reveal asks nobody's right",
        code("core.reveal.services.require_reveal", "if not found.may(actor, row):", "if False:"),
        (service_refuses,),
    ),
    Mutation(
        "a reveal leaves nothing in the trace",
        code(REVEAL, "audit.record(actor, REVEAL, row,", "dict("),
        (a_reveal_leaves_both_traces,),
    ),
    Mutation(
        "a reveal leaves nothing in the reading log",
        code(REVEAL, "record_reading(actor, What.REVEAL, [found.subject(row)],", "dict("),
        (a_reveal_leaves_both_traces,),
    ),
    Mutation(
        "reveals are not counted",
        code(REVEAL, ">= MOST_AN_HOUR", "> 10**6"),
        (twenty_an_hour,),
    ),
]
