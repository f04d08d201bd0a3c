"""Demo records as an office would send them: a workbook, and its way through the roster."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.accounts.models import Account
from core.rosters.declare import RosterField, RosterKind
from core.rosters.direct import import_file
from core.rosters.exports import heading
from core.rosters.services import Upload
from core.workbooks import SheetColumn, write_workbook


class NotImported(RuntimeError):
    """A demo roster must go through as it is."""


def send_roster(
    clerk: Account, kind: RosterKind, columns: Sequence[str], rows: Iterable[dict[str, Any]]
) -> None:
    """Import one file as ``clerk``, as ``manage.py import_roster`` does; every row must be a new one.

    ``rows``: clean values by the name of the field; what is missing is left empty in the sheet.
    """
    fields, lines = [kind.field(name) for name in columns], list(rows)
    sheet = [SheetColumn(heading(one), one.width) for one in fields]
    title = f"{clerk.association.name}{kind.title}名册"
    cells = ([_cell(one, line.get(one.name)) for one in fields] for line in lines)
    report = import_file(
        actor=clerk, kind=kind, upload=Upload(f"{title}.xlsx", write_workbook(title, sheet, cells))
    )
    if not report.committed or report.counts["new"] != len(lines):
        raise NotImported(f"{title}: {report.counts} {report.sheet_errors} {report.rows[:3]}")


def _cell(column: RosterField, value: Any) -> Any:
    return column.widget.for_sheet(value) if value else None
