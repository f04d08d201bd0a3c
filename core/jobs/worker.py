"""The loop behind ``manage.py run_jobs``, and the thread that shows that it lives."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from time import monotonic, sleep
from types import TracebackType
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from core.jobs.models import JobWorker
from core.jobs.running import Run, execute, rescue, take, tidy

logger = logging.getLogger(__name__)
IDLE = 1.0  # seconds between two looks into an empty queue
AFTER_FAULT = 5.0
BEAT, SHOWN, RESCUED, TIDIED = 1.0, 10.0, 15.0, 3600.0
HUNG = 600.0  # a handler that reports nothing for so long is taken for dead
FORGOTTEN = timedelta(days=1)


class Worker:
    """Takes jobs one by one until it is told to stop."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.run: Run | None = None
        self.is_stopping = False

    def serve(self, *, once: bool = False) -> None:
        """Work; ``once``: until nothing waits any more."""
        with Pulse(self):
            while not self.is_stopping:
                found = self._next()
                if found or self.is_stopping:
                    continue
                if once:
                    break
                sleep(IDLE)

    def stop(self) -> None:
        """End soon: the job at hand goes back into the queue. Called by signal handlers too."""
        self.is_stopping = True
        if self.run is not None:
            self.run.is_stopping = True

    def _next(self) -> bool:
        """Run the next job; whether there was one."""
        close_old_connections()
        try:
            job = take()
            if job is None or job.lease is None:
                return False
            self.run = Run(job.pk, job.lease, total=job.total)
            self.run.is_stopping = self.is_stopping  # a signal may have come meanwhile
            execute(job, self.run)
        except DatabaseError:
            logger.exception("the database does not answer")
            connection.close()
            sleep(AFTER_FAULT)
        finally:
            self.run = None
        return True


class Pulse(Thread):
    """Beside the work: reports progress every second, and looks after the jobs of silent workers.

    It has a connection of its own, so that a handler may be inside any transaction meanwhile.
    """

    def __init__(self, worker: Worker) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker = worker
        self.over = Event()
        self.duties: list[tuple[str, float, Callable[[], None]]] = [
            ("show", SHOWN, partial(show, worker.id)),
            ("rescue", RESCUED, rescue),
            ("tidy", TIDIED, tidy),
        ]
        self.due: dict[str, float] = {}

    def __enter__(self) -> "Pulse":
        show(self.worker.id)
        rescue()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.join()
        with suppress(DatabaseError):
            JobWorker.objects.filter(pk=self.worker.id).delete()

    def run(self) -> None:
        try:
            while not self.over.wait(BEAT):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        run = self.worker.run
        if run is not None and monotonic() - run.reported > HUNG:
            return  # neither the job nor the worker lives
        try:
            close_old_connections()
            if run is not None and not run.is_lost:
                run.beat()
            for what, every, act in self.duties:
                if self._is_due(what, every):
                    act()
        except Exception:
            logger.exception("the pulse could not be written")
            connection.close()

    def _is_due(self, what: str, every: float) -> bool:
        if monotonic() < self.due.get(what, 0.0):
            return False
        self.due[what] = monotonic() + every
        return True


def show(worker: UUID) -> None:
    """Say that a worker lives; forget those that have not been heard of for a day."""
    now = timezone.now()
    JobWorker.objects.update_or_create(pk=worker, defaults={"seen_at": now})
    JobWorker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
