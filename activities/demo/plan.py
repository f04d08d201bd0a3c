"""Which activities the demo holds: where, when, of which kind and for which campaign."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from activities.demo.tables import CAMPAIGNS, KindRow, SeriesRow, kinds, lies_in, series
from activities.models import School
from core.associations.models import Association
from core.calendar import NODES
from core.demo.draws import Draw
from core.demo.stage import Stage
from core.figures.periods import month_end, month_number, month_start, months_between

YEARS = (2021, 2022)  # the bulletin's world: these never change, whatever day it is
RECENT_MONTHS, RECENT_FROM = 14, date(2023, 1, 1)
EACH_YEAR, EACH_NAMED = 40, 7
OCCASIONS = {"ordinary": 39, **dict(zip(CAMPAIGNS, (22, 9, 9, 2, 5, 6, 5, 3), strict=True))}
MEMBER_DAY = "member_day_529"
ODD_KIND, ODD_NUMBER = "consultation", "consultation_person_times"


@dataclass
class Slot:
    """An activity that is going to be recorded; ``numbers`` in units.

    ``is_plain``: of one day, with no number that only some clerks fill in.
    """

    draw: Draw
    unit: Association
    kind: str
    first: date
    campaign: str = "ordinary"
    also: str = ""
    school: School | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    typo: bool = False
    is_plain: bool = False
    last: date = field(init=False)
    editions: list[tuple[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        is_short = self.is_plain or self.school is not None
        longer = False if is_short else self.draw.chance("longer", kinds()[self.kind].days)
        self.last = self.first + timedelta(days=self.draw.number("days", 1, 2) if longer else 0)
        self.editions = list(self._editions())

    def _editions(self) -> Iterator[tuple[str, int]]:
        """The campaign that it is made for; now and then another one of its day (中秋 and 国庆)."""
        if self.campaign == "ordinary":
            return
        for code, year in occasions_of(self.first):
            if code == self.campaign or (code != MEMBER_DAY and self.draw.chance(f"also {code}", 25)):
                yield code, year


def plan(stage: Stage) -> list[Slot]:
    """All slots up to today, in an order that is always the same."""
    drawn = [*_years(stage), *_recent(stage)]
    slots = [slot for slot in drawn if not _is_reserved(stage, slot)]
    slots += [*_series(stage), *_typos(stage)]
    return [slot for slot in slots if slot.last <= stage.today]


def _years(stage: Stage) -> Iterator[Slot]:
    """The bulletin's years: many in each county, and some in the villages that it names."""
    for year in YEARS:
        for place in [*stage.counties, *stage.named()]:
            townships = stage.townships.get(place.pk)
            for at in range(EACH_YEAR + len(townships) if townships else EACH_NAMED):
                draw = Draw("activity", place.code, year, at)
                campaign = draw.weighted("campaign", OCCASIONS)
                day = _day(draw, campaign, date(year, 1, 1), date(year, 12, 31))
                yield _slot(stage, place, draw, day, campaign)


def recent_start(today: date) -> date:
    """The first of the month in which the recent stream begins."""
    month = today.year * 12 + today.month - 1 - RECENT_MONTHS
    return max(date(month // 12, month % 12 + 1, 1), RECENT_FROM)


def _recent_months(today: date) -> list[int]:
    return months_between(month_number(recent_start(today)), month_number(today))


def _recent(stage: Stage) -> Iterator[Slot]:
    """A thinner stream, so that the first page is not empty; it knows nothing of today but its end."""
    for month in _recent_months(stage.today):
        busy = 1 if month % 100 in (1, 5, 6, 7, 9) else 0
        for place in [*stage.counties, *stage.named()]:
            many = 1 + Draw("busy", place.code, month).number("more", 0, 1)
            for at in range(busy + (many if place.pk in stage.townships else 1)):
                draw = Draw("activity", place.code, month, at)
                day = workday(draw.day("day", month_start(month), month_end(month)))
                codes = [code for code, _ in occasions_of(day)]
                campaign = draw.pick("which", codes) if codes and draw.chance("campaign", 55) else "ordinary"
                yield _slot(stage, place, draw, day, campaign)


def _series(stage: Stage) -> Iterator[Slot]:
    places = {unit.name: unit for unit in [stage.city, *stage.counties]}
    for row in series():
        for at in range(row.count):
            draw = Draw("series", row.place, row.kind, row.first, row.campaign, at)
            day = _day(draw, row.campaign or "ordinary", row.first, row.last)
            unit = _series_unit(stage, places[row.place], row, draw, at)
            yield Slot(draw, unit, row.kind, day, row.campaign or "ordinary", row.also)


def _series_unit(stage: Stage, place: Association, row: SeriesRow, draw: Draw, at: int) -> Association:
    if place == stage.city:
        return place
    if row.kind == "warm_activity":
        homes = stage.communities(place) or stage.villages[stage.townships[place.pk][at].pk]
        return homes[at % len(homes)]
    townships = stage.townships[place.pk]
    return _inside(
        stage, townships[(at + draw.number("shift", 0, 1)) % len(townships)], kinds()[row.kind], draw
    )


def _typos(stage: Stage) -> Iterator[Slot]:
    """Each month somebody types one zero too many: these wait to be checked (待核实)."""
    for month in _recent_months(stage.today):
        draw = Draw("typo", month)
        county = draw.pick("county", stage.counties)
        unit = draw.pick("township", stage.townships[county.pk])
        usual = draw.number("value", 60, 95)
        for name, number, first, last in (("usual", usual, 2, 9), ("typo", usual * 10, 16, 26)):
            mine = Draw("typo", month, name)
            day = month_start(month).replace(day=mine.number("day", first, last))
            yield Slot(mine, unit, ODD_KIND, day, numbers={ODD_NUMBER: number}, typo=name == "typo")


def _slot(stage: Stage, place: Association, draw: Draw, day: date, campaign: str) -> Slot:
    """An activity of a county, somewhere in it, or of one village."""
    alone = place.pk not in stage.townships
    weights = {
        row.kind: row.weights[campaign] for row in kinds().values() if row.levels["village"] or not alone
    }
    row = kinds()[draw.weighted("kind", weights)]
    return Slot(draw, place if alone else _unit(stage, place, row, draw), row.kind, day, campaign)


def _unit(stage: Stage, county: Association, row: KindRow, draw: Draw) -> Association:
    if draw.weighted("level", row.levels) == "county":
        return county
    return _inside(stage, draw.pick("township", stage.townships[county.pk]), row, draw)


def _inside(stage: Stage, township: Association, row: KindRow, draw: Draw) -> Association:
    """The township itself or one of its villages; half of the time the one with a seat of its own."""
    below = {name: weight for name, weight in row.levels.items() if name != "county"}
    villages = stage.villages[township.pk]
    if not any(below.values()):
        return stage.units[(township.ancestor_codes[0], township.level - 1)]
    if not villages or draw.weighted("inside", below) == "township":
        return township
    if row.setting == "home_base":
        villages = [unit for unit in villages if unit.name.endswith("社区")] or villages
    return villages[0] if draw.chance("seat", 50) else draw.pick("village", villages)


def _day(draw: Draw, campaign: str, first: date, last: date) -> date:
    """A working day of the span, or a day of the campaign's window inside it, close to the day itself."""
    if campaign == "ordinary":
        day = workday(draw.day("day", first, last))
        return day if first <= day <= last else first
    span = _spans(first.year)[campaign]
    peak = span.day - timedelta(days=2)
    return draw.day("day", max(span.first, first), min(span.last, last), peak)


@dataclass(frozen=True)
class Span:
    """A campaign's day and window in one year."""

    day: date
    first: date
    last: date


@cache
def _spans(year: int) -> dict[str, Span]:
    """Kept, since the lunar days of one year take a tenth of a second."""
    return {node.code: Span(node.day(year), *node.window(year)) for node in NODES}


def occasions_of(day: date) -> list[tuple[str, int]]:
    """``core.calendar.suggested`` for thousands of days."""
    return [
        (code, year)
        for year in (day.year, day.year + 1)
        for code, span in _spans(year).items()
        if span.first <= day <= span.last
    ]


def workday(day: date) -> date:
    """Saturday becomes Friday, Sunday Monday, inside the month."""
    if day.weekday() < 5:
        return day
    other = day + timedelta(days=-1 if day.weekday() == 5 else 1)
    return other if other.month == day.month else day


def _is_reserved(stage: Stage, slot: Slot) -> bool:
    """Whether a series wants to be the only one of its kind there and then."""
    places = {unit.name: unit for unit in [stage.city, *stage.counties]}
    return any(
        row.alone
        and row.kind == slot.kind
        and row.first <= slot.first <= row.last
        and lies_in(slot.unit, places[row.place])
        for row in series()
    )
