"""年度条 of Warm Homes (pages.md §7): plan, condolences and activities of a year (rule R1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from activities.models import Activity
from core.associations.models import Association
from core.calendar import NODES
from core.duties.declare import duty_rule
from core.duties.queries import read_duties
from core.duties.results import Result, State
from families.models import WarmHome

PLAN, CONDOLENCE, ACTIVITY = "warm_home_plan", "warm_home_condolence", "warm_home_activity"
ROWS = (
    (PLAN, "年度有计划", "计", 12),
    (CONDOLENCE, "季度有慰问", "慰", 3),
    (ACTIVITY, "每月有活动", "活", 1),
)
FESTIVALS = ("spring_festival", "dragon_boat_festival", "mid_autumn_festival", "double_ninth_festival")
SHADES = {
    State.DONE: "done", State.DUE: "due", State.OVERDUE: "overdue", State.FUTURE: "waiting",
    State.NOT_APPLICABLE: "none", State.EXCUSED: "none",
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A record in a cell: 「3月8日 健康讲座」."""

    text: str
    url: str
    is_condolence: bool = False
    is_late: bool = False  # entered after its round was over: 补记


@dataclass(frozen=True)
class Cell:
    """One cell of a strip: its state, what it says, the records in it or the form that fills it."""

    state: str
    mark: str
    words: str
    span: int
    label: str
    links: list[Link] = field(default_factory=list)
    form: str = ""


@dataclass(frozen=True)
class Tick:
    """A festival on the axis of months; hollow while no activity of the year carries it."""

    month: int
    name: str
    text: str
    is_kept: bool


@dataclass
class Strip:
    """The year of one home. ``overdue`` and ``due``: how many cells; the worst come first in a list."""

    home: WarmHome
    year: int
    rows: list[dict[str, Any]]
    ticks: list[Tick]
    sentence: str
    overdue: int
    due: int

    has_duties: bool = True  # whether it was in use on any day of the year that counts

    @property
    def rank(self) -> tuple[int, int, int, str]:
        return (-self.overdue, -self.due, self.home.code, self.home.name)


@dataclass(frozen=True)
class Kept:
    """What a strip needs of an activity beside its day: when it was entered, which festivals it bears."""

    entered: date
    festivals: frozenset[str]


def strips_of(
    homes: Iterable[WarmHome], area: Association, year: int, today: date, *, may_record: bool
) -> list[Strip]:
    """The strips of homes in ``area``; a fixed number of statements, however many homes there are.

    ``may_record``: cells that lack something lead to the form.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = read_duties([duty_rule(row[0]) for row in ROWS], area, first, last, today)
    by_home: dict[str, dict[str, list[Result]]] = {}
    for code, results in found.items():
        for result in results:
            by_home.setdefault(result.unit.key, {}).setdefault(code, []).append(result)
    kept = _kept(year, area)
    return [
        _strip(home, year, by_home[str(home.pk)], kept, today, may_record=may_record)
        for home in homes
        if str(home.pk) in by_home
    ]


def _kept(year: int, area: Association) -> dict[UUID, Kept]:
    """The activities of a year at homes of ``area``, with the festivals of their editions."""
    rows = Activity.objects.filter(
        first_day__year=year, withdrawn_at=None, warm_home__code__range=(area.low, area.high)
    )
    found: dict[UUID, Kept] = {}
    for row in rows.prefetch_related("editions__campaign").only("pk", "created_at", "first_day"):
        bears = frozenset(edition.campaign.code for edition in row.editions.all() if edition.year == year)
        found[row.pk] = Kept(row.created_at.date(), bears)
    return found


def _strip(
    home: WarmHome,
    year: int,
    results: dict[str, list[Result]],
    kept: dict[UUID, Kept],
    today: date,
    *,
    may_record: bool,
) -> Strip:
    rows = [
        {
            "label": label, "letter": letter,
            "cells": [
                _cell(result, span, home, kept, today, may_record=may_record) for result in results[code]
            ],
        }
        for code, label, letter, span in ROWS
    ]  # fmt: skip
    every = [result for found in results.values() for result in found]
    return Strip(
        home, year, rows, _ticks(year, results[ACTIVITY], kept), sentence_of(year, results),
        overdue=sum(result.state == State.OVERDUE for result in every),
        due=sum(result.state == State.DUE for result in every),
        has_duties=any(result.applies for result in every),
    )  # fmt: skip


def _cell(
    result: Result, span: int, home: WarmHome, kept: dict[UUID, Kept], today: date, *, may_record: bool
) -> Cell:
    links = [_link(result, event, home, kept) for event in result.events]
    label = f"{home.name}，{result.rule.name}，{result.slot.label(result.rule.period)}"
    has_begun = result.slot.first <= today  # nothing of the days to come can be entered
    is_open = may_record and result.applies and result.state != State.DONE and has_begun
    form = _form(result, home) if is_open else ""
    return Cell(SHADES[result.state], result.mark, _words(result, today), span, label, links, form)


def _words(result: Result, today: date) -> str:
    """「还有 2 天」「缺」「免：装修」; a cell that is done says it by its records."""
    if result.state == State.DUE:
        left = result.days_left(today)
        return f"还有 {left} 天" if left else "今天到期"
    if result.state == State.OVERDUE:
        return "缺"
    return f"免：{result.reason}" if result.state == State.EXCUSED else ""


def _link(result: Result, event: Any, home: WarmHome, kept: dict[UUID, Kept]) -> Link:
    day = f"{event.day.month}月{event.day.day}日"
    if result.rule.code == PLAN:
        return Link(f"{day} 提交", f"{home.get_absolute_url()}#plans", is_late=result.is_late)
    known = kept.get(event.id)
    is_late = known is not None and known.entered > result.slot.last
    url = reverse("activities:activity_detail", args=[event.id])
    return Link(f"{day} {event.label}", url, is_condolence=bool(event.sort), is_late=is_late)


def _form(result: Result, home: WarmHome) -> str:
    """The form of what is missing; after saving one is back at the strip."""
    if result.rule.code == PLAN:
        return f"{reverse('families:home_plan', args=[home.pk])}?year={result.slot.first.year}"
    back = urlencode({"next": f"{home.get_absolute_url()}?year={result.slot.first.year}"})
    return f"{result.form}&{back}"


def _ticks(year: int, months: list[Result], kept: dict[UUID, Kept]) -> list[Tick]:
    borne = {
        code
        for result in months
        for event in result.events
        if (known := kept.get(event.id)) is not None
        for code in known.festivals
    }
    found = []
    for node in NODES:
        if node.code in FESTIVALS:
            day = node.day(year)
            text = f"{node.name} {day.month}月{day.day}日"
            found.append(Tick(day.month, node.name, text, node.code in borne))
    return found


def sentence_of(year: int, results: dict[str, list[Result]]) -> str:
    """「2022年：计划有，慰问 3/3 季，活动 8/9 月（只算已到的）。缺：7月活动。…请于 12月31日前完成。」"""
    plan = results[PLAN][0]
    words = {State.DONE: "计划有", State.NOT_APPLICABLE: "计划不适用", State.EXCUSED: "计划免"}
    parts = [words.get(plan.state, "计划缺")]
    for code, name, unit in ((CONDOLENCE, "慰问", "季"), (ACTIVITY, "活动", "月")):
        past = [row for row in results[code] if row.state in (State.DONE, State.OVERDUE)]
        done = sum(row.state == State.DONE for row in past)
        parts.append(f"{name} {done}/{len(past)} {unit}")
    missing = [
        f"{row.slot.label(row.rule.period)}{name}"
        for code, name in ((PLAN, "计划"), (CONDOLENCE, "慰问"), (ACTIVITY, "活动"))
        for row in results[code]
        if row.state == State.OVERDUE
    ]
    lack = f"缺：{'、'.join(missing)}。" if missing else "没有缺项。"
    return f"{year}年：{'，'.join(parts)}（只算已到的）。{lack}{_next(results)}"


def _next(results: dict[str, list[Result]]) -> str:
    """What has to be done next, and by when."""
    names = {PLAN: "计划", CONDOLENCE: "慰问", ACTIVITY: "活动"}
    open_rows = [row for code in names for row in results[code] if row.state in (State.DUE, State.FUTURE)]
    if not open_rows:
        return ""
    row = min(open_rows, key=lambda one: one.due)
    what = f"{row.slot.label(row.rule.period)}{names[row.rule.code]}"
    return f"{what}请于 {row.due.month}月{row.due.day}日前完成。"
