"""Which units take part in the demo, and who records where."""

from dataclasses import dataclass, field
from datetime import date

from core.accounts.models import Account
from core.associations.models import Association, Kind, Level
from core.demo.draws import Draw

# Units that the bulletin names; the first of a township gets a seat of its own.
NAMED = [
    431281101221,  # 黔城镇茶溪村
    431281101012,  # 黔城镇双溪社区
    431281102003,  # 安江镇民主社区
    431224104203,  # 龙潭镇云盘村
    431224124204,  # 北斗溪镇坪溪村
    431224100203,  # 卢峰镇瑶头村
    431224110200,  # 黄茅园镇金中村
]
WHOLE = ("沅陵县", "洪江市", "溆浦县")  # the counties of the bulletin: every township takes part
TOWNSHIPS_PERCENT, TOWNSHIPS_LEAST = 60, 6
VILLAGES = 4


@dataclass
class Stage:
    """The units of the play: ``townships`` by county, ``villages`` by township (both by key)."""

    city: Association
    counties: list[Association]
    townships: dict[int, list[Association]]
    villages: dict[int, list[Association]]
    units: dict[tuple[int, int], Association]
    today: date
    editors: dict[int, Account] = field(default_factory=dict)

    def recorder(self, unit: Association) -> Account:
        """Whoever records for ``unit``: its own seat, else the nearest above (代录)."""
        above = zip(unit.ancestor_codes, range(unit.level - 1, 0, -1), strict=True)
        chain = [unit, *(self.units[address] for address in above)]
        return next(self.editors[place.pk] for place in chain if place.pk in self.editors)

    def named(self) -> list[Association]:
        """The villages that the bulletin names."""
        return [self.units[(code, Level.VILLAGE)] for code in NAMED]

    def seats(self) -> list[Association]:
        """The units with an editor of their own: counties, their townships, one village of some."""
        townships = [unit for county in self.counties for unit in self.townships[county.pk]]
        first = [self.villages[unit.pk][0] for unit in townships if self.villages[unit.pk]]
        villages = [unit for unit in first if unit.code in NAMED or Draw("seat", unit.code).chance("own", 50)]
        return [self.city, *self.counties, *townships, *villages]

    def communities(self, county: Association) -> list[Association]:
        """Communities that take part, those that the bulletin names first."""
        found = [
            unit
            for township in self.townships[county.pk]
            for unit in self.villages[township.pk]
            if unit.kind == Kind.COMMUNITY
        ]
        return sorted(found, key=lambda unit: (unit.code not in NAMED, unit.code))


def set_stage(today: date) -> Stage:
    """Choose the units; the same ones each time."""
    units = {(row.code, row.level): row for row in Association.objects.order_by("level", "code")}
    below: dict[int, list[Association]] = {}
    for unit in units.values():
        if unit.parent_id is not None and unit.is_active:
            below.setdefault(unit.parent_id, []).append(unit)
    city = next(iter(units.values()))
    counties = below.get(city.pk, [])
    townships = {county.pk: _townships(county, below.get(county.pk, [])) for county in counties}
    villages = {
        unit.pk: _villages(below.get(unit.pk, [])) for chosen in townships.values() for unit in chosen
    }
    return Stage(city, counties, townships, villages, units, today)


def _townships(county: Association, candidates: list[Association]) -> list[Association]:
    if county.name in WHOLE:
        return candidates
    wanted = max(TOWNSHIPS_LEAST, len(candidates) * TOWNSHIPS_PERCENT // 100)
    return sorted(_by_draw(candidates)[:wanted], key=lambda unit: unit.code)


def _villages(candidates: list[Association]) -> list[Association]:
    """A few of a township, a community among them where there is one."""
    drawn = _by_draw(candidates)
    chosen = [unit for unit in drawn if unit.code in NAMED]
    chosen += [unit for unit in drawn if unit not in chosen][: VILLAGES - 1]
    chosen += [unit for unit in drawn if unit.kind == Kind.COMMUNITY and unit not in chosen][:1]
    return sorted(chosen, key=lambda unit: NAMED.index(unit.code) if unit.code in NAMED else len(NAMED))


def _by_draw(units: list[Association]) -> list[Association]:
    return sorted(units, key=lambda unit: Draw("unit", unit.code).fraction("place"))
