"""Hidden rows, merged cells and formulas of .ods."""

from xml.parsers import expat

from core.workbooks.child.container import Container
from core.workbooks.child.facts import Facts
from core.workbooks.child.refusal import MOST_COLUMNS, MOST_ROWS, Refused

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
COVERED = "table:covered-table-cell"


def facts_of(box: Container) -> dict[str, Facts]:
    """The facts of each sheet by its name."""
    if box.read("mimetype").strip() != KIND:
        raise Refused("not_a_workbook")
    if "content.xml" not in box.parts:
        raise Refused("damaged")
    if b"manifest:encryption-data" in (
        box.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in box.parts else b""
    ):
        raise Refused("encrypted")
    return Walk().over(box.read("content.xml"))


class Walk:
    """One pass over the content."""

    def __init__(self) -> None:
        self.found: dict[str, Facts] = {}
        self.facts = Facts()
        self.row = self.column = self.width = 0
        self.repeats = 1

    def over(self, content: bytes) -> dict[str, Facts]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError):
            raise Refused("damaged") from None
        return self.found

    def start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "table:table":
            self.facts = self.found.setdefault(values.get("table:name", ""), Facts())
            self.row = self.width = 0
        elif tag == "table:table-column":
            self._wide(values)
        elif tag == "table:table-row":
            self.repeats = int(values.get("table:number-rows-repeated", 1))
            self.row, self.column = self.row + 1, 0
            if values.get("table:visibility") in ("collapse", "filter"):
                last = min(self.row + self.repeats, MOST_ROWS)
                self.facts.hidden_rows.update(range(self.row, last))
        elif tag in ("table:table-cell", COVERED):
            self._cell(values)

    def _wide(self, values: dict[str, str]) -> None:
        repeats = int(values.get("table:number-columns-repeated", 1))
        if values.get("table:visibility") in ("collapse", "filter"):
            self.facts.hides(self.width + 1, self.width + repeats, MOST_COLUMNS)
        self.width += repeats

    def _cell(self, values: dict[str, str]) -> None:
        here = (self.row, self.column + 1)
        if "table:formula" in values:
            self.facts.formulas.add(here)
        if values.get("calcext:value-type") == "error":
            self.facts.errors[here] = "#N/A"
        down = int(values.get("table:number-rows-spanned", 1))
        right = int(values.get("table:number-columns-spanned", 1))
        if down > 1 or right > 1:
            self.facts.merged.append((*here, here[0] + down - 1, here[1] + right - 1))
        self.column += int(values.get("table:number-columns-repeated", 1))

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.repeats - 1
