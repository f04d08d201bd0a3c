"""The widgets of roster columns: how cells are read, shown and written again (domain.md §7)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from core.fields.people import check_resident_id, normalise_name, normalise_phone, normalise_resident_id
from core.parsing import plain_text
from core.rosters.cells import (
    AS_TEXT,
    DIGITS_LOST,
    NOTHING,
    BigNumber,
    Cell,
    CellError,
    Noted,
    Reading,
    as_text,
    clean_text,
    compact,
    refused,
)
from core.rosters.dates import DateCell, MonthCell
from core.rosters.numbers import CountCell, MoneyCell

__all__ = [
    "ChoiceCell",
    "CountCell",
    "DateCell",
    "FlagCell",
    "MoneyCell",
    "MonthCell",
    "NameCell",
    "PhoneCell",
    "PlaceCell",
    "ResidentIdCell",
    "TextCell",
    "YesNoCell",
]
YES = {"是", "有", "对", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "已", "在"}
NO = {"否", "无", "没有", "不是", "×", "✗", "X", "N", "NO", "FALSE", "0", "未"}
SEVERAL_PHONES = re.compile(r"\s*[、,，;；/|\n]\s*|\s{1,}(?=(?:\+?86)?1\d{10}|0\d{2,3}-?\d{7})")


class TextCell(Cell):
    """Any text up to ``longest`` characters; signs such as = and + stay what was typed."""

    def __init__(self, *, longest: int = 200) -> None:
        super().__init__()
        self.longest = longest

    def read(self, value: Any, reading: Reading) -> Any:
        text = re.sub(r"\s+", " ", clean_text(value))
        if len(text) > self.longest:
            raise CellError(f"超过 {self.longest} 个字", "请写短一些。", cause="文字过长")
        return text or None


class PlaceCell(Cell):
    """A part of a place; ``places`` makes an association of all of them."""

    repeats = True

    def read(self, value: Any, reading: Reading) -> Any:
        return compact(value) or None


class NameCell(Cell):
    """A person's name (cases 13-17)."""

    formulas = False

    def read(self, value: Any, reading: Reading) -> Any:
        if not isinstance(value, str):
            value = as_text(value)
        if plain_text(value) in NOTHING:
            return None
        try:
            return normalise_name(value) or None
        except ValidationError as error:
            raise refused(error) from None


class ResidentIdCell(Cell):
    """A resident ID, always a text cell (cases 6-12)."""

    formulas = False

    def read(self, value: Any, reading: Reading) -> Any:
        if isinstance(value, float) or (isinstance(value, int) and len(str(value)) != 15):
            raise CellError(DIGITS_LOST, AS_TEXT)
        number = normalise_resident_id(as_text(value))
        if number.rstrip("。.") in NOTHING:
            return None
        try:
            return check_resident_id(number, reading.today).number
        except ValidationError as error:
            raise refused(error, "请对照身份证重填。") from None


class PhoneCell(Cell):
    """A telephone number (case 46): what cannot be one is left out with a remark, unless it is required."""

    def read(self, value: Any, reading: Reading) -> Any:
        if isinstance(value, BigNumber):
            value = "号码位数过多"
        text = as_text(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
        if plain_text(text) in NOTHING:
            return None
        first, *more = [part for part in SEVERAL_PHONES.split(text) if part] or [text]
        try:
            phone = normalise_phone(first)
        except ValidationError as error:
            if reading.required:
                raise refused(error, "请核对号码。") from None
            return Noted(None, f"电话没有导入：{''.join(error.messages)}")
        return Noted(phone, "写了两个电话，只记第一个") if more else phone


class YesNoCell(Cell):
    """是 or 否."""

    repeats = True
    labels: tuple[str, ...] = ("是", "否")

    def read(self, value: Any, reading: Reading) -> Any:
        if isinstance(value, bool):
            return value
        text = compact(value).upper()
        if text in YES or text in NO:
            return text in YES
        if not text or text in NOTHING:
            return None
        raise CellError("这里填“是”或“否”", "请改为“是”或“否”。", choices=[("是", "是"), ("否", "否")])

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "是" if value else "否"


class FlagCell(YesNoCell):
    """是, 否, or the day since when it is so: a bool or a date."""

    labels = ()

    def __init__(self) -> None:
        super().__init__()
        self.days = DateCell()

    def read(self, value: Any, reading: Reading) -> Any:
        if isinstance(value, bool) or compact(value).upper() in YES | NO | NOTHING:
            return super().read(value, reading)
        return self.days.read(value, reading)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if isinstance(value, date) else super().render(value)

    def for_sheet(self, value: Any) -> Any:
        return value if isinstance(value, date) else self.render(value)

    def pack(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def unpack(self, value: Any) -> Any:
        return date.fromisoformat(value) if isinstance(value, str) else value


class ChoiceCell(Cell):
    """One of the choices, by label or synonym: ``ChoiceCell(Stage.choices, {"中专": "senior"})``."""

    repeats = True

    def __init__(self, choices: Sequence[tuple[Any, Any]], synonyms: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.choices = [(value, str(label)) for value, label in choices]
        self.labels = tuple(label for _, label in self.choices)
        self.known = {compact(label).upper(): value for value, label in self.choices}
        self.known.update({compact(label).upper(): value for label, value in (synonyms or {}).items()})
        self.names = dict(self.choices)

    def read(self, value: Any, reading: Reading) -> Any:
        text = compact(value).upper()
        if not text:
            return None
        if text in self.known:
            return self.known[text]
        if text in NOTHING:
            return None
        listed = "、".join(self.labels[:8]) + ("……" if len(self.labels) > 8 else "")
        choices = [(label, label) for label in self.labels]
        raise CellError("不在可选项里", f"请改为：{listed}。", choices=choices)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else self.names.get(value, str(value))
