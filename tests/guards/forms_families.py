"""Full forms of the registry of special families."""

from core import scope
from families.models import Family, FamilyState
from tests.guards.access_recipes import Recipe, Values, typed, unit_values
from tests.guards.access_world import World


def _new_family(world: World, place: str) -> Values:
    return {
        **unit_values(world, "village"), "family_type": "death", "confirmed_on": "2022-05-20",
        "members-0-name": "舒小燕", "members-0-relation": "head",
    }  # fmt: skip


def _moved_family(world: World, place: str) -> Values:
    return {**unit_values(world, "village"), "day": "2022-06-01", "confirmed": "1"}


def _services(world: World, place: str) -> Values:
    return {f"{world.samples[place]['family_member'].hex}-green_channel": "on", "day": "2022-06-01"}


def _end_family(world: World, place: str) -> None:
    with scope.everything():
        Family.objects.filter(pk=world.samples[place]["family"]).update(status="exited")
        FamilyState.objects.filter(family=world.samples[place]["family"]).update(status="exited")


FAMILY_REASON = typed(reason="按规定办理退出手续")
FAMILIES = {
    "families:family_find": Recipe(typed(wanted="舒小燕")),
    "families:family_export": Recipe(),
    "families:family_export_full": Recipe(typed(purpose="核对特扶金发放名单")),
    "families:family_create": Recipe(_new_family),
    "families:contact_hand_over": Recipe(typed(name="龙新任", day="2022-06-01")),
    "families:family_edit": Recipe(typed(confirmed_by="改过的机关")),
    "families:family_state": Recipe(typed(status="suspended", day="2022-06-01", reason="review")),
    "families:family_state_undo": Recipe(),
    "families:family_move": Recipe(_moved_family, also=frozenset({"confirmed"})),
    "families:family_services": Recipe(_services),
    "families:family_contacts": Recipe(typed(**{"new-volunteer-name": "贺志愿"}, day="2022-06-01")),
    "families:family_anonymise": Recipe(FAMILY_REASON, prepare=_end_family),
    "families:family_remove": Recipe(FAMILY_REASON),
    "families:subject_file": Recipe(typed(reason="本人申请查阅副本")),
    "families:member_create": Recipe(typed(name="舒小燕", relation="child")),
    "families:member_edit": Recipe(typed(name="舒小燕", relation="parent")),
    "families:member_remove": Recipe(typed(how="left", day="2022-06-01"), place="township"),
}
