"""The one day or the one month that a grid is about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from core.figures.periods import month_days, zh_day
from core.parsing import EARLIEST_YEAR, parse_day, plain_text

MONTH = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})(?:月(?:整月|份)?)?")
PREVIOUS_MONTHS = 12


@dataclass(frozen=True)
class GridPeriod:
    """``start`` to ``end``; ``day``: the day that new records get, for a month its last one or today."""

    start: date
    end: date
    day: date
    is_month: bool

    @property
    def value(self) -> str:
        """What the address says: 「2022-05-29」 or 「2022-05」."""
        return f"{self.start:%Y-%m}" if self.is_month else self.start.isoformat()

    @property
    def label(self) -> str:
        return f"{self.start.year}年{self.start.month}月整月" if self.is_month else zh_day(self.start)


def one_day(day: date) -> GridPeriod:
    return GridPeriod(day, day, day, is_month=False)


def whole_month(start: date, today: date) -> GridPeriod:
    """The month that begins on ``start``; while it is running, what is recorded is of today."""
    end = start.replace(day=month_days(start))
    return GridPeriod(start, end, min(end, today), is_month=True)


def read_period(text: str, *, today: date) -> GridPeriod:
    """A day as clerks write it (0529, 5.29, 2022-05-29) or a month (2022-05, 5月); none that is to come."""
    text = re.sub(r"\s+", "", plain_text(text))
    found = MONTH.fullmatch(text)
    if found is None or text.isdigit():
        return one_day(parse_day(text, today=today))
    if found[1] is None and "月" not in text:
        return one_day(parse_day(text, today=today))
    month = int(found[2])
    year = int(found[1] or (today.year if month <= today.month else today.year - 1))
    if not 1 <= month <= 12 or year < EARLIEST_YEAR:
        raise ValidationError("认不出这个月份，可写 2022-05 或 5月。")
    if date(year, month, 1) > today:
        raise ValidationError("这个月还没有到。")
    return whole_month(date(year, month, 1), today)


def recent_months(today: date) -> list[GridPeriod]:
    """This month and those before it, newest first."""
    months, start = [], today.replace(day=1)
    for _ in range(PREVIOUS_MONTHS):
        months.append(whole_month(start, today))
        start = (start - timedelta(days=1)).replace(day=1)
    return months
