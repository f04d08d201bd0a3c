"""Rule indicators: the least count of the units to which a duty applied in the whole period."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from core.associations.models import Association
from core.duties.declare import Area, DutyRule, remember
from core.duties.queries import gather
from core.duties.results import Result, State, results
from core.duties.slots import Cycle, Slot, slots_within
from core.figures.reading import Provider, Selection, provide


def register_duty(*rules: DutyRule) -> None:
    """Make duties known and answer their indicators; called from ``AppConfig.ready``. In order of columns."""
    remember(*rules)
    for rule in rules:
        if rule.indicator:
            provide(rule.indicator, _provider(rule), costly=True)


def judged(rule: DutyRule, selection: Selection) -> list[Result]:
    """Every cell behind the number: rounds wholly inside the period that are over by today."""
    today = timezone.localdate()
    slots = rounds(rule, selection, today)
    if not slots:
        return []
    facts = gather([rule], Area(selection.association), {rule.code: slots})
    return results(rule, facts[rule.code], slots, today)


def rounds(rule: DutyRule, selection: Selection, today: date) -> list[Slot]:
    """The rounds that a period judges; a standing duty stands for its last day."""
    period = selection.period
    if rule.period == Cycle.STANDING:
        return slots_within(rule.period, period.end, min(period.end, today))
    if period.start is None:
        return []
    return [slot for slot in slots_within(rule.period, period.start, period.end) if slot.last <= today]


def least(cells: Iterable[Result]) -> int | None:
    """The least count of the cells that apply; None where there is none.

    A unit that existed in a part of a round only counts in none.
    """
    counts = [cell.count for cell in cells if cell.applies and _existed(cell)]
    return min(counts) if counts else None


def _existed(cell: Result) -> bool:
    unit, slot = cell.unit, cell.slot
    return (unit.opened is None or unit.opened <= slot.first) and (
        unit.closed is None or unit.closed > slot.last
    )


def coverage(cells: Iterable[Result]) -> tuple[int, int]:
    """How many cells are done, of how many: those that are excused stay in the sum (应完成), not those that
    do not exist."""
    rows = [cell for cell in cells if cell.state != State.NOT_APPLICABLE]
    return sum(cell.state == State.DONE for cell in rows), len(rows)


def _provider(rule: DutyRule) -> Provider:
    def answer(selection: Selection, units: list[Association]) -> dict[int, Decimal]:
        cells = judged(rule, selection)
        found = {}
        for unit in units:
            value = least(cell for cell in cells if unit.low <= cell.unit.association <= unit.high)
            if value is not None:
                found[unit.pk] = Decimal(value)
        return found

    return answer
