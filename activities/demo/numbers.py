"""The numbers of the demo activities: natural ones, then fitted to what the bulletin prints."""

from activities.demo.plan import Slot
from activities.demo.tables import NumberRow, TargetRow, lies_in, numbers, targets
from core.associations.models import Level
from core.demo.draws import shares
from core.demo.stage import Stage

PERCENT = {Level.CITY: 200, Level.COUNTY: 160, Level.TOWNSHIP: 100, Level.VILLAGE: 70}
ALWAYS = 100
PERSONS, FAMILIES = "condolence_persons", "special_family_condolence_person_times"


def fill_numbers(stage: Stage, slots: list[Slot]) -> None:
    """Give each slot its numbers, so that the golden rows come out exactly."""
    for slot in slots:
        for row in numbers()[slot.kind]:
            percent = row.percent if row.percent == ALWAYS or not slot.is_plain else 0
            if row.indicator == slot.also or slot.draw.chance(row.indicator, percent):
                slot.numbers.setdefault(row.indicator, _natural(slot, row))
    fitted = {(id(slot), target.indicator) for target in targets() for slot in _fit(stage, slots, target)}
    for slot in slots:
        _agree(slot, families_are_fixed=(id(slot), FAMILIES) in fitted)


def _natural(slot: Slot, row: NumberRow) -> int:
    value = (
        slot.draw.small(f"{row.indicator} value", row.low, row.high) * PERCENT[Level(slot.unit.level)] // 100
    )
    return max(1, value // row.step) * row.step


def _fit(stage: Stage, slots: list[Slot], target: TargetRow) -> list[Slot]:
    """Spread the target unevenly over the slots that it counts, roughly as their natural numbers stand."""
    place = next(unit for unit in [stage.city, *stage.counties] if unit.name == target.place)
    counted = [
        slot
        for slot in slots
        if target.indicator in slot.numbers
        and target.first <= slot.first <= target.last
        and lies_in(slot.unit, place)
        and (target.edition is None or target.edition in slot.editions)
    ]
    if counted:
        weights = [slot.numbers[target.indicator] * slot.draw.number("share", 70, 130) for slot in counted]
        for slot, part in zip(counted, shares(target.total, weights, target.step), strict=True):
            slot.numbers[target.indicator] = part
    return counted


def _agree(slot: Slot, *, families_are_fixed: bool) -> None:
    """The members of special families that were visited are among those who were visited."""
    if slot.numbers.get(FAMILIES, 0) <= slot.numbers.get(PERSONS, 0):
        return
    if families_are_fixed:
        slot.numbers[PERSONS] = slot.numbers[FAMILIES] + slot.draw.number("others", 0, 6)
    else:
        slot.numbers[FAMILIES] = slot.numbers[PERSONS]
