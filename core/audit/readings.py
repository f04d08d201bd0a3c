"""The reading log (查阅记录): who saw which persons.

A page that shows persons declares ``@access(…, logs=True)`` and calls ``record_reading`` with the very rows
that it shows. A GET runs in a read-only transaction: what it said is written in a transaction of its own
after the page is filled and before the answer leaves. Where the log cannot be written, nobody sees the page.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from core.audit.models import Reading, What
from core.audit.services import kind_of, origin
from core.records import ScopedModel


@dataclass
class Looks:
    """What one request has said so far. ``said`` is true also where a list turned out to be empty."""

    rows: list[Reading] = field(default_factory=list)
    said: bool = False

    def write(self) -> None:
        """Commit the rows, or raise and so keep the answer back."""
        if self.rows:
            with scope.transaction():
                Reading.objects.bulk_create(self.rows, batch_size=1000)


_looks: ContextVar[Looks | None] = ContextVar("looks", default=None)


@contextmanager
def collected() -> Iterator[Looks]:
    """Collect what is said inside a read-only transaction; the caller writes it afterwards."""
    looks = Looks()
    token = _looks.set(looks)
    try:
        yield looks
    finally:
        _looks.reset(token)


def record_reading(
    actor: Account,
    what: What,
    rows: Iterable[ScopedModel],
    association: Association | None = None,
    *,
    kind: str = "",
    note: str = "",
) -> None:
    """Say that ``actor`` sees ``rows``, all of one model with UUID keys, inside the active scope.

    ``note`` says in words what was shown (「名单：黔城镇，死亡家庭」) and holds nothing personal. A search
    that finds nothing is recorded at ``association``, else at the seat; an empty list is not.
    """
    shown = list(rows)
    looks = _looks.get()
    if looks is not None:
        looks.said = True
    made = _rows_of(shown, actor) if shown else {}
    if not made and what is What.SEARCH:
        made = {association or actor.association: []}
    kind = kind or (kind_of(shown[0]) if shown else "")
    entries = [_entry(actor, what, kind, note, place, keys) for place, keys in made.items()]
    if looks is None or scope.is_writing():
        Looks(entries).write()
    else:
        looks.rows += entries


def _entry(actor: Account, what: What, kind: str, note: str, place: Association, keys: list[UUID]) -> Reading:
    now = origin.get()
    return Reading(
        association=place,
        actor=actor,
        actor_name=actor.name,
        what=what,
        kind=kind,
        ids=b"".join(key.bytes for key in keys),
        number=len(keys),
        note=note[:200],
        address=now.address,
        request_id=now.request_id,
    )


def _rows_of(shown: list[ScopedModel], actor: Account) -> dict[Association, list[UUID]]:
    """The keys by the association that the rows belong to; asks for associations once.

    A look at a row that another unit shares with this one stands where the reader sits.
    """
    keys: dict[int, list[UUID]] = {}
    for row in shown:
        is_inside = scope.current().covers(row.code)
        keys.setdefault(row.association_id if is_inside else actor.association_id, []).append(row.pk)
    places = Association.objects.in_bulk(keys)
    return {places[place]: list(dict.fromkeys(found)) for place, found in keys.items()}


@dataclass(frozen=True)
class Readable:
    """A model whose readings are logged, as auditors speak of its rows.

    ``words`` names rows by their keys without telling who they are (户 0012); ``find`` gives the keys of the
    rows that an auditor names, inside the active scope.
    """

    words: Callable[[list[UUID]], dict[UUID, str]]
    find: Callable[[str], list[UUID]]


_readable: dict[str, Readable] = {}


def register_readable(kind: str, readable: Readable) -> None:
    """Called from ``AppConfig.ready``; ``kind`` as ``families.family``."""
    _readable[kind] = readable


def readable_kinds() -> dict[str, Readable]:
    return dict(_readable)
