"""Hidden rows, merged cells, formulas, errors and struck-out rows of .xlsx: what calamine does not tell.

Most sheets have nothing of it but merged titles. Whether there is anything is asked of the bytes, which takes
a tenth of a second for 100,000 rows; only then is the sheet walked through, cell by cell.
"""

import re
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from core.workbooks.child.cells import column_number
from core.workbooks.child.container import Container
from core.workbooks.child.facts import Facts
from core.workbooks.child.refusal import MOST_COLUMNS, Refused

OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})["']""")
# Literals are found ten times faster than a pattern. A hit too many costs no more than the walk.
SIGNS = [b"hidden=", b"""t='e'""", b't="e"', *(before + b"f" + end for before in (b"<", b":") for end in
         (b">", b" ", b"/", b"\t", b"\n", b"\r"))]  # fmt: skip
MOST_MERGED = 200_000


def check(box: Container) -> None:
    """Refuse workbooks with macros, links to other files, or without the parts of one."""
    names = {name.lower() for name in box.parts}
    if "[content_types].xml" not in names:
        raise Refused("damaged")
    types = box.read(next(name for name in box.parts if name.lower() == "[content_types].xml"))
    if any(name.endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise Refused("macro")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Refused("external")
    if "xl/workbook.bin" in names:
        raise Refused("binary")
    if "xl/workbook.xml" not in names:
        raise Refused("not_a_workbook")


def sheet_parts(box: Container) -> dict[str, str]:
    """{name of the sheet: its part}."""
    links = ElementTree.fromstring(box.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): _part(link.get("Target", "")) for link in links}
    book = ElementTree.fromstring(box.read("xl/workbook.xml"))  # noqa: S314
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            target = targets.get(element.get(OFFICE) or element.get(STRICT), "")
            if target in box.parts:
                found[element.get("name", "")] = target
    return found


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def facts_of(box: Container, part: str, struck: set[str]) -> Facts:
    """Everything about one sheet."""
    content = box.read(part)
    facts = Facts()
    start = content.find(b"mergeCells")  # after all rows
    for number, found in enumerate(MERGE.finditer(content, start) if start >= 0 else ()):
        if number >= MOST_MERGED:
            raise Refused("damaged")
        (left, first), (right, last) = (_place(text.decode()) for text in found.groups())
        facts.merged.append((first, left, last, right))
    if _is_plain(content, struck):
        return facts
    Walk(facts, struck).over(content)
    return facts


def _is_plain(content: bytes, struck: set[str]) -> bool:
    signs = [*SIGNS, *(b'"'.join((b" s=", style.encode(), b"")) for style in struck)]
    return not any(sign in content for sign in signs)


def _place(reference: str) -> tuple[int, int]:
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise Refused("damaged")
    return column_number(found[1]), int(found[2])


def struck_styles(box: Container) -> set[str]:
    """Numbers of the cell styles whose font is struck through."""
    if "xl/styles.xml" not in box.parts:
        return set()
    content = box.read("xl/styles.xml")
    if b"strike" not in content:
        return set()
    root = ElementTree.fromstring(content)  # noqa: S314
    space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
    fonts = set()
    for number, font in enumerate(root.findall(f"{space}fonts/{space}font")):
        strike = font.find(f"{space}strike")
        if strike is not None and strike.get("val", "1") not in ("0", "false"):
            fonts.add(str(number))
    cells = root.findall(f"{space}cellXfs/{space}xf")
    return {str(number) for number, cell in enumerate(cells) if cell.get("fontId") in fonts}


class Walk:
    """One pass over the elements of a sheet."""

    def __init__(self, facts: Facts, struck: set[str]) -> None:
        self.facts, self.struck = facts, struck
        self.row = self.column = 0
        self.fault = False
        self.text: list[str] = []

    def over(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = None
        self.parser: Any = parser
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            raise Refused("damaged") from None

    def start(self, tag: str, values: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(values)
        elif name == "f":
            self.facts.formulas.add((self.row, self.column))
        elif name == "v":
            if self.fault:
                self.parser.CharacterDataHandler = self.text.append
        elif name == "row":
            self.row = int(values["r"]) if "r" in values else self.row + 1
            self.column = 0
            if values.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif name == "col" and values.get("hidden") in ("1", "true"):
            self.facts.hides(int(values["min"]), int(values["max"]), MOST_COLUMNS)

    def _cell(self, values: dict[str, str]) -> None:
        reference = values.get("r")
        self.column = _place(reference)[0] if reference else self.column + 1
        if values.get("s") in self.struck:
            self.facts.struck_rows.add(self.row)
        self.fault = values.get("t") == "e"

    def end(self, tag: str) -> None:
        if self.fault and tag.rpartition(":")[2] == "v":
            self.parser.CharacterDataHandler = None
            self.facts.errors[self.row, self.column] = "".join(self.text)[:20]
            self.text.clear()
