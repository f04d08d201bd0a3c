"""The kinds of jobs. Apps declare theirs with ``@job`` in a module that their ``AppConfig.ready`` imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.access import Action
from core.jobs.models import Job


class Progress(Protocol):
    """What a handler calls as it goes along; raises where nobody wants the job any more."""

    def __call__(self, done: int, total: int) -> None: ...


def silent(done: int, total: int) -> None:
    """The progress of what is built at once."""


@dataclass(frozen=True)
class Product:
    """The file that a job makes; ``count`` of what it holds."""

    name: str
    content: bytes
    count: int = 0


Handler = Callable[[Job, Progress], Product | None]


@dataclass(frozen=True)
class Kind:
    """One kind: what may ask for it, what runs it, and the words of its progress (已写入 … 行)."""

    code: str
    title: str
    action: Action
    run: Handler
    verb: str
    unit: str
    trace: str = "export"  # the audit action of asking for it


_kinds: dict[str, Kind] = {}


def job(
    code: str,
    *,
    title: str,
    action: Action = Action.EXPORT,
    verb: str = "已写入",
    unit: str = "行",
    trace: str = "export",
) -> Callable[[Handler], Handler]:
    """Declare a kind: ``@job("activities.export", title="活动记录导出")`` on ``function(job, progress)``.

    The function runs in the scope of who asked, after the right ``action`` was checked once more; it opens
    its own transactions. It may run again from the start at any time, so it must be idempotent.
    ``ValidationError`` and ``PermissionDenied`` end the job with their sentences.
    """

    def declare(run: Handler) -> Handler:
        _kinds[code] = Kind(code, title, action, run, verb, unit, trace)
        return run

    return declare


_chores: list[Callable[[], None]] = []


def add_chore(chore: Callable[[], None]) -> None:
    """Have the workers do something once an hour: deleting what has been kept long enough."""
    if chore not in _chores:
        _chores.append(chore)


def chores() -> list[Callable[[], None]]:
    return list(_chores)


def kind_of(code: str) -> Kind | None:
    return _kinds.get(code)
