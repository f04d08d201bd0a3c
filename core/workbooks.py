"""The only module that reads or writes spreadsheet files."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
LONGEST_TEXT = 32_767
MOST_DIGITS = 15  # beyond these Excel rounds: such numbers are written as text
NOT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LIKE_A_FORMULA = tuple("=+-@\t\r|%\uff1d\uff0b\uff0d\uff20")  # the last four are the full-width = + - @
LINE = Side(style="thin", color="D3DCDB")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


@dataclass(frozen=True)
class SheetColumn:
    """A column of an export; ``width`` in characters, ``unit`` stands behind the label."""

    label: str
    width: int = 14
    unit: str = ""

    @property
    def heading(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


def write_workbook(
    title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], *, footer: str = ""
) -> bytes:
    """A workbook of one sheet: title, frozen header, rows, a last line that says who took it out and when.

    Texts stay texts: nothing that was typed becomes a formula. ``int`` and ``Decimal`` are numbers, ``date``
    and ``datetime`` days (office time), True and False 是 and 否, None an empty cell.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_text(sheet, title, font=Font(bold=True, size=14))])
    header = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="E9EFEE"), "border": BORDER}
    sheet.append([_text(sheet, column.heading, **header) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    if footer:
        sheet.append([])
        sheet.append([_text(sheet, footer, font=Font(color="586C72"))])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_answer(name: str, content: bytes) -> HttpResponse:
    """The file as a download; ``name`` without its ending."""
    answer = HttpResponse(content, content_type=MIME)
    answer["Content-Disposition"] = content_disposition_header(True, f"{plain(name)}.xlsx")
    return answer


def plain(text: str) -> str:
    """A text that a sheet can hold: no control characters, not too long."""
    return NOT_FOR_XML.sub("", text)[:LONGEST_TEXT]


def _sheet_name(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]']", " ", plain(title))[:31].strip() or "表"


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return _text(sheet, "是" if value else "否", border=BORDER)
    if isinstance(value, int | Decimal):
        if abs(value) >= 10**MOST_DIGITS:
            return _text(sheet, str(value), border=BORDER)
        return _styled(sheet, value, number_format="#,##0.00" if isinstance(value, Decimal) else "0")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return _styled(sheet, local.replace(tzinfo=None), number_format="yyyy-mm-dd hh:mm")
    if isinstance(value, date):
        return _styled(sheet, value, number_format="yyyy-mm-dd")
    return _text(sheet, "" if value is None else str(value), border=BORDER)


def _styled(sheet: Any, value: Any, *, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    cell.border = BORDER
    return cell


def _text(sheet: Any, text: str, **style: Any) -> Any:
    """A cell that is a text whatever it looks like, also after somebody edits it (quote prefix)."""
    cell = WriteOnlyCell(sheet, plain(text))
    cell.data_type = "s"
    for name, value in style.items():
        setattr(cell, name, value)
    cell.alignment = Alignment(vertical="top", wrap_text="border" in style)
    if text.lstrip().startswith(LIKE_A_FORMULA):
        cell.quotePrefix = True
    return cell
