"""Spreadsheets of the report pages: the table of a dashboard and the records behind a number."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.accounts.models import Account
from core.figures.display import shown
from core.figures.models import Figure
from core.jobs.registry import Product, Progress, silent
from core.workbooks import SheetColumn, write_workbook
from reports import lines, records
from reports.asked import Asked
from reports.explained import place
from reports.queries import Board, paths_below
from reports.tables import grid

AT_ONCE = 2_000  # rows that a page writes while somebody waits
MOST_ROWS = 100_000
CHUNK = 2_000


def footer(account: Account, moment: datetime | None = None) -> str:
    """Who took it out and when."""
    now = timezone.localtime(moment)
    return f"{account.association.name} {account.name} {now:%Y-%m-%d %H:%M} 导出。内部资料，不得外传。"


def board_title(asked: Asked) -> str:
    return f"{asked.association.name} {asked.label}"


def board_sheet(asked: Asked, board: Board) -> bytes:
    """The table as it stands on the page: numbers as numbers, small cells and 未报 as words."""
    table = grid(asked, board)
    columns = [SheetColumn("单位", 22), SheetColumn("区划代码", 16)]
    columns += [SheetColumn(head["label"], 14, head["unit"]) for head in table.columns]
    rows = [_board_row(row) for row in [*table.rows, table.foot]]
    return write_workbook(board_title(asked), columns, rows, footer=footer(asked.account))


def _board_row(row: dict[str, Any]) -> list[Any]:
    return [row["name"], str(row["unit"].code), *(one.in_file for one in row["cells"])]


def records_title(asked: Asked, *, own: bool) -> str:
    return f"{place(asked, own=own)} {asked.indicator.name} {asked.label}"


def count_records(asked: Asked, *, own: bool) -> int:
    return lines.lines(asked.selection, asked.indicator, own=own).count()


def records_sheet(
    asked: Asked, *, own: bool, moment: datetime | None = None, progress: Progress = silent
) -> Product:
    """The records behind a flow, a stock or a yearly task."""
    columns = [
        SheetColumn("日期", 12),
        SheetColumn("单位", 30),
        SheetColumn("类型", 16),
        SheetColumn("主题或说明", 30),
        SheetColumn("数值", 12, asked.indicator.unit),
        SheetColumn("录入人", 10),
        SheetColumn("标记", 14),
    ]
    found = list(lines.lines(asked.selection, asked.indicator, own=own)[:MOST_ROWS])
    title = records_title(asked, own=own)
    rows = _record_rows(asked, found, progress)
    content = write_workbook(title, columns, rows, footer=footer(asked.account, moment))
    return Product(f"明细 {title}.xlsx", content, len(found))


def _record_rows(asked: Asked, found: list[Figure], progress: Progress) -> Iterator[list[Any]]:
    for start in range(0, len(found), CHUNK):
        progress(start, len(found))
        part = found[start : start + CHUNK]
        paths = paths_below(asked.association, (line.association for line in part))
        for line, row in zip(part, records.rows_of(part), strict=True):
            figure = shown(line.amount, asked.indicator, line.association, asked.account)
            value = figure.text if figure.value is None else _number(figure.value)
            where = paths[line.association_id]
            yield [row.day, where, row.kind, row.title, value, row.author, "、".join(row.states)]


def _number(value: Any) -> Any:
    return int(value) if value == value.to_integral_value() else value
