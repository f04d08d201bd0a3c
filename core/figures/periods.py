"""Periods of reports, and which part of one the month totals can answer."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """From ``start`` (None: since records began) to ``end``, both included."""

    start: date | None
    end: date

    @property
    def label(self) -> str:
        if self.start is None:
            return f"截至{zh_day(self.end)}"
        if self.start == self.end:
            return zh_day(self.end)
        if self.start.day == 1 and self.end.day == month_days(self.end):
            return _months_label(self.start, self.end)
        same_year = self.start.year == self.end.year
        return f"{zh_day(self.start)}至{zh_short(self.end) if same_year else zh_day(self.end)}"

    def year_before(self) -> "Period":
        """The same days of the year before; 29 February becomes the 28th, a month's last day stays one."""
        return Period(_year_back(self.start) if self.start else None, _year_back(self.end, keep_last=True))


def month_days(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def month_number(day: date) -> int:
    """2022-05-29 → 202205, the key of a month total."""
    return day.year * 100 + day.month


def month_start(number: int) -> date:
    return date(number // 100, number % 100, 1)


def month_end(number: int) -> date:
    start = month_start(number)
    return start.replace(day=month_days(start))


def next_month(number: int) -> int:
    return number + 1 if number % 100 < 12 else number + 89


def previous_month(number: int) -> int:
    return number - 1 if number % 100 > 1 else number - 89


def months_between(first: int, last: int) -> list[int]:
    numbers = []
    while first <= last:
        numbers.append(first)
        first = next_month(first)
    return numbers


def zh_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def zh_short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _months_label(start: date, end: date) -> str:
    if start.year != end.year:
        return f"{start.year}年{start.month}月至{end.year}年{end.month}月"
    if start.month == end.month:
        return f"{start.year}年{start.month}月"
    names = {(1, 12): "全年", (1, 6): "上半年", (7, 12): "下半年", (1, 3): "一季度", (4, 6): "二季度"}
    names |= {(7, 9): "三季度", (10, 12): "四季度"}
    span = (start.month, end.month)
    return f"{start.year}年{names.get(span, f'{start.month}–{end.month}月')}"


def _year_back(day: date, *, keep_last: bool = False) -> date:
    first = day.replace(year=day.year - 1, day=1)
    last = month_days(first)
    if keep_last and day.day == month_days(day):
        return first.replace(day=last)
    return first.replace(day=min(day.day, last))


@dataclass(frozen=True)
class Split:
    """Whole months ``first`` to ``last`` (None: from the beginning), and the days cut off at either end."""

    first: int | None
    last: int
    head: tuple[date, date] | None
    tail: tuple[date, date] | None

    @property
    def has_months(self) -> bool:
        return self.first is None or self.first <= self.last


def split(period: Period) -> Split:
    """Divide a period into whole months and at most two cut ones (design.md §5.3)."""
    end_month = month_number(period.end)
    ends_whole = period.end.day == month_days(period.end)
    last = end_month if ends_whole else previous_month(end_month)
    tail = None if ends_whole else (month_start(end_month), period.end)
    if period.start is None:
        return Split(None, last, None, tail)
    start_month = month_number(period.start)
    if period.start.day == 1:
        return Split(start_month, last, None, tail)
    if start_month == end_month:
        return Split(next_month(start_month), previous_month(start_month), (period.start, period.end), None)
    return Split(next_month(start_month), last, (period.start, month_end(start_month)), tail)


PRESETS = ("month", "quarter", "half", "nine", "year", "statistical")
PRESET_NAMES = {
    "month": "本月",
    "quarter": "本季",
    "half": "上半年",
    "nine": "1–9月",
    "year": "全年",
    "statistical": "统计年",
}


def preset(name: str, today: date) -> Period:
    """A named period around ``today``; a statistical year is 1 October to 30 September (design.md §7)."""
    year = today.year
    if name == "month":
        start = today.replace(day=1)
        return Period(start, start.replace(day=month_days(start)))
    if name == "quarter":
        start = date(year, (today.month - 1) // 3 * 3 + 1, 1)
        return Period(start, month_end(year * 100 + start.month + 2))
    if name == "half":
        return Period(date(year, 1, 1), date(year, 6, 30))
    if name == "nine":
        return Period(date(year, 1, 1), date(year, 9, 30))
    if name == "statistical":
        opening = year if today.month >= 10 else year - 1
        return Period(date(opening, 10, 1), date(opening + 1, 9, 30))
    return Period(date(year, 1, 1), date(year, 12, 31))


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))
