"""Writing a form to be filled in: a header that stays, text columns, drop-downs, notes on a second sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks.writing import BORDER, plain

HEADER, SAMPLE, LAST = 2, 3, 5000
GREY = Font(color="7A8A8F", italic=True)
LISTS = "选项"


@dataclass(frozen=True)
class FormColumn:
    """One column of a form."""

    heading: str
    width: int = 14
    example: str = ""
    choices: tuple[str, ...] = ()
    is_text: bool = False
    place: str = ""


@dataclass(frozen=True)
class Notes:
    """The second sheet: rules in words, then (column, required, how to fill it)."""

    title: str
    rules: Sequence[str]
    columns: Sequence[tuple[str, str, str]]


def write_form(
    title: str, columns: Sequence[FormColumn], notes: Notes, *, places: dict[str, list[str]]
) -> bytes:
    """The form. ``places``: villages by township, for two drop-downs; the second follows the first."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet.append([plain(title)])
    sheet["A1"].font = Font(bold=True, size=14)
    if len(columns) > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
    for number, column in enumerate(columns, start=1):
        _write_column(sheet, number, column)
    sheet.freeze_panes = f"A{SAMPLE}"
    _add_notes(book, notes)
    _add_lists(book, sheet, columns, places)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write_column(sheet: Any, number: int, column: FormColumn) -> None:
    letter = get_column_letter(number)
    head = sheet.cell(HEADER, number)
    head.value = plain(column.heading)
    head.font, head.border = Font(bold=True), BORDER
    head.fill = PatternFill("solid", fgColor="FBE9E7" if column.heading.startswith("*") else "E9EFEE")
    head.alignment = Alignment(vertical="center", wrap_text=True)
    look = sheet.column_dimensions[letter]
    look.width = column.width
    look.protection = Protection(locked=False)
    sample = sheet.cell(SAMPLE, number)
    sample.value = _sample(number, column)
    sample.data_type = "s"
    sample.font = GREY
    if column.is_text:
        look.number_format = "@"
        for row in range(SAMPLE, SAMPLE + 200):
            sheet.cell(row, number).number_format = "@"


def _sample(number: int, column: FormColumn) -> str:
    return f"示例：{column.example}" if number == 1 else column.example


def _add_notes(book: Any, notes: Notes) -> None:
    sheet = book.create_sheet(notes.title)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 8
    sheet.column_dimensions["C"].width = 70
    for number, rule in enumerate(notes.rules, start=1):
        sheet.append([plain(f"{number}. {rule}")])
    sheet.append([])
    for row in [("列名", "", "怎样填"), *notes.columns]:
        sheet.append([plain(text) for text in row])
        sheet.cell(sheet.max_row, 3).alignment = Alignment(wrap_text=True, vertical="top")


def _add_lists(book: Any, sheet: Any, columns: Sequence[FormColumn], places: dict[str, list[str]]) -> None:
    """The choices stand on a hidden sheet: within the rule itself they may not exceed 255 characters."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "veryHidden"
    used = 0
    for number, column in enumerate(columns, start=1):
        if column.choices:
            used += 1
            _offer(sheet, number, _write_list(lists, used, column.choices))
    _offer_places(book, sheet, lists, columns, places, used)


def _write_list(lists: Any, column: int, texts: Sequence[str]) -> str:
    for row, text in enumerate(texts, start=1):
        cell = lists.cell(row, column)
        cell.value = plain(text)
        cell.data_type = "s"
    letter = get_column_letter(column)
    return f"={quote_sheetname(LISTS)}!${letter}$1:${letter}${max(len(texts), 1)}"


def _offer(sheet: Any, number: int, source: str) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.errorTitle, rule.error, rule.showErrorMessage = "不在可选项里", "请从下拉列表里选。", True
    letter = get_column_letter(number)
    rule.add(f"{letter}{SAMPLE}:{letter}{LAST}")
    sheet.add_data_validation(rule)


def _offer_places(
    book: Any,
    sheet: Any,
    lists: Any,
    columns: Sequence[FormColumn],
    places: dict[str, list[str]],
    used: int,
) -> None:
    by_part = {column.place: number for number, column in enumerate(columns, start=1) if column.place}
    if not places:
        return
    township, village = by_part.get("township"), by_part.get("village")
    if township:
        used += 1
        _offer(sheet, township, _write_list(lists, used, list(places)))
    names = {}
    for name, villages in places.items():
        used += 1
        names[name] = _write_list(lists, used, villages)
    if not village:
        return
    if not township:
        _offer(sheet, village, next(iter(names.values())))
        return
    for name, source in names.items():
        if re.fullmatch(r"[\u4e00-\u9fff]+", name):
            book.defined_names[name] = DefinedName(name, attr_text=source[1:])
    _offer(sheet, village, f"=INDIRECT(${get_column_letter(township)}{SAMPLE})")
