"""The families of one county as the office would send them: a workbook, and its way through the roster."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.accounts.models import Account
from core.associations.models import Association
from core.rosters.declare import RosterField
from core.rosters.direct import import_file
from core.rosters.exports import heading
from core.rosters.services import Upload
from core.workbooks import SheetColumn, write_workbook
from families.choices import ServiceKind
from families.entries import MemberEntry, NewFamily
from families.rosters import ROSTER

COLUMNS = [
    ROSTER.field(name)
    for name in (
        *("household_number", "county", "township", "village", "head_name", "name", "relation", "sex"),
        *("resident_id", "phone", "family_type", "confirmed_on", "confirmed_by", "address"),
        *ServiceKind.values,
    )
]


class NotImported(RuntimeError):
    """A demo roster must go through as it is."""


def import_families(clerk: Account, county: Association, entries: Sequence[NewFamily]) -> None:
    """Send the families of a county in by one file, as ``manage.py import_roster`` does."""
    columns = [SheetColumn(heading(one), one.width) for one in COLUMNS]
    content = write_workbook(f"{county.name}{ROSTER.title}花名册", columns, _rows(county, entries))
    upload = Upload(f"{county.name}{ROSTER.title}花名册.xlsx", content)
    report = import_file(actor=clerk, kind=ROSTER, upload=upload)
    if not report.committed or report.counts["new"] != sum(len(entry.members) for entry in entries):
        raise NotImported(f"{county.name}: {report.counts} {report.sheet_errors} {report.rows[:3]}")


def _rows(county: Association, entries: Sequence[NewFamily]) -> Iterator[list[Any]]:
    """One row for each member; the cells of the household stand in each of its rows."""
    for entry in entries:
        for member in entry.members:
            said = _values(county, entry, member)
            yield [_cell(one, said.get(one.name)) for one in COLUMNS]


def _values(county: Association, entry: NewFamily, member: MemberEntry) -> dict[str, Any]:
    assert entry.association.parent is not None  # noqa: S101 (families live in villages)
    return {
        "household_number": entry.household_number,
        "county": county.name,
        "township": entry.association.parent.name,
        "village": entry.association.name,
        "head_name": entry.members[0].name,
        "name": member.name,
        "relation": member.relation,
        "resident_id": member.resident_id,
        "phone": member.phone,
        "family_type": entry.family_type,
        "confirmed_on": entry.confirmed_on,
        "confirmed_by": entry.confirmed_by,
        "address": entry.address,
        **member.services,
    }


def _cell(column: RosterField, value: Any) -> Any:
    """As a clerk types it; what is not held is left empty."""
    return column.widget.for_sheet(value) if value else None
