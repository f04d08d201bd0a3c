"""The sketch map of a city: the ranking of its units once more, as shades. No number of its own."""

import re
from decimal import Decimal
from typing import Any

from django.templatetags.static import static

from core.associations.models import Level
from core.figures.display import UNREPORTED, with_unit
from reports.asked import Asked

SHAPES = {431200000000: "map/huaihua.geojson"}  # a city without a file has no map, only the bars
DARKEST = 4  # shades 1 to 4 for what is above zero, 0 for zero
NATIONALITIES = re.compile(r"(?:土家族|.族)+自治县$")
ADDRESS_OF_SHAPE = 10**6  # a shape is named by the six digits of its division, an association by twelve


def sketch(asked: Asked, ranking: dict[str, Any]) -> dict[str, Any] | None:
    """The map as templates/reports/_map.html and map.js want it; None where there is nothing to shade."""
    association = asked.association
    if association.level != Level.CITY or association.code not in SHAPES or not ranking["rows"]:
        return None
    unit = f"{asked.indicator.unit}/村" if ranking["by_village"] else asked.indicator.unit
    return {
        "id": "map-data",
        "title": f"{association.name}行政区划示意图",
        "shapes": static(SHAPES[association.code]),
        "measure": f"{asked.indicator.name}（{unit}）",
        "unit": unit,
        **shades(ranking, unit),
    }


def shades(ranking: dict[str, Any], unit: str) -> dict[str, Any]:
    """Every unit with the words of its bar and its shade, and the legend: nothing withheld has a shade."""
    groups = _groups(ranking["rows"])
    of_value = {value: shade for shade, values in groups.items() for value in values}
    texts = {row["order"]: row["text"] for row in ranking["rows"]}
    units = [_unit(row, unit, of_value) for row in [*ranking["rows"], *ranking["absent"]]]
    legend = [
        {"shade": str(shade), "label": _span(texts[values[0]], texts[values[-1]])}
        for shade, values in sorted(groups.items(), reverse=True)
    ]
    others = {row["text"]: row["shade"] for row in units if row["shade"] in ("absent", "none")}
    return {
        "units": units,
        "legend": [*legend, *({"shade": shade, "label": text} for text, shade in others.items())],
    }


def _groups(rows: list[dict[str, Any]]) -> dict[int, list[Decimal]]:
    """Values by shade: zero alone, the others in up to four groups of about the same size."""
    values = sorted({row["order"] for row in rows if row["order"] is not None})
    nothing = [value for value in values if value <= 0]
    above = [value for value in values if value > 0]
    parts = min(DARKEST, len(above))
    groups = {
        DARKEST + 1 - parts + at: above[at * len(above) // parts : (at + 1) * len(above) // parts]
        for at in range(parts)
    }
    return {0: nothing, **groups} if nothing else groups


def _unit(row: dict[str, Any], unit: str, of_value: dict[Decimal, int]) -> dict[str, str]:
    text = row["text"]
    shade = "absent" if text == UNREPORTED else str(of_value.get(row["order"], "none"))
    parts = [with_unit(text, unit) if row["order"] is not None else text]
    parts += [row["detail"]] if row.get("detail") else []
    parts += [f"第 {row['rank']} 位"] if row.get("rank") else []
    return {
        "code": str(row["code"] // ADDRESS_OF_SHAPE),
        "name": NATIONALITIES.sub("县", row["name"]),
        "text": text,
        "shade": shade,
        "told": f"{row['name']} {'，'.join(parts)}",
        "url": row["url"],
    }


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
