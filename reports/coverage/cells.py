"""The cells of the matrix as markup, made here and not in a template: there are thousands."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from core.duties.results import GAPS
from families.choices import Gap as FamilyGap
from reports.coverage.asked import Asked, coverage_url
from reports.coverage.matrix import Matrix, Row, Sum, Township
from reports.coverage.words import Cell, Column

OPENS = (
    '<td class="cell cell--{}">'
    '<a href="{}{}" data-drawer data-cell="{}" data-state="{}" aria-label="{}">{}</a></td>'
)
LINKS = '<td class="cell cell--{}"><a href="{}{}" aria-label="{}">{}</a></td>'
PLAIN = '<td class="cell cell--{}"><span aria-label="{}">{}</span></td>'
MOST_GAPS, MOST_MADE, MOST_WORDY = 60, 1_000, 6
# Families of a village are listed by the registry itself, with its own right and its own log.
FAMILY_GAPS = {"family_volunteer": FamilyGap.VOLUNTEER.value, "dual_contact": FamilyGap.DUAL_CONTACT.value}


@dataclass(frozen=True)
class ShownRow:
    row: Row
    cells: str

    @property
    def has_gap(self) -> bool:
        return bool(self.row.overdue or self.row.due)


@dataclass(frozen=True)
class ShownTownship:
    """A township with its line and its rows, ready for the page."""

    group: Township
    cells: str
    rows: list[ShownRow]
    toggle_url: str
    card_url: str

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.group.rows)

    @property
    def due(self) -> int:
        return sum(row.due for row in self.group.rows)


def shown_townships(asked: Asked, matrix: Matrix) -> list[ShownTownship]:
    """Of a city only the rows of open townships are made; of a county all, folded ones hidden."""
    is_huge = matrix.units > MOST_MADE
    return [_township(asked, matrix.columns, group, is_huge=is_huge) for group in matrix.townships]


def _township(asked: Asked, columns: list[Column], group: Township, *, is_huge: bool) -> ShownTownship:
    cells = format_html_join(
        "",
        '<td class="cell coverage__sum">{}</td>',
        ((f"{total.done}/{total.asked}" if total.asked else "",) for total in group.sums),
    )
    opened = "" if group.is_open else str(group.code)
    is_shown = group.is_open or not is_huge
    rows = [ShownRow(row, _cells(asked, columns, row)) for row in group.rows] if is_shown else []
    return ShownTownship(group, cells, rows, asked.link(open=opened), asked.link(township=str(group.code)))


@dataclass(frozen=True)
class Gap:
    """One gap of the list that a phone shows instead of the table."""

    row: Row
    column: Column
    cell: Cell
    url: str


def gaps_of(asked: Asked, matrix: Matrix) -> list[Gap]:
    """The cells with something missing, where they are few or one township was chosen."""
    if asked.group.family:
        return []
    start = _start(asked)
    found = [
        Gap(row, column, cell, start + cell.key)
        for group in matrix.townships
        for row in group.rows
        for column, cell in zip(matrix.columns, row.cells, strict=True)
        if cell.state in GAPS and cell.key
    ]
    return found if asked.township or len(found) <= MOST_GAPS else []


def _start(asked: Asked) -> str:
    return f"?{urlencode({'group': asked.group.code, 'year': asked.year})}&cell="


def _cells(asked: Asked, columns: list[Column], row: Row) -> str:
    if asked.group.family:
        pairs = zip(columns, row.cells, strict=True)
        return format_html_join("", "{}", ((_family_cell(row, column, cell),) for column, cell in pairs))
    start = _start(asked)
    return format_html_join("", "{}", ((_cell(start, cell),) for cell in row.cells))


def _cell(start: str, cell: Cell) -> str:
    if not cell.key:
        return format_html(PLAIN, cell.style, cell.said, cell.shown)
    return format_html(OPENS, cell.style, start, cell.key, cell.key, cell.state, cell.said, cell.shown)


def _family_cell(row: Row, column: Column, cell: Cell) -> str:
    asked = {
        "association": row.unit.label,
        "association_code": row.unit.association,
        "gap": FAMILY_GAPS.get(column.rule.code, ""),
    }
    path = reverse("families:visit_list" if column.rule.code == "family_visits" else "families:family_list")
    return format_html(LINKS, cell.style, path, f"?{urlencode(asked)}", cell.said, cell.shown)


def overdue_url(asked: Asked, column: Column) -> str:
    """Only the rows that are late with this duty."""
    return coverage_url(
        asked.association,
        {
            "group": asked.group.code,
            "year": str(asked.year),
            "duty": column.rule.code if len(asked.group.rules()) > 1 else "",
            "only": "overdue",
        },
    )


def sum_words(matrix: Matrix, total: Sum) -> str:
    """「已完成 361 / 应完成 404　89.3%」, short where many columns stand side by side."""
    if not total.asked:
        return ""
    if len(matrix.columns) > MOST_WORDY:
        return f"{total.done}/{total.asked}　{total.rate}"
    return f"已完成 {total.done} / 应完成 {total.asked}　{total.rate}"


def mark_of(asked: Asked, matrix: Matrix, key: str) -> dict[str, str]:
    """What a cell says now, for the script that turns it after a record was saved."""
    for group in matrix.townships:
        for row in group.rows:
            for at, cell in enumerate(row.cells):
                if key and cell.key == key:
                    return {
                        "column": matrix.columns[at].code,
                        "sum": sum_words(matrix, matrix.sums[at]),
                        "style": cell.style,
                        "state": str(cell.state),
                        "shown": cell.shown,
                        "said": cell.said,
                    }
    return {}
