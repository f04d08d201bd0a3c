"""Which units are the rows of a grid."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from core.associations.models import Association, Level

MOST_ROWS = 1000
LEVEL_NAMES = {"village": Level.VILLAGE, "township": Level.TOWNSHIP, "county": Level.COUNTY}
COUNTED = {"village": "个村", "township": "个乡镇", "county": "个县市区"}


@dataclass(frozen=True)
class Choice:
    """One way to take the units below a place: 「32 个村」."""

    by: str
    count: int

    @property
    def label(self) -> str:
        return f"{self.count:,} {COUNTED[self.by]}"


@dataclass(frozen=True)
class Group:
    """Rows that stand together: the villages of one township."""

    unit: Association
    rows: list[Association]


def choices_of(place: Association) -> list[Choice]:
    """Levels below ``place`` with so many units that a grid of them is still one page, villages first."""
    if place.level == Level.VILLAGE:
        return [Choice("village", 1)]
    rows = place.descendants().filter(is_active=True).values_list("level").annotate(Count("pk")).order_by()
    counts = dict(rows)
    found = [Choice(by, counts.get(level, 0)) for by, level in LEVEL_NAMES.items()]
    return [choice for choice in found if 0 < choice.count <= MOST_ROWS]


def units_of(place: Association, by: str) -> list[Association]:
    """The rows, in the order of the division table."""
    if place.level == Level.VILLAGE:
        return [place]
    rows = place.descendants().filter(level=LEVEL_NAMES[by], is_active=True)
    return list(rows.order_by("code"))


def groups_of(place: Association, units: Iterable[Association]) -> list[Group]:
    """Rows by the unit above them, in their order; where that is ``place`` itself, one group of all."""
    if place.level == Level.VILLAGE:
        return [Group(place, list(units))]
    rows: dict[int | None, list[Association]] = {}
    for unit in units:
        rows.setdefault(unit.parent_id, []).append(unit)
    heads = Association.objects.in_bulk([key for key in rows if key and key != place.pk])
    return [Group(heads.get(key or 0, place), found) for key, found in rows.items()]
