"""What families lack, counted unit by unit: households, and yuan where a standard says how much."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from core.associations.models import SPANS, Association, Level
from families.choices import FamilyStatus, FamilyType, Gap
from families.entitlements import PARENTS, STANDARD_OF
from families.models import Family
from families.queries import lacking
from families.standards import DEATH, DISABILITY, PREMIUM, in_force

MONTHS = 12


@dataclass
class Gaps:
    """Of one unit: households 在册, how many lack what, and what the standards say for a year, in yuan.

    ``parents``: 户主 and 配偶, to whom 特别扶助金 may be paid; ``without``: households whose unit has no
    standard of their kind, and which are therefore in no sum.
    """

    families: int = 0
    persons: int = 0
    parents: int = 0
    lacking: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Gap.values, 0))
    assistance: Decimal = Decimal(0)
    premium: Decimal = Decimal(0)
    without_assistance: int = 0
    without_premium: int = 0

    def rate(self, gap: str) -> Decimal | None:
        """The share of households that lack nothing, in percent."""
        if not self.families:
            return None
        held = self.families - self.lacking[gap]
        return (Decimal(held) * 100 / self.families).quantize(Decimal("0.01"))


def gaps_by_unit(head: Association, day: date) -> tuple[Gaps, dict[int, Gaps]]:
    """Of ``head`` and, by code, of the units right below it, within the scope; four statements."""
    total = Gaps()
    below: dict[int, Gaps] = {}
    rows = list(_rows(head, day))
    places = Association.objects.filter(pk__in={row["association_id"] for row in rows})
    standards = in_force(places, (DEATH, DISABILITY, PREMIUM), day)
    span = SPANS.get(head.level + 1)
    for row in rows:
        wanted = standards.get(row["association_id"], {})
        units = [total]
        if span is not None:
            units.append(below.setdefault(row["code"] // span * span, Gaps()))
        for unit in units:
            _add(unit, row, wanted)
    return total, below


def _rows(head: Association, day: date) -> Iterable[dict[str, Any]]:
    lacks = {
        f"lacks_{gap}": ExpressionWrapper(lacking(gap, day), output_field=BooleanField())
        for gap in Gap.values
    }
    present = Q(members__left_on=None) | Q(members__left_on__gt=day)
    rows: Any = Family.objects.filter(code__range=(head.low, head.high), status=FamilyStatus.REGISTERED)
    rows = rows.order_by().annotate(
        persons=Count("members", filter=present),
        parents=Count("members", filter=present & Q(members__relation__in=PARENTS)),
        **lacks,
    )
    found: Iterable[dict[str, Any]] = rows.values(
        "association_id", "code", "family_type", "persons", "parents", *lacks
    )
    return found


def _add(unit: Gaps, row: dict[str, Any], standards: dict[str, Any]) -> None:
    unit.families += 1
    unit.persons += row["persons"]
    unit.parents += row["parents"]
    for gap in Gap.values:
        unit.lacking[gap] += bool(row[f"lacks_{gap}"])
    paid = standards.get(STANDARD_OF[FamilyType(row["family_type"])])
    premium = standards.get(PREMIUM)
    unit.assistance += paid.amount * row["parents"] * MONTHS if paid else 0
    unit.premium += premium.amount * row["persons"] if premium else 0
    unit.without_assistance += paid is None
    unit.without_premium += premium is None


def children_of(head: Association) -> list[Association]:
    """The units right below, in use; none below a village."""
    if head.level == Level.VILLAGE:
        return []
    return list(Association.objects.filter(parent=head, is_active=True).order_by("code"))
