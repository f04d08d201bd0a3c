"""The table of a dashboard: children × indicators, each cell a number that opens its records."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.associations.models import Association, Level
from core.figures.display import Shown, shown
from core.figures.models import IN_TOTALS, Indicator
from core.figures.reading import Values
from reports import texts
from reports.asked import Asked
from reports.headlines import columns_of
from reports.queries import Board, counts_units

NOT_APPLICABLE = Shown("–")
LEVELS = {"city": Level.CITY, "county": Level.COUNTY, "township": Level.TOWNSHIP, "village": Level.VILLAGE}


@dataclass(frozen=True)
class Cell:
    """A figure with the address that explains it; what was not reported has none."""

    shown: Shown
    url: str = ""

    @property
    def text(self) -> str:
        return self.shown.text

    @property
    def is_absent(self) -> bool:
        return self.shown.value is None and not self.shown.is_withheld

    @property
    def in_file(self) -> Any:
        """What an export holds: numbers as numbers, everything else as its words."""
        value = self.shown.value
        return (
            self.shown.text if value is None else value if value != value.to_integral_value() else int(value)
        )


def cell(
    asked: Asked, indicator: Indicator, association: Association, values: Values, *, own: bool = False
) -> Cell:
    """One figure; 「–」 where it cannot exist: below the level that enters it, and 本级 of a ratio."""
    value = values.get(indicator.code)
    if counts_units(indicator) and association.level == Level.VILLAGE:
        return Cell(NOT_APPLICABLE)
    if value is None and not _applies(indicator, association, own):
        return Cell(NOT_APPLICABLE)
    figure = shown(value, indicator, association, asked.account, values=values)
    if value is None:
        return Cell(figure)
    return Cell(figure, asked.figure_link(indicator, association, own="1" if own else ""))


def _applies(indicator: Indicator, association: Association, own: bool) -> bool:
    if own and indicator.kind not in IN_TOTALS:
        return False
    return association.level <= LEVELS.get(indicator.entry_level, Level.VILLAGE)


@dataclass
class Grid:
    """The table: one row for the association's own records, one for each child, and the sum."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    foot: dict[str, Any]
    left_out: list[str] = field(default_factory=list)
    has_withheld: bool = False


def grid(asked: Asked, board: Board) -> Grid:
    """Children × indicators of the chosen group, sorted as asked."""
    chosen, left_out = columns_of(asked, board.now.head)
    rows = [_row(asked, chosen, unit, board.now.children[unit.pk]) for unit in board.children]
    own = _row(asked, chosen, asked.association, board.now.own, own=True)
    foot = _row(asked, chosen, asked.association, board.now.head)
    foot.update(name=f"{texts.whole(asked.association)}合计", url="")
    rows = [own, *_sorted(asked.sort, rows, chosen)]
    withheld = any(one.shown.is_withheld for row in [*rows, foot] for one in row["cells"])
    return Grid(_headings(asked, chosen), rows, foot, left_out, withheld)


def _row(
    asked: Asked, columns: list[Indicator], unit: Association, values: Values, *, own: bool = False
) -> dict[str, Any]:
    return {
        "name": "本级" if own else unit.name,
        "url": "" if own else asked.link(unit),
        "unit": unit,
        "cells": [cell(asked, row, unit, values, own=own) for row in columns],
        "is_retired": not unit.is_active,
    }


def _sorted(sort: str, rows: list[dict[str, Any]], columns: list[Indicator]) -> list[dict[str, Any]]:
    """By ``code`` or ``-code`` of a column that is there; absent and withheld numbers stand last."""
    places = {row.code: place for place, row in enumerate(columns)}
    place = places.get(sort.removeprefix("-"))
    if place is None:
        return rows
    sign = -1 if sort.startswith("-") else 1

    def key(row: dict[str, Any]) -> tuple[int, Decimal]:
        figure = row["cells"][place].shown
        rank = 0 if figure.value is not None else 1 if figure.is_withheld else 2
        return rank, sign * (figure.value or Decimal(0))

    return sorted(rows, key=key)


def _headings(asked: Asked, columns: list[Indicator]) -> list[dict[str, Any]]:
    headings = []
    for row in columns:
        state = {row.code: "ascending", f"-{row.code}": "descending"}.get(asked.sort, "")
        turn = row.code if state == "descending" else f"-{row.code}"
        headings.append(
            {
                "label": row.name,
                "unit": row.unit,
                "sorted": state,
                "sort_url": f"{asked.link(sort=turn)}#table",
                "is_chosen": row.code == asked.indicator.code,
            }
        )
    return headings
