"""Mending a row in the preview: one cell, or a decision about it."""

import json
from collections.abc import Hashable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.accounts.models import Account
from core.rosters.cells import CellError, Noted, Reading
from core.rosters.cleaning import ReadLine, empty, place_columns, problem
from core.rosters.declare import Problem, RosterField, RosterKind
from core.rosters.models import BatchState, Outcome, RosterBatch, RosterRow
from core.rosters.places import Places
from core.rosters.planning import count_rows, judge
from core.rosters.rows import NewRow, in_order, insert_rows
from core.rosters.services import NOT_NOW, require_own
from core.rosters.staging import (
    Judged,
    Packer,
    as_json,
    cell_problems,
    payload_of,
    read_line,
    record_of,
    records,
    staged,
)

MOST = 20_000  # rows of a batch that is still mended on the page
TOO_MANY = "行数较多，请在原文件里改好后重新上传。"
SOUND = (Outcome.NEW, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.POSSIBLE)


def correct_cell(
    *, actor: Account, batch: RosterBatch, row: RosterRow, name: str, text: str, everywhere: bool = False
) -> int:
    """Write ``text`` into a cell and judge its record again. ``everywhere``: into all faulty cells of the
    column that say the same. Gives the number of rows that were mended."""
    kind = require_own(actor, batch)
    one = _field(kind, name)
    if batch.state != BatchState.PREVIEW:
        raise ValidationError(NOT_NOW)
    if sum(batch.counts.get(outcome, 0) for outcome in Outcome) > MOST:
        raise ValidationError(TOO_MANY)
    packer, places = Packer(kind), Places(actor.scope)
    with scope.transaction():
        targets = _alike(batch, row, one) if everywhere else [row]
        for target in targets:
            _mend(kind, packer, places, target, one, text)
        _judge_again(kind, actor, batch, packer, {(target.sheet, target.record) for target in targets})
        counts = {**batch.counts, **count_rows(batch)}
        RosterBatch.objects.filter(pk=batch.pk).update(counts=counts, updated_at=timezone.now())
    batch.counts = counts
    return len(targets)


def _field(kind: RosterKind, name: str) -> RosterField:
    one = next((one for one in kind.fields if one.name == name), None)
    if one is None or one.sensitive:
        raise ValidationError("这一列请在原文件里改好后重新上传。")
    return one


def _alike(batch: RosterBatch, row: RosterRow, one: RosterField) -> list[RosterRow]:
    """Faulty rows whose cell of the column says the same."""
    wanted = _said(row, one.name)
    rows = RosterRow.objects.filter(batch=batch, outcome__in=(Outcome.INVALID, Outcome.OUTSIDE))
    found = [other for other in rows if _said(other, one.name) == wanted]
    return [other for other in found if other.pk == row.pk or _is_wrong(other, one.name)] or [row]


def _said(row: RosterRow, name: str) -> str:
    return str(json.loads(row.payload)["c"].get(name, "")) if row.payload else ""


def _is_wrong(row: RosterRow, name: str) -> bool:
    return any(one["field"] == name for one in row.problems)


def _mend(
    kind: RosterKind, packer: Packer, places: Places, row: RosterRow, one: RosterField, text: str
) -> None:
    """Read the cell anew; a whole path (茶溪村 · 黔城镇) fills all place columns."""
    read = read_line(packer, row)
    read.line.problems = _kept_problems(kind, row, one)
    parts = _parts_of(kind, places, text) if one.place else {}
    for name, value in (parts or {one.name: text}).items():
        _write(kind.field(name), read, value)
    if one.place:
        read.outside = False
        place_columns(kind, places, read)
    for found in read.line.problems:
        found.cell = True
    row.problems = [as_json(found) for found in read.line.problems]
    row.notes = [*row.notes, f"{one.column_name}已在页面上改为“{text}”"]
    row.outcome = Outcome.OUTSIDE if read.outside else Outcome.INVALID if row.problems else Outcome.NEW
    row.payload = payload_of(packer, read)
    row.save(update_fields=["problems", "notes", "outcome", "payload", "code"])


def _write(one: RosterField, read: ReadLine, text: str) -> None:
    read.cells[one.name] = text
    try:
        reading = Reading(timezone.localdate(), one.unit, one.required)
        found = one.widget.read(text, reading)
    except CellError as error:
        read.line.values[one.name] = None
        read.line.problems.append(problem(one, text, error))
        return
    read.line.values[one.name] = found.value if isinstance(found, Noted) else found
    if one.required and read.line.values[one.name] is None:
        read.line.problems.append(empty(one))


def _kept_problems(kind: RosterKind, row: RosterRow, one: RosterField) -> list[Problem]:
    """Those of other cells. What was said of the record as a whole is asked anew."""
    mended = {other.name for other in kind.fields if other.place} if one.place else {one.name}
    return [found for found in cell_problems(row) if found.field not in mended]


def _parts_of(kind: RosterKind, places: Places, text: str) -> dict[str, str]:
    """{field: text} of a place chosen with its path."""
    names = {one.place: one.name for one in kind.fields if one.place}
    if "·" not in text or "unit" in names:
        return {}
    parts = [part.strip() for part in text.split("·")]
    found = places.along(parts[::-1])
    told = places.parts(found.code, found.level)
    return {name: told[part] for part, name in names.items()}


def _judge_again(
    kind: RosterKind, actor: Account, batch: RosterBatch, packer: Packer, touched: set[tuple[int, int]]
) -> None:
    """Judge the records that were mended, knowing what else the file holds."""
    seen = _seen(kind, batch, packer, touched)
    judged: list[Judged] = []
    old: list[list[RosterRow]] = []
    for sheet, record in sorted(touched):
        rows = list(RosterRow.objects.filter(batch=batch, sheet=sheet, record=record).order_by("number"))
        reads = [_with_cell_problems(packer, row) for row in rows]
        judged.append(Judged(record_of(reads), reads, sheet=sheet))
        old.append(rows)
    judge(kind, actor, judged, seen)
    fresh: list[NewRow] = []
    for one, rows in zip(judged, old, strict=True):
        for before, after in zip(rows, staged(packer, one), strict=True):
            after.id = before.pk
            fresh.append(after)
    RosterRow.objects.filter(pk__in=[row.id for row in fresh]).delete()
    insert_rows(batch, fresh)


def _with_cell_problems(packer: Packer, row: RosterRow) -> ReadLine:
    read = read_line(packer, row)
    read.line.problems = cell_problems(row)
    return read


def _seen(
    kind: RosterKind, batch: RosterBatch, packer: Packer, besides: Iterable[tuple[int, int]]
) -> dict[Hashable, int]:
    """{key: row number} of the records that stand well."""
    left_out = set(besides)
    found: dict[Hashable, int] = {}
    for one in records(packer, in_order(batch, SOUND)):
        if (one.row.sheet, one.row.record) in left_out:
            continue
        key = kind.key(one.record)
        if key is not None:
            found.setdefault(key, one.record.number)
    return found


def decide_row(*, actor: Account, batch: RosterBatch, row: RosterRow, decision: dict[str, Any]) -> None:
    """``{"same": bool}`` of a possible duplicate, ``{"skip": True}``, ``{"fields": [...]}`` of an update."""
    require_own(actor, batch)
    allowed = {Outcome.POSSIBLE: {"same", "fields"}, Outcome.UPDATE: {"skip", "fields"}}
    if batch.state != BatchState.PREVIEW or not set(decision) <= allowed.get(Outcome(row.outcome), set()):
        raise ValidationError(NOT_NOW)
    with scope.transaction():
        rows = RosterRow.objects.filter(batch=batch, pk=row.pk, outcome=row.outcome)
        if not rows.update(decision=decision):
            raise ValidationError(NOT_NOW)
        RosterBatch.objects.filter(pk=batch.pk).update(updated_at=timezone.now())
