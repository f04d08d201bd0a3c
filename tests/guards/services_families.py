"""Calls of the services of the registry of special families; all of them ask for the family right too."""

from datetime import date
from typing import Any

from core.associations.models import Association
from families.entries import ContactEntry, FamilyChange, MemberEntry, NewFamily, StateEntry
from families.models import Contact, Family, FamilyState
from tests.factories import find_tree
from tests.guards.access_calls import Call, Service
from tests.guards.access_world import World

DAY = date(2022, 6, 1)
WORDS = "按规定办理退出手续"
# Families live in villages: one of each place that has no seat of its own.
VILLAGES = {
    "township": "xiaojiang", "second_township": "minzhu", "neighbour_township": "neighbour_village",
    "neighbour": "neighbour_village",
}  # fmt: skip


def village(place: str) -> Association:
    return getattr(find_tree(), VILLAGES[place])


def family(world: World, place: str) -> Family:
    rows = Family.objects.select_related("association").prefetch_related("members", "contacts")
    return rows.get(pk=world.samples[place]["family"])


def about(**given: Any) -> Call:
    """What every single door takes, and what this one takes besides."""

    def arguments(world: World, place: str) -> dict[str, Any]:
        row = family(world, place)
        more = {name: value(row) if callable(value) else value for name, value in given.items()}
        return {"family": row, "expected_version": row.version, **more}

    return arguments


def _member_of(row: Family) -> Any:
    return row.members.all()[1].pk


def _new(world: World, place: str) -> NewFamily:
    members = [MemberEntry("舒小燕", "head")]
    return NewFamily(village(place), "death", DAY, household_number="守卫1", members=members)


def _move(world: World, place: str, to: str = "") -> dict[str, Any]:
    row = family(world, place)
    entry = StateEntry(DAY, "move", place=village(to or place))
    return {"family": row, "expected_version": row.version, "entry": entry}


def _many(world: World, place: str, to: str = "") -> dict[str, Any]:
    given = _move(world, place, to)
    change = FamilyChange(given["family"], given["expected_version"], state=given["entry"])
    return {"changes": [change]}


def _versions(world: World, place: str) -> dict[str, Any]:
    row = family(world, place)
    return {"versions": {row.pk: row.version}, "reason": "登记重复了"}


def _contacts(world: World, place: str) -> dict[str, Any]:
    rows = Contact.objects.select_related("association", "family__association")
    return {
        "contacts": [rows.get(pk=world.samples[place]["contact"])],
        "name": "龙新任",
        "phone": "",
        "day": DAY,
    }


def _ended(world: World, place: str) -> dict[str, Any]:
    given = about(reason=WORDS)(world, place)
    for model in (Family, FamilyState):
        model.objects.filter(**{"pk" if model is Family else "family": given["family"].pk}).update(
            status="exited"
        )
    return given


def service(arguments: Call, right: str = "record", **given: Any) -> Service:
    return Service(right, arguments, family=True, **given)


EXIT = StateEntry(DAY, "review", status="exited")
FAMILIES = {
    "families.services.register.register_family": service(lambda world, place: {"entry": _new(world, place)}),
    "families.services.register.register_families": service(
        lambda world, place: {"entries": [_new(world, place)]}
    ),
    "families.services.change.change_families": service(_many, moved=_many),
    "families.services.change.change_family": service(about(fields={"confirmed_by": "卫健局"})),
    "families.services.change.change_state": service(about(entry=EXIT)),
    "families.services.change.move_family": service(_move, moved=_move),
    "families.services.change.undo_state": service(about()),
    "families.services.change.add_member": service(about(entry=lambda row: MemberEntry("舒小燕", "child"))),
    "families.services.change.change_member": service(
        about(member=_member_of, values={"relation": "parent", "name": "舒小燕"})
    ),
    "families.services.change.remove_member": service(about(member=_member_of, day=DAY)),
    "families.services.change.set_services": service(
        about(day=DAY, services=lambda row: {_member_of(row): {"green_channel": True}})
    ),
    "families.services.change.set_contacts": service(
        about(contacts=[ContactEntry("volunteer", "贺志愿", DAY)])
    ),
    "families.services.change.set_needs": service(about(needs={"aid_in_age"})),
    "families.services.handover.hand_over": service(_contacts),
    "families.services.leave.anonymise_family": service(_ended),
    "families.services.leave.remove_family": service(about(reason=WORDS)),
    "families.services.leave.remove_families": service(_versions),
    "families.exports.export_families": service(lambda world, place: {"chosen": {}}, "export", placed=False),
    "families.subject.make_subject_file": service(
        lambda world, place: {"family": family(world, place), "reason": "本人申请查阅副本"}, "export"
    ),
}
