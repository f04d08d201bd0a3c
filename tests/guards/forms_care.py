"""Full forms of what is done for special families."""

from tests.guards.access_recipes import Recipe, Values
from tests.guards.access_world import World


def _appointed(world: World, place: str) -> Values:
    code = world.units[place].code
    return {"role": "village_cadre", f"name_{code}": "龙新任", f"phone_{code}": "", "day": "2022-06-01"}


CARE = {
    "families:contact_appoint": Recipe(_appointed),
}
