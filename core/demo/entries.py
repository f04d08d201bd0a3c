"""Typed numbers of the demo: what no other record holds, and one opening figure."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from core.associations.models import Association
from core.demo.draws import Draw, identity
from core.demo.stage import Stage
from core.figures.entries import save_entries_many
from core.figures.models import FigureEntry, Indicator

# bulletin: 沅陵 §一, 溆浦 §一
STAFF = {"沅陵县": (6, 3), "溆浦县": (14, 5)}
OPENING_NOTE = "期初数：截至2022年9月底开设的线上课程，来源为省计生协简报2022年第21期"
ADVICE = "infertility_consultation_person_times"
Row = tuple[str, date, int, bool, str]


def load(stage: Stage) -> int:
    """Save them as the editors of the county associations would; 0 where they stand already."""
    rows = [(unit, row) for unit in [stage.city, *stage.counties] for row in _rows(stage, unit)]
    indicators = {row.code: row for row in Indicator.objects.all()}
    entries = [_entry(unit, row, indicators) for unit, row in rows if row[1] <= stage.today]
    if FigureEntry.objects.filter(pk__in=[entry.pk for entry in entries]).exists():
        return 0
    for _, mine in groupby(entries, key=lambda entry: entry.association_id):
        own = list(mine)
        save_entries_many(actor=stage.recorder(own[0].association), entries=own)
    return len(entries)


def _entry(unit: Association, row: Row, indicators: dict[str, Indicator]) -> FigureEntry:
    code, day, value, is_opening, note = row
    return FigureEntry(
        id=identity("entry", unit.code, code, day),
        association=unit,
        indicator=indicators[code],
        day=day,
        value=value * 100,
        is_opening=is_opening,
        note=note,
    )


def _rows(stage: Stage, unit: Association) -> Iterator[Row]:
    if unit == stage.city:
        yield "staffing_quota", date(2021, 1, 1), 11, False, "市委编办核定"
        yield "internal_department_count", date(2021, 1, 1), 3, False, ""
        yield "warm_home_fund_raised", date(2021, 9, 10), 100_000, False, "市计生协筹措，用于“暖心健康包”"
        yield "online_course_lessons", date(2022, 9, 30), 305, True, OPENING_NOTE
        return
    yield from _staff(unit)
    yield from _advice(unit)


def _staff(unit: Association) -> Iterator[Row]:
    """编制 and 股室 as they stood, and after the county's reform."""
    draw = Draw("staff", unit.code)
    posts, departments = STAFF.get(unit.name, (draw.number("posts", 4, 9), draw.number("departments", 2, 4)))
    reform = draw.day("reform", date(2022, 2, 1), date(2022, 8, 31))
    yield "staffing_quota", date(2021, 1, 1), posts - draw.number("fewer", 0, 2), False, "改革前"
    yield "staffing_quota", reform, posts, False, "改革方案核定"
    yield "internal_department_count", date(2021, 1, 1), departments - 1, False, "改革前"
    yield "internal_department_count", reform, departments, False, "改革方案核定"
    if draw.chance("budget", 80):
        yield "first_level_budget_unit_count", reform, 1, False, "工作经费纳入同级财政一级预算"


def _advice(unit: Association) -> Iterator[Row]:
    """“爱心助孕”免费咨询 by quarter: counts only."""
    for year in (2021, 2022):
        for day in (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)):
            draw = Draw("advice", unit.code, day)
            if draw.chance("any", 70):
                yield ADVICE, day, draw.small("value", 2, 26), False, "本季度合计"
