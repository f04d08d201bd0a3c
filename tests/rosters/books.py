"""Workbooks as offices send them, made in the test and uploaded like any other."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

SCHOOL_HEAD = ["序号", "乡镇", "村社区", "学校名称", "学段"]


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx(rows: Iterable[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """One sheet of these rows; ``change`` does to it what people do by hand."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    return saved(book)


def schools(*rows: Sequence[Any], head: Sequence[str] = SCHOOL_HEAD, change: Any = None) -> bytes:
    """A roster of schools: title, header, then the rows, numbered."""
    body = [[number, *row] for number, row in enumerate(rows, start=1)]
    return xlsx([["2022年学校花名册"], head, *body], change)
