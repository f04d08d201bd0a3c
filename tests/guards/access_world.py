"""The small world of the access guards: seats of every role at every place, marked things, a quick browser.

Requests run inside savepoints, so that one world serves thousands of them.
"""

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test.client import ClientHandler, RequestFactory
from django.utils import timezone

from core import scope
from core.accounts.middleware import SEEN, STARTED
from core.accounts.models import Account
from core.associations.models import Association
from core.figures.models import MonthTotal
from core.records import scoped_models
from tests.factories import client_for, find_tree, make_account
from tests.guards.access_samples import SAMPLES, Spot, make_all, marks

SEAT_PLACES = ["city", "county", "township", "village", "second_township", "neighbour", "neighbour_township"]
PLACES = [*SEAT_PLACES, "minzhu", "neighbour_village"]
# Roles with the family right, and what an account can be beside its role.
ROLES = {
    "viewer": ("viewer", {}),
    "viewer+family": ("viewer", {"family_right": True}),
    "editor": ("editor", {}),
    "editor+family": ("editor", {"family_right": True}),
    "reviewer": ("reviewer", {}),
    "reviewer+family": ("reviewer", {"family_right": True}),
    "administrator": ("administrator", {}),
    "administrator+family": ("administrator", {"family_right": True}),
    "auditor": ("auditor", {}),
    "auditor+family": ("auditor", {"family_right": True}),
    "new password": ("editor", {"must_change_password": True}),
    "disabled": ("editor", {"is_active": False}),
}
# What requests may write at any time: the session that carries notices, and the counters of failed logins.
PLUMBING = {"django_session", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"}
CLOSED = {"core_identityclaim"} if connection.vendor == "postgresql" else set()  # read by nobody
WRITE = re.compile(
    r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)'
    r"|.*\b(core_(?:add_to_totals|identities_claim|identities_release))\(",
    re.I | re.S,
)
BEHIND_A_DOOR = {
    "core_add_to_totals": "core_monthtotal",
    "core_identities_claim": "core_identityclaim",
    "core_identities_release": "core_identityclaim",
}
CSRF_MARK = re.compile(r'(name="csrfmiddlewaretoken" value|name="csrf-token" content)="\w+"')


@dataclass
class Answer:
    """What came back, and which tables the request wrote to."""

    status: int
    body: str
    headers: str
    location: str = ""
    written: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)  # every statement with its values
    error: str = ""
    raw: bytes = b""

    @property
    def problems(self) -> str:
        """What a form complains about, for the message of a failing test."""
        lists = re.findall(r'<ul class="errorlist.*?</ul>|form-errors.*?</div>', self.body, re.S)
        told = re.sub(r"<[^>]+>|\s+", " ", " ".join(lists)) or self.body[:300]
        return f"{self.status} {self.error} {told}"

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return f"{self.headers}\n{self.body}"


@dataclass(frozen=True)
class Seat:
    """A person of a role at a place; ``anonymous`` has neither."""

    role: str
    place: str
    account: Account | None = None
    session: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.place}" if self.account else self.role

    @property
    def base_role(self) -> str:
        return ROLES[self.role][0]

    @property
    def has_family_right(self) -> bool:
        return "family" in self.role


class Environs(RequestFactory):
    """Makes what a server hands over for a request, not yet read by anybody."""

    def request(self, **request: Any) -> dict[str, Any]:
        return self._base_environ(**request)


class World:
    """Built once for a module, inside a transaction that is rolled back after it."""

    def __init__(self) -> None:
        self.units: dict[str, Association] = {name: getattr(find_tree(), name) for name in PLACES}
        self.marks = marks(PLACES)
        self.seats = {(role, place): self._seat(role, place) for role in ROLES for place in SEAT_PLACES}
        self.anonymous = Seat("anonymous", "")
        self.samples = {place: make_all(self._spot(place)) for place in PLACES}
        self.handlers = {strict: ClientHandler(enforce_csrf_checks=strict) for strict in (False, True)}
        self.factory = Environs()
        self._patterns: dict[str, re.Pattern[str]] = {}
        self.start = digest()

    def _seat(self, role: str, place: str) -> Seat:
        base, given = ROLES[role]
        username = f"seat-{PLACES.index(place)}-{re.sub(r'[^a-z]', '-', role)}"
        account = make_account(
            username, self.units[place], base, name=f"席位{self.marks[place].word}", **given
        )
        session = client_for(account).session
        # Seen a little ahead of time: no request of the next hour has to note that it was here.
        now = timezone.now().timestamp()
        session.update({STARTED: now, SEEN: now + 3600})
        session.save()
        return Seat(role, place, account, session.session_key)

    def _spot(self, place: str) -> Spot:
        seat = self.seats.get(("editor", place))
        keeper = (
            seat.account if seat else make_account(f"keeper-{place}".replace("_", "-"), self.units[place])
        )
        assert keeper is not None
        return Spot(self.units[place], self.marks[place], keeper, {})

    def is_inside(self, seat: Seat, place: str) -> bool:
        unit, head = self.units[place], self.units[seat.place]
        return head.low <= unit.code <= head.high and unit.level >= head.level

    def is_visible(self, seat: Seat, kind: str, place: str) -> bool:
        """Whether the seat may see the sample of this kind at this place."""
        sample = SAMPLES[kind]
        if sample.personal:
            return (seat.role, seat.place) == ("editor", place)
        return sample.shared or self.is_inside(seat, place)

    def foreign_marks(self, seat: Seat, text: str) -> list[str]:
        """Marks of places outside the seat's range that stand in a text."""
        pattern = self._patterns.get(seat.place)
        if pattern is None:
            foreign = [place for place in PLACES if not seat.place or not self.is_inside(seat, place)]
            source = "|".join(self.marks[place].pattern for place in foreign) or r"(?!)"
            pattern = self._patterns.setdefault(seat.place, re.compile(source))
        return sorted(set(pattern.findall(text)))

    def rows_outside(self, seat: Seat) -> list[str]:
        """All rows outside the range of a seat, but for the totals of the units above it."""
        unit = self.units[seat.place]
        inside = (unit.low, unit.high)
        rows: list[Any] = []
        with scope.everything():
            for model in scoped_models(apps):
                above = unit.ancestor_codes if model is MonthTotal else []
                rows += model.objects.exclude(code__range=inside).exclude(code__in=above).values_list()
        rows += Account.objects.exclude(association__code__range=inside).values_list()
        rows += Association.objects.exclude(code__range=inside).values_list()
        return sorted(map(repr, rows))

    def send(self, seat: Seat, method: str, path: str, data: Any = None, **how: Any) -> Answer:
        """One request, undone afterwards."""
        with undone():
            return self.send_for_good(seat, method, path, data, **how)

    def send_for_good(
        self, seat: Seat, method: str, path: str, data: Any = None, *, query: Any = None, **how: Any
    ) -> Answer:
        """One request whose effects stay until the surrounding ``undone()`` ends.

        ``data`` as bytes: the body as it is. ``how``: ``htmx=True``; ``csrf=True`` asks for the security
        token, as in real life; ``headers``.
        """
        cookies = {settings.SESSION_COOKIE_NAME: seat.session} if seat.session else {}
        self.factory.cookies = SimpleCookie(cookies)
        headers = {**({"HX-Request": "true"} if how.get("htmx") else {}), **how.get("headers", {})}
        given: dict[str, Any] = {"query_params": query} if query else {}
        if method not in ("GET", "HEAD", "TRACE"):
            given["data"] = data or {}
        if isinstance(data, bytes):
            given["content_type"] = "application/x-www-form-urlencoded"
        ask = getattr(self.factory, method.lower())
        return _perform(self.handlers[how.get("csrf", False)], ask(path, headers=headers, **given))


def _perform(handler: ClientHandler, environ: dict[str, Any]) -> Answer:
    spy, errors = Spy(), []

    def note(sender: Any, **kwargs: Any) -> None:
        errors.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    try:
        with connection.execute_wrapper(spy):
            response = handler(environ)
            raw = b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        got_request_exception.disconnect(note)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    location = response.headers.get("Location", "")
    error = "; ".join(errors)
    return Answer(response.status_code, readable(raw), headers, location, spy.written, spy.said, error, raw)


class Spy:
    """Watches the statements of one request: how many, and which tables they wrote to."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        self.said: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.said.append(f"{sql} {params}")
        found = WRITE.match(sql)
        if found:
            self.written.add(found[1] or BEHIND_A_DOOR[found[2]])
        return execute(sql, params, many, context)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens to the database inside is taken back."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)  # an error inside must not spoil what comes after
        transaction.savepoint_rollback(mark)
        # It still stands: the next ones would be nested in it, thousands deep.
        transaction.savepoint_commit(mark)


def digest() -> dict[str, str]:
    """A fingerprint of every table that a request must not change by the way."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - PLUMBING - CLOSED
    with scope.everything(), connection.cursor() as cursor:
        return {table: _fingerprint(cursor, table) for table in sorted(tables)}


def _fingerprint(cursor: Any, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
    rows = sorted(repr(row) for row in cursor.fetchall())
    return f"{len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"


def changed_tables(before: dict[str, str]) -> list[str]:
    after = digest()
    return [table for table in before if before[table] != after[table]]


def readable(raw: bytes) -> str:
    """All text of an answer; of a workbook every part inside it."""
    if raw[:2] != b"PK":
        return raw.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def without_marks_of_the_moment(text: str, path: str) -> str:
    """A page without what differs at every request: the security token and its own address."""
    return CSRF_MARK.sub("", text).replace(path, "")
