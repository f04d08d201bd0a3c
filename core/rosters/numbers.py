"""Reading counts and sums of money (domain.md §7 cases 25-31)."""

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from core.rosters.cells import NOTHING, BigNumber, Cell, CellError, Noted, Reading, compact

CENT, HALF_CENT = Decimal("0.01"), Decimal("0.005")
LARGEST = Decimal(10) ** 11
VAGUE = re.compile(r"大约|约|将近|近|余|多|左右|上下|以上|以下|不到|几|\d[-~至到]\d")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
CAPITALS = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)) | {"弐": 2, "两": 2, "\u3007": 0}
CAPITAL = re.compile("[零壹贰弐叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+")
VAGUE_REMEDY = "请填准确数；约数写在总结里，不进台账。"


class CountCell(Cell):
    """People, families, sessions, copies: whole and not negative. Empty is not 0."""

    repeats = True

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self.unit = unit

    def read(self, value: Any, reading: Reading) -> Any:
        if type(value) is int:
            number = Decimal(value)
        else:
            text = _text_of(value)
            if text is None:
                return None
            if text.endswith("%"):
                raise CellError("这里不填百分比", "请填数量。")
            number = _number(text, {self.unit, reading.unit} - {""})
        if number < 0:
            raise CellError("不能为负数", "请核对。")
        if number != number.to_integral_value():
            raise CellError("数量不能有小数", f"请填整数{f'（{self.unit}）' if self.unit else ''}。")
        if number > LARGEST:
            raise CellError("数值过大", "请核对位数。")
        return int(number)

    def for_sheet(self, value: Any) -> Any:
        return value


class MoneyCell(Cell):
    """Yuan with two places, as Decimal. ``negative``: reversals may be below zero."""

    repeats = True

    def __init__(self, *, negative: bool = False) -> None:
        super().__init__()
        self.negative = negative

    def read(self, value: Any, reading: Reading) -> Any:
        text = _text_of(value)
        if text is None:
            return None
        number, converted = self._read(text, reading.unit)
        if number < 0 and not self.negative:
            raise CellError("金额不能为负数", "冲减请用冲减类型登记。")
        if abs(number) > LARGEST:
            raise CellError("金额过大", "请核对位数和单位。")
        amount = number.quantize(CENT, ROUND_HALF_EVEN)
        if abs(number - amount) >= HALF_CENT:
            raise CellError("金额最多两位小数", "请核对金额。")
        if converted or abs(number - amount) > Decimal("0.000001"):
            return Noted(amount, f"按 {amount:,} 元记")
        return amount

    def _read(self, text: str, unit: str) -> tuple[Decimal, bool]:
        """The amount in yuan, and whether it was converted."""
        text = text.removeprefix("¥").removeprefix("￥").removeprefix("人民币")
        if CAPITAL.fullmatch(text) and set(text) & set(CAPITALS):
            return _capitals(text), True
        bare = re.sub(r"元?[整正]?$", "", text)
        found = re.fullmatch(r"(.+?)([百千万亿])", bare)
        times = TIMES[found[2]] if found else 1
        number = _number(found[1] if found else bare, set())
        if not found and unit.startswith("万") and not text.endswith("元"):
            return number * 10_000, True
        return number * times, times > 1

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{value:,.2f}"

    def for_sheet(self, value: Any) -> Any:
        return value

    def pack(self, value: Any) -> Any:
        return None if value is None else str(value)

    def unpack(self, value: Any) -> Any:
        return None if value is None else Decimal(value)


def _text_of(value: Any) -> str | None:
    if isinstance(value, BigNumber):
        raise CellError("数值过大", "请核对位数。")
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise CellError("这里要填数字", "请填数字，例如 1200。")
    text = repr(value) if isinstance(value, float) else compact(value)
    return None if text in NOTHING else text


def _number(text: str, units: set[str]) -> Decimal:
    """A plain number, perhaps with thousands separators and one of ``units`` behind it."""
    if VAGUE.search(text):
        raise CellError("这是约数", VAGUE_REMEDY)
    for unit in units:
        text = text.removesuffix(unit)
    sign, bare = ("-", text[1:]) if text[:1] in ("-", "\u2212", "负") else ("", text)
    if GROUPED.fullmatch(bare):
        return Decimal(sign + bare.replace(",", ""))
    try:
        if re.fullmatch(r"\d+(?:\.\d+)?[eE][-+]?\d+", bare):
            return Decimal(sign + bare)
    except InvalidOperation:
        pass
    if found := re.fullmatch(r"([\d,.]+)(\D+)", bare):
        wanted = f"应为“{'”或“'.join(sorted(units))}”" if units else "这里只填数字"
        raise CellError(f"单位写的是“{found[2]}”，{wanted}", "请核对后只填数字。", cause="单位不对")
    raise CellError("这里要填数字", "请填数字，例如 1200。")


def _capitals(text: str) -> Decimal:
    """壹仟贰佰元整 → 1200."""
    total = section = digit = cents = 0
    for letter in text:
        if letter in CAPITALS:
            digit = CAPITALS[letter]
        elif letter in "拾佰仟":
            section += (digit or 1) * {"拾": 10, "佰": 100, "仟": 1000}[letter]
            digit = 0
        elif letter in "万亿":
            total = (total + section + digit) * TIMES[letter]
            section = digit = 0
        elif letter in "元圆":
            total, section, digit = total + section + digit, 0, 0
        elif letter in "角分":
            cents += digit * (10 if letter == "角" else 1)
            digit = 0
    return Decimal(total + section + digit) + Decimal(cents) / 100
