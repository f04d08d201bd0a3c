"""How a call of a service is written down (``access_services`` and the files beside it)."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.guards.access_world import World

Call = Callable[[World, str], dict[str, Any]]


@dataclass(frozen=True)
class Service:
    """``arguments`` about the things of a place; ``placed``: the place decides, not the right alone.

    ``moved``: arguments that move the thing of the first place to the second one. ``family``: it asks for the
    family right too.
    """

    right: str
    arguments: Call
    placed: bool = True
    moved: Callable[[World, str, str], dict[str, Any]] | None = None
    family: bool = False


def find(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


def one(world: World, place: str, model: Any, kind: str) -> Any:
    return model._base_manager.get(pk=world.samples[place][kind])
