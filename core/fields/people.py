"""What clerks write about a person: names, resident IDs, telephone numbers; and how each looks masked.

Every refusal names the test that failed and never repeats the value (domain.md §7). Who asks shows it masked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from core.parsing import plain_text

OLDEST = 120
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS, DIGITS = "10X98765432", "0123456789"
LOOKS_LIKE_X = str.maketrans(
    "x\u0425\u0445×✕", "XXXXX"
)  # also the Cyrillic letter and signs of multiplication
HIDDEN = "*●■"
STANDS_FOR_NOTHING = {"无", "不详", "待补", "未知", "同上", "同左", "空", "暂无"}
DOTS = re.compile(r"\s*[·•‧∙⋅・.]\s*")
SEVERAL = re.compile(r"[、,;/\\|&\n\r]")
BRACKETS = re.compile(r"[()\[\]{}<>【】\u3014\u3015《》〈〉「」]")
CHINESE = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})")


@dataclass(frozen=True)
class ResidentId:
    """What a valid resident ID says; ``sex`` is ``male`` or ``female``."""

    number: str
    birth: date
    sex: str


def normalise_resident_id(text: str) -> str:
    """One spelling of a resident ID: no blanks, dashes or leading apostrophe, plain digits, X large.

    Checks nothing: ``check_resident_id`` does.
    """
    if text.isascii() and text.isalnum():  # as nearly all are
        return text[:-1] + text[-1:].upper()
    text = re.sub(r"[\s\u200b-\u200f\ufeff'’‘`\-–—]+", "", plain_text(text))
    return text[:-1] + text[-1:].translate(LOOKS_LIKE_X)


def check_resident_id(text: str, today: date) -> ResidentId:
    """A resident ID after GB 11643-1999; ``ValidationError`` says which test it failed.

    The address in it is not compared with today's codes: elders carry 4330xx, spouses come from anywhere
    (domain.md §7).
    """
    number = normalise_resident_id(text)
    _refuse_other_things(number)
    if len(number) == 15 and set(number) <= set(DIGITS):
        raise ValidationError(_fifteen_to_eighteen(number, today))
    if len(number) != 18:
        raise ValidationError(f"身份证号应为 18 位，现在是 {len(number)} 位。")
    for place, letter in enumerate(number, start=1):
        if letter not in DIGITS and not (letter == "X" and place == 18):
            raise ValidationError(f"第 {place} 位“{letter}”不是数字。")
    birth = _birth(number[6:14], today)
    if _check_of(number) != number[17]:
        raise ValidationError("校验码不符")
    return ResidentId(number, birth, "male" if int(number[16]) % 2 else "female")


def _refuse_other_things(number: str) -> None:
    """What is no number at all: nothing, a placeholder, a masked number, a number that Excel rounded."""
    if not number or number in STANDS_FOR_NOTHING:
        raise ValidationError("没有填身份证号。")
    if any(sign in number for sign in HIDDEN):
        raise ValidationError("身份证号中有星号，请填完整号码。")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+|\d{16,19}\.0+", number):
        raise ValidationError("号码被 Excel 变成了数值，末几位已丢失：请把这一列设为文本格式后重填。")


def _fifteen_to_eighteen(number: str, today: date) -> str:
    longer = f"{number[:6]}19{number[6:]}"
    try:
        _birth(longer[6:14], today)
    except ValidationError as error:
        return f"这是 15 位旧号码，而且{error.messages[0]}"
    return f"这是 15 位旧号码，请核对后改填 18 位：第 6 位后面加 19，末尾加校验码 {_check_of(longer)}。"


def _check_of(number: str) -> str:
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]


def _birth(digits: str, today: date) -> date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        birth = date(year, month, day)
    except ValueError:
        raise ValidationError(f"号码中的出生日期不存在（{month}月{day}日）。") from None
    if birth > today:
        raise ValidationError("号码中的出生日期在今天之后。")
    if today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)) > OLDEST:
        raise ValidationError(f"按号码中的出生日期，年龄超过 {OLDEST} 岁。")
    return birth


def normalise_name(text: str) -> str:
    """A person's name: without inner blanks where it is Chinese, with one kind of middle dot (·).

    Rare characters stay, those outside the basic plane too. ``ValidationError`` for notes in brackets,
    several people, signs and digits, unreadable characters; an empty text stays empty.
    """
    text = plain_text(text)
    _refuse_unreadable(text)
    text = re.sub(r"[\u200b-\u200f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]", "", text)
    if SEVERAL.search(text):
        raise ValidationError("一格里像是写了几个人，请每人一行。")
    if BRACKETS.search(text):
        raise ValidationError("姓名后不要加注（括号），情况请填在状态、备注等栏。")
    if text in STANDS_FOR_NOTHING:
        raise ValidationError(f"“{text}”不是姓名。")
    text = DOTS.sub("·", text)
    text = re.sub(r"\s+", "" if CHINESE.search(text) else " ", text)
    _refuse_signs(text)
    if len(text) == 1:
        raise ValidationError("姓名至少两个字。")
    return text


def _refuse_unreadable(text: str) -> None:
    for place, letter in enumerate(text, start=1):
        is_lost = letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn", "Cs")
        if is_lost and not CHINESE.match(letter):
            raise ValidationError(f"第 {place} 个字无法识别（乱码或自造字），请用正式汉字重填。")


def _refuse_signs(text: str) -> None:
    if any(sign in text for sign in HIDDEN):
        raise ValidationError("姓名中有星号，请填完整姓名。")
    inner = " -'’·" if not CHINESE.search(text) else "·"
    for place, letter in enumerate(text):
        is_inside = 0 < place < len(text) - 1
        is_letter = CHINESE.match(letter) or unicodedata.category(letter)[0] in "LM"
        if not is_letter and not (letter in inner and is_inside):
            raise ValidationError(f"姓名中不能有“{letter}”。")


def normalise_phone(text: str) -> str:
    """A mobile number as 11 digits, a landline as 0745-2712345; an empty text stays empty.

    ``ValidationError`` says what is wrong: its length, a missing area code, two numbers in one cell.
    """
    text = plain_text(text)
    if any(sign in text for sign in HIDDEN):
        raise ValidationError("号码中有星号，请填完整号码。")
    if re.search(r"\d{7,}\D*[、,;/|]\D*\d{7,}|\d{11}\s+0?\d[\d-]{6,}", text):
        raise ValidationError("一格里有两个号码，请只留一个。")
    digits = re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))|[\s\-–—_().\u200b-\u200f\ufeff]", "", _without_zero(text))
    digits = re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))", "", digits)
    if not digits:
        return _no_number(text)
    if not set(digits) <= set(DIGITS):
        raise ValidationError("号码中有数字以外的字。")
    if MOBILE.fullmatch(digits):
        return digits
    if found := LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    raise ValidationError(_wrong_phone(digits))


def _without_zero(text: str) -> str:
    """Excel shows a number typed without a text format as 13812345678.0."""
    return re.sub(r"^(\d{7,12})\.0$", r"\1", text)


def _no_number(text: str) -> str:
    if text:
        raise ValidationError("这里没有号码。")
    return ""


def _wrong_phone(digits: str) -> str:
    if len(digits) in (7, 8):
        return "固定电话请加区号，例如 0745-2712345。"
    if digits[0] == "1" and len(digits) == 11:
        return "手机号第二位应为 3–9。"
    if digits[0] == "1":
        return f"手机号应为 11 位，现在是 {len(digits)} 位。"
    return f"不是手机号（11 位），也不是带区号的固定电话，现在是 {len(digits)} 位。"


def masked_name(text: str) -> str:
    """张三 → 张*, 张三丰 → 张**."""
    return f"{text[0]}{'*' * min(len(text) - 1, 2)}" if text else ""


def masked_id(text: str) -> str:
    """4312**********9012."""
    return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}" if len(text) > 12 else "*" * len(text)


def masked_phone(text: str) -> str:
    """138****8000, 0745-***2345."""
    if "-" in text:
        area, _, number = text.partition("-")
        return f"{area}-{'*' * (len(number) - 4)}{number[-4:]}"
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) > 8 else "*" * len(text)


def masked_address(text: str) -> str:
    """Up to the village: 黔城镇茶溪村***."""
    found = re.match(r"(?:.*?(?:镇|乡|街道))?.*?(?:村委会|居委会|社区|村)", text) or re.match(
        r".*?(?:镇|乡|街道|[县区市])", text
    )
    return f"{found[0] if found else ''}***" if text else ""
