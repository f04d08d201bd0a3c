"""What took place at the demo Warm Homes: all that was due until 2022, with gaps of every state since."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone

from activities.demo.plan import occasions_of, workday
from activities.models import Activity, ActivityKind
from activities.services import ActivityDraft, edition_of, record_activities_many
from core.associations.models import Association, Level
from core.calendar import NODES
from core.demo.draws import Draw, identity
from core.demo.stage import Stage
from core.duties.declare import UnitSpan, duty_rule
from core.duties.services import Relief, exempt_units
from core.figures.models import CampaignEdition
from core.figures.periods import month_end, month_number, month_start, months_between
from families.models import WarmHome

FIRST = date(2021, 1, 1)
WHOLE_UNTIL = date(2022, 12, 31)
TITLES = (
    "健康知识讲座", "集体生日会", "手工编织课", "八段锦练习", "心理疏导小组", "家常菜交流", "广场舞排练",
    "读书分享会", "春游踏青", "量血压、测血糖", "茶话会", "家庭急救知识课",
)  # fmt: skip
FESTIVALS = {
    1: ("spring_festival", "春节走访慰问"), 2: ("dragon_boat_festival", "端午包粽子、走访慰问"),
    3: ("mid_autumn_festival", "中秋走访慰问"), 4: ("double_ninth_festival", "重阳走访慰问"),
}  # fmt: skip
# bulletin: 溆浦 §四 counts every condolence of these two months, and names no other.
COUNTED_ALONE = ("溆浦县", date(2022, 5, 1), date(2022, 6, 30))
REASON = "场地装修，暂停活动"


COMPLETE, DUE, OVERDUE, EXCUSED = range(4)  # the state today of the homes that stand longest


def load(stage: Stage) -> int:
    """Record them as the seats of the places would, and the exemption; 0 where they stand already."""
    homes = list(WarmHome.objects.select_related("association__parent").order_by("opened_on", "code"))
    if Activity.objects.filter(warm_home__in=homes).exists():
        return 0
    kinds = {row.code: row for row in ActivityKind.objects.filter(code__in=("condolence", "warm_activity"))}
    made, edition = 0, cache(edition_of)
    for at, home in enumerate(homes):
        drafts = [_draft(home, one, kinds, edition) for one in _gatherings(stage, home, at)]
        rows = record_activities_many(actor=stage.recorder(home.association), drafts=drafts)
        _enter_in_time(rows, stage)
        made += len(drafts)
    return made + _excuse(stage, homes[EXCUSED])


@dataclass(frozen=True)
class Gathering:
    """Something at a home on a day; ``festival`` where it is the condolence of the quarter."""

    draw: Draw
    day: date
    title: str
    is_visit: bool = False


def _gatherings(stage: Stage, home: WarmHome, at: int) -> Iterator[Gathering]:
    """A condolence in each quarter, something else in every other month."""
    first = max(home.opened_on or stage.today, FIRST)
    last = home.closed_on - timedelta(days=1) if home.closed_on else stage.today
    shut = _quiet_months(stage, home) if at == EXCUSED else []
    for month in months_between(month_number(first), month_number(last)):
        draw = Draw("home activity", home.pk, month)
        found = _visit(stage, home, month, draw) or _other(stage, month, draw, at)
        if first <= found.day <= last and month not in shut and _is_held(stage, found, month, at):
            yield found


def _visit(stage: Stage, home: WarmHome, month: int, draw: Draw) -> Gathering | None:
    """The condolence of the quarter, shortly before its festival; None in the other two months."""
    year, quarter = month // 100, (month % 100 + 2) // 3
    code, title = FESTIVALS[quarter]
    node = next(node for node in NODES if node.code == code)
    begin, end = date(year, quarter * 3 - 2, 1), month_end(year * 100 + quarter * 3)
    day = min(max(node.day(year) - timedelta(days=3), begin), end - timedelta(days=2))
    county, alone_from, alone_to = COUNTED_ALONE
    if alone_from <= day <= alone_to and _county_of(stage, home).name == county:
        day, title = date(year, 4, 20), "走访慰问"
    return Gathering(draw, day, title, is_visit=True) if month_number(day) == month else None


def _other(stage: Stage, month: int, draw: Draw, at: int) -> Gathering:
    day = workday(draw.day("day", month_start(month), month_end(month)))
    is_current = month == month_number(stage.today)
    if is_current and at == COMPLETE:
        day = min(day, stage.today)
    return Gathering(draw, day, draw.pick("title", TITLES))


def _is_held(stage: Stage, one: Gathering, month: int, at: int) -> bool:
    if month_start(month) <= WHOLE_UNTIL or at == COMPLETE:
        return True
    if at in (OVERDUE, EXCUSED):
        return at == EXCUSED or month not in _last_months(stage)
    return month != month_number(stage.today) if at == DUE else one.draw.chance("held", 93)


def _last_months(stage: Stage) -> list[int]:
    """The two whole months before this one."""
    before = month_start(month_number(stage.today)) - timedelta(days=1)
    return [month_number(month_start(month_number(before)) - timedelta(days=1)), month_number(before)]


def _quiet_months(stage: Stage, home: WarmHome) -> list[int]:
    """The latest one or two months in a row that are over and have no festival: the home was rebuilt then."""
    found: list[int] = []
    month = month_number(stage.today)
    while len(found) < 2:
        month = month_number(month_start(month) - timedelta(days=1))
        if month_start(month) <= WHOLE_UNTIL or (found and _visit(stage, home, month, Draw(month))):
            break
        if not _visit(stage, home, month, Draw(month)):
            found.insert(0, month)
    return found


def _draft(
    home: WarmHome,
    one: Gathering,
    kinds: dict[str, ActivityKind],
    edition: Callable[[str, int], CampaignEdition],
) -> ActivityDraft:
    activity = Activity(
        id=identity("home activity", one.draw.key), association=home.association, warm_home=home,
        kind=kinds["condolence" if one.is_visit else "warm_activity"], first_day=one.day, last_day=one.day,
        title=one.title, place=home.name,
    )  # fmt: skip
    box = "condolence_persons" if one.is_visit else "participant_person_times"
    codes = {code for code, _ in FESTIVALS.values()}
    names = [name for name in occasions_of(one.day) if one.is_visit and name[0] in codes]
    numbers = {box: one.draw.number("persons", 12, 38) * 100}
    return ActivityDraft(activity, numbers, [edition(*name) for name in names])


def _enter_in_time(rows: list[Activity], stage: Stage) -> None:
    """As if each had been entered a few days after it took place, some weeks late now and then (补记)."""
    for row in rows:
        draw = Draw("entered", row.pk)
        days = draw.number("late", 32, 50) if draw.chance("is late", 8) else draw.number("days", 0, 3)
        day = min(row.first_day + timedelta(days=days), stage.today)
        row.created_at = datetime.combine(day, time(9), tzinfo=timezone.get_current_timezone())
    Activity.objects.bulk_update(rows, ["created_at"], batch_size=500)


def _county_of(stage: Stage, home: WarmHome) -> Association:
    return stage.units[(home.association.ancestor_codes[1], Level.COUNTY)]


def _excuse(stage: Stage, home: WarmHome) -> int:
    """The home that is being rebuilt need hold nothing in these months."""
    months = _quiet_months(stage, home)
    if not months:
        return 0
    relief = Relief(duty_rule("warm_home_activity"), month_start(months[0]), month_end(months[-1]), REASON)
    units = [(UnitSpan(str(home.pk), home.name, home.code), home.association)]
    actor = stage.recorder(_county_of(stage, home))
    return len(exempt_units(actor=actor, units=units, relief=relief))
