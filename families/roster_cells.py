"""Cells of the families' roster: what the system exported masked means that it stays as it stands."""

from typing import Any

from core.parsing import plain_text
from core.rosters.cells import Noted, Reading, as_text
from core.rosters.widgets import NameCell, PhoneCell, ResidentIdCell, TextCell

KEPT = "姓名是遮蔽的，不改"


def is_masked(value: Any) -> bool:
    return isinstance(value, str) and "*" in plain_text(as_text(value))


class MaskedNameCell(NameCell):
    """A name; 「张**」 of an export is left as it is, and the row says so where ``says`` is set."""

    def __init__(self, *, says: bool = False) -> None:
        super().__init__()
        self.says = says

    def read(self, value: Any, reading: Reading) -> Any:
        if is_masked(value):
            return Noted(None, KEPT) if self.says else None
        return super().read(value, reading)


class MaskedIdCell(ResidentIdCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)


class MaskedPhoneCell(PhoneCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)


class MaskedAddressCell(TextCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)
