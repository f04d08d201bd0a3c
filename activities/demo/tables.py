"""The tables that the demo activities are drawn from (``data/*.csv``)."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.associations.models import Association, Level

DATA = Path(__file__).resolve().parent / "data"
CAMPAIGNS = (
    "member_day_529",
    "population_day_711",
    "spring_festival",
    "lantern_festival",
    "dragon_boat_festival",
    "mid_autumn_festival",
    "double_ninth_festival",
    "national_day",
)
LEVELS = {Level.CITY: "city", Level.COUNTY: "county", Level.TOWNSHIP: "township", Level.VILLAGE: "village"}


def read_table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class KindRow:
    """How often a kind comes (ordinary days and each campaign), where, for how long, and about what."""

    kind: str
    weights: dict[str, int]
    levels: dict[str, int]
    setting: str
    days: int
    themes: list[str]
    deliveries: list[str]


@dataclass(frozen=True)
class NumberRow:
    """The natural range of one number of a kind, and in how many of 100 activities it is filled in."""

    kind: str
    indicator: str
    low: int
    high: int
    percent: int
    step: int


@dataclass(frozen=True)
class SeriesRow:
    """``count`` activities of a kind that are planned; ``alone``: and no others of it in these days."""

    place: str
    kind: str
    count: int
    first: date
    last: date
    campaign: str
    alone: bool
    also: str


@dataclass(frozen=True)
class TargetRow:
    """What the numbers of one indicator add up to: a golden row of the bulletin."""

    place: str
    indicator: str
    first: date
    last: date
    edition: tuple[str, int] | None
    total: int
    step: int


@cache
def kinds() -> dict[str, KindRow]:
    return {row["kind"]: _kind(row) for row in read_table("kinds")}


def _kind(row: dict[str, str]) -> KindRow:
    return KindRow(
        row["kind"],
        {name: int(row[name]) for name in ("ordinary", *CAMPAIGNS)},
        {name: int(row[name]) for name in ("county", "township", "village")},
        row["setting"],
        int(row["days"]),
        row["themes"].split(),
        row["deliveries"].split(),
    )


@cache
def numbers() -> dict[str, list[NumberRow]]:
    found: dict[str, list[NumberRow]] = {}
    for row in read_table("numbers"):
        parts = [int(row[name]) for name in ("low", "high", "percent", "step")]
        found.setdefault(row["kind"], []).append(NumberRow(row["kind"], row["indicator"], *parts))
    return found


@cache
def series() -> list[SeriesRow]:
    return [
        SeriesRow(
            row["place"],
            row["kind"],
            int(row["count"]),
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            row["campaign"],
            row["alone"] == "1",
            row["also"],
        )
        for row in read_table("series")
    ]


@cache
def targets() -> list[TargetRow]:
    return [
        TargetRow(
            row["place"],
            row["indicator"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            ("member_day_529", int(row["edition"])) if row["edition"] else None,
            int(row["total"]),
            int(row["step"]),
        )
        for row in read_table("targets")
    ]


@cache
def texts() -> dict[tuple[str, str, str], list[str]]:
    """Sentences by what they are, for which kind or setting, and for which campaign or level."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in read_table("texts"):
        found.setdefault((row["what"], row["key"], row["detail"]), []).append(row["text"])
    return found


def lies_in(unit: Association, place: Association) -> bool:
    return place.low <= unit.code <= place.high
