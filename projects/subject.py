"""What the personal file of a family says of payments."""

from collections.abc import Iterator
from typing import Any

from families.models import Family
from projects.models import Payment


def payment_rows(family: Family) -> Iterator[list[Any]]:
    """Every line that reached the family, withdrawn ones too, within the scope."""
    for row in Payment.objects.filter(family=family.pk).order_by("day"):
        words = [
            f"{row.amount / 100:.2f} 元" if row.amount else "",
            row.goods,
            "已撤销" if row.withdrawn_at else "",
        ]
        yield ["发放", row.get_kind_display(), "，".join(filter(None, words)), row.day, None]
