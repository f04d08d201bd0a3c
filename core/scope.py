"""Who may touch which addresses: the fence in front of every scoped table.

A scope is a closed range of association codes (design.md §3). It lives in a context variable, so that a query
without a scope raises instead of answering. On PostgreSQL the same range is handed to row security.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction as django_transaction

from core.fields import Protected


class ScopeMissing(RuntimeError):
    """A scoped table was asked outside any scope: a bug of the caller, never shown to a clerk as data."""


class OutOfScope(RuntimeError):
    """A row outside the active range was about to be written."""


@dataclass(frozen=True)
class Scope:
    """Association codes from ``low`` to ``high``, both included."""

    low: int
    high: int

    def covers(self, code: int) -> bool:
        return self.low <= code <= self.high


EVERYTHING = Scope(0, 999_999_999_999)
_current: ContextVar[Scope | None] = ContextVar("scope", default=None)
_work: ContextVar["Work | None"] = ContextVar("work", default=None)

Amounts = tuple[int, ...]
Writer = Callable[[dict[Hashable, Amounts]], None]


@dataclass
class Work:
    """What one outermost transaction still has to write as its last statement."""

    scope: Scope
    amounts: list[tuple[Writer, Hashable, Amounts]] = field(default_factory=list)

    def flush(self) -> None:
        by_writer: dict[Writer, dict[Hashable, Amounts]] = {}
        for writer, key, amount in self.amounts:
            sums = by_writer.setdefault(writer, {})
            before = sums.get(key, (0,) * len(amount))
            sums[key] = tuple(old + new for old, new in zip(before, amount, strict=True))
        for writer, sums in by_writer.items():
            writer({key: amount for key, amount in sums.items() if any(amount)})


def current() -> Scope:
    """The active scope; raises ``ScopeMissing`` where there is none."""
    scope = _current.get()
    if scope is None:
        raise ScopeMissing("no scope is active")
    return scope


@contextmanager
def use(scope: Scope) -> Iterator[None]:
    """Make ``scope`` the active one; the outer one comes back on leaving."""
    outer = _current.get()
    token = _current.set(scope)
    inside = connection.in_atomic_block
    if inside:
        _announce(scope)
    try:
        yield
    finally:
        _current.reset(token)
        if inside and not connection.needs_rollback and connection.in_atomic_block:
            _announce(outer)


@contextmanager
def everything() -> Iterator[None]:
    """The whole network, for commands and checks that no account started."""
    with use(EVERYTHING):
        yield


def _announce(scope: Scope | None) -> None:
    """Tell row security the range, for this transaction only (PostgreSQL)."""
    if connection.vendor != "postgresql":
        return
    low, high = (str(scope.low), str(scope.high)) if scope else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.low', %s, true), set_config('app.high', %s, true)", [low, high]
        )


@contextmanager
def transaction() -> Iterator[None]:
    """A write transaction of the active scope.

    The outermost one sets the range for row security and writes the deferred amounts (figure totals) as the
    last statement before commit. An inner one is a savepoint: what it deferred is dropped when it fails.
    """
    scope = current()
    work = _work.get()
    if work is not None:
        if work.scope != scope:
            raise OutOfScope("the scope changed inside a transaction")
        mark = len(work.amounts)
        try:
            with django_transaction.atomic():
                yield
        except BaseException:
            del work.amounts[mark:]
            raise
        return
    work = Work(scope)
    token = _work.set(work)
    try:
        with django_transaction.atomic():
            _announce(scope)
            yield
            work.flush()
    finally:
        _work.reset(token)


def is_writing() -> bool:
    """Whether ``transaction()`` is open here."""
    return _work.get() is not None


@contextmanager
def reading() -> Iterator[None]:
    """A read-only transaction of the active scope: pages are rendered in one.

    On PostgreSQL all of it shows one moment, so that a head figure agrees with the lines below it.
    """
    scope = current()
    if _work.get() is not None:
        yield
        return
    if connection.vendor == "postgresql":
        # Isolation is named before the first statement; inside a test's transaction it is too late.
        isolation = "" if connection.in_atomic_block else "ISOLATION LEVEL REPEATABLE READ, "
        with django_transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION {isolation}READ ONLY")
            _announce(scope)
            yield
        return
    # SQLite: BEGIN IMMEDIATE would take the write lock for a mere page view.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@contextmanager
def snapshot() -> Iterator[None]:
    """``reading()`` that shows one moment on SQLite too: for long checks while others write."""
    with reading():
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def defer(writer: Writer, key: Hashable, *amount: int) -> None:
    """Add ``amount``, one number or several, to ``key``.

    ``writer`` gets the sums of the whole outermost transaction as its last act; sums of 0 are left out.
    """
    work = _work.get()
    if work is None:
        raise ScopeMissing("figures can only be posted inside scope.transaction()")
    work.amounts.append((writer, key, amount))


class ScopedQuerySet(models.QuerySet[Any]):
    """Answers only inside a scope: every evaluation asks for ``.db``, which refuses where there was none."""

    denied = False

    def _clone(self) -> "ScopedQuerySet":
        clone: ScopedQuerySet = super()._clone()  # type: ignore[misc]
        clone.denied = self.denied
        return clone

    @property
    def db(self) -> str:
        if self.denied:
            raise ScopeMissing(self.model._meta.label)
        return str(super().db)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        if self.denied:
            raise ScopeMissing(self.model._meta.label)
        return super().resolve_expression(*args, **kwargs)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.take_address()
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if {"code", "association", "association_id"} & set(kwargs):
            raise OutOfScope("an address is changed by the service that moves records, not by update()")
        if moved := [name for name, value in kwargs.items() if isinstance(value, Protected)]:
            raise TypeError(f"{moved} are bound to one row: save each, or bulk_update them")
        return super().update(**kwargs)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The only manager of a scoped model: rows **within** the active range, and rows **shared** with it."""

    def get_queryset(self) -> ScopedQuerySet:
        rows: ScopedQuerySet = super().get_queryset()
        scope = _current.get()
        if scope is None:
            rows.denied = True
            rows.query.set_empty()  # for Exists() and the like, which take the query and never ask for .db
            return rows
        inside = rows.filter(code__gte=scope.low, code__lte=scope.high)
        if not self.model.shared_with:
            return inside
        return inside | rows.filter(**{f"{self.model.shared_with}__range": (scope.low, scope.high)})
