"""Golden tables: figures that a printed bulletin states, compared with what the records roll up to."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from core.associations.models import Association
from core.associations.search import resolve
from core.figures.models import IN_TOTALS, CampaignEdition, Figure, Indicator, IndicatorKind
from core.figures.periods import Period
from core.figures.reading import Selection, is_provided, read
from core.figures.verify import decimal_text
from core.scope import EVERYTHING

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "bulletin_figures.csv"
COLUMNS = {"id", "county", "period_start", "period_end", "indicator_code", "value", "qualifier"}
PASSED, FAILED, NOT_YET = "passed", "failed", "not_yet"


class BadTable(ValueError):
    """The golden table cannot be used; the message names line and reason, in Chinese."""


@dataclass(frozen=True)
class GoldenRow:
    """One stated figure. ``qualifier``: exact the same, 余 between the bounds, 至少 that or more."""

    id: str
    association: Association
    period: Period
    indicator: str
    value: Decimal
    qualifier: str
    least: Decimal
    most: Decimal | None
    campaign: tuple[str, int] | None

    def holds(self, value: Decimal) -> bool:
        if self.qualifier == "余":
            return self.least < value and (self.most is None or value < self.most)
        return value >= self.value if self.qualifier == "至少" else value == self.value

    @property
    def expected(self) -> str:
        if self.qualifier == "余" and self.most is not None:
            return f"{decimal_text(self.least)} < v < {decimal_text(self.most)}"
        signs = {"余": f"v > {decimal_text(self.least)}", "至少": f"v >= {decimal_text(self.value)}"}
        return signs.get(self.qualifier, f"v = {decimal_text(self.value)}")


@dataclass(frozen=True)
class Outcome:
    """``value`` is None where nothing was reported."""

    row: GoldenRow
    status: str
    value: Decimal | None = None


def read_table(path: Path = SHIPPED) -> list[GoldenRow]:
    """The rows of a golden table; raises ``BadTable``. Associations are looked up in the network."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = COLUMNS - set(reader.fieldnames or ())
        if missing:
            raise BadTable(f"缺少列：{'、'.join(sorted(missing))}。")
        places: dict[str, Association] = {}
        return [_row(cells, line, places) for line, cells in enumerate(reader, start=2)]


def _row(cells: dict[str, str], line: int, places: dict[str, Association]) -> GoldenRow:
    try:
        value = Decimal(cells["value"])
        return GoldenRow(
            id=cells["id"],
            association=_place(cells["county"], places),
            period=_period(cells),
            indicator=cells["indicator_code"],
            value=value,
            qualifier=cells["qualifier"],
            least=Decimal(cells.get("accept_min") or value),
            most=Decimal(cells["accept_max"]) if cells.get("accept_max") else None,
            campaign=_campaign(cells.get("scope") or ""),
        )
    except BadTable as error:
        raise BadTable(f"第 {line} 行：{error}") from None
    except (ValueError, InvalidOperation, KeyError):
        raise BadTable(f"第 {line} 行：日期、数字或 scope 不对。") from None


def _period(cells: dict[str, str]) -> Period:
    start = date.fromisoformat(cells["period_start"]) if cells["period_start"] else None
    return Period(start, date.fromisoformat(cells["period_end"]))


def _place(name: str, places: dict[str, Association]) -> Association:
    if name not in places:
        found = resolve(name, within=EVERYTHING)
        if len(found) != 1:
            raise BadTable(f"网络中{'不止一个' if found else '没有'}单位“{name}”。")
        places[name] = found[0]
    return places[name]


def _campaign(text: str) -> tuple[str, int] | None:
    """``campaign=member_day_529;year=2022``."""
    if not text:
        return None
    parts = dict(part.split("=", 1) for part in text.split(";"))
    return parts["campaign"], int(parts["year"])


def check(rows: Iterable[GoldenRow]) -> list[Outcome]:
    """Compare each row, inside a scope that covers the network.

    not_yet: no record of that kind exists anywhere, a rule applied to nobody, no standard was in force, or
    the system does not answer that kind of indicator.
    """
    known = {row.code: row for row in Indicator.objects.select_related("numerator", "denominator")}
    reported = set(Figure.objects.order_by().values_list("indicator_id", flat=True).distinct())
    return [_outcome(row, known.get(row.indicator), reported) for row in rows]


def _outcome(row: GoldenRow, indicator: Indicator | None, reported: set[int]) -> Outcome:
    if indicator is None or not _is_answered(indicator, reported):
        return Outcome(row, NOT_YET)
    edition = None
    if row.campaign is not None:
        code, year = row.campaign
        edition = CampaignEdition.objects.filter(campaign__code=code, year=year).first()
        edition = edition or CampaignEdition(pk=0)  # nobody recorded it: selects nothing
    value = read(Selection(row.association, row.period, edition), [indicator]).head.get(indicator.code)
    if value is None:
        is_bare = indicator.kind in (IndicatorKind.RULE, IndicatorKind.PARAMETER)
        return Outcome(row, NOT_YET if is_bare else FAILED)
    return Outcome(row, PASSED if row.holds(value) else FAILED, value)


def _is_answered(indicator: Indicator, reported: set[int]) -> bool:
    if indicator.kind in IN_TOTALS:
        return indicator.pk in reported
    if indicator.kind in (IndicatorKind.RATIO, IndicatorKind.UNITS):
        parts = [part for part in (indicator.numerator, indicator.denominator) if part is not None]
        return bool(parts) and all(_is_answered(part, reported) for part in parts)
    return is_provided(indicator.code)
