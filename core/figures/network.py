"""Figures computed from the network itself: how many units there are."""

from decimal import Decimal

from core.associations.models import Association, Level
from core.figures.reading import Provider, Selection, provide


def count_units(units: list[Association], levels: tuple[int, ...]) -> dict[int, Decimal]:
    """How many active units of ``levels`` lie in each of ``units``, the unit itself included."""
    lows, highs = min(unit.low for unit in units), max(unit.high for unit in units)
    codes = Association.objects.filter(is_active=True, level__in=levels, code__range=(lows, highs))
    counts = dict.fromkeys((unit.pk for unit in units), Decimal(0))
    for code, level in codes.values_list("code", "level"):
        for unit in units:
            if unit.low <= code <= unit.high and level >= unit.level:
                counts[unit.pk] += 1
    return counts


COUNTED = {
    "county_unit_count": (Level.COUNTY,),
    "township_unit_count": (Level.TOWNSHIP,),
    "village_unit_count": (Level.VILLAGE,),
    "association_count": tuple(Level),
}


def _provider(levels: tuple[int, ...]) -> Provider:
    def answer(selection: Selection, units: list[Association]) -> dict[int, Decimal]:
        return count_units(units, levels)

    return answer


def register() -> None:
    """Called once by ``CoreConfig.ready``."""
    for code, levels in COUNTED.items():
        provide(code, _provider(levels))
