"""Excel files that leave the house."""

import tempfile
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from core.workbooks import SheetColumn, workbook_answer, write_workbook

COLUMNS = [SheetColumn("单位", 20), SheetColumn("数值", unit="人次")]
DANGEROUS = [
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1,1)",
    "+1+1",
    "-2+3",
    "\t=1+1",
    " =1+1",
    "\uff1d1+1",
    "|calc",
    "%0A=1",
    "=1+1;DDE",
    '{"=A1"}',
]


def opened(content: bytes):
    return load_workbook(BytesIO(content)).active


def sheet_xml(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_that_was_typed_becomes_a_formula(text):
    content = write_workbook(text, [SheetColumn(text)], [[text]], footer=text)
    assert "<f>" not in sheet_xml(content)
    cell = opened(content)["A3"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix or text.startswith("{")


def test_the_sheet_has_title_frozen_header_rows_and_who_took_it_out():
    content = write_workbook("义诊", COLUMNS, [["茶溪村", 760]], footer="易村 2022-06-30 导出")
    sheet = opened(content)
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["义诊", None],
        ["单位", "数值（人次）"],
        ["茶溪村", 760],
        [None, None],
        ["易村 2022-06-30 导出", None],
    ]
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["A"].width == 20
    assert sheet.print_title_rows == "$2:$2"


def test_values_keep_their_kind():
    noon = datetime(2022, 6, 30, 12, 0, tzinfo=ZoneInfo("UTC"))
    values = [760, Decimal("12.50"), date(2022, 5, 29), noon, True, None, 431281101221, 4.5]
    row = next(
        opened(write_workbook("表", [SheetColumn("x")] * 8, [values])).iter_rows(min_row=3, values_only=True)
    )
    assert row[:2] == (760, 12.5)
    assert row[2:4] == (datetime(2022, 5, 29), datetime(2022, 6, 30, 20, 0))  # noqa: DTZ001
    assert row[4:] == ("是", None, 431281101221, "4.5")


def test_numbers_that_excel_would_round_are_texts():
    row = next(opened(write_workbook("表", [SheetColumn("x")], [[10**17 + 1]])).iter_rows(min_row=3))
    assert row[0].value == "100000000000000001"


def test_characters_that_no_sheet_can_hold_are_left_out():
    content = write_workbook("a\x00b", [SheetColumn("x")], [["茶\x0b溪\ud800村\uffff"], ["长" * 40_000]])
    sheet = opened(content)
    assert sheet["A1"].value == "ab"
    assert sheet["A3"].value == "茶溪村"
    assert len(sheet["A4"].value) == 32_767


def test_a_sheet_that_was_given_up_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield ["茶溪村", 760]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        write_workbook("义诊", COLUMNS, rows())
    assert list(tmp_path.iterdir()) == []


def test_a_download_keeps_its_chinese_name_and_is_never_shown_in_the_page():
    answer = workbook_answer('审计"\r\n记录', b"x")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "\n" not in answer["Content-Disposition"]
