"""The uploaded file at rest: encrypted in the storage, in clear only in the memory of who reads it."""

from base64 import b64decode, b64encode
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.fields import decrypt_text, encrypt_text
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


def discard(name: str) -> None:
    if name:
        default_storage.delete(name)
