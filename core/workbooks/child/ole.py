"""The compound file around .xls: which streams it has, and the bytes of one."""

from collections.abc import Iterator
from struct import unpack_from

from core.workbooks.child.refusal import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST = 0xFFFFFFFA  # larger numbers are no sectors
ENTRY = 128
FIRST_LINKS = 109


class Compound:
    """The sectors of a compound file. ``Refused`` where they run in circles or out of the file."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or data[:8] != MAGIC:
            raise Refused("damaged")
        self.data = data
        shift, small_shift = unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise Refused("damaged")
        self.size, self.small = 1 << shift, 1 << small_shift
        tables, start, self.cutoff = (unpack_from("<I", data, at)[0] for at in (44, 48, 56))
        self.table = self._table(tables)
        self.small_table = self._numbers(self._chain(unpack_from("<I", data, 60)[0]))
        self.entries = dict(self._entries(self._chain(start)))
        root = next(iter(self.entries.values()), (0, 0, 0))
        self.small_data = self._chain(root[1])[: root[2]] if root[2] else b""

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        if at >= len(self.data):
            raise Refused("damaged")
        return self.data[at : at + self.size]

    def _numbers(self, content: bytes) -> list[int]:
        return list(unpack_from(f"<{len(content) // 4}I", content))

    def _table(self, count: int) -> list[int]:
        """Which sector follows which."""
        links = list(unpack_from(f"<{FIRST_LINKS}I", self.data, 76))
        following = unpack_from("<I", self.data, 68)[0]
        seen: set[int] = set()
        while following < LAST:
            if following in seen:
                raise Refused("damaged")
            seen.add(following)
            more = self._numbers(self._sector(following))
            links += more[:-1]
            following = more[-1]
        parts = [self._sector(number) for number in links[:count] if number < LAST]
        return self._numbers(b"".join(parts))

    def _chain(self, number: int) -> bytes:
        parts: list[bytes] = []
        while number < LAST:
            if number >= len(self.table) or len(parts) > len(self.table):
                raise Refused("damaged")
            parts.append(self._sector(number))
            number = self.table[number]
        return b"".join(parts)

    def _entries(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """(name, (type, first sector, size)); the root comes first."""
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            length = unpack_from("<H", directory, at + 64)[0]
            kind = directory[at + 66]
            if kind and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                yield name, (kind, *unpack_from("<II", directory, at + 116))

    def stream(self, name: str) -> bytes:
        _, start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        parts: list[bytes] = []
        while start < LAST:
            if start >= len(self.small_table) or len(parts) > len(self.small_table):
                raise Refused("damaged")
            parts.append(self.small_data[start * self.small : (start + 1) * self.small])
            start = self.small_table[start]
        return b"".join(parts)[:size]
