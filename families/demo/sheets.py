"""The families of one county as the rows of a roster."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.associations.models import Association
from families.choices import ServiceKind
from families.entries import NewFamily

COLUMNS = (
    *("household_number", "county", "township", "village", "head_name", "name", "relation", "resident_id"),
    *("phone", "family_type", "confirmed_on", "confirmed_by", "address"),
    *ServiceKind.values,
)


def rows_of(county: Association, entries: Iterable[NewFamily]) -> Iterator[dict[str, Any]]:
    """One row for each member; the cells of the household stand in each of its rows."""
    for entry in entries:
        assert entry.association.parent is not None  # noqa: S101 (families live in villages)
        household = {
            "household_number": entry.household_number,
            "county": county.name,
            "township": entry.association.parent.name,
            "village": entry.association.name,
            "head_name": entry.members[0].name,
            "family_type": entry.family_type,
            "confirmed_on": entry.confirmed_on,
            "confirmed_by": entry.confirmed_by,
            "address": entry.address,
        }
        for member in entry.members:
            person = {"name": member.name, "relation": member.relation, "phone": member.phone}
            yield {**household, **person, "resident_id": member.resident_id, **member.services}
