"""Calls of the services of duties."""

from datetime import date
from typing import Any

from core.duties.declare import UnitSpan, duty_rule
from core.duties.models import DutyExemption, DutyStandard
from core.duties.services import Relief
from tests.guards.access_calls import Service
from tests.guards.access_world import World
from tests.plant import plant

SINCE = date(2022, 1, 1)


def _standard(world: World, place: str) -> dict[str, Any]:
    rule = duty_rule("health_lecture")
    return {"association": world.units[place], "rule": rule, "minimum": 3, "since": SINCE}


def _standing(world: World, place: str) -> dict[str, Any]:
    return {"standard": plant(DutyStandard, world.units[place], rule="health_lecture")}


def _units(world: World, place: str) -> dict[str, Any]:
    unit = world.units[place]
    relief = Relief(duty_rule("council_meeting"), SINCE, None, "场所装修")
    return {"units": [(UnitSpan(str(unit.pk), unit.name, unit.code), unit)], "relief": relief}


def _exemption(world: World, place: str) -> dict[str, Any]:
    return {"exemption": plant(DutyExemption, world.units[place], rule="council_meeting")}


DUTIES = {
    "core.duties.services.set_standard": Service("administer", _standard),
    "core.duties.services.remove_standard": Service("administer", _standing),
    "core.duties.services.exempt_units": Service("record", _units),
    "core.duties.services.withdraw_exemption": Service("record", _exemption),
}
