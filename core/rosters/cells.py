"""What stands in a cell before a widget reads it, and how a widget says that it cannot."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from core.parsing import plain_text

Choices = list[tuple[str, str]]
NOTHING = {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "不详", "未知", "待补", "空", "N/A"}
DITTO = re.compile(r"[〃″\"”“'‘’]+|''|同上|同左|上同|-?\|\|-?|-〃-|〞")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
SPECIFIC = re.compile(r"“[^”]*”|\d+")
DIGITS_LOST = "列为数字格式，末几位数字已丢失"
AS_TEXT = "请把这一列设为“文本”格式，再对照原件重新填写。"


class CellError(ValueError):
    """A cell that cannot be read. ``choices``: (value to write instead, label) to pick from."""

    def __init__(self, reason: str, remedy: str = "", *, cause: str = "", choices: Choices | None = None):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy
        self.cause = cause or SPECIFIC.sub("…", reason)
        self.choices = choices or []
        self.part = ""  # which of the place columns is meant


class BigNumber(float):
    """A number so long that Excel no longer holds its last digits."""


@dataclass(slots=True)
class Noted:
    """A value that was read otherwise than it was typed, and what to tell the clerk about it."""

    value: Any
    note: str


@dataclass(slots=True)
class Reading:
    """What a widget may need to know: the day, the unit in the heading (万元), whether it must be filled.

    ``year``: of the title above the header (2022年活动台账); 0 where it names none.
    """

    today: date
    unit: str = ""
    required: bool = False
    year: int = 0


@dataclass(slots=True)
class RawCell:
    """A cell as the file has it. ``formula``: calculated there; ``error``: #N/A and its like."""

    value: Any = None
    formula: bool = False
    error: str = ""


def unpacked(cell: Any) -> Any:
    """A cell as the child sent it: plain values stay, everything else becomes what it means."""
    if type(cell) is not list:
        return cell
    kind, value = cell
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "t":
        return datetime.fromisoformat(value)
    if kind == "n":
        return BigNumber(value)
    return RawCell(unpacked(value), formula=True) if kind == "f" else RawCell(error=value)


def as_text(value: Any) -> str:
    """What the clerk sees in the cell, for texts that Excel took for something else."""
    if type(value) is str:
        return value
    if isinstance(value, BigNumber):
        raise CellError(DIGITS_LOST, AS_TEXT)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def shown_raw(value: Any) -> str:
    """Any cell as text, for previews of the file as it is."""
    if isinstance(value, RawCell):
        return value.error or shown_raw(value.value)
    if isinstance(value, BigNumber):
        return f"{float(value):.5E}"
    return as_text(value)


def clean_text(value: Any) -> str:
    """Text without outer blanks and invisible signs; lost and private characters are refused."""
    text = INVISIBLE.sub("", as_text(value)).strip()
    if not text.isascii():
        for letter in text:
            if letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cs"):
                remedy = "请用正式汉字重新填写这一格。"
                raise CellError("有无法识别的字（乱码或自造字）", remedy, cause="乱码或自造字")
    return text


def compact(value: Any) -> str:
    """Text in plain forms (NFKC) without any blanks: for numbers, dates and choices."""
    return "".join(plain_text(clean_text(value)).split())


def refused(error: ValidationError, remedy: str = "") -> CellError:
    """A refusal of ``core.fields.people`` or ``core.parsing`` as one of a cell."""
    return CellError("".join(error.messages), remedy)


class Cell(Widget):  # type: ignore[misc]
    """Base of all widgets: ``read`` a raw value, ``render`` a clean one.

    ``repeats``: few different values in many rows, so each is read once. ``formulas``: a calculated value is
    taken. ``labels``: of the drop-down in the template.
    """

    repeats = False
    formulas = True
    labels: tuple[str, ...] = ()

    def read(self, value: Any, reading: Reading) -> Any:
        """The clean value, None for nothing; ``CellError`` where it cannot be read."""
        raise NotImplementedError

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """import-export asks like this; what was noted is lost here."""
        found = self.read(value, kwargs["reading"])
        return found.value if isinstance(found, Noted) else found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def for_sheet(self, value: Any) -> Any:
        """As a cell of an export, which ``read`` understands again."""
        return self.render(value)

    def pack(self, value: Any) -> Any:
        """As JSON holds it."""
        return value

    def unpack(self, value: Any) -> Any:
        return value


@dataclass
class Tally:
    """Reads each different raw value once."""

    cell: Cell
    reading: Reading
    known: dict[Any, Any] = field(default_factory=dict)

    def __call__(self, value: Any) -> Any:
        key = (type(value), value)
        found = self.known.get(key)
        if found is None:
            try:
                found = self.cell.read(value, self.reading)
            except CellError as error:
                found = error
            if len(self.known) < 20_000:
                self.known[key] = found
        if isinstance(found, CellError):
            raise found
        return found
