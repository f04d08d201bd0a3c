"""Demo schools and their lessons: each school, each semester. No pupils."""

from collections.abc import Iterator
from datetime import date, timedelta

from activities.choices import Stage as SchoolStage
from activities.demo.plan import YEARS, Slot, recent_start, workday
from activities.models import School
from core.associations.models import Association
from core.demo.draws import Draw, identity
from core.demo.stage import Stage

COLLEGES = {"鹤城区": ("五溪师范学院", "鹤洲医药职业学院"), "洪江市": ("雪峰农林职业学院",)}
LESSON = "youth_health_education"
EVERY_SEMESTER = "沅陵县"  # bulletin: 沅陵 §二, each school at least once a semester
TOWN_SCHOOLS_MOST = 5
TOWN_SCHOOLS = [
    ("中心幼儿园", SchoolStage.KINDERGARTEN),
    ("中心小学", SchoolStage.PRIMARY),
    ("初级中学", SchoolStage.JUNIOR),
    ("九年一贯制学校", SchoolStage.NINE_YEAR),
]


def make_schools(stage: Stage) -> list[School]:
    """Unsaved schools of every county: one of several townships, the big ones of the county town."""
    return [school for county in stage.counties for school in _schools(stage, county)]


def _schools(stage: Stage, county: Association) -> Iterator[School]:
    townships = stage.townships[county.pk]
    yield _school(townships[0], f"{county.name}第一中学", SchoolStage.SENIOR)
    yield _school(townships[0], f"{county.name}职业中等专业学校", SchoolStage.VOCATIONAL)
    for name in COLLEGES.get(county.name, ()):
        yield _school(townships[0], name, SchoolStage.COLLEGE)
    for at, township in enumerate(townships[:TOWN_SCHOOLS_MOST]):
        ending, kind = TOWN_SCHOOLS[at % len(TOWN_SCHOOLS)]
        yield _school(township, township.name + ending, kind)


def _school(place: Association, name: str, kind: SchoolStage) -> School:
    return School(id=identity("school", place.code, name), association=place, name=name, stage=kind)


def lessons(stage: Stage, schools: list[School]) -> Iterator[Slot]:
    """青春健康教育: one lesson each semester; outside the model county some schools miss one."""
    for school in schools:
        place = school.association
        county = stage.units[(place.ancestor_codes[0], place.level - 1)]
        for name, first, last in _semesters(stage.today):
            draw = Draw("lesson", school.pk, name)
            slot = Slot(draw, place, LESSON, _school_day(draw.day("day", first, last)), school=school)
            held = county.name == EVERY_SEMESTER or draw.chance("held", 90)
            if held and slot.last <= stage.today:
                yield slot


def _school_day(day: date) -> date:
    """No lessons in the week of the National Day, nor at weekends."""
    return workday(day + timedelta(days=8) if day.month == 10 and day.day <= 8 else day)


def _semesters(today: date) -> Iterator[tuple[str, date, date]]:
    """Teaching days: those of the bulletin's years, and those that begin in the recent stream."""
    start = recent_start(today)
    for year in [*YEARS, *range(start.year, today.year + 1)]:
        for name, first, last in (
            (f"{year}-spring", date(year, 3, 2), date(year, 6, 20)),
            (f"{year}-autumn", date(year, 9, 10), date(year, 12, 15)),
        ):
            if year in YEARS or first >= start:
                yield name, first, last
