"""Reading policy standards: the value in force on a day, the unit's own or that of the nearest one above."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial

from core.associations.models import Association
from core.figures.models import Indicator, IndicatorKind
from core.figures.reading import Selection, provide
from families.models import PolicyStandard

DEATH, DISABILITY = "special_assistance_standard_death", "special_assistance_standard_disability"
PREMIUM = "health_insurance_premium_standard"
PARAMETERS = (DEATH, DISABILITY, PREMIUM)


def in_force(
    units: Iterable[Association], codes: Iterable[str], day: date
) -> dict[int, dict[str, PolicyStandard]]:
    """``{association id: {indicator code: standard}}`` on a day; what nobody has set is missing."""
    units = list(units)
    wanted = {code for unit in units for code in (unit.code, *unit.ancestor_codes)}
    rows = PolicyStandard.objects.filter(
        indicator__code__in=list(codes), association__code__in=wanted, since__lte=day
    )
    latest: dict[tuple[int, int, str], PolicyStandard] = {}
    for standard in rows.select_related("association", "indicator").order_by("since", "pk"):
        place = standard.association
        latest[place.code, place.level, standard.indicator.code] = standard
    found: dict[int, dict[str, PolicyStandard]] = {}
    for unit in units:
        chain = [unit.code, *unit.ancestor_codes]
        places = list(zip(chain, range(unit.level, 0, -1), strict=True))
        for code in codes:
            near = next((row for at in places if (row := latest.get((*at, code)))), None)
            if near is not None:
                found.setdefault(unit.pk, {})[code] = near
    return found


def _answer(code: str, selection: Selection, units: list[Association]) -> dict[int, Decimal]:
    """The parameter on the last day of the period; it is never summed."""
    rows = in_force(units, (code,), selection.period.end)
    return {unit: found[code].amount for unit, found in rows.items()}


def standing_words(unit: Association, code: str, day: date) -> str:
    """「洪江市 2022-01-01 起，县财政局文件」: where the standard in force comes from; empty without one."""
    row = in_force([unit], (code,), day).get(unit.pk, {}).get(code)
    if row is None:
        return ""
    return "，".join(filter(None, [f"{row.association.name} {row.since} 起", row.basis]))


def register() -> None:
    """Called from ``FamiliesConfig.ready``."""
    for code in PARAMETERS:
        provide(code, partial(_answer, code), costly=True)


def parameters() -> list[Indicator]:
    """The indicators that a standard can be set for."""
    return list(Indicator.objects.filter(kind=IndicatorKind.PARAMETER, is_active=True))
