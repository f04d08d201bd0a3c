"""Where results lie: every attempt writes a file of its own, so that none meets the half of another."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "jobs"


def folder_of(job_id: UUID) -> str:
    return f"{FOLDER}/{job_id}"


def store(job_id: UUID, lease: UUID, content: bytes) -> str:
    """Write the result of an attempt; its name is worth something only once the job's row holds it."""
    return default_storage.save(f"{folder_of(job_id)}/{lease}", ContentFile(content))


def discard(name: str) -> None:
    default_storage.delete(name)


def discard_all(job_id: UUID) -> None:
    """Whatever attempts have left, whole or half."""
    folder = folder_of(job_id)
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    if not folders:
        default_storage.delete(folder)
