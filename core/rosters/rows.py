"""Staged rows in and out of the database by the thousand: no model instance for each.

A roster has up to 200,000 rows. On PostgreSQL the rows of a part travel as one JSON value, on SQLite as one
prepared statement; what of a person they hold is encrypted as the model's own fields do it.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from core.fields import Sealed, encrypt_text
from core.rosters.models import RosterBatch, RosterRow

CHUNK = 1000
PAYLOAD, PLAN, BEFORE = (f"core.rosterrow.{name}" for name in ("payload", "plan", "before"))
COLUMNS = (
    "id", "association_id", "code", "batch_id", "sheet", "number", "record", "outcome", "cause", "problems",
    "notes", "payload", "plan", "target", "target_version", "decision",
)  # fmt: skip
TYPES = {
    "id": "uuid", "sheet": "smallint", "number": "int", "record": "int", "outcome": "text", "cause": "text",
    "problems": "jsonb", "notes": "jsonb", "payload": "text", "plan": "text", "target": "uuid",
    "target_version": "int",
}  # fmt: skip
INSERT_MANY = f"""
INSERT INTO core_rosterrow ({", ".join(COLUMNS)})
SELECT id, %s, %s, %s, sheet, number, record, outcome, cause, problems, notes, decode(payload, 'base64'),
       decode(plan, 'base64'), target, target_version, '{{}}'::jsonb
FROM jsonb_to_recordset(%s::jsonb) AS row ({", ".join(f"{name} {kind}" for name, kind in TYPES.items())})
"""  # noqa: S608 (names of our own columns)
INSERT_ONE = f"INSERT INTO core_rosterrow ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
UPDATE_MANY = """
UPDATE core_rosterrow AS old
SET written = row.written, written_version = row.version, before = decode(row.before, 'base64')
FROM jsonb_to_recordset(%s::jsonb) AS row (id uuid, written uuid, version int, before text)
WHERE old.id = row.id
"""
UPDATE_ONE = "UPDATE core_rosterrow SET written = %s, written_version = %s, before = %s WHERE id = %s"


@dataclass(slots=True)
class NewRow:
    """A row that is to be staged. ``payload`` and ``plan`` are plain here, and encrypted on their way."""

    sheet: int
    number: int
    outcome: str
    record: int = 0
    cause: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    payload: str = ""
    plan: str = ""
    target: UUID | None = None
    target_version: int | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass(slots=True)
class StagedRow:
    """A row that waits, as far as planning and committing need it."""

    pk: UUID
    sheet: int
    number: int
    record: int
    outcome: str
    notes: list[str]
    sealed_payload: Sealed | None
    sealed_plan: Sealed | None
    target: UUID | None
    target_version: int | None
    decision: dict[str, Any]
    sealed_before: Sealed | None
    written: UUID | None
    written_version: int | None

    @property
    def payload(self) -> str:
        return self.sealed_payload.open(self.pk) if self.sealed_payload else ""

    @property
    def plan(self) -> str:
        return self.sealed_plan.open(self.pk) if self.sealed_plan else ""

    @property
    def before(self) -> str:
        return self.sealed_before.open(self.pk) if self.sealed_before else ""


READ = (
    "pk", "sheet", "number", "record", "outcome", "notes", "payload", "plan", "target", "target_version",
    "decision", "before", "written", "written_version",
)  # fmt: skip


def in_order(batch: RosterBatch, outcomes: Iterable[str]) -> Iterator[StagedRow]:
    """The rows of some outcomes, fetched in parts: no part is large, and none is held open."""
    last = (-1, -1)
    rows = RosterRow.objects.filter(batch=batch, outcome__in=list(outcomes)).order_by("sheet", "number")
    found = rows.values_list(*READ)
    while True:
        here = found.filter(sheet=last[0], number__gt=last[1]) if last[0] >= 0 else found.none()
        part = list(here[:CHUNK]) or list(found.filter(sheet__gt=last[0])[:CHUNK])
        if not part:
            return
        for values in part:
            yield StagedRow(*values)
        last = (part[-1][1], part[-1][2])


def insert_rows(batch: RosterBatch, rows: Iterable[NewRow]) -> None:
    """Stage rows, a part at a time, in the transaction of the caller."""
    waiting = list(rows)
    for start in range(0, len(waiting), CHUNK):
        _insert(batch, waiting[start : start + CHUNK])


def _insert(batch: RosterBatch, rows: list[NewRow]) -> None:
    place = (batch.association_id, batch.association.code)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = json.dumps([_told(row) for row in rows], ensure_ascii=False)
            cursor.execute(INSERT_MANY, [*place, batch.pk, told])
            return
        cursor.executemany(INSERT_ONE, [_values(batch, place, row) for row in rows])


def _told(row: NewRow) -> dict[str, Any]:
    return {
        "id": row.id.hex,
        "sheet": row.sheet,
        "number": row.number,
        "record": row.record,
        "outcome": row.outcome,
        "cause": row.cause,
        "problems": row.problems,
        "notes": row.notes,
        "payload": _text(PAYLOAD, row.id, row.payload),
        "plan": _text(PLAN, row.id, row.plan),
        "target": row.target.hex if row.target else None,
        "target_version": row.target_version,
    }


def _text(label: str, row_id: UUID, text: str) -> str | None:
    return b64encode(encrypt_text(label, row_id, text)).decode() if text else None


def _values(batch: RosterBatch, place: tuple[int, int], row: NewRow) -> tuple[Any, ...]:
    """As SQLite keeps them: keys without dashes, JSON as text."""
    problems, notes = (json.dumps(value, ensure_ascii=False) for value in (row.problems, row.notes))
    return (
        row.id.hex, *place, batch.pk.hex, row.sheet, row.number, row.record, row.outcome, row.cause, problems,
        notes, _sealed(PAYLOAD, row.id, row.payload), _sealed(PLAN, row.id, row.plan),
        row.target.hex if row.target else None, row.target_version, "{}",
    )  # fmt: skip


def _sealed(label: str, row_id: UUID, text: str) -> bytes | None:
    return encrypt_text(label, row_id, text) if text else None


def note_written(rows: list[tuple[UUID, UUID, int, str]]) -> None:
    """(row, what it became, its version, what stood before as JSON), in the transaction of the commit."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = [
                {
                    "id": row.hex,
                    "written": written.hex,
                    "version": version,
                    "before": _text(BEFORE, row, before),
                }
                for row, written, version, before in rows
            ]
            cursor.execute(UPDATE_MANY, [json.dumps(told)])
            return
        cursor.executemany(
            UPDATE_ONE,
            [
                (written.hex, version, _sealed(BEFORE, row, before), row.hex)
                for row, written, version, before in rows
            ],
        )
