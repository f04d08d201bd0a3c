"""Step 2 as a page: the first rows of the sheet, the header framed, a picker for each column."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.rosters.batches import SHOWN_ROWS, sheets_of, with_header_at
from core.rosters.cells import shown_raw, unpacked
from core.rosters.declare import RosterKind, mask_text
from core.rosters.headings import Header, from_json
from core.rosters.models import RosterBatch
from core.rosters.services import ColumnChoice
from core.workbooks.opening import SheetFacts

MOST = 60  # columns shown


def column_page(kind: RosterKind, batch: RosterBatch, asked: QueryDict) -> dict[str, Any]:
    """What the template needs. ``asked``: another sheet or header row to look at."""
    sheets = sheets_of(batch)
    sheet = _sheet(batch, sheets, asked.get("sheet"))
    if sheet is None:
        return {"sheets": [], "sheet": None}
    header = _header(batch, sheet, asked)
    kept = batch.choices.get("columns", {}) or {}
    return {
        "sheet": sheet,
        "sheets": [one.name for one in sheets if one.head],
        "header": header,
        "rows": _rows(kind, sheet, header),
        "pickers": _pickers(kind, header, kept),
        "fields": [
            {"name": one.name, "label": one.column_name + ("（必填）" if one.required else "")}
            for one in kind.fields
        ],
        "numbers": [number for number, _ in sheet.head if number <= 10],
        "others": _others(batch, sheets, sheet),
        "hidden_rows": len(sheet.hidden_rows),
        "hidden_columns": len(sheet.hidden_columns),
    }


def _sheet(batch: RosterBatch, sheets: list[SheetFacts], asked: str | None) -> SheetFacts | None:
    chosen = batch.choices.get("sheets") or []
    wanted = asked if asked is not None else chosen[0] if chosen else None
    named = next((one for one in sheets if one.name == wanted), None)
    return named or next((one for one in sheets if one.visible and one.head), None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None


def _header(batch: RosterBatch, sheet: SheetFacts, asked: QueryDict) -> Header:
    first, last = _number(asked.get("first")), _number(asked.get("last"))
    kept = batch.mapping.get(sheet.name)
    if first is None and kept is not None:
        return Header(kept["first"], kept["last"], from_json(kept["headings"]), kept.get("year"))
    first = first or sheet.head[0][0]
    last = last if last is not None and first <= last <= first + 2 else first
    try:
        return with_header_at(batch, sheet.name, first, last)
    except ValidationError:
        return with_header_at(batch, sheet.name, sheet.head[0][0], sheet.head[0][0])


def _rows(kind: RosterKind, sheet: SheetFacts, header: Header) -> list[dict[str, Any]]:
    """The first rows as they stand, persons masked; wide sheets are cut at ``MOST`` columns."""
    masks = _masks(kind, header)
    width = min(max([len(cells) for _, cells in sheet.head] + [one.column for one in header.headings]), MOST)
    return [
        {
            "number": number,
            "is_header": header.first <= number <= header.last,
            "cells": [
                _text(cells, column, masks.get(column + 1, masks[0]) if number > header.last else None)
                for column in range(width)
            ],
        }
        for number, cells in sheet.head[:SHOWN_ROWS]
    ]


Mask = Callable[[str], str] | None


def _masks(kind: RosterKind, header: Header) -> dict[int, Mask]:
    """How the cells of each column are masked; 0: those of columns that nobody has named."""
    found: dict[int, Mask] = {0: mask_text if any(one.sensitive for one in kind.fields) else None}
    for heading in header.headings:
        if heading.name:
            one = kind.field(heading.name)
            found[heading.column] = one.mask if one.sensitive else None
    return found


def _text(cells: list[Any], column: int, mask: Mask) -> str:
    """A cell, shortened and masked. Long numbers are hidden anyway: they are numbers of persons."""
    text = shown_raw(unpacked(cells[column])) if column < len(cells) and cells[column] is not None else ""
    if text and mask is not None:
        return mask(text)
    if sum(letter.isdigit() for letter in text) >= 11:
        return f"{text[:3]}{'*' * min(len(text) - 5, 12)}{text[-2:]}"
    return text[:40]


def _pickers(kind: RosterKind, header: Header, kept: dict[str, str]) -> list[dict[str, Any]]:
    """One for each column of the sheet that has a heading; what is not imported is said, and why."""
    found = []
    for one in header.headings:
        if one.column > MOST:
            continue
        found.append(
            {
                "column": one.column,
                "text": one.text,
                "unit": one.unit,
                "name": one.name,
                "refusal": one.refusal,
            }
        )
    return found


def _others(batch: RosterBatch, sheets: list[SheetFacts], sheet: SheetFacts) -> list[dict[str, Any]]:
    chosen = batch.choices.get("sheets", [])
    return [
        {"name": one.name, "rows": one.rows, "visible": one.visible, "chosen": one.name in chosen}
        for one in sheets
        if one.name != sheet.name and one.name in batch.mapping
    ]


def choice_of(sent: QueryDict) -> ColumnChoice:
    """What the page sends."""
    columns = {}
    for name in sent:
        if name.startswith("column_") and (number := _number(name[7:])):
            columns[number] = str(sent[name])
    first, last = _number(sent.get("first")), _number(sent.get("last"))
    if first is None:
        raise ValidationError("请指明表头在第几行。")
    return ColumnChoice(
        sheet=sent.get("sheet", ""),
        first=first,
        last=last if last is not None else first,
        columns=columns,
        others=sent.getlist("others"),
        hidden=sent.get("hidden") == "yes",
    )
