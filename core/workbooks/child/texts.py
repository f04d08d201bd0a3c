"""Sheets that are text inside: CSV, tab-separated, and the HTML tables that other programs call .xls."""

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from typing import Any

from core.workbooks.child.cells import LONGEST
from core.workbooks.child.facts import Facts
from core.workbooks.child.refusal import MOST_COLUMNS, Refused

CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
TABLE = re.compile(r"<(?:table|html|body|tr)\b", re.IGNORECASE)
SHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"
LONGEST_LINE = 1_000_000


def decoded(data: bytes) -> str:
    """UTF-16 by its mark, UTF-8 with or without one, then GB18030 as Chinese Excel writes it."""
    names = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text):
            raise Refused("not_a_workbook")
        return text
    raise Refused("encoding")


def table_of(data: bytes) -> tuple[list[list[Any]], Facts]:
    """The rows of a text, and its merged cells."""
    text = decoded(data)
    start = text[:4096]
    if SHEET_XML in start:
        raise Refused("sheet_xml")
    if start.lstrip().startswith("<"):
        if not TABLE.search(text[:100_000]):
            raise Refused("not_a_workbook")
        return _html(text)
    return list(_separated(text)), Facts()


def _separated(text: str) -> Iterator[list[Any]]:
    sample = text[:20_000]
    sign = max("\t,;", key=sample.count)
    csv.field_size_limit(LONGEST)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=sign):
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                raise Refused("too_wide")
            yield row[:MOST_COLUMNS]
    except csv.Error:
        raise Refused("damaged") from None


def _html(text: str) -> tuple[list[list[Any]], Facts]:
    reader = Tables()
    reader.feed(text)
    reader.close()
    return reader.rows, Facts(merged=reader.merged)


class Tables(HTMLParser):
    """All rows of all tables, one below the other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Any]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.taken: dict[tuple[int, int], bool] = {}
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._end()
            self._begin(dict(attrs))
        elif tag == "br" and self.text is not None:
            self.text.append("\n")

    def _begin(self, values: dict[str, str | None]) -> None:
        row, line = len(self.rows), self.rows[-1]
        while (row, len(line) + 1) in self.taken:
            line.append("")
        if len(line) >= MOST_COLUMNS:
            raise Refused("too_wide")
        down, right = (_span(values.get(name)) for name in ("rowspan", "colspan"))
        column = len(line) + 1
        if down > 1 or right > 1:
            self.merged.append((row, column, row + down - 1, column + right - 1))
            for further in range(row, row + down):
                for beside in range(column, column + right):
                    self.taken[further, beside] = True
        line.append("")
        self.text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end()

    def _end(self) -> None:
        """Programs and people leave the end of a cell out."""
        if self.text is not None:
            self.rows[-1][-1] = "".join(self.text).strip()[:LONGEST]
            self.text = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdigit() else 1
