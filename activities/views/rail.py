"""What stands beside the entry form: what saving will add, the last records, the one to copy."""

from typing import Any

from activities.content import FIGURE
from activities.forms.entry import EntryForm
from activities.models import Activity
from activities.queries import last_one, latest_of, shown_figures
from activities.services import yields_of
from activities.texts import chain_of, gain_lines, saved_line
from core.accounts.models import Account
from core.audit.models import What
from core.audit.readings import record_reading


def rail(form: EntryForm, account: Account) -> dict[str, Any]:
    """Context of ``activities/_rail.html``."""
    unit, kind = form.unit, form.chosen_kind
    if unit is None:
        return {"gains": None, "recent": [], "copy": None}
    besides = form.editing.pk if form.editing else None
    recent = latest_of(unit)
    figures = shown_figures(recent, account)
    return {
        "gains": gains(form),
        "unit": unit,
        "recent": [{"activity": row, "text": saved_line(row, figures[row.pk])} for row in recent],
        "copy": last_one(unit, kind, besides=besides) if kind and form.editing is None else None,
    }


def tell_ticks(form: EntryForm, account: Account, shown: bool = True) -> None:
    """The reading log holds the families that the form offers to tick."""
    if shown and form.ticks is not None:
        families = [row.family for row in form.ticks.rows]
        record_reading(account, What.LIST, families, note=f"慰问到户：{form.ticks.unit.name}")


def gains(form: EntryForm) -> dict[str, Any] | None:
    """What saving adds at each level, as it stands in the boxes now; None while unit or kind are open."""
    unit, kind = form.unit, form.chosen_kind
    if unit is None or kind is None:
        return None
    before = _standing_lines(form.editing, unit.pk)
    numbers = form.readable_numbers()
    says_none = form.editing is not None and form.editing.says_none and not any(numbers.values())
    changes = []
    for row in yields_of(kind.pk):
        code = row.indicator.code
        value = numbers.get(code, 0) if row.constant is None else row.constant
        if f"{FIGURE}{code}" in form.figure_names and code not in numbers and code not in before:
            continue
        if row.constant is not None and says_none:
            continue
        if value != before.get(code, 0) or (form.editing is None and value):
            changes.append((row.indicator, row.constant is None, value - before.get(code, 0)))
    changes.sort(key=lambda change: not change[1])
    return {
        "lines": gain_lines(chain_of(unit), [(indicator, value) for indicator, _, value in changes]),
        "editing": form.editing is not None,
        "moved": form.editing is not None and form.editing.association_id != unit.pk,
    }


def _standing_lines(editing: Activity | None, unit_id: int) -> dict[str, int]:
    """What the record counts at this unit already."""
    if editing is None or editing.association_id != unit_id or editing.withdrawn_at is not None:
        return {}
    return editing.lines
