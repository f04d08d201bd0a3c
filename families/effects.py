"""What an act does to the figures, in words, before or after it is done."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.accounts.models import Account
from core.figures.display import grouped
from core.figures.models import Indicator
from core.figures.periods import Period
from core.figures.reading import Selection, read
from families.choices import SHORT_TYPES, FamilyStatus
from families.entries import StateEntry
from families.lines import History, steps_of
from families.models import Family, FamilyState
from families.services.batch import Batch
from families.services.states import apply_state


def state_effect(family: Family, entry: StateEntry) -> str:
    """「2022-07-01 起 伤残家庭 → 死亡家庭。」; ``family`` as it was before."""
    words = []
    if entry.status is not None and entry.status != family.status:
        words.append(f"{family.get_status_display()} → {FamilyStatus(entry.status).label}")
    if entry.family_type is not None and entry.family_type != family.family_type:
        words.append(f"{SHORT_TYPES[family.family_type]} → {SHORT_TYPES[entry.family_type]}")
    return f"{entry.day} 起 {'，'.join(words) or '按所填登记'}。"


def move_effect(actor: Account, family: Family, entry: StateEntry) -> list[str]:
    """What a move changes today at both places: 「茶溪村 计生特殊家庭户数 12 → 11 户」.

    ``family`` is changed in memory and not saved. Raises what the service would raise.
    """
    today, batch = timezone.localdate(), Batch(actor)
    before, old_place = _counted(family.history(), today), family.association
    apply_state(batch, family, entry)
    fresh = [row.as_state() for row in batch.made.get(FamilyState, ())]
    history = family.history()
    after = _counted(History([*history.states, *fresh], history.members, history.contacts), today)
    rows = Indicator.objects.filter(code__in={code for code, _ in [*before, *after]})
    lines = []
    for unit in dict.fromkeys([old_place, family.association]):
        standing = read(Selection(unit, Period(None, today)), list(rows)).head
        for row in rows:
            change = after.get((row.code, unit), 0) - before.get((row.code, unit), 0)
            if change:
                old = standing.get(row.code) or Decimal(0)
                lines.append(f"{unit.name} {row.name} {grouped(old)} → {grouped(old + change)} {row.unit}")
    return lines or ["今天的户数、人数不变。"]


def _counted(history: History, day: date) -> dict[tuple[str, Any], int]:
    sums: dict[tuple[str, Any], int] = {}
    for step in steps_of(history):
        if step.day <= day:
            sums[step.indicator, step.place] = sums.get((step.indicator, step.place), 0) + step.change
    return sums


def counted_today(family: Family) -> list[str]:
    """What would be lost today without a family: its numbers with a minus, place by place."""
    today = timezone.localdate()
    counted = _counted(family.history(), today)
    names = {row.code: row for row in Indicator.objects.filter(code__in={code for code, _ in counted})}
    return [
        f"{place.name} {names[code].name} −{number} {names[code].unit}"  # noqa: RUF001 (a minus sign)
        for (code, place), number in counted.items()
        if number
    ]
