"""Cells on their way to the parent: what JSON cannot say itself travels as a list of a letter and a value."""

import math
from datetime import date, datetime, time, timedelta
from typing import Any

LONGEST = 32_767
CERTAIN = 10**15  # beyond it the digits of a number are no longer what was typed


def packed(value: Any) -> Any:
    """A typed cell of calamine: text, number (whole where it is), flag, ``["d", day]``, ``["t", moment]``."""
    kind = type(value)
    if kind is str:
        return value[:LONGEST] or None
    if kind is float:
        if value.is_integer():
            return int(value) if abs(value) < CERTAIN else ["n", repr(value)]
        return value if math.isfinite(value) else ["e", "#NUM!"]
    if kind is int:
        return value if abs(value) < CERTAIN else ["n", repr(float(value))]
    if value is None or kind is bool:
        return value
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return ["d", value.date().isoformat()] if whole else ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return str(value) if isinstance(value, time | timedelta) else str(value)[:LONGEST]


def packed_row(values: list[Any]) -> list[Any]:
    """A row without its empty end."""
    row = [packed(value) for value in values]
    while row and row[-1] is None:
        row.pop()
    return row


def column_number(letters: str) -> int:
    """AB → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
