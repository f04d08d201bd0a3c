"""Months and days of birth as people write them; kept as 1965-03 or 1965-03-01."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from core.parsing import plain_text

MONTH = re.compile(r"(\d{4})(?:(\d\d)|[-./年](\d{1,2})月?)")
DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-./年](\d{1,2})[-./月](\d{1,2})[日号]?)")
OLDEST = 120


def parse_birth(text: str, *, today: date) -> str:
    """「1965.3」 or 「19650301」 → 「1965-03」, 「1965-03-01」; empty stays empty.

    Raises ``ValidationError`` for what is no month or day, lies ahead, or more than 120 years back.
    """
    text = re.sub(r"\s+", "", plain_text(text))
    if not text:
        return ""
    found = DAY.fullmatch(text) or MONTH.fullmatch(text)
    if found is None:
        raise ValidationError("出生年月写成 1965-03 或 1965-03-01。")
    year, month, *rest = (int(part) for part in found.groups() if part)
    try:
        first = date(year, month, rest[0] if rest else 1)
    except ValueError:
        raise ValidationError("没有这个出生日期，请核对。") from None
    if first > today:
        raise ValidationError("出生日期在今天之后，请核对。")
    if first.year < today.year - OLDEST:
        raise ValidationError("出生年份过早，请核对。")
    return first.isoformat() if rest else first.isoformat()[:7]


def birth_words(birth: str) -> str:
    """「1965年3月」, with the day where it is known; 「1965年」 after the family was anonymised."""
    parts = birth.split("-") if birth else []
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def agrees(birth: str, day: date) -> bool:
    """Whether a typed month or day does not contradict the one of the resident ID."""
    return day.isoformat().startswith(birth)
