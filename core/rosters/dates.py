"""Reading days and months as offices write them (domain.md §7 cases 20-24)."""

import re
from datetime import date, datetime
from typing import Any, Literal

from core.rosters.cells import NOTHING, BigNumber, Cell, CellError, Noted, Reading, compact

FULL = re.compile(
    r"(\d{4})[-./年、](\d{1,2})[-./月、](\d{1,2})[日号]?(?:T?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
EIGHT, SIX = re.compile(r"(\d{4})(\d\d)(\d\d)"), re.compile(r"(\d{4})(\d\d)")
SHORT_YEAR = re.compile(r"\d{1,2}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?")
DAY_FIRST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
OTHER_CALENDAR = re.compile(
    r"农历|阴历|民国|[正冬腊]月|初[一二三四五六七八九十]|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)
NUMERALS = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "两": 2,
}
EARLIEST, FORMAT = 1900, "请写成 1965-03-01 的样子。"


class DateCell(Cell):
    """A day. ``future``: refuse what lies ahead, or only remark it (for facts of the past, expiry days)."""

    repeats = True

    def __init__(self, *, future: Literal["refuse", "note", "accept"] = "refuse") -> None:
        super().__init__()
        self.future = future

    def read(self, value: Any, reading: Reading) -> Any:
        parts = parts_of(value)
        if parts is None:
            return None
        if len(parts) < 3:
            raise CellError("只有年月，缺日", FORMAT)
        return self._allowed(_existing(parts), reading.today)

    def _allowed(self, day: date, today: date) -> Any:
        if day > today and self.future == "refuse":
            raise CellError("日期在今天之后", "请核对年份和月份。")
        if day > today and self.future == "note":
            return Noted(day, f"日期 {day} 在今天之后")
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""

    def for_sheet(self, value: Any) -> Any:
        return value

    def pack(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def unpack(self, value: Any) -> Any:
        return date.fromisoformat(value) if value else None


class MonthCell(Cell):
    """A month or a day, as text: 1965-03 or 1965-03-01. ``keeps_day`` False: always the month."""

    repeats = True

    def __init__(self, *, keeps_day: bool = True) -> None:
        super().__init__()
        self.keeps_day = keeps_day

    def read(self, value: Any, reading: Reading) -> Any:
        parts = parts_of(value)
        if parts is None:
            return None
        day = _existing((*parts, 1)[:3])
        if day > reading.today:
            raise CellError("日期在今天之后", "请核对年份和月份。")
        return day.isoformat() if len(parts) == 3 and self.keeps_day else f"{day:%Y-%m}"


def parts_of(value: Any) -> tuple[int, ...] | None:
    """(year, month, day) or (year, month) of a cell; None where nothing stands in it."""
    if isinstance(value, datetime | date):
        return value.year, value.month, value.day
    if isinstance(value, BigNumber | bool):
        raise CellError("认不出这个日期", FORMAT)
    if isinstance(value, float):
        raise CellError(
            "数字格式的年月分不清 1 月和 10 月",
            "请把这一格设为文本格式，写成 1965-10 的样子。",
            cause="年月是数字格式",
        )
    text = compact(value)
    if text in NOTHING:
        return None
    if isinstance(value, int):
        return _of_number(text)
    return _of_text(text)


def _of_number(text: str) -> tuple[int, ...]:
    if found := EIGHT.fullmatch(text) or SIX.fullmatch(text):
        return tuple(int(part) for part in found.groups())
    raise CellError(
        "这是数字，不是日期", "请把这一格设为日期格式，或写成 1965-03-01 的样子。", cause="数字不是日期"
    )


def _of_text(text: str) -> tuple[int, ...]:
    if OTHER_CALENDAR.search(text):
        raise CellError("农历或民国日期不能导入", "请换算成公历。" + FORMAT)
    text = _with_digits(text)
    for pattern in (FULL, MONTH, EIGHT, SIX):
        if found := pattern.fullmatch(text):
            return tuple(int(part) for part in found.groups())
    if SHORT_YEAR.fullmatch(text):
        raise CellError("年份只有两位", "请写四位年份。" + FORMAT)
    if DAY_FIRST.fullmatch(text):
        raise CellError("分不清月和日的先后", "请按年、月、日的次序写。" + FORMAT)
    raise CellError("认不出这个日期", FORMAT)


def _with_digits(text: str) -> str:
    """二〇二二年三月十一日 → 2022年3月11日."""
    if not re.search("[一二三四五六七八九十]", text):
        return text
    head, sign, rest = text.partition("年")
    year = "".join(str(NUMERALS.get(letter, letter)) for letter in head)
    rest = re.sub("[〇零一二三四五六七八九十两]+", lambda found: str(_small(found[0])), rest)
    return year + sign + rest


def _small(text: str) -> int:
    """十一 → 11, 二十 → 20, 三 → 3."""
    tens, ten, ones = text.rpartition("十")
    number = 10 * (NUMERALS.get(tens, 1) if tens else 1) if ten else 0
    return number + (NUMERALS.get(ones, 0) if ones else 0)


def _existing(parts: tuple[int, ...]) -> date:
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellError(f"没有 {year}-{month}-{day} 这一天", FORMAT, cause="没有这一天") from None
    if not EARLIEST <= year <= 2200:
        raise CellError("年份不对", FORMAT)
    return found
