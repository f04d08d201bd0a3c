"""What stands today: the head figures that an import changes."""

from django.db.models import Sum

from core.associations.models import Association
from core.figures.models import MonthTotal


def stock_of(what: str, units: list[Association]) -> dict[int, int]:
    """Today's value of a stock indicator by association id, in whole units; 0 where nothing was reported."""
    ids = [unit.pk for unit in units]
    rows = MonthTotal.objects.filter(association__in=ids, indicator__code=what)
    found = dict(rows.values_list("association").annotate(Sum("value")).order_by())
    return {unit: found.get(unit, 0) // 100 for unit in ids}
