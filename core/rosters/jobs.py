"""The steps of an import in the background."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from core import scope
from core.access import Action
from core.accounts.models import Account
from core.jobs.models import Job
from core.jobs.registry import Product, Progress, add_chore, job
from core.rosters.batches import plan_batch, read_batch
from core.rosters.committing import commit_rows, undo_rows
from core.rosters.declare import kind_of
from core.rosters.exports import JOB as EXPORT, roster_workbook
from core.rosters.models import BatchState, RosterBatch
from core.rosters.services import COMMIT, PLAN, READ, UNDO, clear_old, require_own

add_chore(clear_old)
Step = Callable[[RosterBatch, Account, Progress], None]


def _run(row: Job, progress: Progress, step: Step, states: tuple[str, ...]) -> None:
    """Do a step, if the batch still waits for it."""
    with scope.reading():
        rows = RosterBatch.objects.filter(pk=row.arguments["batch"]).select_related("association")
        batch: RosterBatch | None = rows.first()
    if batch is None or batch.state not in states:
        return
    require_own(row.owner, batch)
    step(batch, row.owner, progress)


@job(EXPORT, title="导出名册")
def export(row: Job, progress: Progress) -> Product:
    """The whole list of the range as it stands at one moment."""
    kind = kind_of(row.arguments["kind"])
    if kind is None:
        raise ValidationError("这种名册已不再提供。")
    with scope.snapshot():
        purpose = row.arguments["purpose"]
        return roster_workbook(
            kind, row.owner, {}, row.created_at, progress, purpose=purpose, count=row.total
        )


@job(READ, title="读取名册", action=Action.IMPORT, verb="已读取", trace="import")
def read(row: Job, progress: Progress) -> None:
    _run(row, progress, read_batch, (BatchState.READING, BatchState.PLANNING))


@job(PLAN, title="核对名册", action=Action.IMPORT, verb="已核对", trace="import")
def plan(row: Job, progress: Progress) -> None:
    _run(row, progress, plan_batch, (BatchState.PLANNING,))


@job(COMMIT, title="提交名册", action=Action.IMPORT, verb="已写入", trace="import")
def commit(row: Job, progress: Progress) -> None:
    _run(row, progress, commit_rows, (BatchState.COMMITTING,))


@job(UNDO, title="撤销导入", action=Action.IMPORT, verb="已撤回", trace="import")
def undo(row: Job, progress: Progress) -> None:
    _run(row, progress, undo_rows, (BatchState.UNDOING,))
