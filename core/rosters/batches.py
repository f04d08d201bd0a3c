"""From an uploaded file to a preview: looking at the sheets, finding the columns, planning every row."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.accounts.models import Account
from core.jobs.registry import Progress, silent
from core.rosters import files
from core.rosters.cleaning import Cleaner, lines_of
from core.rosters.declare import RosterKind, kind_of
from core.rosters.headings import (
    NUMBERING,
    Header,
    as_json,
    faults,
    find_header,
    from_json,
    normalised,
    read_header,
)
from core.rosters.models import BatchState, RosterBatch, RosterRow
from core.rosters.places import Places
from core.rosters.planning import Planner, struck_remark, totals
from core.scope import Scope
from core.workbooks.opening import Book, SheetFacts, open_book

SHOWN_ROWS = 8


@dataclass
class Look:
    """What a file looks like: its sheets, and the header found in each."""

    sheets: list[SheetFacts]
    headers: dict[str, Header]

    @property
    def main(self) -> str | None:
        """The sheet that is imported unless somebody says otherwise: the first visible one with a header."""
        names = [sheet.name for sheet in self.sheets if sheet.visible and sheet.name in self.headers]
        return names[0] if names else None


def declared(batch: RosterBatch) -> RosterKind:
    kind = kind_of(batch.kind)
    if kind is None:
        raise ValidationError("这种名册已不再提供。")
    return kind


def look_at(kind: RosterKind, book: Book) -> Look:
    headers = {}
    for sheet in book.sheets:
        if sheet.head and (header := find_header(kind, sheet)):
            headers[sheet.name] = header
    return Look(book.sheets, headers)


def read_batch(batch: RosterBatch, actor: Account, progress: Progress = silent) -> None:
    """The first reading: straight on to the preview where nothing is in doubt, else to the columns."""
    kind = declared(batch)
    content = files.load(batch)
    try:
        with open_book(content) as book:
            look = look_at(kind, book)
            is_certain = _note_look(batch, kind, look, actor.scope)
            first = next((sheet.name for sheet in book.sheets if sheet.visible and sheet.head), None)
            if is_certain and look.main == first:
                plan_rows(batch, actor, book, progress)
                return
        if is_certain:
            plan_batch(batch, actor, progress)
    except ValidationError as error:
        refuse(batch, "".join(error.messages))


def refuse(batch: RosterBatch, message: str) -> None:
    """The file cannot be imported; it stays listed with the reason."""
    with scope.transaction():
        RosterBatch.objects.filter(pk=batch.pk).update(state=BatchState.REFUSED, message=message[:300])


def _note_look(batch: RosterBatch, kind: RosterKind, look: Look, within: Scope) -> bool:
    """Write down what was found; whether no person needs to look at the columns."""
    main = look.main
    batch.look = json.dumps([_shown_sheet(sheet) for sheet in look.sheets], ensure_ascii=False)
    batch.mapping = {name: header_json(header) for name, header in look.headers.items()}
    batch.choices = {"sheets": [] if main is None else [main], "hidden": False, **batch.choices}
    batch.faults = _faults_of(kind, look, within)
    batch.state = BatchState.COLUMNS
    is_certain = not batch.faults and main is not None and not _questions(look, main)
    if is_certain:
        batch.state = BatchState.PLANNING
    with scope.transaction():
        batch.save(update_fields=["look", "mapping", "choices", "faults", "state", "updated_at", "code"])
    return is_certain


def _faults_of(kind: RosterKind, look: Look, within: Scope) -> list[str]:
    if look.main is not None:
        return faults(kind, look.headers[look.main].headings, within)
    wanted = "、".join(one.column_name for one in kind.fields[:6])
    return [
        f"前 10 行里没有找到表头。表头应有这些列名：{wanted}。请在下面指明表头在第几行，或下载模板后重填。"
    ]


def _questions(look: Look, main: str) -> bool:
    """Whether a person should look: unknown or refused columns, hidden parts, other sheets."""
    headings = look.headers[main].headings
    unknown = [one for one in headings if not one.name and normalised(one.text) not in NUMBERING]
    sheet = next(one for one in look.sheets if one.name == main)
    others = [one for one in look.sheets if one.name != main and one.name in look.headers]
    hidden = {number for number in sheet.hidden_rows if number > look.headers[main].last}
    return bool(unknown or others or hidden or sheet.hidden_columns)


def _shown_sheet(sheet: SheetFacts) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "rows": sheet.rows,
        "head": sheet.head,
        "hidden_rows": len(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns)[:200],
        "merged": [place for place in sheet.merged if place[0] <= 15][:200],
    }


def header_json(header: Header) -> dict[str, Any]:
    return {
        "first": header.first,
        "last": header.last,
        "year": header.year,
        "headings": as_json(header.headings),
    }


def header_of(kept: dict[str, Any]) -> Header:
    return Header(kept["first"], kept["last"], from_json(kept["headings"]), kept.get("year"))


def sheets_of(batch: RosterBatch) -> list[SheetFacts]:
    """The sheets as they were looked at; hidden rows are only counted."""
    rows = json.loads(batch.look) if batch.look else []
    return [
        SheetFacts(
            row["name"],
            row["visible"],
            row["rows"],
            [(number, cells) for number, cells in row["head"]],
            set(range(row["hidden_rows"])),
            set(row["hidden_columns"]),
            set(),
            [(top, left, bottom, right) for top, left, bottom, right in row["merged"]],
        )
        for row in rows
    ]


def with_header_at(batch: RosterBatch, sheet: str, first: int, last: int) -> Header:
    """The header of a sheet, moved by a person."""
    facts = next((one for one in sheets_of(batch) if one.name == sheet), None)
    if facts is None or not 1 <= first <= last <= first + 2:
        raise ValidationError("表头行不对，请重新选择。")
    return read_header(declared(batch), facts, first, last)


def plan_batch(batch: RosterBatch, actor: Account, progress: Progress = silent) -> None:
    """Read and plan the chosen sheets by the mapping that stands."""
    content = files.load(batch)
    try:
        with open_book(content, sheets=batch.choices["sheets"]) as book:
            plan_rows(batch, actor, book, progress)
    except ValidationError as error:
        refuse(batch, "".join(error.messages))


def plan_rows(batch: RosterBatch, actor: Account, book: Book, progress: Progress) -> None:
    """Plan the rows of an open book. Runs again from the start after an interruption."""
    kind = declared(batch)
    with scope.transaction():
        RosterRow.objects.filter(batch=batch).delete()
    places = Places(actor.scope)
    planner = Planner(batch, kind, actor)
    chosen = {name: number for number, name in enumerate(batch.choices["sheets"])}
    total = sum(sheet.rows for sheet in book.sheets if sheet.name in chosen)
    cleaner: Cleaner | None = None
    done = 0
    for facts, rows in book.rows():
        if facts.name not in chosen:
            continue
        if cleaner is None or cleaner.facts is not facts:
            planner.end_sheet()
            planner.sheet = chosen[facts.name]
            cleaner = _cleaner(batch, kind, facts, places)
        for found in lines_of(cleaner, rows):
            planner.add(found)
        done += len(rows)
        progress(done, max(total, done))
    planner.end_sheet()
    _finish(batch, planner, book, chosen)


def _cleaner(batch: RosterBatch, kind: RosterKind, facts: SheetFacts, places: Places) -> Cleaner:
    kept = batch.mapping.get(facts.name)
    if kept is None:
        raise ValidationError(f"“{facts.name}”里没有找到表头。")
    hidden = bool(batch.choices.get("hidden"))
    return Cleaner(kind, facts, header_of(kept), places, today=timezone.localdate(), hidden=hidden)


def _finish(batch: RosterBatch, planner: Planner, book: Book, chosen: dict[str, int]) -> None:
    remarks = list(planner.remarks[:20])
    for sheet in book.sheets:
        if sheet.name in chosen:
            remarks += struck_remark(sheet.struck_rows)
    for name, number in book.skipped_to.items():
        remarks.append(
            f"第 {number} 行起还有内容，前面连续空了 50 行以上，没有读取{f'（{name}）' if name else ''}。"
        )
    for heading in (one for name in chosen for one in batch.mapping[name]["headings"]):
        if heading["refusal"]:
            remarks.append(f"“{heading['text']}”列不得录入，已忽略：{heading['refusal']}。")
    batch.counts, batch.remarks = totals(planner.counts), remarks[:40]
    batch.state, batch.message = BatchState.PREVIEW, ""
    with scope.transaction():
        batch.effects = planner.effects.told()
        batch.save(update_fields=["counts", "remarks", "effects", "state", "message", "updated_at", "code"])
