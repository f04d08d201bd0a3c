"""Days that matter: campaigns and festivals with their windows, and school semesters (domain.md §6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar

from core.associations.models import Level


def _solar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date]:
    """The regular month: a leap month repeats no festival. Kept, as a lunar year is slow to make."""

    @cache
    def find(year: int) -> date:
        solar = Lunar.fromYmd(year, month, day).getSolar()
        return date(solar.getYear(), solar.getMonth(), solar.getDay())

    return find


_lantern, _preserved_rice = _lunar(1, 15), _lunar(12, 8)


def _spring_window(year: int) -> tuple[date, date]:
    """腊月初八 to 正月十五: the last month of the lunar year before may have 29 or 30 days."""
    return _preserved_rice(year - 1), _lantern(year)


def _around(find: Callable[[int], date]) -> Callable[[int], tuple[date, date]]:
    return lambda year: (find(year) - timedelta(days=15), find(year) + timedelta(days=3))


def _fixed(first: tuple[int, int], last: tuple[int, int]) -> Callable[[int], tuple[date, date]]:
    return lambda year: (date(year, *first), date(year, *last))


@dataclass(frozen=True)
class Node:
    """时间节点: its day in a year, and the window in which an activity is suggested to belong to it."""

    code: str
    name: str
    day: Callable[[int], date]
    window: Callable[[int], tuple[date, date]]


def _lantern_window(year: int) -> tuple[date, date]:
    return _lantern(year) - timedelta(days=3), _lantern(year)


NODES = [
    Node("member_day_529", "5.29会员活动日", _solar(5, 29), _fixed((5, 1), (6, 30))),
    Node("population_day_711", "7.11世界人口日", _solar(7, 11), _fixed((7, 1), (7, 31))),
    Node("spring_festival", "春节", _lunar(1, 1), _spring_window),
    Node("lantern_festival", "元宵", _lantern, _lantern_window),
    Node("dragon_boat_festival", "端午", _lunar(5, 5), _around(_lunar(5, 5))),
    Node("mid_autumn_festival", "中秋", _lunar(8, 15), _around(_lunar(8, 15))),
    Node("double_ninth_festival", "重阳", _lunar(9, 9), _around(_lunar(9, 9))),
    Node("national_day", "国庆", _solar(10, 1), _fixed((9, 20), (10, 8))),
]
FIRST_YEAR, LAST_YEAR = 1950, 2100


def suggested(day: date) -> list[tuple[str, int]]:
    """``(campaign code, edition year)`` of the windows that ``day`` falls into; two may apply.

    The edition is the festival's year: visits of December 2022 for Spring Festival 2023 count in 2023.
    """
    found = []
    for node in NODES:
        for year in (day.year, day.year + 1):
            if FIRST_YEAR <= year <= LAST_YEAR:
                first, last = node.window(year)
                if first <= day <= last:
                    found.append((node.code, year))
    return found


def coming(today: date, days: int = 30) -> list[tuple[Node, date]]:
    """Nodes of the next ``days`` days, soonest first."""
    rows = [(node, node.day(year)) for node in NODES for year in (today.year, today.year + 1)]
    last = today + timedelta(days=days)
    return sorted(((node, day) for node, day in rows if today <= day <= last), key=lambda row: row[1])


# domain.md §6: a level hands its month in on this day, of the month itself (0) or of the next one (1).
REPORT_DAYS = {Level.VILLAGE: (25, 0), Level.TOWNSHIP: (28, 0), Level.COUNTY: (3, 1), Level.CITY: (8, 1)}


def next_report(level: int, today: date) -> tuple[date, date]:
    """The month (its first day) that an association of ``level`` hands in next, and the last day for it."""
    day, later = REPORT_DAYS[Level(level)]
    month = today.replace(day=1)
    due = today.replace(day=day)
    if due < today:
        due = (month + timedelta(days=32)).replace(day=day)
    return (due.replace(day=1) - timedelta(days=1)).replace(day=1) if later else due.replace(day=1), due


def semester_of(day: date) -> str:
    """``2022-autumn`` or ``2021-spring``, named by the year in which the school year began (domain.md §6).

    1 August to 31 January is the autumn semester of the school year begun then, the rest its spring one.
    """
    if day.month >= 8:
        return f"{day.year}-autumn"
    return f"{day.year - 1}-autumn" if day.month == 1 else f"{day.year - 1}-spring"


def semester_label(semester: str) -> str:
    """``2021-spring`` → 「2021—2022学年第二学期（春季）」."""
    year, _, term = semester.partition("-")
    if not year:
        return ""
    name = "第一学期（秋季）" if term == "autumn" else "第二学期（春季）"
    return f"{year}—{int(year) + 1}学年{name}"
