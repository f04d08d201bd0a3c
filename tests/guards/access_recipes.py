"""How a full form is written down (``access_forms`` and the files beside it)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.guards.access_world import World

SITTER = {
    "own": "viewer", "view": "viewer", "export": "viewer", "record": "editor", "review": "reviewer",
    "administer": "administrator", "catalogue": "administrator", "audit": "auditor",
    "import": "editor", "import_changes": "administrator",
}  # fmt: skip
Values = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """What a person types (``values``), where, and what must have happened before (``prepare``).

    ``also``: names that the view reads though the first page of the form does not show them. ``asks``: it is
    a question too long for an address, and changes nothing.
    """

    values: Callable[[World, str], Values] = lambda world, place: {}
    place: str = "township"
    prepare: Callable[[World, str], Any] = lambda world, place: None
    also: frozenset[str] = frozenset()
    asks: bool = False


def unit_values(world: World, place: str) -> Values:
    """How the picker sends a unit."""
    unit = world.units[place]
    return {"association": unit.path(), "association_code": str(unit.code)}


def typed(**values: Any) -> Callable[[World, str], Values]:
    return lambda world, place: dict(values)


def at_unit(**values: Any) -> Callable[[World, str], Values]:
    return lambda world, place: {**unit_values(world, place), **values}


NOTHING = Recipe()
