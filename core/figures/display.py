"""How figures look on screen, in exports, charts and answers of the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.accounts.models import Account
from core.associations.models import Association, Level
from core.figures.models import Indicator, IndicatorKind
from core.parsing import decimal_places

UNREPORTED, SMALL, WITHHELD = "未报", "<5", "不显示"
SMALL_BELOW = 5


@dataclass(frozen=True)
class Shown:
    """A figure as one account may see it: ``text`` for print; ``value`` for charts, files and sums.

    ``value`` is None where nothing was reported, and where the number must not be told (``is_withheld``).
    """

    text: str
    value: Decimal | None = None
    is_withheld: bool = False

    def __str__(self) -> str:
        return self.text


def shown(
    value: Decimal | None,
    indicator: Indicator,
    association: Association,
    account: Account,
    *,
    values: Mapping[str, Decimal] | None = None,
) -> Shown:
    """What ``account`` sees of a figure of ``association``: one door of pages, exports, charts and the API.

    1 to 4 of a special-family indicator in a village or township print as 「<5」 for accounts without the
    family right (design.md §5.3), and nothing derived from such a number is told: a ratio asks ``values``,
    the figures of the same association by code, for its parts, and is withheld where they are not given.
    """
    if value is None:
        return Shown(UNREPORTED)
    if account.family_right:
        return Shown(grouped(value, indicator.unit), value)
    if is_small(value, indicator, association):
        return Shown(SMALL, is_withheld=True)
    if _has_small_part(indicator, association, values or {}):
        return Shown(WITHHELD, is_withheld=True)
    return Shown(grouped(value, indicator.unit), value)


def is_small(value: Decimal, indicator: Indicator, association: Association) -> bool:
    """1 to 4 of a special-family indicator in a village or township."""
    return indicator.is_sensitive and association.level >= Level.TOWNSHIP and 0 < value < SMALL_BELOW


def _has_small_part(indicator: Indicator, association: Association, values: Mapping[str, Decimal]) -> bool:
    if indicator.kind != IndicatorKind.RATIO or association.level < Level.TOWNSHIP:
        return False
    parts = [part for part in (indicator.numerator, indicator.denominator) if part and part.is_sensitive]
    return any(part.code not in values or 0 < values[part.code] < SMALL_BELOW for part in parts)


def hundredths_text(value: int, places: int) -> str:
    """Integer hundredths as a clerk would type them again: 76000 → 「760」, 120050 → 「1200.50」."""
    return f"{Decimal(value) / 100:.{places}f}"


def grouped(value: Decimal | int, unit: str = "") -> str:
    """Exact and grouped by three: 「16,716」; two places for money and percents only: 「58,000.00」."""
    return f"{value:,.{decimal_places(unit)}f}"


def with_unit(text: object, unit: str) -> str:
    """「766 人次」, 「81.33%」; 未报 and what is withheld stand alone."""
    if text in (UNREPORTED, WITHHELD):
        return str(text)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"
