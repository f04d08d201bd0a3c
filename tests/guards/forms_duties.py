"""Full forms of duties."""

from tests.guards.access_recipes import NOTHING, Recipe, Values, typed
from tests.guards.access_world import World


def _exempt(world: World, place: str) -> Values:
    return {
        "duty": "council_meeting", "unit": str(world.units["village"].pk), "first": "2022-01-01",
        "last": "2022-12-31", "reason": "场所装修",
    }  # fmt: skip


DUTIES = {
    "core:duty_standard_list": Recipe(typed(rule="health_lecture", minimum="3", since="2022-01-01")),
    "reports:coverage": Recipe(_exempt, also=frozenset({"unit", "withdraw"})),
    "reports:coverage_export": NOTHING,
}
