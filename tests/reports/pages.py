"""Reading the report pages as a person would: tables, texts, links."""

import json
import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from openpyxl import load_workbook


class _Reader(HTMLParser):
    """All tables of a page as rows of cell texts, and every link with its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._cell: list[str] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.handle_data(" ")
            self._cell = []
        elif tag in ("br", "span", "small", "p", "dt", "dd", "li"):
            self.handle_data(" ")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", [])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append(_plain(self._cell))
            self._cell = None
        elif tag == "a" and self._link is not None:
            self.links.append((_plain(self._link[1]), self._link[0]))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)
        if self._link is not None:
            self._link[1].append(data)


def _plain(parts: list[str]) -> str:
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def read(answer: Any) -> _Reader:
    assert answer.status_code == 200, answer.status_code
    reader = _Reader()
    reader.feed(answer.content.decode())
    return reader


def text(answer: Any) -> str:
    return _plain(read(answer).words)


def children_table(answer: Any) -> dict[str, dict[str, str]]:
    """「各单位」 as {row: {column: text}}; without units and the arrow of sorting."""
    head, *rows = next(table for table in read(answer).tables if table and table[0][0] == "单位")
    names = [re.sub(r"[↑↓]", "", name).rsplit(" ", 1)[0] for name in head]
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows}


def sentence(answer: Any) -> str:
    found = re.search(r'<p class="sentence">(.*?)</p>', answer.content.decode(), re.S)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def data(answer: Any, name: str) -> dict[str, Any] | None:
    found = re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', answer.content.decode(), re.S)
    return json.loads(found[1]) if found else None


def trend(answer: Any) -> dict[str, Any]:
    found = data(answer, "trend-data")
    assert found
    return found


def sheet(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200, answer.status_code
    book = load_workbook(BytesIO(answer.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]
