"""Calls of the services of Warm Homes."""

from datetime import date
from typing import Any
from uuid import uuid4

from families.homes.services import LiaisonEntry
from families.models import Family, HomeLiaison, HomePlan, WarmHome
from members.models import Member
from tests.guards.access_calls import Service
from tests.guards.access_world import World

DAY = date(2022, 6, 1)


def home(world: World, place: str) -> WarmHome:
    return WarmHome.objects.select_related("association").get(pk=world.samples[place]["home"])


def _named(world: World, place: str) -> dict[str, Any]:
    row = home(world, place)
    return {"home": row, "expected_version": row.version}


def _liaison(world: World, place: str) -> dict[str, Any]:
    standing = HomeLiaison.objects.get(home=world.samples[place]["home"])
    entry = LiaisonEntry("龙医生", DAY, "村卫生室")
    return {**_named(world, place), "entry": entry, "instead_of": standing.pk}


def _volunteers(world: World, place: str) -> dict[str, Any]:
    member = Member.objects.get(pk=world.samples[place]["member"])
    return {**_named(world, place), "members": [member], "shown": [], "day": DAY}


def _families(world: World, place: str) -> dict[str, Any]:
    family = Family.objects.select_related("association").get(pk=world.samples[place]["family"])
    return {**_named(world, place), "families": [family], "shown": [], "day": DAY}


def _links(world: World, place: str) -> dict[str, Any]:
    plan = HomePlan(pk=uuid4(), home=home(world, place), year=2021, day=date(2021, 3, 1), text="计划")
    return {"liaisons": [], "families": [], "volunteers": [], "plans": [plan]}


def _plan(world: World, place: str) -> dict[str, Any]:
    return {"home": home(world, place), "year": 2021, "day": date(2021, 3, 1), "text": "每月一次活动"}


def _survey(world: World, place: str) -> dict[str, Any]:
    return {"home": home(world, place), "day": DAY, "asked": 10, "satisfied": 9}


HOMES = {
    "families.homes.services.appoint_liaison": Service("record", _liaison),
    "families.homes.services.end_liaison": Service(
        "record", lambda world, place: {**_named(world, place), "day": DAY}
    ),
    "families.homes.services.set_volunteers": Service("record", _volunteers),
    "families.homes.services.serve_families": Service("record", _families, family=True),
    "families.homes.bulk.load_links": Service("record", _links, family=True),
    "families.homes.plans.save_plan": Service("record", _plan),
    "families.homes.plans.record_survey": Service("record", _survey),
}
