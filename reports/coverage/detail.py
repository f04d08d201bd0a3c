"""One cell opened: what is asked, what was done, what is missing and its form, who is exempt and why."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.http import Http404

from core.access import Action, can
from core.associations.models import Association, Level
from core.duties.declare import Area, DutyRule, Event, UnitSpan
from core.duties.models import DutyExemption, DutyStandard
from core.duties.queries import gather
from core.duties.results import MARKS, Result, State, results
from core.figures.periods import zh_day, zh_short
from reports.coverage.asked import Asked
from reports.coverage.words import STYLES


def explain(asked: Asked, key: str) -> dict[str, Any]:
    """The context of a cell named ``rule.unit`` or ``rule.first day.unit``; 404 where there is none."""
    rule, first, unit_key = _parts(asked, key)
    slots = [slot for slot in asked.slots(rule) if first in ("", slot.first.isoformat())]
    facts = gather([rule], Area(asked.association), {rule.code: slots})[rule.code]
    facts.units = [unit for unit in facts.units if unit.key == unit_key]
    if not facts.units or not slots:
        raise Http404
    unit = facts.units[0]
    found = results(rule, facts, slots, asked.today)
    return {
        "cell": key,
        "rule": rule,
        "unit": unit,
        "title": f"{unit.label} · {rule.head}",
        "asks": asks(rule, asked.association, found[0].minimum, slots[0].first),
        "rounds": [_round(asked, one) for one in found],
        "may_exempt": may_exempt(asked),
        "exemptions": _exemptions(rule, unit),
        "exempt_from": slots[0].first,
        "exempt_to": slots[-1].last,
    }


def _parts(asked: Asked, key: str) -> tuple[DutyRule, str, str]:
    parts = key.split(".")
    rules = {rule.code: rule for rule in asked.group.rules()}
    if len(parts) not in (2, 3) or parts[0] not in rules or asked.group.family:
        raise Http404
    return rules[parts[0]], parts[1] if len(parts) == 3 else "", parts[-1]


def may_exempt(asked: Asked) -> bool:
    """Who records, from the township up."""
    return can(asked.account, Action.RECORD) and asked.account.association.level < Level.VILLAGE


def asks(rule: DutyRule, place: Association, minimum: int, day: date) -> str:
    """「每个村社区每年不少于 2 次，沅陵县标准 2022年1月1日起」."""
    codes = [place.code, *place.ancestor_codes]
    rows = DutyStandard.objects.filter(rule=rule.code, since__lte=day, association__code__in=codes)
    row = rows.select_related("association").order_by("-minimum", "since").first()
    words = rule.asks(minimum)
    if row is None or row.minimum < minimum:
        return words
    return f"{words}，{row.association.name}标准 {zh_day(row.since)}起"


def _round(asked: Asked, one: Result) -> dict[str, Any]:
    """``is_running``: the form may be filled in, though it is not due yet."""
    is_open = one.state in (State.DUE, State.OVERDUE, State.FUTURE) and one.slot.first <= asked.today
    form = one.form if is_open and can(asked.account, Action.RECORD) else ""
    return {
        "label": one.slot.label(one.rule.period),
        "style": "waiting" if one.state == State.FUTURE else STYLES[one.state],
        "mark": MARKS[one.state],
        "word": one.state.label,
        "text": f"应 {one.minimum} {one.rule.times}，已 {one.count} {one.rule.times}",
        "due": _due_words(asked, one),
        "reason": one.reason,
        "records": [_record(event) for event in one.events],
        "form": form,
        "form_next": f"{form}&{urlencode({'next': asked.link()})}" if "?" in form else form,
        "in_panel": one.rule.in_panel,
    }


def _due_words(asked: Asked, one: Result) -> str:
    if one.state == State.DONE:
        late = "补记，" if one.is_late else ""
        return f"{late}下一轮 {zh_day(one.next_due)}前" if one.next_due else late.rstrip("，")
    if one.state == State.DUE:
        left = one.days_left(asked.today)
        return f"{zh_short(one.due)}前完成，还有 {left} 天" if left else "今天是最后一天"
    if one.state == State.OVERDUE:
        return f"应于 {zh_day(one.due)}前完成"
    return f"{zh_day(one.due)}前完成" if one.state == State.FUTURE else ""


def _record(event: Event) -> dict[str, str]:
    days = zh_day(event.day) if event.until is None else f"{zh_day(event.day)}至{zh_day(event.until)}"
    return {"day": days, "label": event.label, "url": _page_of(event)}


def _page_of(event: Event) -> str:
    """Records that have a page of their own are found by their key alone."""
    model: Any = apps.get_model(event.kind)
    return model(pk=event.id).get_absolute_url() if hasattr(model, "get_absolute_url") else ""


def _exemptions(rule: DutyRule, unit: UnitSpan) -> list[DutyExemption]:
    rows = DutyExemption.objects.filter(rule=rule.code, unit=unit.key, withdrawn_at=None)
    return list(rows.select_related("created_by", "association"))
