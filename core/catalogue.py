"""Loading the lists that ship with the product: indicators, campaigns, and what apps add to them."""

import csv
from collections.abc import Callable
from pathlib import Path

from core.figures.models import Campaign, Indicator

INDICATORS = Path(__file__).resolve().parent / "data" / "indicators.csv"
CAMPAIGNS = [
    ("member_day_529", "5.29会员活动日"),
    ("population_day_711", "7.11世界人口日"),
    ("spring_festival", "春节"),
    ("lantern_festival", "元宵"),
    ("dragon_boat_festival", "端午"),
    ("mid_autumn_festival", "中秋"),
    ("double_ninth_festival", "重阳"),
    ("national_day", "国庆"),
]
FLAGS = ("is_sensitive", "is_hidden")
PARTS = ("numerator", "denominator")


def load_indicators(path: Path = INDICATORS) -> int:
    """Add the shipped indicators that are missing; what the office changed in the browser stays as it is."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Indicator.objects.values_list("code", flat=True))
    fresh = []
    for order, row in enumerate(rows, start=1):
        if row["code"] not in known:
            plain = {key: value for key, value in row.items() if key not in (*FLAGS, *PARTS)}
            fresh.append(Indicator(order=order * 10, **plain, **{flag: row[flag] == "1" for flag in FLAGS}))
    Indicator.objects.bulk_create(fresh)
    _join_parts(rows, {row.code for row in fresh})
    return len(fresh)


def _join_parts(rows: list[dict[str, str]], fresh: set[str]) -> None:
    by_code = {row.code: row for row in Indicator.objects.all()}
    joined = []
    for row in rows:
        if row["code"] in fresh and row["numerator"]:
            indicator = by_code[row["code"]]
            indicator.numerator = by_code[row["numerator"]]
            indicator.denominator = by_code.get(row["denominator"])
            joined.append(indicator)
    Indicator.objects.bulk_update(joined, list(PARTS))


def load_campaigns() -> int:
    """Add the campaigns that are missing."""
    known = set(Campaign.objects.values_list("code", flat=True))
    fresh = [
        Campaign(code=code, name=name, order=order)
        for order, (code, name) in enumerate(CAMPAIGNS)
        if code not in known
    ]
    Campaign.objects.bulk_create(fresh)
    return len(fresh)


# What loads each list, in order; apps append theirs when they are ready.
LOADERS: dict[str, Callable[[], int]] = {"指标": load_indicators, "活动日专题": load_campaigns}


def load_everything() -> dict[str, int]:
    """Add what is missing of every shipped list; how many rows each got. Can be repeated."""
    return {name: load() for name, load in LOADERS.items()}
