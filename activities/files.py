"""Services for the files of an activity."""

from collections import Counter
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activities.choices import AttachmentKind
from activities.models import Activity, Attachment
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.attachments.preparing import Prepared
from core.audit import services as audit

MOST = 20


def attach_files(
    *, actor: Account, activity: Activity, files: list[Prepared], key: UUID | None = None
) -> list[Attachment]:
    """Add checked files to an activity. Needs RECORD there; at most twenty a record.

    The file is written before its row; where the row fails, the file is taken away again. ``key``: the
    id of a single file.
    """
    require(actor, Action.RECORD, activity.association)
    if activity.withdrawn_at is not None:
        raise ValidationError("这条记录已删除，请先恢复再添加附件。")
    if activity.attachments.count() + len(files) > MOST:
        raise ValidationError(f"一条记录最多 {MOST} 个附件，请删去不用的再添加。")
    made: list[Attachment] = []
    try:
        with scope.transaction():
            for file in files:
                made.append(_new(actor, activity, file, key or uuid4()))
                _store(made[-1], file)
            _trace(actor, activity, made, added=True)
    except BaseException:
        for attachment in made:
            attachment.file.storage.delete(str(attachment.file.name))
        raise
    return made


def attach_once(*, actor: Account, activity: Activity, key: UUID, file: Prepared) -> Attachment:
    """Add one file under the id that its sender made; sent again, it gives the first result. Needs RECORD."""
    require(actor, Action.RECORD, activity.association)
    standing = Attachment.objects.filter(pk=key).first()
    if standing is None:
        try:
            with scope.transaction():
                return attach_files(actor=actor, activity=activity, files=[file], key=key)[0]
        except IntegrityError:
            standing = Attachment.objects.filter(pk=key).first()
    if standing is None or standing.activity_id != activity.pk or standing.created_by_id != actor.pk:
        raise ValidationError("这个文件没有传上，请重新选一次。")
    return standing


def _new(actor: Account, activity: Activity, file: Prepared, key: UUID) -> Attachment:
    return Attachment(
        pk=key,
        activity=activity,
        association=activity.association,
        created_by=actor,
        kind=file.kind,
        name=file.name,
        suffix=file.suffix,
        content_type=file.content_type,
        size=file.size,
    )


def _store(attachment: Attachment, file: Prepared) -> None:
    attachment.file.save(file.name, file.content, save=False)
    attachment.save(force_insert=True)


def _trace(actor: Account, activity: Activity, files: list[Attachment], *, added: bool) -> None:
    """Kinds and counts only: file names may hold names of people."""
    counts = Counter(AttachmentKind(file.kind).label for file in files)
    text = "、".join(f"{label} {count} 个" for label, count in counts.items())
    audit.record(
        actor, "update", activity, changes={"附件": ["", f"添加{text}"] if added else [text, "删除"]}
    )


def remove_file(*, actor: Account, attachment: Attachment) -> None:
    """Take a file away for good; the content goes once the row is gone."""
    require(actor, Action.RECORD, attachment.association)
    storage, name = attachment.file.storage, str(attachment.file.name)
    with scope.transaction():
        _trace(actor, attachment.activity, [attachment], added=False)
        attachment.delete()
        transaction.on_commit(lambda: storage.delete(name))
