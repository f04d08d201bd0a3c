"""「黔城镇 特殊家庭 901→915」: what an import does to the totals."""

from collections import Counter
from typing import Any

from core.accounts.models import Account
from core.associations.models import SPANS, Association
from core.rosters.declare import Planned, RosterKind

MOST = 12


class Effects:
    """Sums what the records of a batch add, for the importer's association and the units right below it."""

    def __init__(self, kind: RosterKind, actor: Account) -> None:
        self.kind, self.actor = kind, actor
        self.sums: Counter[tuple[str, int]] = Counter()

    def add(self, planned: Planned) -> None:
        if not self.kind.totals:
            return
        for amount in self.kind.amounts(planned):
            self.sums[amount.what, amount.association_id] += amount.delta

    def told(self) -> list[dict[str, Any]]:
        """[{place, what, before, after, unit}], the importer's own association first."""
        if not any(self.sums.values()):
            return []
        here = self.actor.association
        units = {row.pk: row for row in Association.objects.filter(pk__in={unit for _, unit in self.sums})}
        children = list(Association.objects.filter(parent=here).order_by("code"))
        found = []
        for what, label in self.kind.totals.items():
            changes = self._by_unit(what, here, children, units)
            standing = self.kind.standing(what, list(changes))
            for unit, delta in changes.items():
                before = standing.get(unit.pk, 0)
                found.append(
                    {
                        "place": unit.name,
                        "what": label,
                        "before": before,
                        "after": before + delta,
                        "unit": self.kind.unit,
                    }
                )
        return found[:MOST]

    def _by_unit(
        self, what: str, here: Association, children: list[Association], units: dict[int, Association]
    ) -> dict[Association, int]:
        found: Counter[Association] = Counter()
        for (name, unit_id), delta in self.sums.items():
            if name != what or unit_id not in units:
                continue
            found[here] += delta
            for child in children:
                if child.code <= units[unit_id].code < child.code + SPANS[child.level]:
                    found[child] += delta
        return {unit: delta for unit, delta in found.items() if delta}
