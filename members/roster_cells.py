"""Cells that rosters of members read in their own way."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from core.parsing import plain_text
from core.rosters.cells import NOTHING, CellError, Noted, Reading, compact
from core.rosters.dates import DateCell, parts_of
from core.rosters.widgets import PhoneCell, TextCell

EARLY = re.compile(r"(\d{4})年?")


class RoughDateCell(DateCell):
    """A day; of old members often only the month or the year is known: then its first day, with a remark."""

    def read(self, value: Any, reading: Reading) -> Any:
        found = EARLY.fullmatch(compact(value)) if isinstance(value, str | int) else None
        if found:
            return self._first(int(found[1]), 1, reading)
        parts = parts_of(value)
        if parts is not None and len(parts) == 2:
            return self._first(*parts, reading)
        return super().read(value, reading)

    def _first(self, year: int, month: int, reading: Reading) -> Any:
        try:
            day = date(year, month, 1)
        except ValueError:
            raise CellError("没有这个月份", "请写成 2019-05-01 的样子。") from None
        if day > reading.today:
            raise CellError("日期在今天之后", "请核对年份和月份。")
        return Noted(day, f"没有写到日，按 {day.isoformat()} 记")


class MaskedPhoneCell(PhoneCell):
    """What the system exported masked means: as it stands."""

    def read(self, value: Any, reading: Reading) -> Any:
        return None if isinstance(value, str) and "*" in plain_text(value) else super().read(value, reading)


class NumberCell(TextCell):
    """系统编号: tells which record a row of an export is."""

    def read(self, value: Any, reading: Reading) -> Any:
        text = compact(value)
        if text in NOTHING:
            return None
        try:
            return str(UUID(text))
        except ValueError:
            raise CellError("不是系统导出的编号", "新会员请空着这一格。") from None
