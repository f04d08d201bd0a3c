"""The keys of the encrypted columns: read from the settings, checked, and held ready for use.

``FIELD_KEYS`` is ``number:base64[,number:base64…]``: the first encrypts, all decrypt. ``INDEX_KEY`` is the
master of the blind indexes. Each is 32 random bytes. Another store of keys (a key service, 密码机) would give
the same ``Ring``.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LENGTH = 32
MOST_NUMBER = 65_535
FEWEST_DIFFERENT = 16  # of 32 random bytes; fewer happens once in 10^15 keys


@dataclass(frozen=True)
class Ring:
    """The keys in use. ``active`` encrypts; ``ciphers`` decrypt, by key number."""

    active: int
    ciphers: dict[int, AESGCM]
    index_key: bytes
    prints: dict[str, str]


def ring() -> Ring:
    """The keys of the settings; ``ImproperlyConfigured`` with every fault where they cannot be used."""
    return _ring(settings.FIELD_KEYS, settings.INDEX_KEY)


@lru_cache(maxsize=4)
def _ring(field_keys: str, index_key: str) -> Ring:
    if found := faults(field_keys, index_key):
        raise ImproperlyConfigured("\n".join(["加密密钥不能使用：", *found]))
    numbered = [(int(number), _bytes(text)) for number, text in _parts(field_keys)]
    index = _bytes(index_key)
    prints = {str(number): _print_of(key) for number, key in numbered} | {"index": _print_of(index)}
    ciphers = {number: AESGCM(key) for number, key in numbered}
    return Ring(numbered[0][0], ciphers, index, prints)


def faults(field_keys: str, index_key: str, secret_key: str = "") -> list[str]:
    """What is wrong with the keys, as Chinese sentences that never show a key."""
    if not field_keys.strip() or not index_key.strip():
        names = [
            name for name, text in (("FIELD_KEYS", field_keys), ("INDEX_KEY", index_key)) if not text.strip()
        ]
        return [f"没有设置 {' 和 '.join(names)}。用 manage.py make_keys 生成，写入 .env，并另行备份。"]
    found: list[str] = []
    seen: dict[bytes, str] = {}
    numbers: set[int] = set()
    for place, (number, text) in enumerate(_parts(field_keys), start=1):
        name = f"FIELD_KEYS 第 {place} 个密钥"
        found += _faults_of_number(name, number, numbers)
        found += _faults_of_key(name, text, seen, secret_key)
    return found + _faults_of_key("INDEX_KEY", index_key, seen, secret_key)


def _parts(field_keys: str) -> list[tuple[str, str]]:
    pairs = [part.strip().partition(":") for part in field_keys.split(",")]
    return [(number.strip(), text.strip()) for number, _, text in pairs]


def _faults_of_number(name: str, number: str, numbers: set[int]) -> list[str]:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= MOST_NUMBER):
        return [f"{name} 的编号不是 1–{MOST_NUMBER} 的数字，应写成 编号:密钥。"]
    if int(number) in numbers:
        return [f"{name} 的编号与前面的重复。"]
    numbers.add(int(number))
    return []


def _faults_of_key(name: str, text: str, seen: dict[bytes, str], secret_key: str) -> list[str]:
    key = _bytes(text)
    if len(key) != LENGTH:
        return [f"{name} 不是 {LENGTH} 字节的 base64。"]
    if len(set(key)) < FEWEST_DIFFERENT:
        return [f"{name} 不是随机的，太弱。"]
    if key in seen:
        return [f"{name} 与 {seen[key]} 相同；每个密钥只能用在一处。"]
    seen[key] = name
    return [f"{name} 与 SECRET_KEY 相同。"] if secret_key and text.strip() == secret_key else []


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text.strip(), validate=True)
    except (NotBase64, ValueError):
        return b""


def _print_of(key: bytes) -> str:
    """A fingerprint: tells two keys apart and nothing of either."""
    return derive(key, "fingerprint")[:4].hex()


def derive(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=purpose.encode()).derive(key)


def kept_in() -> str:
    """Where the keys in use come from, for people who must keep a copy of them elsewhere."""
    path = settings.KEYS_FILE
    if path.exists() and settings.FIELD_KEYS in path.read_text():
        return f"文件 {path}"
    return "环境变量（.env 或服务配置）中的 FIELD_KEYS 和 INDEX_KEY"


def fresh_key() -> str:
    """A new key, as the settings take it."""
    return b64encode(token_bytes(LENGTH)).decode()
