"""Hidden rows, merged cells, formulas, errors and struck-out rows of .xls (BIFF8)."""

from collections.abc import Iterator
from struct import error as StructError, unpack_from  # noqa: N812

from core.workbooks.child.facts import Facts
from core.workbooks.child.ole import Compound
from core.workbooks.child.refusal import MOST_COLUMNS, Refused

LOCK, SHEET, FONT, STYLE, ROW, COLUMNS, FORMULA, MERGED, FAULT, END = (
    0x2F, 0x85, 0x31, 0xE0, 0x208, 0x7D, 0x06, 0xE5, 0x205, 0x0A,
)  # fmt: skip
CELLS = {0xFD, 0x203, 0x27E, 0x201, 0x204, FORMULA}
BEGIN = 0x809
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def facts_of(data: bytes) -> dict[str, Facts]:
    """The facts of each sheet by its name. ``Refused`` for locked files, macros, and what is no workbook."""
    box = Compound(data)
    if "EncryptedPackage" in box.entries:
        raise Refused("encrypted")
    if "_VBA_PROJECT_CUR" in box.entries:
        raise Refused("macro")
    name = next((name for name in ("Workbook", "Book") if name in box.entries), None)
    if name is None:
        raise Refused("not_a_workbook")
    try:
        return _read(box.stream(name))
    except (StructError, IndexError):
        raise Refused("damaged") from None


def _records(content: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its content begins, its length), up to the end of the substream."""
    depth = 0
    while at + 4 <= len(content):
        kind, length = unpack_from("<HH", content, at)
        yield kind, at + 4, length
        depth += (kind == BEGIN) - (kind == END)
        if kind == END and depth <= 0:
            return
        at += 4 + length


def _read(content: bytes) -> dict[str, Facts]:
    starts: dict[str, int] = {}
    fonts: list[bool] = []
    styles: list[int] = []
    for kind, at, _ in _records(content, 0):
        if kind == LOCK:
            raise Refused("encrypted")
        if kind == SHEET:
            starts[_name(content, at + 6)] = unpack_from("<I", content, at)[0]
        elif kind == FONT:
            fonts.append(bool(unpack_from("<H", content, at + 2)[0] & 8))
        elif kind == STYLE:
            styles.append(unpack_from("<H", content, at)[0])
    struck_fonts = {number + (number > 3) for number, is_struck in enumerate(fonts) if is_struck}  # none is 4
    struck = {number for number, font in enumerate(styles) if font in struck_fonts}
    return {name: _sheet(content, start, struck) for name, start in starts.items()}


def _name(content: bytes, at: int) -> str:
    length, wide = content[at], content[at + 1] & 1
    raw = content[at + 2 : at + 2 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(content: bytes, start: int, struck: set[int]) -> Facts:
    facts = Facts()
    for kind, at, length in _records(content, start):
        if kind in CELLS:
            row, column, style = unpack_from("<HHH", content, at)
            if style in struck:
                facts.struck_rows.add(row + 1)
            if kind == FORMULA:
                _formula(content, at, facts, (row + 1, column + 1))
        elif kind == ROW:
            if content[at + 12] & 0x20:
                facts.hidden_rows.add(unpack_from("<H", content, at)[0] + 1)
        elif kind == FAULT:
            row, column = unpack_from("<HH", content, at)
            if content[at + 7]:
                facts.errors[row + 1, column + 1] = ERRORS.get(content[at + 6], "#N/A")
        elif kind == COLUMNS:
            first, last = unpack_from("<HH", content, at)
            if content[at + 8] & 1:
                facts.hides(first + 1, last + 1, MOST_COLUMNS)
        elif kind == MERGED:
            _merged(content, at, length, facts)
    return facts


def _formula(content: bytes, at: int, facts: Facts, here: tuple[int, int]) -> None:
    facts.formulas.add(here)
    if content[at + 12 : at + 14] == b"\xff\xff" and content[at + 6] == 2:
        facts.errors[here] = ERRORS.get(content[at + 8], "#N/A")


def _merged(content: bytes, at: int, length: int, facts: Facts) -> None:
    count = min(unpack_from("<H", content, at)[0], (length - 2) // 8)
    for number in range(count):
        first, last, left, right = unpack_from("<HHHH", content, at + 2 + number * 8)
        facts.merged.append((first + 1, left + 1, last + 1, right + 1))
