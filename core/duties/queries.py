"""Gathering what duties are judged by: a fixed number of statements, whatever the number of units.

Two for thresholds and exemptions, one for each distinct source of units and of events that the rules name.
"""

from collections.abc import Sequence
from datetime import date

from core.associations.models import Association
from core.duties.declare import Area, DutyRule, EventSource, UnitSource, UnitSpan
from core.duties.models import DutyExemption, DutyStandard
from core.duties.results import Excuse, Facts, Result, Standard, results
from core.duties.slots import Cycle, Slot, slots_touching

Units = dict[UnitSource, list[UnitSpan]]


def read_duties(
    rules: Sequence[DutyRule], area: Association, first: date, last: date, today: date
) -> dict[str, list[Result]]:
    """``{rule code: results}`` of all units in ``area`` for the rounds that have a day between two days.

    Inside a scope. A standing duty is judged on ``last``, or on ``today`` where that comes first.
    """
    slots = {rule.code: slots_touching(rule.period, first, _end(rule, last, today)) for rule in rules}
    facts = gather(rules, Area(area), slots)
    return {rule.code: results(rule, facts[rule.code], slots[rule.code], today) for rule in rules}


def _end(rule: DutyRule, last: date, today: date) -> date:
    return min(last, today) if rule.period == Cycle.STANDING else last


def gather(rules: Sequence[DutyRule], area: Area, slots: dict[str, list[Slot]]) -> dict[str, Facts]:
    """Units, events, thresholds and exemptions of the rules, for ``slots`` by rule code."""
    facts = {rule.code: Facts() for rule in rules}
    units: Units = {}
    for rule in rules:
        if rule.units not in units:
            units[rule.units] = list(rule.units(area))
        facts[rule.code].units = units[rule.units]
    _add_events(rules, area, slots, facts)
    _add_standards(facts)
    _add_excuses(area, facts)
    return facts


def _add_events(
    rules: Sequence[DutyRule], area: Area, slots: dict[str, list[Slot]], facts: dict[str, Facts]
) -> None:
    by_source: dict[EventSource, list[DutyRule]] = {}
    for rule in rules:
        if slots[rule.code]:
            by_source.setdefault(rule.events, []).append(rule)
    for source, mine in by_source.items():
        days = [day for rule in mine for slot in slots[rule.code] for day in (slot.first, slot.last)]
        for code, event in source(mine, area, min(days), max(days)):
            facts[code].events.setdefault(event.unit, []).append(event)


def _add_standards(facts: dict[str, Facts]) -> None:
    """Those of every association of the network: the judge takes those above each unit."""
    rows = DutyStandard.objects.filter(rule__in=facts)
    for rule, code, since, minimum in rows.values_list("rule", "association__code", "since", "minimum"):
        facts[rule].standards.append(Standard(code, since, minimum))


def _add_excuses(area: Area, facts: dict[str, Facts]) -> None:
    rows = DutyExemption.objects.filter(rule__in=facts, withdrawn_at=None, code__range=(area.low, area.high))
    for rule, unit, first, last, reason in rows.values_list("rule", "unit", "first", "last", "reason"):
        facts[rule].excuses.setdefault(unit, []).append(Excuse(first, last, reason))
