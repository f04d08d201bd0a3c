"""Rows of a batch as they wait: records packed into encrypted rows, and rows back into records."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.rosters.cells import Cell
from core.rosters.cleaning import ReadLine, Skipped
from core.rosters.declare import Change, Line, Match, Problem, RosterKind, RosterRecord
from core.rosters.models import Outcome, RosterRow
from core.rosters.rows import NewRow, StagedRow

Row = RosterRow | StagedRow


@dataclass(slots=True)
class Judged:
    """A record with what the plan says of it."""

    record: RosterRecord
    reads: list[ReadLine]
    outcome: str = Outcome.NEW
    match: Match | None = None
    changes: list[Change] = field(default_factory=list)
    sheet: int = 0


class Packer:
    """Values of one kind as JSON and back."""

    def __init__(self, kind: RosterKind) -> None:
        self.kind = kind
        widgets = {one.name: one.widget for one in kind.fields}
        odd = [name for name, widget in widgets.items() if type(widget).pack is not Cell.pack]
        self.pack_of: list[tuple[str, Callable[[Any], Any]]] = [(name, widgets[name].pack) for name in odd]
        self.unpack_of: list[tuple[str, Callable[[Any], Any]]] = [
            (name, widgets[name].unpack) for name in odd
        ]
        self.widgets = widgets

    def pack(self, values: dict[str, Any]) -> dict[str, Any]:
        packed = {name: value for name, value in values.items() if value is not None}
        for name, pack in self.pack_of:
            if name in packed:
                packed[name] = pack(packed[name])
        return packed

    def unpack(self, packed: dict[str, Any]) -> dict[str, Any]:
        values = dict.fromkeys(self.widgets, None) | packed
        for name, unpack in self.unpack_of:
            if values.get(name) is not None:
                values[name] = unpack(values[name])
        return values

    def change(self, change: Change) -> list[Any]:
        widget = self.widgets[change.field]
        return [change.field, widget.pack(change.old), widget.pack(change.new), change.line]

    def changes(self, rows: list[list[Any]]) -> list[Change]:
        return [
            Change(name, self.widgets[name].unpack(old), self.widgets[name].unpack(new), line)
            for name, old, new, line in rows
        ]


def staged(packer: Packer, judged: Judged) -> Iterator[NewRow]:
    """The rows of a record; the first one holds its plan."""
    for index, read in enumerate(judged.reads):
        line = read.line
        row = NewRow(
            judged.sheet, line.number, judged.outcome, judged.record.number, notes=line.notes,
            payload=payload_of(packer, read),
        )  # fmt: skip
        if line.problems:
            row.cause = line.problems[0].cause[:100]
            row.problems = [as_json(problem) for problem in line.problems]
        if index == 0 and judged.match is not None and judged.match.existing is not None:
            existing = judged.match.existing
            row.target, row.target_version = existing.id, existing.version
            plan = {
                "label": existing.label,
                "values": packer.pack(existing.values),
                "changes": [packer.change(change) for change in judged.changes],
            }
            row.plan = json.dumps(plan, ensure_ascii=False)
        yield row


def payload_of(packer: Packer, read: ReadLine) -> str:
    content = {"c": read.cells, "v": packer.pack(read.line.values), "a": read.association_id, "k": read.code}
    if read.line.merged:
        content["m"] = sorted(read.line.merged)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def skipped_row(sheet: int, skipped: Skipped) -> NewRow:
    notes = [skipped.note] if skipped.note else []
    return NewRow(sheet, skipped.number, Outcome.SKIPPED, cause=skipped.what, notes=notes)


def as_json(problem: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"field": problem.field, "value": problem.value, "reason": problem.reason}
    if problem.remedy:
        found["remedy"] = problem.remedy
    if problem.choices:
        found["choices"] = problem.choices
    if problem.cell:
        found.update(cell=True, cause=problem.cause)
    return found


def cell_problems(row: RosterRow) -> list[Problem]:
    """The problems of a row that were found in its cells; rules over the record are asked anew."""
    return [
        Problem(
            found["field"],
            found["value"],
            found["reason"],
            found.get("remedy", ""),
            found.get("cause", ""),
            [(value, label) for value, label in found.get("choices", [])],
            cell=True,
        )
        for found in row.problems
        if found.get("cell")
    ]


def read_line(packer: Packer, row: Row) -> ReadLine:
    """A staged row as it was read, without its problems."""
    content = json.loads(row.payload)
    line = Line(
        row.number, packer.unpack(content["v"]), frozenset(content.get("m", ())), notes=list(row.notes)
    )
    return ReadLine(line, content["c"], content["a"], content["k"], row.outcome == Outcome.OUTSIDE)


def record_of(reads: list[ReadLine]) -> RosterRecord:
    first = reads[0]
    return RosterRecord([read.line for read in reads], first.association_id, first.code)


@dataclass(slots=True)
class StagedRecord:
    """A record that waits: its rows, and the plan that a person has seen."""

    rows: list[Row]
    record: RosterRecord
    reads: list[ReadLine]
    changes: list[Change]
    label: str = ""
    existing: dict[str, Any] = field(default_factory=dict)

    @property
    def row(self) -> Row:
        return self.rows[0]

    @property
    def id(self) -> UUID:
        return self.row.pk


def records(packer: Packer, rows: Iterable[Row]) -> Iterator[StagedRecord]:
    """Rows in their order as records."""
    waiting: list[Row] = []
    for row in rows:
        if waiting and (row.sheet, row.record) != (waiting[0].sheet, waiting[0].record):
            yield staged_record(packer, waiting)
            waiting = []
        waiting.append(row)
    if waiting:
        yield staged_record(packer, waiting)


def staged_record(packer: Packer, rows: Sequence[Row]) -> StagedRecord:
    reads = [read_line(packer, row) for row in rows]
    plan = json.loads(rows[0].plan) if rows[0].plan else {}
    changes = packer.changes(plan.get("changes", []))
    values = packer.unpack(plan["values"]) if plan else {}
    return StagedRecord(list(rows), record_of(reads), reads, changes, plan.get("label", ""), values)
