"""Figures computed from the network itself: how many units there are."""

from decimal import Decimal

from django.db.models import BigIntegerField, Count, F, Value
from django.db.models.functions import Cast

from core.associations.models import SPANS, Association, Kind, Level
from core.figures.reading import Provider, Selection, provide


def count_units(units: list[Association], levels: tuple[int, ...], kind: str = "") -> dict[int, Decimal]:
    """How many active units of ``levels`` (of one ``kind``) lie in each of ``units``, itself included."""
    span = SPANS[max(unit.level for unit in units)]
    within = (min(unit.low for unit in units), max(unit.high for unit in units))
    rows = Association.objects.filter(is_active=True, level__in=levels, code__range=within)
    rows = rows.filter(kind=kind) if kind else rows
    places = rows.annotate(place=Cast(F("code") / Value(span), BigIntegerField())).values_list(
        "place", "level"
    )
    counts = dict.fromkeys((unit.pk for unit in units), Decimal(0))
    for place, level, found in places.annotate(found=Count("pk")).order_by():
        for unit in units:
            if unit.low <= place * span <= unit.high and level >= unit.level:
                counts[unit.pk] += found
    return counts


COUNTED = {
    "county_unit_count": (Level.COUNTY,),
    "township_unit_count": (Level.TOWNSHIP,),
    "village_unit_count": (Level.VILLAGE,),
    "association_count": tuple(Level),
    "administrative_village_count": (Level.VILLAGE,),
}
# 行政村: the 村, not the 社区 (bulletin: 沅陵 §二).
KINDS = {"administrative_village_count": Kind.VILLAGE.value}


def _provider(levels: tuple[int, ...], kind: str) -> Provider:
    def answer(selection: Selection, units: list[Association]) -> dict[int, Decimal]:
        return count_units(units, levels, kind)

    return answer


def register() -> None:
    """Called once by ``CoreConfig.ready``."""
    for code, levels in COUNTED.items():
        provide(code, _provider(levels, KINDS.get(code, "")))
