"""Recomputing every figure from the records, and naming what differs (design.md §5.2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, QuerySet

from core import scope
from core.associations.models import Association
from core.audit.services import kind_of
from core.figures.models import Figure, Indicator, MonthTotal
from core.figures.periods import month_number
from core.figures.posting import Book, LineKey, WrongSource, expected_lines
from core.records import Record, scoped_models

BATCH = 1000
Total = tuple[int, int]  # hundredths, and how many lines they come from
Sums = dict[tuple[int, int], Total]  # {(association id, month): total}


@dataclass
class Verification:
    """How much was looked at, and what differs: each difference is one flat dict that JSON can hold."""

    records: int = 0
    totals: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)


def verify() -> Verification:
    """Compare lines, month totals and addresses of the whole network with the records, as of one moment."""
    with scope.everything(), scope.snapshot():
        check = _Check()
        for model in models_with_figures():
            for records in _batches(_for_figures(model)):
                check.lines_of(model, records)
            check.orphans_of(model)
        check.unknown_kinds()
        check.all_totals()
        check.addresses()
        return check.result


def models_with_figures() -> list[type[Record]]:
    """Every model whose records yield figures."""
    return [model for model in scoped_models(apps) if issubclass(model, Record) and hasattr(model, "figures")]


def decimal_text(value: Decimal) -> str:
    """A value as commands print it: no trailing zeros, no exponent."""
    return format(value.normalize(), "f")


def _hundredths(value: int) -> str:
    return decimal_text(Decimal(value) / 100)


def _add(sums: Sums, key: tuple[int, int], total: Total) -> None:
    value, lines = sums.get(key, (0, 0))
    sums[key] = (value + total[0], lines + total[1])


def _shown(total: Total | None, other: Total | None) -> str | None:
    """The value; where only the number of lines differs, that too."""
    if total is None:
        return None
    lines = f"（{total[1]} 行）" if other is not None and other[0] == total[0] else ""
    return _hundredths(total[0]) + lines


def _for_figures(model: type[Record]) -> QuerySet[Record]:
    """All records with what ``figures()`` and ``edition_ids()`` may look at."""
    known = (Association, Indicator)
    joined = [row.name for row in model._meta.concrete_fields if row.related_model in known]
    rows: QuerySet[Record] = model.objects.select_related(*joined).order_by("pk")
    also = getattr(model, "counted_with", ())  # what else its ``figures()`` looks at
    return rows.prefetch_related(*[row.name for row in model._meta.many_to_many], *also)


def _batches(rows: QuerySet[Record]) -> Iterator[list[Record]]:
    stream = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(stream, BATCH)):
        yield batch


class _Check:
    """One run: what the records say on one hand, what stands in the tables on the other."""

    def __init__(self) -> None:
        self.result = Verification()
        self.book = Book.whole()
        self.names = dict(Association.objects.values_list("pk", "name"))
        self.codes = {row.pk: code for code, row in self.book.indicators.items()}
        self.own: dict[int, Sums] = defaultdict(dict)
        self.kinds: set[str] = set()

    def differ(self, what: str, expected: object, found: object, **where: object) -> None:
        self.result.differences.append({"what": what, **where, "expected": expected, "found": found})

    def lines_of(self, model: type[Record], records: list[Record]) -> None:
        standing = _standing(kind_of(records[0]), records)
        for record in records:
            self.result.records += 1
            wanted = self._expected(record)
            found = standing.get(record.pk, {})
            for key in wanted.keys() | found.keys():
                if wanted.get(key) != found.get(key):
                    self._line(kind_of(record), record.pk, key, wanted.get(key), found.get(key))
            for (unit, indicator, day, edition), value in wanted.items():
                if edition is None:
                    _add(self.own[indicator], (unit, month_number(day)), (value, 1))

    def _expected(self, record: Record) -> dict[LineKey, int]:
        try:
            return expected_lines(record, self.book)
        except (KeyError, WrongSource) as error:
            self.differ("record", "", str(error), record=f"{kind_of(record)} {record.pk}")
            return {}

    def _line(self, kind: str, pk: object, key: LineKey, wanted: int | None, found: int | None) -> None:
        unit, indicator, day, edition = key
        self.differ(
            "line",
            None if wanted is None else _hundredths(wanted),
            None if found is None else _hundredths(found),
            record=f"{kind} {pk}",
            association=self.names[unit],
            indicator=self.codes[indicator],
            day=day.isoformat(),
            edition=edition,
        )

    def orphans_of(self, model: type[Record]) -> None:
        """Lines whose record is gone."""
        kind = model._meta.label_lower
        self.kinds.add(kind)
        standing = model.objects.filter(pk=OuterRef("record_id"))
        self._orphans(Figure.objects.filter(~Exists(standing), kind=kind))

    def unknown_kinds(self) -> None:
        self._orphans(Figure.objects.exclude(kind__in=self.kinds))

    def _orphans(self, rows: QuerySet[Figure]) -> None:
        for row in rows.order_by("pk"):
            key = (row.association_id, row.indicator_id, row.day, row.edition_id)
            self._line(row.kind, row.record_id, key, None, row.value)

    def all_totals(self) -> None:
        standing = MonthTotal.objects.order_by().values_list("indicator_id", flat=True).distinct()
        for indicator in sorted({*standing, *self.own}):
            self._totals_of(indicator, self._rolled_up(self.own.pop(indicator, {})))

    def _rolled_up(self, own: Sums) -> Sums:
        sums: Sums = {}
        for (unit, month), total in own.items():
            for ancestor, _ in self.book.chains[unit]:
                _add(sums, (ancestor, month), total)
        return sums

    def _totals_of(self, indicator: int, wanted: Sums) -> None:
        rows = MonthTotal.objects.filter(indicator_id=indicator)
        columns = rows.values_list("association_id", "month", "value", "lines")
        found: Sums = {(unit, month): (value, lines) for unit, month, value, lines in columns.iterator()}
        self.result.totals += len(found)
        for key in sorted(wanted.keys() | found.keys()):
            if wanted.get(key) != found.get(key):
                self.differ(
                    "total",
                    _shown(wanted.get(key), found.get(key)),
                    _shown(found.get(key), wanted.get(key)),
                    association=self.names[key[0]],
                    indicator=self.codes[indicator],
                    month=f"{key[1] // 100}-{key[1] % 100:02}",
                )

    def addresses(self) -> None:
        """Rows whose address is not that of their association."""
        for model in scoped_models(apps):
            astray = model.objects.exclude(code=F("association__code")).select_related("association")
            for row in astray.order_by("pk"):
                self.differ("address", row.association.code, row.code, record=f"{kind_of(row)} {row.pk}")


def _standing(kind: str, records: list[Record]) -> dict[object, dict[LineKey, int]]:
    rows = Figure.objects.filter(kind=kind, record_id__in=[record.pk for record in records])
    columns = ("record_id", "association_id", "indicator_id", "day", "edition_id", "value")
    found: dict[object, dict[LineKey, int]] = {}
    for record, unit, indicator, day, edition, value in rows.values_list(*columns):
        lines = found.setdefault(record, {})
        lines[unit, indicator, day, edition] = lines.get((unit, indicator, day, edition), 0) + value
    return found
