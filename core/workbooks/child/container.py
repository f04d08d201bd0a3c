"""The zip around .xlsx and .ods: looked through before anything is unpacked."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.workbooks.child.refusal import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, Refused

HEAD = 30  # bytes of a local file header before its name
SMALL = 1024 * 1024  # what is no larger may shrink as it likes
NESTED = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".jar", ".7z", ".rar", ".gz")
PIECE = 1024 * 1024


@dataclass
class Container:
    """The parts of a checked container; each is unpacked no further than its directory says."""

    data: bytes
    parts: dict[str, ZipInfo]

    def read(self, name: str) -> bytes:
        """One part as plain XML in UTF-8, without a document type."""
        content = self._unpacked(self.parts[name])
        if name.endswith((".xml", ".rels")):
            _refuse_odd_xml(content)
        return content

    def _unpacked(self, part: ZipInfo) -> bytes:
        head = self.data[part.header_offset : part.header_offset + HEAD]
        if len(head) < HEAD or head[:4] != b"PK\x03\x04":
            raise Refused("damaged")
        start = part.header_offset + HEAD + int.from_bytes(head[26:28], "little")
        start += int.from_bytes(head[28:30], "little")
        packed = self.data[start : start + part.compress_size]
        if part.compress_type == ZIP_STORED:
            return packed
        try:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            content = unpacker.decompress(packed, part.file_size + 1)
        except zlib.error:
            raise Refused("damaged") from None
        if len(content) != part.file_size or not unpacker.eof:
            raise Refused("damaged")
        return content


def open_container(data: bytes) -> Container:
    """The directory of the file; ``Refused`` for bombs, overlaps, nests, locks and damage."""
    try:
        rows = ZipFile(BytesIO(data)).infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        raise Refused("damaged") from None
    if len(rows) > MOST_ENTRIES or sum(row.file_size for row in rows) > MOST_UNPACKED:
        raise Refused("bomb")
    for row in rows:
        _check_part(row)
    _check_layout(data, rows)
    return Container(data, {row.filename: row for row in rows})


def _check_part(row: ZipInfo) -> None:
    if row.flag_bits & 1:
        raise Refused("encrypted")
    if row.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused("damaged")
    name = row.orig_filename
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
        raise Refused("damaged")
    if name.lower().endswith(NESTED):
        raise Refused("nested")
    if row.file_size > SMALL and row.file_size > MOST_RATIO * max(row.compress_size, 1):
        raise Refused("bomb")


def _check_layout(data: bytes, rows: list[ZipInfo]) -> None:
    """Every part has a place and a name of its own."""
    if len({row.filename.lower() for row in rows}) < len(rows):
        raise Refused("damaged")
    end = 0
    for row in sorted(rows, key=lambda row: row.header_offset):
        if row.header_offset < end:
            raise Refused("bomb")
        end = row.header_offset + HEAD + row.compress_size
    if end > len(data):
        raise Refused("damaged")


def _refuse_odd_xml(content: bytes) -> None:
    """Office programs write UTF-8 without document types; anything else is made to mislead a reader."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<") or b"\0" in start:
        raise Refused("damaged")
    if start.startswith(b"<?xml"):
        declaration = start.split(b"?>", 1)[0].lower().replace(b"'", b'"')
        if b"encoding=" in declaration and b'encoding="utf-8"' not in declaration.replace(b" ", b""):
            raise Refused("damaged")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused("entities")
