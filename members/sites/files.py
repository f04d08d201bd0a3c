"""Services for the files of a site."""

from collections import Counter
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.attachments.fields import MOST
from core.attachments.preparing import Prepared
from core.audit import services as audit
from core.audit.services import kind_of
from members.choices import SiteFileKind
from members.models import SiteFile, SiteRecord
from members.sites.registers import find_site
from members.sites.rules import GONE


def add_files(*, actor: Account, site: SiteRecord, files: list[Prepared], item: str = "") -> list[SiteFile]:
    """Add checked files to a site. Needs RECORD there; at most twenty at a time.

    Files are written before their rows; where a row fails, they are taken away again.
    """
    require(actor, Action.RECORD, site.association)
    if site.withdrawn_at is not None:
        raise ValidationError(GONE)
    if len(files) > MOST:
        raise ValidationError(f"一次最多 {MOST} 个文件。")
    made: list[SiteFile] = []
    try:
        with scope.transaction():
            for file in files:
                made.append(_new(actor, site, file, item))
                made[-1].file.save(file.name, file.content, save=False)
                made[-1].save(force_insert=True)
            _trace(actor, site, made, added=True)
    except BaseException:
        for row in made:
            row.file.storage.delete(str(row.file.name))
        raise
    return made


def _new(actor: Account, site: SiteRecord, file: Prepared, item: str) -> SiteFile:
    return SiteFile(
        pk=uuid4(), association=site.association, site_kind=kind_of(site), site_id=site.pk, created_by=actor,
        kind=file.kind, item=item, name=file.name, suffix=file.suffix, content_type=file.content_type,
        size=file.size,
    )  # fmt: skip


def _trace(actor: Account, site: SiteRecord, files: list[SiteFile], *, added: bool) -> None:
    """Kinds and counts only: file names may hold names of people."""
    counts = Counter(SiteFileKind(file.kind).label for file in files)
    text = "、".join(f"{label} {count} 个" for label, count in counts.items())
    changes = {"资料": ["", f"添加{text}"] if added else [text, "删除"]}
    audit.record(actor, "update", site, changes=changes)


def remove_site_file(*, actor: Account, file: SiteFile) -> None:
    """Take a file away for good; the content goes once the row is gone. Needs RECORD."""
    require(actor, Action.RECORD, file.association)
    site = find_site(file.site_id)
    if site is None:
        raise ValidationError("这处阵地已不在您的单位范围内。")
    storage, name = file.file.storage, str(file.file.name)
    with scope.transaction():
        _trace(actor, site, [file], added=False)
        try:
            file.delete()
        except ProtectedError:
            raise ValidationError("这个文件是年度计划，请先在计划里换掉再删除。") from None
        transaction.on_commit(lambda: storage.delete(name))
