"""The registers of sites: one in this app, and those that apps above add. Pages and services work for all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.audit.services import kind_of
from members.models import SiteRecord


def nothing(site: Any) -> list[str]:
    return []


def ends_nothing(site: Any, day: date) -> None:
    """A plain site has nothing that ends with it."""


@dataclass(frozen=True)
class Register:
    """One table of sites.

    ``title``: of its records. ``list_url``: URL name of its list. ``type_of``: which standards apply;
    ``only_type``: where all its sites are of one type.
    ``obstacles``: why a site cannot be closed or deleted yet. ``ends``: ends what belongs to it on that day,
    inside the transaction of the closing.
    """

    model: type[SiteRecord]
    title: str
    list_url: str
    type_of: Callable[[Any], str]
    obstacles: Callable[[Any], list[str]] = nothing
    ends: Callable[[Any, date], None] = ends_nothing
    only_type: str = ""


_registers: dict[str, Register] = {}


def add_register(register: Register) -> None:
    """Make a register known; called from ``AppConfig.ready``."""
    _registers[register.model._meta.label_lower] = register


def register_of(site: SiteRecord) -> Register:
    return _registers[kind_of(site)]


def register_called(kind: str) -> Register:
    """Raises ``KeyError`` for an unknown kind."""
    return _registers[kind]


def site_types() -> Iterable[tuple[str, str]]:
    """Types of sites that have a register of their own: (code, label)."""
    return [(one.only_type, one.title) for one in _registers.values() if one.only_type]


def find_site(pk: UUID) -> SiteRecord | None:
    """The site of this key within the scope, whichever register it stands in."""
    for register in _registers.values():
        rows = register.model.objects.select_related("association__parent__parent", "created_by")
        site: SiteRecord | None = rows.filter(pk=pk).first()
        if site is not None:
            return site
    return None
