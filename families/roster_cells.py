"""Cells of the families' roster: what the system exported masked means that it stays as it stands."""

from typing import Any

from core.parsing import plain_text
from core.rosters.cells import Reading, as_text
from core.rosters.widgets import NameCell, PhoneCell, ResidentIdCell, TextCell


def is_masked(value: Any) -> bool:
    return isinstance(value, str) and "*" in plain_text(as_text(value))


class MaskedNameCell(NameCell):
    """A name; 「张**」 of an export is left as it is."""

    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)


class MaskedIdCell(ResidentIdCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)


class MaskedPhoneCell(PhoneCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)


class MaskedAddressCell(TextCell):
    def read(self, value: Any, reading: Reading) -> Any:
        return None if is_masked(value) else super().read(value, reading)
