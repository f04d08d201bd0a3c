"""Asking for a job, cancelling and retrying it, taking its result; each by its owner only."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.utils import timezone

from core import scope
from core.access import Action, can, require
from core.accounts.models import Account
from core.audit import services as audit
from core.jobs.models import UNFINISHED_STATES, Job, State
from core.jobs.registry import Kind, kind_of

MOST_AT_ONCE = 5
GONE = "这种任务已不再提供。"
NO_RIGHT = "您的账号已没有这项权限。"
OTHER_SEAT = "这个任务是在您原来的单位提交的，请在现在的单位重新提交。"
FAMILIES = "这份文件含特殊家庭的数字，您的账号已没有特殊家庭权限。"


def request_job(
    *,
    actor: Account,
    kind: str,
    title: str,
    arguments: dict[str, Any],
    total: int = 0,
    trace: dict[str, Any] | None = None,
) -> Job:
    """Put a job into the queue, in the transaction of the request; ``trace``: details of its audit entry.

    Needs the right of the kind. The same request, sent again while its job is not over, gives that job.
    Raises ``ValidationError`` where five jobs of this person are not over yet.
    """
    declared = kind_of(kind)
    if declared is None:
        raise ValidationError(GONE)
    require(actor, declared.action, actor.association)
    with scope.transaction():
        waiting = list(Job.objects.filter(created_by=actor, state__in=UNFINISHED_STATES))
        for standing in waiting:
            if (standing.kind, standing.arguments) == (kind, arguments) and not standing.is_interrupted:
                return standing
        if len(waiting) >= MOST_AT_ONCE:
            text = f"您已有 {len(waiting)} 个任务没有完成，请等它们完成，或在“我的任务”里取消，再提交。"
            raise ValidationError(text)
        job = Job(kind=kind, title=title[:120], arguments=arguments, total=total)
        job.association, job.created_by = actor.association, actor
        job.save(force_insert=True)
        audit.record(actor, declared.trace, job, **(trace or {}))
    return job


def cancel_job(*, actor: Account, job: Job) -> None:
    """Take a job back that is not over; its worker stops within a second or two."""
    _require_own(actor, job)
    require(actor, Action.OWN, job.association)
    with scope.transaction():
        standing = Job.objects.filter(pk=job.pk, state__in=UNFINISHED_STATES)
        now = timezone.now()
        if not standing.update(state=State.CANCELLED, lease=None, message="", finished_at=now):
            raise ValidationError("任务已经结束，不用取消。")
        audit.record(actor, "cancel", job)


def retry_job(*, actor: Account, job: Job) -> None:
    """Put a job back that was interrupted, cancelled or could not be finished."""
    _require_own(actor, job)
    declared = kind_of(job.kind)
    if declared is None:
        raise ValidationError(GONE)
    require_seat(actor, job, declared)
    if not job.can_be_retried:
        raise ValidationError("这个任务不能重试。" if job.is_over else "任务还在进行，不用重试。")
    with scope.transaction():
        standing = Job.objects.filter(pk=job.pk, state=job.state, lease=job.lease, heartbeat=job.heartbeat)
        changed = standing.update(
            state=State.WAITING, lease=None, attempts=0, done=0, message="", heartbeat=None, finished_at=None
        )
        if not changed:
            raise ValidationError("任务的状态刚刚变了，请看最新状态。")
        audit.record(actor, "retry", job)


def open_result(*, actor: Account, job: Job) -> File[bytes]:
    """The file of a finished job. Rights are those of this moment; every download leaves a trace."""
    _require_own(actor, job)
    declared = kind_of(job.kind)
    if declared is None:
        raise PermissionDenied(GONE)
    require_seat(actor, job, declared)
    if job.family_right and not actor.family_right:
        raise PermissionDenied(FAMILIES)
    if job.state != State.DONE or not job.file:
        raise ValidationError("这个任务没有可以下载的文件。")
    with scope.transaction():
        audit.record(actor, "download", job, summary=f"{job.file_name}，{job.result.get('count', 0):,} 行")
        try:
            return job.file.open("rb")
        except FileNotFoundError:
            raise ValidationError("文件已不在了，请重新提交任务。") from None


def require_seat(actor: Account, job: Job, kind: Kind) -> None:
    """``PermissionDenied`` unless the actor still has the right, in the seat that asked for the job."""
    if not can(actor, kind.action):
        raise PermissionDenied(NO_RIGHT)
    if actor.association_id != job.association_id:
        raise PermissionDenied(OTHER_SEAT)


def _require_own(actor: Account, job: Job) -> None:
    if job.created_by_id != actor.pk:
        raise PermissionDenied("这是别人的任务。")
