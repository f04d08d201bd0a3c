"""Calls of the services of what is done for special families; all of them ask for the family right too."""

from typing import Any

from families.entries import Holder
from tests.guards.access_world import World
from tests.guards.services_families import DAY, service


def _holders(world: World, place: str) -> dict[str, Any]:
    return {"role": "village_cadre", "holders": [Holder(world.units[place], "龙新任")], "day": DAY}


CARE = {
    "families.services.handover.appoint_contacts": service(_holders),
}
