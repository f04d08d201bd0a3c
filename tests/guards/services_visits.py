"""Calls of the services of visits and payments; all of them ask for the family right too."""

from typing import Any

from families.models import Visit
from families.services.visits import VisitEntry
from projects.models import Payment
from projects.services import PaymentEntry
from tests.guards.access_world import World
from tests.guards.services_families import DAY, family, service
from tests.plant import plant


def _entry(world: World, place: str) -> VisitEntry:
    return VisitEntry(family(world, place), DAY, "田支书")


def _visit(world: World, place: str) -> Visit:
    rows = Visit.objects.select_related("association", "place", "family__association")
    return rows.get(pk=world.samples[place]["visit"])


def _changed(world: World, place: str) -> dict[str, Any]:
    visit = _visit(world, place)
    return {
        "visit": visit,
        "expected_version": visit.version,
        "entry": VisitEntry(visit.family, DAY, "田支书"),
    }


def _visits(world: World, place: str) -> dict[str, Any]:
    return {"visits": [_visit(world, place)]}


def _payment(world: World, place: str) -> PaymentEntry:
    row = family(world, place)
    return PaymentEntry(row.association, DAY, amount=20000, family=row)


def _payments(world: World, place: str) -> dict[str, Any]:
    row = family(world, place)
    given = {"family": row, "day": DAY, "amount": 20000}
    return {"payments": [plant(Payment, row.association, **given)]}


VISITS = {
    "projects.services.record_payments": service(lambda world, place: {"entries": [_payment(world, place)]}),
    "projects.services.withdraw_payments": service(_payments),
    "projects.services.restore_payments": service(_payments),
    "families.services.visits.record_visit": service(lambda world, place: {"entry": _entry(world, place)}),
    "families.services.visits.record_visits": service(
        lambda world, place: {"entries": [_entry(world, place)]}
    ),
    "families.services.visits.change_visit": service(_changed),
    "families.services.visits.withdraw_visits": service(_visits),
    "families.services.visits.restore_visits": service(_visits),
}
