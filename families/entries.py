"""What comes in: a family to register, and what is to change of a standing one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from core.associations.models import Association
from families.choices import FamilyStatus
from families.models import Family


@dataclass
class MemberEntry:
    """A member as typed. ``services``: ``{kind: since}`` of what the member has."""

    name: str
    relation: str
    sex: str = ""
    born: str = ""
    resident_id: str = ""
    phone: str = ""
    services: dict[str, date] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)


@dataclass
class ContactEntry:
    """Who stands by the family from a day on.

    ``replaces``: the standing contact that ends on that day, or, where the name is the same, is corrected.
    An empty ``name`` only ends it.
    """

    role: str
    name: str
    since: date
    phone: str = ""
    replaces: UUID | None = None


@dataclass(frozen=True)
class Holder:
    """Who takes a post over in a unit: for its families, and for those of the villages below it."""

    place: Association
    name: str
    phone: str = ""


@dataclass
class NewFamily:
    """A family to register. Without a household number the next one of the unit is given.

    ``since``: the day from which it stands in the registry; usually the day of its confirmation.
    """

    association: Association
    family_type: str
    confirmed_on: date
    household_number: str = ""
    confirmed_by: str = ""
    address: str = ""
    since: date | None = None
    members: list[MemberEntry] = field(default_factory=list)
    contacts: list[ContactEntry] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    id: UUID = field(default_factory=uuid4)

    @property
    def first_day(self) -> date:
        return self.since or self.confirmed_on


@dataclass
class StateEntry:
    """From ``day`` on: another status, type or place. What is left out stays as it is."""

    day: date
    reason: str = ""
    status: str | None = None
    family_type: str | None = None
    place: Association | None = None

    @property
    def changes(self) -> dict[str, Any]:
        given = {"status": self.status, "family_type": self.family_type, "place": self.place}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def ends(self) -> bool:
        return self.status is not None and self.status != FamilyStatus.REGISTERED


@dataclass
class FamilyChange:
    """Everything that one save changes of one family; what is left empty stays.

    ``fields`` of the family; ``members``: ``{member id: {field: value}}``; ``leaving``: ``{member id: day}``;
    ``services``: ``{member id: {kind: whether, or since when}}``, from ``day`` on; ``needs``: all of them;
    ``snapshot``: everything as it stood (``families.services.snapshots``), to which an undone import returns.
    """

    family: Family
    expected_version: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    new_members: list[MemberEntry] = field(default_factory=list)
    leaving: Mapping[UUID, date] = field(default_factory=dict)
    services: Mapping[UUID, Mapping[str, bool | date]] = field(default_factory=dict)
    day: date | None = None
    contacts: list[ContactEntry] = field(default_factory=list)
    needs: set[str] | None = None
    state: StateEntry | None = None
    reason: str = ""
    snapshot: dict[str, Any] | None = None
