"""An import without a browser: all steps at once, in one transaction."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core import scope
from core.access import can
from core.accounts.models import Account
from core.rosters import files
from core.rosters.batches import plan_batch, read_batch
from core.rosters.committing import commit_rows
from core.rosters.declare import RosterKind
from core.rosters.models import FAULTY, BatchState, Outcome, RosterBatch, RosterRow
from core.rosters.planning import has_faults
from core.rosters.services import (
    Upload,
    commit_batch,
    require_kind,
    rows_to_commit,
    start_batch,
    take_columns,
)

LISTED = (*FAULTY, Outcome.POSSIBLE)


@dataclass
class Report:
    """What became of a file."""

    batch: str = ""
    committed: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    sheet_errors: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        names = ("batch", "committed", "counts", "sheet_errors", "rows")
        return {name: getattr(self, name) for name in names}


class Undone(Exception):
    """Nothing is to be written."""


def import_file(
    *, actor: Account, kind: RosterKind, upload: Upload, dry_run: bool = False, valid_only: bool = False
) -> Report:
    """Read, plan and commit a file. Nothing is written with ``dry_run``, nor when a row is invalid unless
    ``valid_only``. Hidden rows and further sheets stay out, as on the page unless somebody ticks them."""
    require_kind(actor, kind)
    report = Report()
    kept: list[RosterBatch] = []
    try:
        with scope.transaction():
            _import(actor, kind, upload, report, kept, valid_only)
            if dry_run:
                report.committed = False
            if not report.committed:
                raise Undone
    except Undone:
        for batch in kept:
            files.discard(str(batch.file))
    except BaseException:
        for batch in kept:
            files.discard(str(batch.file))
        raise
    return report


def _import(
    actor: Account,
    kind: RosterKind,
    upload: Upload,
    report: Report,
    kept: list[RosterBatch],
    valid_only: bool,
) -> None:
    batch = start_batch(actor=actor, kind=kind, upload=upload, wait=True)
    kept.append(batch)
    report.batch = str(batch.pk)
    read_batch(batch, actor)
    batch.refresh_from_db()
    if batch.state == BatchState.COLUMNS and not batch.faults:
        take_columns(batch)
        plan_batch(batch, actor)
        batch.refresh_from_db()
    report.remarks = [str(text) for text in batch.remarks]
    if batch.state != BatchState.PREVIEW:
        report.sheet_errors = [*batch.faults, *([batch.message] if batch.message else [])]
        return
    report.counts = {outcome.value: batch.counts.get(outcome.value, 0) for outcome in Outcome}
    report.rows = listed(kind, batch)
    if valid_only or not has_faults(batch.counts):
        _commit(actor, kind, batch, report)


def _commit(actor: Account, kind: RosterKind, batch: RosterBatch, report: Report) -> None:
    if not rows_to_commit(batch):
        report.committed = True
        return
    if not can(actor, kind.change) and not batch.counts.get(Outcome.NEW):
        report.sheet_errors = ["这些行都要修改原有记录，这个账号只能导入新增。"]
        return
    commit_batch(actor=actor, batch=batch, valid_only=True, wait=True)
    commit_rows(batch, actor)
    batch.refresh_from_db()
    if batch.state != BatchState.DONE:
        raise ValidationError(batch.message or "没有写入。")
    report.committed = True


def listed(kind: RosterKind, batch: RosterBatch) -> list[dict[str, Any]]:
    """The rows that need a person, with all their errors."""
    names = {one.name: one.column_name for one in kind.fields}
    rows = RosterRow.objects.filter(batch=batch, outcome__in=LISTED).order_by("sheet", "number")
    return [
        {
            "row": row.number,
            "outcome": row.outcome,
            "errors": [
                {"column": names.get(one["field"], ""), "value": one["value"], "reason": one["reason"]}
                for one in row.problems
            ],
        }
        for row in rows.only("number", "outcome", "problems", "code", "sheet")
    ]
