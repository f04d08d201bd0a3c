"""One attempt at a job: taking it, running its handler, saying how it ended."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import scope
from core.accounts.models import Account
from core.jobs import files
from core.jobs.models import KEPT, MOST_ATTEMPTS, SILENT, UNFINISHED_STATES, Job, State
from core.jobs.registry import Product, chores, kind_of
from core.jobs.services import GONE, require_seat

logger = logging.getLogger(__name__)
INTERRUPTED = f"中断：处理它的程序 {MOST_ATTEMPTS} 次没有做完。请缩小范围后重试；再不行，请告诉管理员。"
EARLY = 2  # seconds
EXPIRED = "文件保留 7 天，已经删除。"


class Lost(Exception):
    """The job was cancelled, or given to another worker."""


class Stopped(Exception):
    """The worker was told to end; the job goes back into the queue."""


@dataclass
class Run:
    """What the handler of an attempt reports, and what the pulse has found out about it."""

    job_id: UUID
    lease: UUID
    done: int = 0
    total: int = 0
    is_lost: bool = False
    is_stopping: bool = False
    reported: float = field(default_factory=monotonic)
    begun: tuple[float, int] | None = None  # when the counting began, and at what

    def progress(self, done: int, total: int) -> None:
        """Note how far it is; the pulse writes it down every second, on a connection of its own."""
        self.done, self.total, self.reported = done, total, monotonic()
        if done and self.begun is None:
            self.begun = (self.reported, done)
        if self.is_lost:
            raise Lost
        if self.is_stopping:
            raise Stopped

    @property
    def seconds_left(self) -> int:
        """If it goes on as since the counting began; 0 where it is too early to tell."""
        if self.begun is None:
            return 0
        spent, done = self.reported - self.begun[0], self.done - self.begun[1]
        return round(spent * (self.total - self.done) / done) if done > 0 and spent > EARLY else 0

    def change(self, **values: Any) -> bool:
        """Write to the job, if this attempt still holds it."""
        with scope.everything(), scope.transaction():
            mine = Job.objects.filter(pk=self.job_id, lease=self.lease, state=State.RUNNING)
            return bool(mine.update(updated_at=timezone.now(), **values))

    def beat(self) -> None:
        """Say that the attempt lives, and ask whether it is still wanted."""
        result = {"seconds_left": self.seconds_left}
        now = timezone.now()
        self.is_lost = not self.change(done=self.done, total=self.total, heartbeat=now, result=result)


def take() -> Job | None:
    """The job that waits longest, now this worker's: no other one gets it. None where nothing waits."""
    with scope.everything():
        with scope.reading():  # no write lock for a look
            if not Job.objects.filter(state=State.WAITING).exists():
                return None
        with scope.transaction():
            waiting = Job.objects.select_for_update(skip_locked=True).filter(state=State.WAITING)
            job: Job | None = waiting.order_by("created_at", "pk").first()
            if job is None:
                return None
            now = timezone.now()
            job.state, job.lease, job.attempts = State.RUNNING, uuid4(), job.attempts + 1
            job.heartbeat, job.started_at, job.done = now, now, 0
            job.save(
                update_fields=["state", "lease", "attempts", "heartbeat", "started_at", "done", "updated_at"]
            )
            return job


def execute(job: Job, run: Run) -> None:
    """Run a job that was taken and write down how it ended, whatever its handler does."""
    try:
        files.discard_all(job.pk)
        _finish(job, run, *_made(job, run))
        logger.info("job %s (%s) done", job.pk, job.kind)
    except Lost:
        logger.info("job %s (%s) is not wanted any more", job.pk, job.kind)
    except Stopped:
        run.change(state=State.WAITING, lease=None, attempts=job.attempts - 1, heartbeat=None)
        logger.info("job %s (%s) put back, the worker ends", job.pk, job.kind)
    except (ValidationError, PermissionDenied) as refusal:
        _give_up(run, "".join(getattr(refusal, "messages", None) or [str(refusal)]))
    except (OperationalError, InterfaceError):
        logger.exception("job %s (%s): the database failed", job.pk, job.kind)
        _put_back(job, run)
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _give_up(run, f"系统出错，没有完成。可以重试；再不行，请把编号 {str(job.pk)[:8]} 告诉管理员。")


def _made(job: Job, run: Run) -> tuple[Account, Product | None]:
    """What the handler gives, run as the person is placed now."""
    kind = kind_of(job.kind)
    if kind is None:
        raise ValidationError(GONE)
    account = Account.objects.get(pk=job.owner.pk)
    require_seat(account, job, kind)
    job.created_by = account
    with scope.use(account.scope):
        return account, kind.run(job, run.progress)


def _finish(job: Job, run: Run, account: Account, product: Product | None) -> None:
    values: dict[str, Any] = {
        "state": State.DONE,
        "lease": None,
        "finished_at": timezone.now(),
        "message": "",
        "done": run.done,
        "total": run.total,
        "result": {},
    }
    if product is None:
        if not run.change(**values):
            raise Lost
        return
    name = files.store(job.pk, run.lease, product.content)
    values.update(done=product.count, total=product.count, result={"count": product.count})
    values.update(file=name, file_name=product.name[:150], family_right=account.family_right)
    if not run.change(**values):
        files.discard(name)
        raise Lost


def _give_up(run: Run, message: str) -> None:
    now = timezone.now()
    run.change(state=State.UNFINISHED, lease=None, finished_at=now, message=message[:300])


def _put_back(job: Job, run: Run) -> None:
    """After a fault that may pass. Where even this cannot be written, the silence of the job says it."""
    try:
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(run, INTERRUPTED)
        else:
            run.change(state=State.WAITING, lease=None, heartbeat=None)
    except (OperationalError, InterfaceError):
        logger.warning("job %s (%s) is left to the next worker", job.pk, job.kind)


def _all(rows: QuerySet[Job]) -> list[Job]:
    with scope.reading():
        return list(rows)


def rescue() -> None:
    """Put jobs back whose worker fell silent; after the third attempt they are reported as 中断."""
    limit = timezone.now() - SILENT
    with scope.everything():
        for job in _all(Job.objects.filter(state=State.RUNNING, heartbeat__lt=limit)):
            again = job.attempts < MOST_ATTEMPTS
            values: dict[str, Any] = {"state": State.WAITING, "heartbeat": None}
            if not again:
                values = {"state": State.UNFINISHED, "finished_at": timezone.now(), "message": INTERRUPTED}
            with scope.transaction():
                silent = Job.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING)
                changed = silent.filter(heartbeat__lt=limit).update(lease=None, **values)
            if changed:
                logger.warning("job %s (%s) was interrupted, attempt %s", job.pk, job.kind, job.attempts)
            if changed and not again:
                files.discard_all(job.pk)


def tidy() -> None:
    """After seven days delete the file of a job, and what it was made from: then nothing can be retried."""
    with scope.everything():
        kept = ~Q(file="") | ~Q(arguments={})
        over = Job.objects.exclude(state__in=UNFINISHED_STATES).filter(kept)
        for job in _all(over.filter(finished_at__lt=timezone.now() - KEPT)[:500]):
            message = EXPIRED if job.file else job.message
            with scope.transaction():
                Job.objects.filter(pk=job.pk).update(file="", arguments={}, message=message)
            files.discard_all(job.pk)
    for chore in chores():
        chore()
