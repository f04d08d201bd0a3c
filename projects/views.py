"""What a family was paid: a part of its page, which the registry loads by its address."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.access import Action, access, account_of, get_visible
from core.audit.models import What
from core.audit.readings import record_reading
from core.figures.display import grouped
from core.pages.views import Page
from families.models import Family
from projects.queries import payments_of

MOST = 50


@access(get=Action.VIEW, family=True, logs=True)
class FamilyPayments(Page):
    """发放记录 of one family."""

    template = "projects/_family_payments.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        family = get_visible(Family.objects.select_related("association"), pk=pk)
        record_reading(account_of(request), What.OPEN, [family], note="发放记录")
        rows = list(payments_of(family)[:MOST])
        money = sum(row.amount for row in rows)
        return self.show(
            rows=[{"payment": row, "amount": _money(row.amount) if row.amount else ""} for row in rows],
            money=_money(money),
            family=family,
        )


def _money(hundredths: int) -> str:
    return grouped(Decimal(hundredths) / 100, "元")
