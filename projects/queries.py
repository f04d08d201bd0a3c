"""Reads of payments."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from families.models import Family
from projects.models import Payment


def of_events(events: list[UUID]) -> QuerySet[Payment]:
    """What some events handed out, withdrawn lines too, in the order in which it was entered."""
    rows = Payment.objects.filter(event__in=events).select_related("association")
    return rows.prefetch_related("editions").order_by("created_at", "pk")


def payments_of(family: Family) -> QuerySet[Payment]:
    """What reached a family, the latest first, within the scope."""
    rows: Any = Payment.objects.filter(family=family.pk, withdrawn_at=None)
    found: QuerySet[Payment] = rows.select_related("association").order_by("-day", "-created_at")
    return found
