"""Calls of the services of members."""

from datetime import date
from typing import Any

from members.checks import MemberDraft
from members.choices import Flag
from members.models import Member
from members.queries import with_standings
from members.services import draft_of
from members.standing import Standing
from tests.guards.access_calls import Service
from tests.guards.access_samples import DAY
from tests.guards.access_world import World


def _new_member(world: World, place: str) -> MemberDraft:
    unit = world.units[place]
    return MemberDraft(
        Member(association=unit, name="舒小燕"), [Standing(date(2022, 5, 1), "enrolled", unit)]
    )


def member(world: World, place: str, kind: str = "member") -> Member:
    return with_standings(Member.objects.filter(pk=world.samples[place][kind])).get()


def _changed_member(world: World, place: str, to: str = "") -> MemberDraft:
    draft = draft_of(member(world, place))
    unit = world.units[to or place]
    draft.member.association = unit
    draft.standings = [Standing(one.since, one.status, unit) for one in draft.standings]
    return draft


def _status(world: World, place: str) -> dict[str, Any]:
    return {"status": "left", "day": DAY}


def _status_of_one(world: World, place: str) -> dict[str, Any]:
    row = member(world, place)
    return {"member": row, "expected_version": row.version, **_status(world, place)}


def _moved(world: World, place: str, to: str = "second_township") -> dict[str, Any]:
    return {"to": world.units["city" if to == place else to], "day": DAY}


def _move_one(world: World, place: str, to: str = "village") -> dict[str, Any]:
    row = member(world, place)
    return {"member": row, "expected_version": row.version, **_moved(world, place, to)}


MEMBERS = {
    "members.services.register_member": Service(
        "record", lambda world, place: {"draft": _new_member(world, place)}
    ),
    "members.services.register_members": Service(
        "record", lambda world, place: {"drafts": [_new_member(world, place)]}
    ),
    "members.services.change_member": Service(
        "record",
        lambda world, place: {"draft": _changed_member(world, place)},
        moved=lambda world, place, to: {"draft": _changed_member(world, place, to)},
    ),
    "members.services.change_members": Service(
        "record",
        lambda world, place: {"drafts": [_changed_member(world, place)]},
        moved=lambda world, place, to: {"drafts": [_changed_member(world, place, to)]},
    ),
    "members.services.change_status": Service(
        "record",
        _status_of_one,
    ),
    "members.services.change_statuses": Service(
        "record", lambda world, place: {"members": [member(world, place)], **_status(world, place)}
    ),
    "members.services.move_member": Service("record", _move_one, moved=_move_one),
    "members.services.move_members": Service(
        "record",
        lambda world, place: {"members": [member(world, place)], **_moved(world, place, "village")},
        moved=lambda world, place, to: {"members": [member(world, place)], **_moved(world, place, to)},
    ),
    "members.services.change_flags": Service(
        "record",
        lambda world, place: {"members": [member(world, place)], "flag": Flag.BACKBONE, "day": DAY},
    ),
    "members.services.change_groups": Service(
        "record", lambda world, place: {"members": [member(world, place)], "group": "第九组"}
    ),
    "members.services.withdraw_member": Service(
        "record", lambda world, place: {"member": member(world, place), "reason": "重复"}
    ),
    "members.services.withdraw_members": Service(
        "record", lambda world, place: {"members": [member(world, place)], "reason": "重复"}
    ),
    "members.services.restore_member": Service(
        "record", lambda world, place: {"member": member(world, place, "withdrawn_member")}
    ),
}
