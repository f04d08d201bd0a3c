"""Writing workbooks: lists as they are taken out."""

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
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font": Font(bold=True, size=14), "alignment": Alignment(vertical="top")},
    "head": {
        "font": Font(bold=True),
        "fill": PatternFill("solid", fgColor="E9EFEE"),
        "border": BORDER,
        "alignment": Alignment(vertical="top", wrap_text=True),
    },
    "text": {"border": BORDER, "alignment": Alignment(vertical="top", wrap_text=True)},
    "marked": {
        "border": BORDER,
        "fill": PatternFill("solid", fgColor="FBD5CE"),
        "alignment": Alignment(vertical="top", wrap_text=True),
    },
    "whole": {"border": BORDER, "number_format": "0"},
    "decimal": {"border": BORDER, "number_format": "#,##0.00"},
    "moment": {"border": BORDER, "number_format": "yyyy-mm-dd hh:mm"},
    "day": {"border": BORDER, "number_format": "yyyy-mm-dd"},
    "foot": {"font": Font(color="586C72"), "alignment": Alignment(vertical="top")},
}


@dataclass(frozen=True)
class Marked:
    """A text whose cell stands out: there is something to mend in it."""

    text: str


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
    try:
        _fill(sheet, [title, *(column.heading for column in columns)], rows, footer)
    except BaseException:  # cancelled: what was written so far must not stay in the temporary folder
        sheet.close()
        sheet._writer.cleanup()
        raise
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, heads: list[str], rows: Iterable[Sequence[Any]], footer: str) -> None:
    """``heads``: the title, then the labels of the columns."""
    pen = Pen(sheet)
    sheet.append([pen.text(heads[0], "title")])
    sheet.append([pen.text(label, "head") for label in heads[1:]])
    for row in rows:
        sheet.append([pen.cell(value) for value in row])
    if footer:
        sheet.append([])
        sheet.append([pen.text(footer, "foot")])


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


class Pen:
    """Makes the cells of one sheet. Each look is worked out once: that is where openpyxl spends its time."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.styles: dict[tuple[str, bool], Any] = {}

    def cell(self, value: Any) -> Any:
        if isinstance(value, bool):
            return self.text("是" if value else "否")
        if isinstance(value, int | Decimal):
            if abs(value) >= 10**MOST_DIGITS:
                return self.text(str(value))
            return self._made(value, "decimal" if isinstance(value, Decimal) else "whole")
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return self._made(local.replace(tzinfo=None), "moment")
        if isinstance(value, date):
            return self._made(value, "day")
        if isinstance(value, Marked):
            return self.text(value.text, "marked")
        return self.text("" if value is None else str(value))

    def text(self, text: str, look: str = "text") -> Any:
        """A cell that is a text whatever it looks like, also after somebody edits it (quote prefix)."""
        is_risky = text.lstrip().startswith(LIKE_A_FORMULA)
        cell = self._made(plain(text), look, is_quoted=is_risky)
        cell.data_type = "s"
        return cell

    def _made(self, value: Any, look: str, *, is_quoted: bool = False) -> Any:
        cell = WriteOnlyCell(self.sheet)
        cell._style = self._style(look, is_quoted)
        cell.value = value
        return cell

    def _style(self, look: str, is_quoted: bool) -> Any:
        key = (look, is_quoted)
        if key not in self.styles:
            sample = WriteOnlyCell(self.sheet)
            for name, value in LOOKS[look].items():
                setattr(sample, name, value)
            if is_quoted:
                sample.quotePrefix = True
            self.styles[key] = sample._style
        return self.styles[key]
