"""Calls of the services of what is done for special families; all of them ask for the family right too."""

from typing import Any

from core.figures.models import Indicator
from families.entries import Holder
from families.models import PolicyStandard
from tests.guards.access_calls import Service
from tests.guards.access_world import World
from tests.guards.services_families import DAY, service


def _holders(world: World, place: str) -> dict[str, Any]:
    return {"role": "village_cadre", "holders": [Holder(world.units[place], "龙新任")], "day": DAY}


def _standard(world: World, place: str) -> PolicyStandard:
    indicator = Indicator.objects.get(code="health_insurance_premium_standard")
    return PolicyStandard(association=world.units[place], indicator=indicator, since=DAY, value=15000)


CARE = {
    "families.services.standards.set_standard": Service(
        "record", lambda world, place: {"standard": _standard(world, place)}
    ),
    "families.services.standards.set_standards": Service(
        "record", lambda world, place: {"standards": [_standard(world, place)]}
    ),
    "families.services.handover.appoint_contacts": service(_holders),
}
