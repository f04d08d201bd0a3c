"""Jobs in words: state, progress, time."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.jobs.models import Job, State
from core.jobs.registry import kind_of

MARKS = {
    State.WAITING: "waiting",
    State.RUNNING: "waiting",
    State.DONE: "done",
    State.UNFINISHED: "overdue",
    State.CANCELLED: "none",
}
INTERRUPTED = "处理它的程序没有回音，后台会在一分钟内重新开始；也可以自己点“重试”。"


def state_of(job: Job) -> dict[str, str]:
    """Mark and word, as ``components/status.html`` takes them; 中断 while no worker has put it back."""
    if job.is_interrupted:
        return {"mark": "due", "word": "中断"}
    state = State(job.state)
    return {"mark": MARKS[state], "word": state.label}


def progress_of(job: Job) -> str:
    """「已写入 12,400 / 20,000 行，约 40 秒」; empty where there is nothing to tell."""
    kind = kind_of(job.kind)
    if job.state == State.WAITING:
        return "正在排队，轮到后自动开始"
    if job.state != State.RUNNING or job.is_interrupted:
        return ""
    if kind is None or not job.total or not job.done:
        return "正在准备数据"
    if job.done >= job.total:
        return f"{kind.verb} {job.done:,} {kind.unit}，正在生成文件"
    text = f"{kind.verb} {job.done:,} / {job.total:,} {kind.unit}"
    left = job.result.get("seconds_left", 0)
    return f"{text}，约 {roughly(left)}" if left else text


def roughly(seconds: float) -> str:
    """A guess: 「5 秒」「40 秒」「3 分钟」."""
    if seconds < 10:
        return "5 秒"
    if seconds < 55:
        return f"{round(seconds / 10) * 10} 秒"
    return f"{max(1, round(seconds / 60))} 分钟"


def spent_on(job: Job) -> str:
    """「用时 1 分 20 秒」「已等 8 秒」; empty where it never began."""
    if job.state == State.WAITING:
        return f"已等 {exactly(_seconds(job.created_at, timezone.now()))}"
    if job.started_at is None:
        return ""
    until = job.finished_at or (job.heartbeat if job.is_over or job.is_interrupted else timezone.now())
    return f"用时 {exactly(_seconds(job.started_at, until))}"


def exactly(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def _seconds(start: datetime | None, end: datetime | None) -> float:
    return max((end - start).total_seconds(), 0) if start and end else 0


def message_of(job: Job) -> str:
    return INTERRUPTED if job.is_interrupted else job.message


def row_of(job: Job) -> dict[str, Any]:
    """All that a template shows of a job."""
    return {
        "job": job,
        "state": state_of(job),
        "progress": progress_of(job),
        "message": message_of(job),
        "spent": spent_on(job),
        "is_running": job.state == State.RUNNING and not job.is_interrupted and bool(job.total),
        "can_cancel": not job.is_over,
        "can_retry": job.can_be_retried,
        "can_download": job.state == State.DONE and bool(job.file),
        "file_until": job.file_until,
    }
