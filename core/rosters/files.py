"""The uploaded file at rest: encrypted in the storage, in clear only in the memory of who reads it."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core import scope
from core.fields import decrypt_text, encrypt_text
from core.fields.envelope import key_id_of
from core.fields.keys import ring
from core.rosters.models import RosterBatch

FOLDER, LABEL = "roster_files", "core.rosterbatch.file"


def fingerprint(content: bytes) -> str:
    """The same for the same file."""
    return sha256(content).hexdigest()


def store(batch_id: UUID, content: bytes) -> str:
    sealed = encrypt_text(LABEL, batch_id, b64encode(content).decode())
    return default_storage.save(f"{FOLDER}/{batch_id}", ContentFile(sealed))


def load(batch: RosterBatch) -> bytes:
    """The file as it was uploaded."""
    try:
        with default_storage.open(str(batch.file), "rb") as file:
            return b64decode(decrypt_text(LABEL, batch.pk, file.read()))
    except (FileNotFoundError, ValueError):  # an empty name
        raise ValidationError("上传的文件已不在了，请重新上传。") from None


def rotate() -> Iterator[int]:
    """Every kept file onto the active key (``core.fields.rotation``); a file is replaced by another one."""
    for batch in _kept():
        with scope.everything(), scope.transaction():
            held = RosterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            old = str(held.file)
            if not old or _key_of(old) == ring().active:
                continue
            new = store(held.pk, load(held))
            RosterBatch.objects.filter(pk=held.pk).update(file=new)
            transaction.on_commit(partial(discard, old))
        yield 1


def keys() -> Iterator[int]:
    """The key of every kept file."""
    for batch in _kept():
        yield _key_of(str(batch.file))


def _kept() -> list[RosterBatch]:
    with scope.everything(), scope.reading():
        rows = RosterBatch.objects.exclude(file="").only("pk", "file", "code").order_by("pk")
        return [batch for batch in rows if default_storage.exists(str(batch.file))]


def _key_of(name: str) -> int:
    with default_storage.open(name, "rb") as file:
        return key_id_of(LABEL, file.read())


def discard(name: str) -> None:
    if name:
        default_storage.delete(name)
