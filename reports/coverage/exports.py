"""The matrix as a sheet: what stands in its cells, in words."""

from collections.abc import Iterator
from typing import Any

from core.workbooks import SheetColumn
from core.workbooks.writing import write_workbook
from reports.coverage.asked import Asked
from reports.coverage.matrix import Matrix
from reports.coverage.words import Cell
from reports.exports import footer


def title(asked: Asked) -> str:
    duty = f"{asked.rule.head} " if asked.rule else ""
    return f"{asked.association.name} {asked.group.label} {duty}{asked.year}年职责覆盖"


def sheet(asked: Asked, matrix: Matrix) -> bytes:
    columns = [SheetColumn("乡镇街道", 16), SheetColumn("名称", 22)]
    columns += [SheetColumn(column.label, 16) for column in matrix.columns]
    return write_workbook(title(asked), columns, _rows(matrix), footer=footer(asked.account))


def _rows(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["合计", f"{matrix.units} 行", *(
        f"{total.done}/{total.asked} {total.rate}".strip() for total in matrix.sums
    )]  # fmt: skip
    for group in matrix.townships:
        for row in group.rows:
            yield [group.name, row.unit.label, *(_words(cell) for cell in row.cells)]


def _words(cell: Cell) -> str:
    return f"{cell.state.label} {cell.text}".strip()
