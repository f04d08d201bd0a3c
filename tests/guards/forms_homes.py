"""Full forms of Warm Homes."""

from tests.guards.access_recipes import Recipe, Values, at_unit, typed
from tests.guards.access_world import World

TICKS = frozenset({"pick"})


def _volunteer(world: World, place: str) -> Values:
    return {"pick": [], "day": "2022-06-01"}


def _family(world: World, place: str) -> Values:
    return {"pick": [], "day": "2022-06-01"}


HOMES = {
    "families:home_create": Recipe(at_unit(name="守卫暖心家园", opened_on="2022-05-20")),
    "families:home_edit": Recipe(typed(host="社区服务中心")),
    "families:home_liaison": Recipe(typed(how="instead", name="龙医生", day="2022-06-01")),
    "families:home_volunteers": Recipe(_volunteer, also=TICKS),
    "families:home_families": Recipe(_family, also=TICKS),
    "families:home_plan": Recipe(typed(year="2021", day="2021-03-01", text="每月一次活动")),
    "families:home_survey": Recipe(typed(day="2022-06-01", asked="10", satisfied="9")),
}
