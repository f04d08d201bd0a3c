"""Duties as short lists: what is late here, what one village has to do, what a grid can record."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from activities.duties import COUNTED
from core.access import Action, can
from core.duties.declare import Area, DutyRule, duty_rules
from core.duties.queries import gather
from core.duties.results import Result, State, results
from core.duties.slots import ONE, Cycle, Slot, slot_of
from core.figures.periods import zh_short
from core.home import Row, returning
from core.moments import near_day
from reports.coverage.asked import GROUPS, Asked, coverage_url
from reports.coverage.words import STYLES

MOST_SINGLE = 10
JUST_ENDED = timedelta(days=60)  # what was missed can still be recorded late


Cells = dict[str, list[Result]]


def _read(asked: Asked, rules: list[DutyRule], slots: dict[str, list[Slot]]) -> Cells:
    facts = gather(rules, Area(asked.association), slots)
    return {rule.code: results(rule, facts[rule.code], slots[rule.code], asked.today) for rule in rules}


def read_year(asked: Asked, rules: list[DutyRule]) -> Cells:
    """Results of this year's rounds up to today, for the association and what is below it."""
    slots = {rule.code: [slot for slot in asked.slots(rule) if slot.first <= asked.today] for rule in rules}
    return _read(asked, rules, slots)


def pressing(asked: Asked) -> list[Row]:
    """What the home page lists: gaps of the running rounds and of those that have just ended.

    Few gaps stand one by one with their form, many by duty with the way to the matrix.
    """
    rules = duty_rules(family=False)
    found = _read(asked, rules, {rule.code: _recent(rule, asked.today) for rule in rules})
    gaps = [one for mine in found.values() for one in mine if one.is_gap]
    if len(gaps) > MOST_SINGLE:
        return [row for rule in rules for row in _by_duty(asked, rule, found[rule.code])]
    records = can(asked.account, Action.RECORD)
    return [_single(one, records=records) for one in sorted(gaps, key=lambda one: one.due)]


def _recent(rule: DutyRule, today: date) -> list[Slot]:
    slot = slot_of(rule.period, today)
    before = slot_of(rule.period, slot.first - ONE)
    is_fresh = rule.period != Cycle.STANDING and today - before.last <= JUST_ENDED
    return [before, slot] if is_fresh else [slot]


def _by_duty(asked: Asked, rule: DutyRule, mine: list[Result]) -> list[Row]:
    rows = []
    for state in (State.OVERDUE, State.DUE):
        count = len({one.unit.key for one in mine if one.state == state})
        if count:
            rows.append(
                Row(
                    light=STYLES[state],
                    what=f"{rule.name}：{count} {rule.unit.label}{state.label}",
                    label="去看",
                    url=late_url(asked, rule, only=str(state)),
                )
            )
    return rows


def _single(one: Result, *, records: bool) -> Row:
    form = one.form if records else ""
    label = "" if one.rule.period in (Cycle.YEAR, Cycle.STANDING) else one.slot.label(one.rule.period)
    return Row(
        light=STYLES[one.state],
        what=f"{label}{one.rule.name}，应 {one.minimum} {one.rule.times}，已 {one.count} {one.rule.times}",
        where=one.unit.label,
        due=f"{near_day(one.due, timezone.localdate())}止" if one.rule.period != Cycle.STANDING else "",
        label="去登记" if form else "",
        url=returning(form) if form else "",
    )


def late_duties(asked: Asked) -> list[dict[str, Any]]:
    """Duties with something overdue, each with the number of its units and the way to them."""
    rules = duty_rules(family=False)
    found = []
    cells = read_year(asked, rules)
    for rule in rules:
        late = {one.unit.key for one in cells[rule.code] if one.state == State.OVERDUE}
        if late:
            found.append({"rule": rule, "count": len(late), "url": late_url(asked, rule)})
    return found


def late_url(asked: Asked, rule: DutyRule, only: str = "overdue") -> str:
    group = next(group for group in GROUPS if rule.unit in group.units)
    query = {"group": group.code, "year": str(asked.year), "only": only}
    if len(group.rules()) > 1:
        query["duty"] = rule.code
    return coverage_url(asked.association, query)


def village_duties(asked: Asked) -> list[dict[str, Any]]:
    """Every duty of a village this year, the pressing ones first, each with its form."""
    records = can(asked.account, Action.RECORD)
    rules = duty_rules(family=False)
    rows = []
    for mine in read_year(asked, rules).values():
        for one in mine:
            if one.applies and not (one.state == State.DONE and one.rule.period == Cycle.MONTH):
                rows.append(duty_row(asked, one, records=records))
    order = [State.OVERDUE, State.DUE, State.FUTURE, State.DONE]
    return sorted(rows, key=lambda row: order.index(row["state"]))


def duty_row(asked: Asked, one: Result, *, records: bool) -> dict[str, Any]:
    is_gap = one.state in (State.OVERDUE, State.DUE, State.FUTURE)
    label = "" if one.rule.period in (Cycle.YEAR, Cycle.STANDING) else one.slot.label(one.rule.period)
    return {
        "state": one.state,
        "style": "waiting" if one.state == State.FUTURE else STYLES[one.state],
        "what": f"{one.unit.label} {label}{one.rule.head}",
        "text": f"应 {one.minimum} {one.rule.times}，已 {one.count} {one.rule.times}",
        "due": f"{zh_short(one.due)}止" if is_gap and one.rule.period != Cycle.STANDING else "",
        "form": one.form if is_gap and records else "",
    }


def grid_kinds(asked: Asked) -> list[dict[str, str]]:
    """What 批量登记 offers: the kinds of activity behind the duties of villages."""
    if asked.group.code != "village" or not can(asked.account, Action.RECORD):
        return []
    path = reverse("activities:activity_grid")
    found = []
    for rule in asked.rules:
        if rule.code in COUNTED:
            query = {
                "kind": COUNTED[rule.code].form_kind,
                "association": str(asked.association.code),
                "by": "village",
            }
            found.append({"label": rule.head, "url": f"{path}?{urlencode(query)}"})
    return found
