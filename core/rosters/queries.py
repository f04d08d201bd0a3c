"""Reads of the import pages."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.models import Account
from core.rosters.declare import RosterKind, kinds
from core.rosters.models import BatchState, RosterBatch
from core.rosters.services import may_import

WAITING = (BatchState.COLUMNS, BatchState.PREVIEW)


def batches_of(account: Account) -> QuerySet[RosterBatch]:
    """The imports of one person in the present seat, newest first; nobody else sees them."""
    rows = RosterBatch.objects.filter(created_by=account.pk, association=account.association_id)
    return rows.select_related("association", "job", "before", "created_by").defer("look")


def kinds_for(account: Account) -> list[RosterKind]:
    return [kind for kind in kinds() if may_import(account, kind)]


def waiting_of(account: Account) -> QuerySet[Any]:
    """Imports that wait for the person who began them."""
    recent = timezone.now() - timedelta(days=30)
    return batches_of(account).filter(state__in=WAITING, updated_at__gt=recent)
