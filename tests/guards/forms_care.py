"""Full forms of what is done for special families."""

from core.figures.models import Indicator
from tests.guards.access_recipes import Recipe, Values, at_unit, typed, unit_values
from tests.guards.access_world import World


def _appointed(world: World, place: str) -> Values:
    code = world.units[place].code
    return {"role": "village_cadre", f"name_{code}": "龙新任", f"phone_{code}": "", "day": "2022-06-01"}


def _standard(world: World, place: str) -> Values:
    indicator = Indicator.objects.get(code="health_insurance_premium_standard").pk
    given = {"indicator": str(indicator), "since": "2022-01-01", "value": "150", "basis": "守卫文件"}
    return {**unit_values(world, place), **given}


def _referred(world: World, place: str) -> Values:
    return {"receiver": str(world.units["county"].pk), "sent_on": "2022-06-01", "liaison": "田支书"}


CARE = {
    "families:service_create": Recipe(typed(kind="errands", requested_on="2022-06-01")),
    "families:service_detail": Recipe(
        typed(act="assign", helper="贺志愿", day="2022-06-01"), also=frozenset({"act"})
    ),
    "families:referral_create": Recipe(_referred),
    "families:referral_detail": Recipe(
        typed(act="accept", day="2022-06-01", helper="米干事"), also=frozenset({"act"})
    ),
    "families:case_create": Recipe(
        at_unit(topic="legal", channel="visit", name="舒小燕", opened_on="2022-06-01")
    ),
    "families:case_detail": Recipe(typed(handler="石干事", act=""), also=frozenset({"act", "reason"})),
    "families:standard_list": Recipe(_standard),
    "families:contact_appoint": Recipe(_appointed),
}
