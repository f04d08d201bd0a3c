"""Loading the activity kinds that ship with the product."""

import csv
from pathlib import Path

from activities.models import ActivityKind, KindFigure
from core.figures.models import Indicator
from core.pinyin import initials_of

DATA = Path(__file__).resolve().parent / "data"


def load_kinds() -> int:
    """Add the shipped kinds that are missing; what the office changed in the browser stays as it is."""
    known = set(ActivityKind.objects.values_list("code", flat=True))
    fresh = [
        ActivityKind(**row, order=order * 10, initials=initials_of(row["name"]))
        for order, row in enumerate(_rows("kinds.csv"), start=1)
        if row["code"] not in known
    ]
    ActivityKind.objects.bulk_create(fresh)
    _load_figures({kind.code: kind for kind in fresh})
    return len(fresh)


def _load_figures(kinds: dict[str, ActivityKind]) -> None:
    indicators = {row.code: row for row in Indicator.objects.all()}
    KindFigure.objects.bulk_create(
        KindFigure(
            kind=kinds[row["kind"]],
            indicator=indicators[row["indicator"]],
            constant=int(row["constant"]) * 100 if row["constant"] else None,
            is_required=row["is_required"] == "1",
            order=order,
        )
        for order, row in enumerate(_rows("kind_figures.csv"))
        if row["kind"] in kinds
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
