"""A visit to a family of its own, with the mark of its place."""

from datetime import date
from typing import Any
from uuid import UUID

from families.models import Family, Visit
from tests.plant import plant

VISITED = date(2022, 6, 1)


def _visit(spot: Any) -> UUID:
    family = plant(Family, spot.unit, status="registered", household_number=f"{spot.mark.word}-v")
    given = {"family": family, "place": spot.unit, "day": VISITED}
    return plant(Visit, spot.unit, visitor=spot.mark.word, remark=spot.mark.word, **given).pk


VISITS = {"visit": _visit}
