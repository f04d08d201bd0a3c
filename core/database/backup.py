"""A backup is a folder: the database in one file, the uploaded files, a manifest that proves both whole."""

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import django
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.database.engines import CopyFailed, engine, holds_data
from core.fields.keys import ring
from core.fields.rotation import keys_in_use
from core.jobs.files import FOLDER

MANIFEST, MEDIA = "manifest.json", "media"


def make_backup(parent: Path) -> Path:
    """A new folder in ``parent`` named by the time, for its owner's eyes only; complete, or not there at all.

    Database first: a file is stored before its record, so every record of the copy finds its file.
    """
    now = timezone.localtime()
    final = parent / f"{now:%Y%m%d-%H%M%S}"
    work = parent / f".{final.name}.part"
    with _private_files():
        (work / MEDIA).mkdir(parents=True)
        try:
            _fill(work, now)
            work.rename(final)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    return final


def _fill(work: Path, now: datetime) -> None:
    copier = engine()
    counts = copier.save(work / copier.file)
    for name in stored_names(default_storage):
        if not name.startswith(f"{FOLDER}/"):  # results of jobs go after seven days, also while this runs
            _copy_out(name, work / MEDIA / name)
    manifest = _manifest(copier.name, copier.alias, now, counts, work)
    (work / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


@contextmanager
def _private_files() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _manifest(kind: str, alias: str, now: datetime, counts: dict[str, int], folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "engine": kind,
        "versions": {"python": platform.python_version(), "django": django.__version__},
        "migrations": sorted("{}.{}".format(*key) for key in _applied(alias)),
        "counts": counts,
        "keys": {"prints": ring().prints, "values": dict(keys_in_use())},
        "files": {str(path.relative_to(folder)): _digest(path) for path in files},
    }


def _applied(alias: str) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every uploaded file by its name in the storage."""
    if not storage.exists(folder or "."):
        return
    folders, files = storage.listdir(folder)
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from stored_names(storage, f"{folder}/{name}" if folder else name)


def _copy_out(name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with default_storage.open(name) as source, path.open("xb") as target:
        for chunk in source.chunks():
            target.write(chunk)


def find_backup(folder: Path) -> Path:
    """The backup that ``folder`` is, or the newest one in it."""
    if (folder / MANIFEST).is_file():
        return folder
    found = sorted(path.parent for path in folder.glob(f"[0-9]*/{MANIFEST}"))
    if not found:
        raise CopyFailed(f"{folder} 中没有备份（manifest.json）。")
    return found[-1]


def check_backup(folder: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole and fits this system; else ``CopyFailed``."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    copier = engine()
    if manifest["engine"] != copier.name:
        raise CopyFailed(f"备份来自 {manifest['engine']}，当前数据库是 {copier.name}，不能互相恢复。")
    for name, digest in manifest["files"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise CopyFailed(f"备份不完整：{name} 缺失或已改动。")
    known = {"{}.{}".format(*key) for key in MigrationLoader(None).disk_migrations}
    newer = set(manifest["migrations"]) - known
    if newer:
        raise CopyFailed(f"备份来自更新的版本（{sorted(newer)[0]}），请先升级程序再恢复。")
    copier.check(folder / copier.file)
    _check_keys(manifest.get("keys", {"prints": {}, "values": {}}))
    return manifest


def _check_keys(keys: dict[str, dict[str, Any]]) -> None:
    """Whether the keys of this system open the personal data of the copy, which holds no keys."""
    needed = [number for number, values in keys["values"].items() if values]
    prints = ring().prints
    wrong = [
        name for name in [*needed, *["index"] * bool(needed)] if keys["prints"][name] != prints.get(name)
    ]
    if wrong:
        names = "、".join("INDEX_KEY" if name == "index" else f"密钥 {name}" for name in wrong)
        prints_then = "、".join(f"{name} {keys['prints'][name]}" for name in wrong)
        raise CopyFailed(
            f"备份中的个人资料用另外的密钥加密（{names}，指纹 {prints_then}），恢复后读不出。"
            "请先把备份时的 FIELD_KEYS 和 INDEX_KEY 放回来。"
        )


def restore_backup(folder: Path, manifest: dict[str, Any], *, force: bool) -> None:
    """Replace database and uploaded files by those of a checked backup; refuses a filled database."""
    copier = engine()
    if holds_data(copier.alias) and not force:
        raise CopyFailed("当前数据库里已有数据。确定要用备份替换它，请加 --force。")
    copier.load(folder / copier.file)
    for name in list(stored_names(default_storage)):
        default_storage.delete(name)
    for name in sorted(manifest["files"]):
        if name.startswith(f"{MEDIA}/"):
            _copy_in(folder / name, name.removeprefix(f"{MEDIA}/"))


def _copy_in(path: Path, name: str) -> None:
    with path.open("rb") as file:
        stored = default_storage.save(name, File(file))
    if stored != name:
        raise CopyFailed(f"上传的文件 {name} 没能存回原处。")
