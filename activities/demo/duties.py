"""Activities that fulfil duties of villages: whole in the bulletin's year, with gaps of every state since.

And what the duties are measured by: a county's own threshold, exemptions with their reasons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from activities.demo.plan import RECENT_FROM, Slot, workday
from core.accounts.models import Account, Role
from core.associations.models import Association, Level
from core.demo.draws import Draw
from core.demo.stage import Stage
from core.duties.declare import UnitSpan, duty_rule
from core.duties.models import DutyExemption
from core.duties.services import Relief, exempt_units, set_standard

BULLETIN_YEAR = 2022


@dataclass(frozen=True)
class Habit:
    """How a county keeps one duty: ``percent`` of each round that is asked takes place since the bulletin."""

    county: str
    kind: str
    times: int
    levels: tuple[Level, ...]
    percent: int
    last_first: date = date(BULLETIN_YEAR, 12, 20)
    is_recent: bool = False  # the bulletin says nothing of it


VILLAGES = (Level.VILLAGE,)
# bulletin: 沅陵 §二, 洪江 §二. The first lecture of each village was before the end of September (YL-14).
HABITS = [
    Habit("沅陵县", "health_lecture", 2, VILLAGES, 88, date(BULLETIN_YEAR, 9, 20)),
    Habit("沅陵县", "award", 1, (Level.TOWNSHIP, Level.VILLAGE), 85),
    Habit("沅陵县", "council_meeting", 1, VILLAGES, 75, is_recent=True),
    Habit("沅陵县", "backbone_training", 1, VILLAGES, 60, is_recent=True),
    Habit("洪江市", "council_meeting", 1, VILLAGES, 90),
    Habit("洪江市", "backbone_training", 1, VILLAGES, 85),
]
# “基本做到”: these held no meeting of the council in the bulletin's year, and were exempted.
WITHOUT_COUNCIL = 2
EXEMPT_NOW = 3


def duty_slots(stage: Stage) -> Iterator[Slot]:
    """What each village and township did for its duties, in the bulletin's year and in this one."""
    years = [BULLETIN_YEAR]
    years += [stage.today.year] if stage.today >= RECENT_FROM else []
    counties = {unit.name: unit for unit in stage.counties}
    for habit in HABITS:
        for unit in units_below(stage, counties[habit.county], habit.levels):
            for year in years[1:] if habit.is_recent else years:
                yield from _year(stage, habit, unit, year)


def units_below(stage: Stage, county: Association, levels: tuple[Level, ...]) -> list[Association]:
    return [
        unit
        for unit in stage.units.values()
        if unit.level in levels and unit.is_active and county.low <= unit.code <= county.high
    ]


def without_council(stage: Stage) -> list[Association]:
    """The villages that were exempted from the meeting of 2022; the same ones each time."""
    county = next(unit for unit in stage.counties if unit.name == "洪江市")
    villages = units_below(stage, county, VILLAGES)
    return sorted(villages, key=lambda unit: Draw("no council", unit.code).fraction("place"))[
        :WITHOUT_COUNCIL
    ]


def _year(stage: Stage, habit: Habit, unit: Association, year: int) -> Iterator[Slot]:
    if year == BULLETIN_YEAR and habit.kind == "council_meeting" and unit in without_council(stage):
        return
    for at in range(habit.times):
        draw = Draw("duty", habit.kind, unit.code, year, at)
        if year != BULLETIN_YEAR and not draw.chance("held", habit.percent):
            continue
        last = habit.last_first.replace(year=year) if at == 0 else date(year, 12, 20)
        yield Slot(draw, unit, habit.kind, workday(draw.day("day", date(year, 1, 10), last)), is_plain=True)


def load_relief(stage: Stage) -> int:
    """The threshold of 沅陵县, and the exemptions; 0 where they stand already."""
    if DutyExemption.objects.exists():
        return 0
    counties = {unit.name: unit for unit in stage.counties}
    lecture = duty_rule("health_lecture")
    set_standard(
        actor=Account.objects.get(role=Role.ADMINISTRATOR, association=counties["沅陵县"]),
        association=counties["沅陵县"],
        rule=lecture,
        minimum=2,
        since=date(BULLETIN_YEAR, 1, 1),
        basis="沅陵县计生协2022年工作要点",
    )
    made = _exempt(
        stage, without_council(stage), "council_meeting", BULLETIN_YEAR, "疫情防控，理事会议推迟到下年初"
    )
    if stage.today.year > BULLETIN_YEAR:
        rest = units_below(stage, counties["沅陵县"], VILLAGES)
        rest = sorted(rest, key=lambda unit: Draw("relief", unit.code).fraction("place"))[:EXEMPT_NOW]
        made += _exempt(stage, rest, "health_lecture", stage.today.year, "整村搬迁安置，年内不具备集中条件")
    return made + 1


def _exempt(stage: Stage, units: list[Association], code: str, year: int, reason: str) -> int:
    relief = Relief(duty_rule(code), date(year, 1, 1), date(year, 12, 31), reason)
    spans = [(UnitSpan(str(unit.pk), unit.name, unit.code), unit) for unit in units]
    county = stage.units[(units[0].ancestor_codes[1], Level.COUNTY)]
    return len(exempt_units(actor=stage.recorder(county), units=spans, relief=relief))
