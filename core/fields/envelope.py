"""One encrypted value: version, algorithm, key number, nonce, ciphertext, tag; bound to its column and row.

A value that was moved to another row or column cannot be read there (security.md §2.1). Row and column are
authenticated with it, not stored in it.
"""

import hmac
from functools import lru_cache
from os import urandom
from struct import Struct
from uuid import UUID

from cryptography.exceptions import InvalidTag

from core.fields.keys import derive, ring

VERSION, AES_256_GCM = 1, 1
HEAD = Struct(">BBH")
NONCE, TAG = 12, 16
INDEX_LENGTH = 16


class Unreadable(ValueError):
    """A value that its key, row or column does not fit. The message holds no value and no key."""

    def __init__(self, label: str, why: str) -> None:
        super().__init__(f"{label}：{why}")


def encrypt_text(label: str, row_id: UUID, text: str) -> bytes:
    """``text`` encrypted with the active key for one column (``label``: app.model.field) of one row."""
    keys = ring()
    nonce = urandom(NONCE)
    sealed = keys.ciphers[keys.active].encrypt(nonce, text.encode(), _bound_to(label, row_id))
    return HEAD.pack(VERSION, AES_256_GCM, keys.active) + nonce + sealed


def decrypt_text(label: str, row_id: UUID, data: bytes) -> str:
    """What was encrypted; ``Unreadable`` for another row or column, a changed byte, a lost key."""
    cipher = ring().ciphers.get(key_id_of(label, data))
    if cipher is None:
        raise Unreadable(label, "加密所用的密钥已不在 FIELD_KEYS 中")
    start = HEAD.size + NONCE
    try:
        return cipher.decrypt(data[HEAD.size : start], data[start:], _bound_to(label, row_id)).decode()
    except InvalidTag:
        raise Unreadable(label, "密文与所在的行或列不符，或已被改动") from None


def key_id_of(label: str, data: bytes) -> int:
    """The number of the key that a value was encrypted with."""
    if len(data) < HEAD.size + NONCE + TAG:
        raise Unreadable(label, "不是完整的密文")
    version, algorithm, key_id = HEAD.unpack_from(data)
    if (version, algorithm) != (VERSION, AES_256_GCM):
        raise Unreadable(label, "密文的版本或算法不认识")
    return int(key_id)


def _bound_to(label: str, row_id: UUID) -> bytes:
    """table.column.row_uuid, which a value is authenticated with."""
    return f"{label}.{row_id}".encode()


def blind(label: str, text: str) -> bytes:
    """The keyed index of an already normalised ``text``; two labels never give the same index."""
    return hmac.digest(_index_key(label, ring().index_key), text.encode(), "sha256")[:INDEX_LENGTH]


@lru_cache(maxsize=256)
def _index_key(label: str, master: bytes) -> bytes:
    return derive(master, f"index.{label}")
