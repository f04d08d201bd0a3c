"""Saving what records yield: figure lines and the month totals of every ancestor (design.md §5.2)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection

from core import scope
from core.associations.models import Association
from core.figures.lines import FigureLine
from core.figures.models import IN_TOTALS, Figure, FigureEntry, Indicator
from core.figures.periods import month_number
from core.records import Record

# (association id, its address, month, indicator id): the order in which rows of totals are locked.
TotalKey = tuple[int, int, int, int]
LineKey = tuple[int, int, date, int | None]


class WrongSource(ImproperlyConfigured):
    """A model yields a figure that another model owns: every figure has one source."""


def booking_day(association: Association, day: date) -> date:
    """The day that lines of ``day`` are booked on: a closed month moves it on, and none can be closed yet."""
    return day


def require_open(association: Association, day: date) -> None:
    """Raise ``ValidationError`` where records of ``day`` can no longer be written; every service asks."""
    if day.year < 1949:
        raise ValidationError("日期过早，请核对年份。")


@dataclass
class Book:
    """What posting needs to know of the network and the indicators, read once for a set of records."""

    indicators: dict[str, Indicator]
    chains: dict[int, list[tuple[int, int]]]

    @classmethod
    def whole(cls) -> "Book":
        """Every indicator and every association, for checks of everything."""
        indicators = {row.code: row for row in Indicator.objects.all()}
        return cls(indicators, chains_of(Association.objects.all()))

    @classmethod
    def of(cls, lines: Iterable[tuple[Record, FigureLine]]) -> "Book":
        pairs = list(lines)
        codes = {line.indicator for _, line in pairs}
        indicators = {row.code: row for row in Indicator.objects.filter(code__in=codes)}
        units = {unit.pk: unit for record, line in pairs for unit in [line.association or record.association]}
        return cls(indicators, chains_of(units.values()))


def chains_of(units: Iterable[Association]) -> dict[int, list[tuple[int, int]]]:
    """``{association id: [(id, code) of itself and each ancestor]}``."""
    units = list(units)
    wanted = {code for unit in units for code in unit.ancestor_codes}
    rows = Association.objects.filter(code__in=wanted) if wanted else []
    found = {(row.code, row.level): row for row in rows}
    chains = {}
    for unit in units:
        above = zip(unit.ancestor_codes, range(unit.level - 1, 0, -1), strict=True)
        chain = [unit, *(found[address] for address in above if address in found)]
        chains[unit.pk] = [(row.pk, row.code) for row in chain]
    return chains


def post(record: Record) -> None:
    """Replace the lines of one record, add the difference to the totals; in ``scope.transaction()``."""
    post_many([record])


def post_many(records: Iterable[Record], *, fresh: bool = False) -> None:
    """The bulk door of ``post``; ``fresh``: the records are new, so nothing was posted before.

    Lines at a place outside the scope (where a family or a person lived before) stand as they are: who
    writes may not touch them, and the service sees to it that they need no change.
    """
    rows = list(records)
    reach = scope.current()
    lines = [
        (record, line)
        for record in rows
        for line in record.figures()  # type: ignore[attr-defined]
        if line.association is None or reach.covers(line.association.code)
    ]
    _replace(rows, lines, {} if fresh else _standing(rows))


def unpost(record: Record) -> None:
    """Take every line of a record back, because it is being deleted."""
    _replace([record], [], _standing([record]))


def _replace(
    rows: list[Record], lines: list[tuple[Record, FigureLine]], standing: dict[Any, dict[LineKey, Figure]]
) -> None:
    book = Book.of(lines)
    wanted: dict[Any, dict[LineKey, tuple[int, Association]]] = {record.pk: {} for record in rows}
    editions = {record.pk: _editions(record) for record in rows}
    for record, line in lines:
        _add_line(wanted[record.pk], record, line, editions[record.pk], book)
    gone, made = [], []
    for record in rows:
        old, new = standing.get(record.pk, {}), wanted[record.pk]
        if {key: row.value for key, row in old.items()} == {key: value for key, (value, _) in new.items()}:
            continue
        gone += [row.pk for row in old.values()]
        made += [_figure(record, key, value, unit) for key, (value, unit) in new.items()]
        _defer_difference(old, new, book)
    if gone:
        Figure.objects.filter(pk__in=gone).delete()
    if made:
        Figure.objects.bulk_create(made, batch_size=2000)


def expected_lines(record: Record, book: Book) -> dict[LineKey, int]:
    """What should stand for a record; the measure of ``verify_figures``."""
    wanted: dict[LineKey, tuple[int, Association]] = {}
    editions = _editions(record)
    for line in record.figures():  # type: ignore[attr-defined]
        _add_line(wanted, record, line, editions, book)
    return {key: value for key, (value, _) in wanted.items()}


def _editions(record: Record) -> list[int | None]:
    """A line stands once for the period and once for each campaign edition of its record."""
    return [None, *getattr(record, "edition_ids", list)()]


def _add_line(
    wanted: dict[LineKey, tuple[int, Association]],
    record: Record,
    line: FigureLine,
    editions: list[int | None],
    book: Book,
) -> None:
    indicator = book.indicators[line.indicator]
    _require_source(record, indicator)
    unit = line.association or record.association
    day = booking_day(unit, line.day)
    for edition in editions:
        key = (unit.pk, indicator.pk, day, edition)
        before = wanted[key][0] if key in wanted else 0
        wanted[key] = (before + line.value, unit)


def _require_source(record: Record, indicator: Indicator) -> None:
    """Each indicator has one source; an opening figure may stand for any of them (design.md §5.2)."""
    if indicator.kind not in IN_TOTALS:
        raise WrongSource(f"{indicator.code} is never posted: it is read")
    if indicator.source != record._meta.label_lower and not (
        isinstance(record, FigureEntry) and record.is_opening
    ):
        raise WrongSource(f"{record._meta.label} may not post {indicator.code}")


def _standing(records: list[Record]) -> dict[Any, dict[LineKey, Figure]]:
    ids = [record.pk for record in records]
    found: dict[Any, dict[LineKey, Figure]] = {}
    for row in Figure.objects.filter(record_id__in=ids).select_related("association"):
        key = (row.association_id, row.indicator_id, row.day, row.edition_id)
        found.setdefault(row.record_id, {})[key] = row
    return found


def _figure(record: Record, key: LineKey, value: int, unit: Association) -> Figure:
    _, indicator, day, edition = key
    return Figure(
        association=unit,
        kind=record._meta.label_lower,
        record_id=record.pk,
        indicator_id=indicator,
        day=day,
        value=value,
        edition_id=edition,
    )


def _defer_difference(
    old: dict[LineKey, Figure], new: dict[LineKey, tuple[int, Association]], book: Book
) -> None:
    changes = [(key, -row.value, -1, row.association) for key, row in old.items()]
    changes += [(key, value, 1, unit) for key, (value, unit) in new.items()]
    missing = [unit for (_, _, _, unit) in changes if unit.pk not in book.chains]
    book.chains.update(chains_of(missing))
    for (unit_id, indicator, day, edition), amount, lines, _ in changes:
        if edition is None:
            for ancestor, code in book.chains[unit_id]:
                key: TotalKey = (ancestor, code, month_number(day), indicator)
                scope.defer(add_to_totals, key, amount, lines)


def add_to_totals(amounts: dict[Hashable, tuple[int, ...]]) -> None:
    """One upsert, rows sorted by key, as the last statement before commit: no two savers can deadlock.

    ``amounts``: ``{TotalKey: (value, lines)}``, both to be added. A row exists as long as a line stands
    behind it: 0 is not the same as nothing reported. On PostgreSQL through a function of the owner, since a
    save adds to ancestors that its writer may not read.
    """
    rows = [(*cast("TotalKey", key), *amount) for key, amount in amounts.items()]
    rows.sort()
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(
                "SELECT core_add_to_totals("
                "%s::bigint[], %s::bigint[], %s::int[], %s::smallint[], %s::bigint[], %s::bigint[])",
                columns,
            )
            return
        cursor.executemany(
            "INSERT INTO core_monthtotal (association_id, code, month, indicator_id, value, lines)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (association_id, month, indicator_id)"
            " DO UPDATE SET value = value + excluded.value, lines = lines + excluded.lines",
            rows,
        )
        if any(lines < 0 for *_, lines in rows):
            cursor.executemany(
                "DELETE FROM core_monthtotal"
                " WHERE association_id = %s AND month = %s AND indicator_id = %s AND lines = 0",
                [(unit, month, indicator) for unit, _, month, indicator, _, _ in rows],
            )
