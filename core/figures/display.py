"""How figures look on screen, in exports, charts and answers of the API."""

from decimal import Decimal

from core.parsing import decimal_places


def hundredths_text(value: int, places: int) -> str:
    """Integer hundredths as a clerk would type them again: 76000 → 「760」, 120050 → 「1200.50」."""
    return f"{Decimal(value) / 100:.{places}f}"


def grouped(value: Decimal, unit: str) -> str:
    """Exact and grouped by three: 「16,716」; two places for money and percents only: 「58,000.00」."""
    return f"{value:,.{decimal_places(unit)}f}"
