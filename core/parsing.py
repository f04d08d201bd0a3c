"""Reading what clerks type: days, spans, numbers. Pure functions; every refusal is a Chinese sentence."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

EARLIEST_YEAR = 1949
LONGEST_SPAN = 31
AHEAD = timedelta(days=31)
LARGEST = 10**13  # hundredths: 100 billion of a unit, far above any true figure of a city
WORDS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}
FULL_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-./年](\d{1,2})[-./月](\d{1,2})[日号]?)")
SHORT_DAY = re.compile(r"(\d\d)(\d\d)|(\d{1,2})[-./月](\d{1,2})[日号]?")
LONE_DAY = re.compile(r"(\d{1,2})[日号]?")
GROUPED = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
PLAIN = re.compile(r"\d+(?:\.\d+)?")
VAGUE = re.compile(r"大约|约|将近|近|余|多|左右|上下|以上|以下|不到|几")
MINUS = re.compile("[-\u2212–—负]\\s*\\d")  # \u2212: the mathematical minus sign


def plain_text(text: str) -> str:
    """Full-width digits, letters and signs as their plain forms (NFKC), without outer blanks and NULs."""
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip()


def parse_day(text: str, *, today: date, future: bool = False) -> date:
    """A typed day: 0529, 5.29, 5-29, 5月29日, 20220529, 2022-05-29, 今天, 昨天, 前天.

    Without a year: the most recent such day, or with ``future`` the last one up to a month ahead.
    Raises ``ValidationError`` for what is no day, lies before 1949, or after today unless ``future``.
    """
    return _allowed(_read_day(_day_text(text), today, future), today, future)


def parse_days(
    text: str, *, today: date, future: bool = False, longest: int = LONGEST_SPAN
) -> tuple[date, date]:
    """A day or a span: 5.28-5.30, 5月28日至30日, 2022.5.28-5.30 → (first, last), at most ``longest`` days."""
    text = _day_text(text)
    if _looks_like_day(text):
        day = parse_day(text, today=today, future=future)
        return day, day
    begin, end = _halves(text)
    first = _read_day(begin, today, future)
    last = _span_end(end, first, today, future)
    if last < first:
        raise ValidationError("结束日期早于开始日期。")
    if (last - first).days >= longest:
        raise ValidationError(f"最多连续 {longest} 天，请分开登记。")
    return _allowed(first, today, future), _allowed(last, today, future)


def _day_text(text: str) -> str:
    text = re.sub(r"\s+", "", plain_text(text)).replace("。", ".")
    return re.sub(r"[—–至到]+", "~", text)


def _halves(text: str) -> tuple[str, str]:
    """Where a span is divided: at its ~, else at the hyphen that leaves a day on either side."""
    for sign in "~-":
        for at in (place for place, letter in enumerate(text) if letter == sign):
            begin, end = text[:at], text[at + 1 :]
            if _looks_like_day(begin) and (_looks_like_day(end) or LONE_DAY.fullmatch(end)):
                return begin, end
    raise ValidationError("认不出这个日期，可写 5.29、5.28-5.30 或 2022-05-29。")


def _looks_like_day(text: str) -> bool:
    return text in WORDS or bool(FULL_DAY.fullmatch(text) or SHORT_DAY.fullmatch(text))


def _read_day(text: str, today: date, future: bool) -> date:
    if text in WORDS:
        return today + timedelta(days=WORDS[text])
    if found := FULL_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part)
        return _existing(year, month, day)
    if found := SHORT_DAY.fullmatch(text):
        month, day = (int(part) for part in found.groups() if part)
        return _most_recent(month, day, today + AHEAD if future else today)
    raise ValidationError("认不出这个日期，可写 5.29、5月29日 或 2022-05-29。")


def _existing(year: int, month: int, day: int) -> date:
    if year < EARLIEST_YEAR:
        raise ValidationError("日期过早，请核对年份。")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(f"没有{year}年{month}月{day}日这一天。") from None


def _most_recent(month: int, day: int, latest: date) -> date:
    """The last such day up to ``latest``; a 29 February may lie eight years back."""
    for year in range(latest.year, latest.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= latest:
            return found
    raise ValidationError(f"没有{month}月{day}日这一天。")


def _span_end(text: str, first: date, today: date, future: bool) -> date:
    """The second half of a span; what it leaves out (month, year) it takes from the first."""
    if found := LONE_DAY.fullmatch(text):
        return _existing(first.year, first.month, int(found[1]))
    if found := SHORT_DAY.fullmatch(text):
        month, day = (int(part) for part in found.groups() if part)
        turns = (month, day) < (first.month, first.day) and first.month == 12
        return _existing(first.year + 1 if turns else first.year, month, day)
    return _read_day(text, today, future)


def _allowed(day: date, today: date, future: bool) -> date:
    if day.year < EARLIEST_YEAR:
        raise ValidationError("日期过早，请核对年份。")
    if day > today and not future:
        raise ValidationError("日期在今天之后，请核对。")
    return day


def decimal_places(unit: str) -> int:
    """Money and percents have two places; people, sessions and copies are whole."""
    return 2 if unit.startswith(("元", "%")) else 0


def parse_number(text: str, *, unit: str = "", places: int | None = None) -> int | None:
    """A typed count or sum of money in integer hundredths; None where nothing was typed, which is not 0.

    Accepts full-width digits, thousands separators and the matching ``unit`` behind the number
    (760人次, ￥1,200.50). Raises ``ValidationError`` for negatives, vague numbers (约, 余), another unit,
    fractions of what is whole, and what is too large to be true.
    """
    text = plain_text(text)
    if not text:
        return None
    number = Decimal(_digits(text, unit))
    places = decimal_places(unit) if places is None else places
    if number * 100 > LARGEST:
        raise ValidationError("数值过大，请核对单位和位数。")
    if number != number.quantize(Decimal(1).scaleb(-places)):
        whole = f"{unit or '这个数'}只能是整数，不能有小数。"
        raise ValidationError(f"最多 {places} 位小数。" if places else whole)
    return int(number * 100)


def _digits(text: str, unit: str) -> str:
    """The number alone, without separators and its unit."""
    if MINUS.match(text):
        raise ValidationError("不能为负数。")
    if vague := VAGUE.search(text):
        raise ValidationError(f"请填准确数，不写“{vague[0]}”。")
    if unit.startswith("元"):
        text = text.removeprefix("¥").strip()
    found = re.match(r"[\d,. ]*\d", text)
    number, behind = (found[0], text[found.end() :].strip()) if found else ("", text)
    if number and behind not in ("", *_names_of(unit)):
        raise ValidationError(_other_unit(number, behind, unit))
    if GROUPED.fullmatch(number):
        return re.sub(r"[, ]", "", number)
    if PLAIN.fullmatch(number):
        return number
    if re.fullmatch(r"[\d, ]+(?:\.\d+)?", number):
        raise ValidationError("千位分隔号的位置不对，请直接写数字。")
    raise ValidationError("请填数字，例如 760。")


def _names_of(unit: str) -> set[str]:
    plain = plain_text(unit)
    return {plain, "元"} if plain.startswith("元") else {plain}


def _other_unit(number: str, behind: str, unit: str) -> str:
    if behind[0] in "万亿":
        return f"请把“{behind[0]}”换算成完整的数字，例如 1.2万 写成 12000。"
    if behind[0].isascii() and behind[0].isalnum():
        return "请填数字，例如 760。"
    if not unit:
        return f"请只填数字，不写“{behind}”。"
    return f"单位是{unit}，写的却是“{behind}”，请核对后只填数字。"
