"""The child: limits itself, reads one file from standard input, writes what it holds as lines of JSON.

First line out: the sheets, each with its first rows; then the rows of the wanted sheets; then the end. A
refusal is one line too. Any other death is told by the exit status.
"""

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import python_calamine as calamine

from core.workbooks.child import ods, texts, xls, xlsx
from core.workbooks.child.cells import packed_row
from core.workbooks.child.container import open_container
from core.workbooks.child.facts import Facts
from core.workbooks.child.ole import MAGIC
from core.workbooks.child.refusal import BLANKS, MOST_COLUMNS, MOST_ROWS, Refused

MEMORY = 1024 * 1024 * 1024
SECONDS = 60
HEAD_ROWS = 15
CHUNK = 500


class Sheet:
    """One sheet: its rows with their numbers, and the facts beside them."""

    def __init__(self, name: str, visible: bool, rows: Any, first: int, facts: Facts) -> None:
        self.name, self.visible, self.facts = name, visible, facts
        self.source, self.first, self.height = rows, first, 0
        self.skipped_to = 0

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(number, cells), blank ones left out; over after 50 blank rows, what follows is only noted."""
        blanks = 0
        for number, values in enumerate(self.source(), self.first):
            cells = packed_row(values)
            if not cells and not self._marked(number):
                blanks += 1
                continue
            if blanks >= BLANKS and number > BLANKS + HEAD_ROWS:
                self.skipped_to = number
                return
            blanks = 0
            yield number, self._with_marks(number, cells)

    def _marked(self, number: int) -> bool:
        return number in self.marks

    @property
    def marks(self) -> dict[int, list[int]]:
        """{row: columns of its formulas and errors}."""
        if not hasattr(self, "_marks"):
            found: dict[int, list[int]] = {}
            for row, column in {*self.facts.formulas, *self.facts.errors}:
                found.setdefault(row, []).append(column)
            self._marks = found
        return self._marks

    def _with_marks(self, number: int, cells: list[Any]) -> list[Any]:
        for column in self.marks.get(number, ()):
            if column > MOST_COLUMNS:
                continue
            cells += [None] * (column - len(cells))
            error = self.facts.errors.get((number, column))
            cells[column - 1] = ["e", error] if error else ["f", cells[column - 1]]
        return cells


def sheets_of(data: bytes) -> list[Sheet]:
    """All sheets of the file, whatever its name says it is."""
    if not data.strip(b"\0 \r\n\t"):
        raise Refused("empty")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zipped(data)
    if data[:8] == MAGIC:
        facts = xls.facts_of(data)
        return _read(data, facts)
    if data[:1] in (b"\x7f", b"\x89", b"%") or data[:2] in (b"MZ", b"PK", b"\xff\xd8", b"BM"):
        raise Refused("not_a_workbook")
    rows, found = texts.table_of(data)
    sheet = Sheet("Sheet1", True, lambda: rows, 1, found)
    sheet.height = len(rows)
    return [sheet]


def _zipped(data: bytes) -> list[Sheet]:
    box = open_container(data)
    if "mimetype" in box.parts and "content.xml" in box.parts:
        return _read(data, ods.facts_of(box))
    xlsx.check(box)
    struck = xlsx.struck_styles(box)
    for name in box.parts:
        if name.lower().endswith(("/sharedstrings.xml", "/styles.xml", "/metadata.xml")):
            box.read(name)  # looked through before calamine reads it
    parts = xlsx.sheet_parts(box)
    return _read(data, {name: xlsx.facts_of(box, part, struck) for name, part in parts.items()})


def _read(data: bytes, facts: dict[str, Facts]) -> list[Sheet]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        found = []
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.name in facts:
                found.append(_sheet(book.get_sheet_by_index(number), sheet, facts[sheet.name]))
        return found
    except calamine.PasswordError:
        raise Refused("encrypted") from None
    except calamine.CalamineError:
        raise Refused("damaged") from None


def _sheet(content: Any, sheet: Any, facts: Facts) -> Sheet:
    visible = sheet.visible == calamine.SheetVisibleEnum.Visible
    start = content.start or (0, 0)
    if content.width > MOST_COLUMNS:
        raise Refused("too_wide")
    if content.height > MOST_ROWS and content.height * content.width > 20_000_000:
        raise Refused("too_many_rows")
    left = start[1]

    def rows() -> Iterator[list[Any]]:
        for values in content.iter_rows():
            yield [""] * left + values if left else values

    found = Sheet(sheet.name, visible, rows, start[0] + 1, facts)
    found.height = start[0] + content.height
    return found


def _told(sheet: Sheet) -> dict[str, Any]:
    facts, head = sheet.facts, []
    for number, cells in sheet.rows():
        head.append([number, cells])
        if len(head) >= HEAD_ROWS:
            break
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "rows": sheet.height,
        "head": head,
        "hidden_rows": sorted(facts.hidden_rows),
        "hidden_columns": sorted(facts.hidden_columns),
        "struck_rows": sorted(facts.struck_rows),
        "merged": facts.merged,
    }


def answers(data: bytes, wanted: list[str] | None) -> Iterator[dict[str, Any]]:
    """The sheets, then the rows of the ``wanted`` ones (None: of the first visible one that has any)."""
    sheets = sheets_of(data)
    told = [_told(sheet) for sheet in sheets]
    if not any(sheet["head"] for sheet in told):
        raise Refused("empty")
    yield {"sheets": told}
    if wanted is None:
        full = [one for one, facts in zip(sheets, told, strict=True) if one.visible and facts["head"]]
        wanted = [full[0].name] if full else []
    for index, sheet in enumerate(sheets):
        if sheet.name in wanted:
            yield from _rows(index, sheet)
    yield {"end": {sheet.name: sheet.skipped_to for sheet in sheets if sheet.skipped_to}}


def _rows(index: int, sheet: Sheet) -> Iterator[dict[str, Any]]:
    chunk: list[Any] = []
    for count, (number, cells) in enumerate(sheet.rows(), 1):
        chunk.append([number, cells])
        if count > MOST_ROWS:
            raise Refused("too_many_rows")
        if len(chunk) >= CHUNK:
            yield {"sheet": index, "rows": chunk}
            chunk = []
    if chunk:
        yield {"sheet": index, "rows": chunk}


def limit() -> None:
    """What this process may use: memory and time to read a roster, no new files, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit()
    options = json.loads(sys.stdin.buffer.readline())
    try:
        for answer in answers(sys.stdin.buffer.read(), options["sheets"]):
            _say(answer)
    except Refused as refusal:
        _say({"refused": refusal.code})
    except MemoryError:
        _say({"refused": "memory"})
    except (ValueError, KeyError, RecursionError, SyntaxError):  # ElementTree.ParseError is a SyntaxError
        _say({"refused": "damaged"})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")
