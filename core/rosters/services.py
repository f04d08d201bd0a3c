"""Importing, step by step; each step by the person whose import it is."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import can, require
from core.accounts.models import Account
from core.audit import services as audit
from core.jobs.services import request_job
from core.rosters import files
from core.rosters.batches import declared, header_json, with_header_at
from core.rosters.committing import require_undo
from core.rosters.declare import RosterKind
from core.rosters.headings import faults, from_json, normalised
from core.rosters.models import BUSY, KEPT, BatchState, Outcome, RosterBatch, RosterRow
from core.rosters.planning import has_faults
from core.uploads import LARGEST

READ, PLAN, COMMIT, UNDO = "rosters.read", "rosters.plan", "rosters.commit", "rosters.undo"
NOT_NOW = "这个导入现在不能做这一步，请刷新页面看最新状态。"
ENDINGS = (".xlsx", ".xls", ".csv", ".et", ".ods", ".txt", ".xlsm", ".xlsb")
FAMILIES = "您的账号没有特殊家庭权限。"


@dataclass
class Upload:
    """A file as it arrived."""

    name: str
    content: bytes


def may_import(account: Account, kind: RosterKind) -> bool:
    """Whether the seat may add or change records of this kind by roster."""
    has_right = can(account, kind.add) or can(account, kind.change)
    return has_right and (account.family_right or not kind.family)


def require_kind(actor: Account, kind: RosterKind) -> None:
    """``PermissionDenied`` unless the seat may import this kind."""
    require(actor, kind.add, actor.association)
    if kind.family and not actor.family_right:
        raise PermissionDenied(FAMILIES)


def require_own(actor: Account, batch: RosterBatch) -> RosterKind:
    """The import is the actor's, in the seat it was begun in, and its kind is still open to them."""
    if batch.created_by_id != actor.pk or batch.association_id != actor.association_id:
        raise PermissionDenied("这是别人的导入。")
    kind = declared(batch)
    require_kind(actor, kind)
    return kind


def start_batch(
    *, actor: Account, kind: RosterKind, upload: Upload, before: RosterBatch | None = None, wait: bool = False
) -> RosterBatch:
    """Take a file in and have it read. ``before``: what it replaces. ``wait``: the caller reads it itself.

    Needs IMPORT and, for families, the family right. Raises ``ValidationError`` for files that are too large
    or no workbook by their name.
    """
    require_kind(actor, kind)
    _check_upload(upload)
    if before is not None:
        require_own(actor, before)
    batch = RosterBatch(
        kind=kind.code, file_name=upload.name[-150:], file_hash=files.fingerprint(upload.content)
    )
    batch.association, batch.created_by, batch.before = actor.association, actor, before
    if before is not None and before.mapping:
        batch.choices = {"columns": _named_columns(before)}
    name = files.store(batch.pk, upload.content)
    batch.file = name
    try:
        with scope.transaction():
            batch.save(force_insert=True)
            audit.record(actor, "import", batch, summary=f"{kind.title}：上传 {batch.file_name}"[:200])
            if not wait:
                _ask(actor, batch, READ, f"读取“{batch.file_name}”")
    except BaseException:
        files.discard(name)
        raise
    return batch


def _check_upload(upload: Upload) -> None:
    if not upload.name.lower().endswith(ENDINGS):
        raise ValidationError("请上传 .xlsx、.xls 或 .csv 文件。")
    if not upload.content:
        raise ValidationError("文件是空的，请确认选对了文件。")
    if len(upload.content) > LARGEST:
        raise ValidationError("文件超过 10 MB，请删去图片和用不到的表，或分成几个文件。")


def _named_columns(batch: RosterBatch) -> dict[str, str]:
    """{heading: field} as a person has settled it, for the next file of the same make."""
    found = {}
    for header in batch.mapping.values():
        for one in header["headings"]:
            found[normalised(one["text"])] = one["name"]
    return found


def _ask(actor: Account, batch: RosterBatch, job: str, title: str) -> None:
    """Have a step done in the background."""
    arguments = {"batch": str(batch.pk), "turn": batch.version}
    batch.job = request_job(actor=actor, kind=job, title=title, arguments=arguments)
    RosterBatch.objects.filter(pk=batch.pk).update(job=batch.job)


def same_file(batch: RosterBatch) -> RosterBatch | None:
    """The latest import of the very same file by anybody of this seat's range."""
    rows = RosterBatch.objects.filter(kind=batch.kind, file_hash=batch.file_hash, state=BatchState.DONE)
    return rows.exclude(pk=batch.pk).select_related("created_by").order_by("-created_at").first()


def _step(batch: RosterBatch, states: tuple[str, ...], **values: Any) -> None:
    """Move a batch on, if it still stands where the page showed it."""
    rows = RosterBatch.objects.filter(pk=batch.pk, state__in=states)
    if not rows.update(version=F("version") + 1, updated_at=timezone.now(), **values):
        raise ValidationError(NOT_NOW)
    batch.refresh_from_db()


@dataclass
class ColumnChoice:
    """Step 2 as a person leaves it. ``columns``: {column: field or ""} of ``sheet``."""

    sheet: str
    first: int
    last: int
    columns: dict[int, str]
    others: list[str]
    hidden: bool = False


def choose_columns(*, actor: Account, batch: RosterBatch, choice: ColumnChoice, wait: bool = False) -> None:
    """Settle header, columns and sheets, and have every row planned. Raises ``ValidationError`` where a
    required column is missing or a field stands twice."""
    kind = require_own(actor, batch)
    header = with_header_at(batch, choice.sheet, choice.first, choice.last)
    names = {one.name for one in kind.fields}
    for heading in header.headings:
        wanted = choice.columns.get(heading.column, heading.name)
        if wanted and (heading.refusal or wanted not in names):
            continue
        heading.name = wanted
    wrong = faults(kind, header.headings, actor.scope)
    if wrong:
        raise ValidationError(wrong)
    mapping = {**batch.mapping, choice.sheet: header_json(header)}
    for name in choice.others:
        mapping[name] = _like(kind, batch, name, header_json(header), actor)
    choices = {**batch.choices, "sheets": [choice.sheet, *choice.others], "hidden": choice.hidden}
    with scope.transaction():
        states = (BatchState.COLUMNS, BatchState.PREVIEW)
        _step(
            batch, states, state=BatchState.PLANNING, mapping=mapping, choices=choices, faults=[], message=""
        )
        if not wait:
            _ask(actor, batch, PLAN, f"核对“{batch.file_name}”")


def _like(
    kind: RosterKind, batch: RosterBatch, name: str, main: dict[str, Any], actor: Account
) -> dict[str, Any]:
    """The header of a further sheet, its columns named as those of the first one."""
    kept = batch.mapping.get(name)
    if kept is None:
        raise ValidationError(f"“{name}”里没有找到表头，不能一起导入。")
    chosen = {normalised(one["text"]): one["name"] for one in main["headings"]}
    headings = from_json(kept["headings"])
    for heading in headings:
        heading.name = chosen.get(normalised(heading.text), heading.name)
    wrong = faults(kind, headings, actor.scope)
    if wrong:
        raise ValidationError(f"“{name}”：{wrong[0]}")
    return {**kept, "headings": [vars(heading) for heading in headings]}


def take_columns(batch: RosterBatch) -> None:
    """The columns as they were found, without a person: hidden rows and further sheets stay out."""
    with scope.transaction():
        _step(batch, (BatchState.COLUMNS,), state=BatchState.PLANNING, message="")


BEFORE = {
    BatchState.PREVIEW: BatchState.COLUMNS,
    BatchState.READING: BatchState.REFUSED,
    BatchState.PLANNING: BatchState.COLUMNS,
    BatchState.COMMITTING: BatchState.PREVIEW,
    BatchState.UNDOING: BatchState.DONE,
}


def release_batch(*, actor: Account, batch: RosterBatch) -> None:
    """One step back: from the preview to the columns, or out of a step whose job ended without finishing."""
    require_own(actor, batch)
    state = BatchState(batch.state)
    if state not in BEFORE or (state in BUSY and batch.job is not None and not batch.job.is_over):
        raise ValidationError(NOT_NOW)
    message = batch.job.message if state in BUSY and batch.job is not None else ""
    with scope.transaction():
        _step(batch, (state,), state=BEFORE[state], message=message)


def rows_to_commit(batch: RosterBatch) -> int:
    """How many rows a commit would write at most."""
    return sum(batch.counts.get(name, 0) for name in (Outcome.NEW, Outcome.UPDATE)) + decided(batch)


def decided(batch: RosterBatch) -> int:
    rows = RosterRow.objects.filter(batch=batch, outcome=Outcome.POSSIBLE)
    return rows.filter(decision__has_key="same").count()


def commit_batch(*, actor: Account, batch: RosterBatch, valid_only: bool = False, wait: bool = False) -> None:
    """Have the batch written. With faulty or undecided rows only where ``valid_only`` leaves them out."""
    kind = require_own(actor, batch)
    if batch.state != BatchState.PREVIEW:
        raise ValidationError(NOT_NOW)
    open_questions = batch.counts.get(Outcome.POSSIBLE, 0) - decided(batch)
    if (has_faults(batch.counts) or open_questions) and not valid_only:
        raise ValidationError("还有错误或没有确认的行。请改好后重新上传，或勾选“仅提交无错误的行”。")
    if not rows_to_commit(batch):
        raise ValidationError("没有可以写入的行。")
    if not batch.counts.get(Outcome.NEW) and not can(actor, kind.change):
        raise ValidationError("这些行都要修改原有记录，您的账号只能导入新增，请由管理员导入。")
    with scope.transaction():
        choices = {**batch.choices, "valid_only": valid_only}
        _step(batch, (BatchState.PREVIEW,), state=BatchState.COMMITTING, choices=choices, message="")
        if not wait:
            _ask(actor, batch, COMMIT, f"提交“{batch.file_name}”")


def undo_batch(*, actor: Account, batch: RosterBatch, wait: bool = False) -> None:
    """Have the batch taken back, within 30 days."""
    kind = require_own(actor, batch)
    require_undo(kind, actor, batch)
    if not batch.can_be_undone:
        raise ValidationError(f"只有 {KEPT.days} 天以内提交的导入可以撤销。")
    with scope.transaction():
        _step(batch, (BatchState.DONE,), state=BatchState.UNDOING, message="")
        if not wait:
            _ask(actor, batch, UNDO, f"撤销“{batch.file_name}”")


def discard_batch(*, actor: Account, batch: RosterBatch) -> None:
    """放弃: the file and the rows go at once."""
    require_own(actor, batch)
    with scope.transaction():
        states = (
            BatchState.COLUMNS,
            BatchState.PREVIEW,
            BatchState.REFUSED,
            BatchState.READING,
            BatchState.PLANNING,
        )
        _step(batch, states, state=BatchState.DISCARDED, message="")
        _clear(batch)


def clear_old() -> None:
    """What is past the undo window, or was never committed: file, rows and look are deleted."""
    limit = timezone.now() - KEPT
    with scope.everything():
        with scope.reading():
            rows = RosterBatch.objects.filter(cleared_at=None, updated_at__lt=limit).exclude(state__in=BUSY)
            old = list(rows.select_related("association")[:200])
        for batch in old:
            with scope.transaction():
                if batch.state in (BatchState.COLUMNS, BatchState.PREVIEW):
                    RosterBatch.objects.filter(pk=batch.pk).update(state=BatchState.DISCARDED)
                _clear(batch)


def _clear(batch: RosterBatch) -> None:
    """Everything of a person; numbers, states and the trace stay."""
    RosterRow.objects.filter(batch=batch).delete()
    name = str(batch.file)
    row = RosterBatch.objects.get(pk=batch.pk)
    row.file, row.look, row.cleared_at = "", "", timezone.now()
    row.save(update_fields=["file", "look", "cleared_at", "code"])
    files.discard(name)


def set_rule(*, actor: Account, batch: RosterBatch, updates: str) -> None:
    """What is updated unless a row says otherwise: all, blank (只更新空白项), none."""
    require_own(actor, batch)
    if updates not in ("all", "blank", "none"):
        raise ValidationError("请选择怎样更新。")
    with scope.transaction():
        _step(batch, (BatchState.PREVIEW,), choices={**batch.choices, "updates": updates})
