"""The background of an import, done by the test itself: no thread, no second connection."""

from core.jobs.running import Run, execute, take


def work() -> None:
    """Do all jobs that wait."""
    while (job := take()) is not None:
        execute(job, Run(job.pk, job.lease, total=job.total))
