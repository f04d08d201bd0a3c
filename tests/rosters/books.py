"""Workbooks as offices send them, made in the test and uploaded like any other."""

import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import xlwt
from openpyxl import Workbook

SCHOOL_HEAD = ["序号", "乡镇", "村社区", "学校名称", "学段"]


def wide(text: str) -> str:
    """The full-width spelling of plain signs."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


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


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts changed by hand."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == part else data)
    return file.getvalue()


def xls(rows: Iterable[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """The same as ``xlsx`` in the format of Excel 97; cells count from 0 there."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册", cell_overwrite_ok=True)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    if change is not None:
        change(sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def with_shared_strings(content: bytes) -> bytes:
    """The workbook as Excel writes it: texts in a table of their own, cells hold numbers of its lines."""
    texts: list[str] = []

    def shared(found: "re.Match[str]") -> str:
        texts.append(found[2])
        return f't="s"{found[1]}><v>{len(texts) - 1}</v></c>'

    def cells(xml: str) -> str:
        return re.sub(r't="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>', shared, xml)

    content = rewritten(content, "xl/worksheets/sheet1.xml", cells)
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    table = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    link = f'<Relationship Id="rIdS" Type="{RELATION}" Target="sharedStrings.xml"/></Relationships>'
    content = rewritten(
        content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", link)
    )
    file = BytesIO(content)
    with ZipFile(file, "a", ZIP_DEFLATED) as box:
        box.writestr("xl/sharedStrings.xml", table)
    return file.getvalue()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as ``xlsx`` as LibreOffice and WPS save an OpenDocument sheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET, ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr("content.xml", content)
    return file.getvalue()
