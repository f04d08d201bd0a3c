"""Writing a batch: one transaction, planned once more on what stands now; and taking it back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from json import dumps, loads
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import can, require
from core.accounts.models import Account
from core.audit import services as audit
from core.jobs.registry import Progress, silent
from core.rosters.batches import declared
from core.rosters.declare import Change, Match, Planned, RosterKind, Written
from core.rosters.models import BatchState, Outcome, RosterBatch, RosterRow
from core.rosters.planning import count_rows, judge_match
from core.rosters.rows import NewRow, StagedRow, in_order, insert_rows, note_written
from core.rosters.staging import Judged, Packer, StagedRecord, records, staged

PART = 5_000
TO_WRITE = (Outcome.NEW, Outcome.UPDATE, Outcome.POSSIBLE)
AGAIN = 3
MOVED = "核对之后，有 {count} 行的情况变了（别人刚登记或修改过），一行也没有写入。请重新看一遍再提交。"


class Moved(Exception):
    """What stands is no longer what the preview showed; these rows need another look."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(f"{len(numbers)} rows")
        self.numbers = numbers


@dataclass
class Tally:
    """What a commit did."""

    added: int = 0
    changed: int = 0
    left_out: int = 0
    moved: list[int] = field(default_factory=list)


def commit_rows(batch: RosterBatch, actor: Account, progress: Progress = silent) -> None:
    """Write what the preview promised, all of it or nothing. Safe to run again after an interruption."""
    kind = declared(batch)
    for attempt in range(AGAIN):
        try:
            with scope.transaction():
                _commit(batch, kind, actor, progress)
            return
        except Moved as moved:
            replan(batch, kind, actor)
            _back_to_preview(batch, MOVED.format(count=len(moved.numbers)))
            return
        except IntegrityError:  # somebody wrote the same record by another way at the same moment
            if attempt + 1 == AGAIN:
                replan(batch, kind, actor)
                _back_to_preview(batch, MOVED.format(count=1))


def _back_to_preview(batch: RosterBatch, message: str) -> None:
    with scope.transaction():
        RosterBatch.objects.filter(pk=batch.pk, state=BatchState.COMMITTING).update(
            state=BatchState.PREVIEW, message=message, counts=count_rows(batch), updated_at=timezone.now()
        )


def lock_kind(kind: RosterKind) -> None:
    """Two imports of one kind follow each other (PostgreSQL; SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [0x526F7374, crc32(kind.code.encode()) >> 1]
            )


def _commit(batch: RosterBatch, kind: RosterKind, actor: Account, progress: Progress) -> None:
    lock_kind(kind)
    current = RosterBatch.objects.select_for_update().select_related("association").get(pk=batch.pk)
    if current.state == BatchState.DONE:
        return  # an attempt that was thought dead had finished
    if current.state != BatchState.COMMITTING:
        raise ValidationError("这个批次不在提交中，请回到导入页面查看。")
    tally = Tally()
    total = sum(current.counts.get(outcome, 0) for outcome in TO_WRITE)
    packer, done = Packer(kind), 0
    for part in _parts(records(packer, in_order(current, TO_WRITE))):
        _write_part(current, kind, actor, part, tally)
        done += sum(len(one.rows) for one in part)
        progress(done, max(total, done))
    if tally.moved:
        raise Moved(tally.moved)
    _close(current, actor, tally)


def _parts(found: Iterator[StagedRecord]) -> Iterator[list[StagedRecord]]:
    while part := list(islice(found, PART)):
        yield part


def _write_part(
    batch: RosterBatch, kind: RosterKind, actor: Account, part: list[StagedRecord], tally: Tally
) -> None:
    matches = kind.find([one.record for one in part], actor)
    planned: list[Planned] = []
    by_number: dict[int, StagedRecord] = {}
    for one in part:
        match = matches.get(one.record.number)
        if not same_plan(kind, one, match):
            tally.moved.append(one.record.number)
            continue
        wanted = to_write(batch, kind, actor, one, match)
        if wanted is None:
            tally.left_out += len(one.rows)
            continue
        planned.append(wanted)
        by_number[one.record.number] = one
    if tally.moved or not planned:
        return
    written = kind.write(actor, planned)
    _note_written(written, by_number, {one.record.number for one in planned if one.is_new})
    tally.added += sum(len(one.record.lines) for one in planned if one.is_new)
    tally.changed += sum(len(one.record.lines) for one in planned if not one.is_new)


def same_plan(kind: RosterKind, one: StagedRecord, match: Match | None) -> bool:
    """Whether the plan that a person saw is still what would happen."""
    fresh = Judged(one.record, one.reads)
    judge_match(kind, fresh, match)
    if fresh.outcome != one.row.outcome:
        return False
    if match is None or match.existing is None:
        return True
    return match.existing.id == one.row.target and fresh.changes == one.changes


def to_write(
    batch: RosterBatch, kind: RosterKind, actor: Account, one: StagedRecord, match: Match | None
) -> Planned | None:
    """What is to be written of a record, by the decisions; None where nothing is."""
    decision = one.row.decision
    if one.row.outcome == Outcome.NEW or decision.get("same") is False:
        return Planned(one.record, one.id) if can(actor, kind.add) else None
    if one.row.outcome == Outcome.POSSIBLE and decision.get("same") is not True:
        return None
    changes = chosen_changes(batch.choices, decision, one.changes)
    if not changes or match is None or not can(actor, kind.change):
        return None
    return Planned(one.record, one.id, match.existing, changes)


def chosen_changes(choices: dict[str, Any], decision: dict[str, Any], changes: list[Change]) -> list[Change]:
    """The ticked ones: by row, else as chosen for all (全部, 只更新空白项, 不更新)."""
    if decision.get("skip"):
        return []
    if "fields" in decision:
        return [change for change in changes if f"{change.line}.{change.field}" in decision["fields"]]
    rule = choices.get("updates", "all")
    if rule == "none":
        return []
    return [change for change in changes if rule == "all" or change.old in (None, "", [])]


def _note_written(written: list[Written], staged_ones: dict[int, StagedRecord], new: set[int]) -> None:
    """Tie rows to what they became. New records bear the key of their row, so one statement does for all."""
    plain = [
        staged_ones[one.number].id
        for one in written
        if one.number in new and one.id == staged_ones[one.number].id
    ]
    RosterRow.objects.filter(pk__in=plain).update(written=F("id"), written_version=1)
    known = set(plain)
    others = [
        (row, one.id, one.version, "" if one.before is None else dumps(one.before, ensure_ascii=False))
        for one in written
        if (row := staged_ones[one.number].id) not in known
    ]
    note_written(others)


def _close(batch: RosterBatch, actor: Account, tally: Tally) -> None:
    now = timezone.now()
    batch.counts = {**batch.counts, "added": tally.added, "changed": tally.changed}
    batch.state, batch.committed_at, batch.message = BatchState.DONE, now, ""
    batch.save(update_fields=["counts", "state", "committed_at", "message", "updated_at", "code"])
    summary = f"{declared(batch).title}：新增 {tally.added:,} 行，更新 {tally.changed:,} 行"
    audit.record(actor, "import", batch, summary=summary)


def replan(batch: RosterBatch, kind: RosterKind, actor: Account) -> None:
    """Judge the sound rows once more by what stands now; decisions about rows that changed are dropped."""
    packer = Packer(kind)
    outcomes = (*TO_WRITE, Outcome.UNCHANGED)
    with scope.transaction():
        for part in _parts(records(packer, in_order(batch, outcomes))):
            _replan_part(batch, kind, actor, packer, part)


def _replan_part(
    batch: RosterBatch, kind: RosterKind, actor: Account, packer: Packer, part: list[StagedRecord]
) -> None:
    matches = kind.find([one.record for one in part], actor)
    changed: list[NewRow] = []
    for one in part:
        match = matches.get(one.record.number)
        if same_plan(kind, one, match):
            continue
        fresh = Judged(one.record, one.reads, sheet=one.row.sheet)
        judge_match(kind, fresh, match)
        rows = list(staged(packer, fresh))
        for old, row in zip(one.rows, rows, strict=True):
            row.id = old.pk
        changed += rows
    RosterRow.objects.filter(pk__in=[row.id for row in changed]).delete()
    insert_rows(batch, changed)


def undo_rows(batch: RosterBatch, actor: Account, progress: Progress = silent) -> None:
    """Take a batch back as one step, in one transaction; what later edits depend on stays and is named."""
    kind = declared(batch)
    with scope.transaction():
        lock_kind(kind)
        current = RosterBatch.objects.select_for_update().select_related("association").get(pk=batch.pk)
        if current.state == BatchState.UNDONE:
            return
        if current.state != BatchState.UNDOING:
            raise ValidationError("这个批次不在撤销中，请回到导入页面查看。")
        require_undo(kind, actor, current)
        done, kept = 0, []
        total = current.counts.get("added", 0) + current.counts.get("changed", 0)
        for part in written_parts(current):
            kept += _undo_part(kind, actor, part)
            done += len(part)
            progress(done, max(total, done))
        _close_undo(current, actor, done - len(kept), kept)


def require_undo(kind: RosterKind, actor: Account, batch: RosterBatch) -> None:
    """Taking back what was changed is changing."""
    require(actor, kind.add, batch.association)
    if batch.counts.get("changed"):
        require(actor, kind.change, batch.association)


def written_parts(batch: RosterBatch) -> Iterator[list[tuple[StagedRow, Written]]]:
    rows = (row for row in in_order(batch, TO_WRITE) if row.written is not None)
    pairs = ((row, written_of(row)) for row in rows)
    while part := list(islice(pairs, PART)):
        yield part


def written_of(row: StagedRow) -> Written:
    before = loads(row.before) if row.before else None
    return Written(row.number, row.written, row.written_version or 1, before)  # type: ignore[arg-type]


def _undo_part(
    kind: RosterKind, actor: Account, part: list[tuple[StagedRow, Written]]
) -> list[tuple[int, str]]:
    held = kind.held(actor, [written for _, written in part])
    free = [(row, written) for row, written in part if written.id not in held]
    kind.undo(actor, [written for _, written in free])
    RosterRow.objects.filter(pk__in=[row.pk for row, _ in free]).update(written=None, written_version=None)
    return [(row.number, held[written.id]) for row, written in part if written.id in held]


def _close_undo(batch: RosterBatch, actor: Account, done: int, kept: list[tuple[int, str]]) -> None:
    batch.counts = {**batch.counts, "taken_back": done, "kept": len(kept)}
    batch.remarks = [f"第 {number} 行没有撤销：{reason}" for number, reason in kept[:40]]
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save(update_fields=["counts", "remarks", "state", "undone_at", "updated_at", "code"])
    summary = f"{declared(batch).title}：撤回 {done:,} 行" + (f"，{len(kept):,} 行没有撤回" if kept else "")
    audit.record(actor, "undo_import", batch, summary=summary)
