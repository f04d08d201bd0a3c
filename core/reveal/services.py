"""The one door through which a protected value leaves in plain."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core import scope
from core.access import NO_FAMILY_RIGHT, Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.audit.models import AuditEntry, What
from core.audit.readings import record_reading
from core.reveal.registry import Revealable

MOST_AN_HOUR = 20
REVEAL = "reveal"


class TooMany(Exception):
    """The account has looked at as many values as one may in an hour."""


def require_reveal(actor: Account, found: Revealable, row: Any) -> None:
    """``PermissionDenied`` unless the actor may look at the row and ask for this field of it."""
    require(actor, Action.VIEW, row.association)
    if not found.may(actor, row):
        raise PermissionDenied(NO_FAMILY_RIGHT)


def reveal_field(*, actor: Account, found: Revealable, row: Any, reason: str) -> str:
    """The plain value of one field, once the trace and the reading log have it; else nothing.

    Who may: whoever sees the row and passes the field's own test, 20 times an hour (``TooMany``).
    ``reason`` as ``RevealForm`` gives it. ``ValidationError`` where the field is empty.
    """
    require_reveal(actor, found, row)
    with scope.transaction():
        # Two requests of one account count one after the other.
        Account.objects.select_for_update(of=("self",)).get(pk=actor.pk)
        if reveals_within_an_hour(actor) >= MOST_AN_HOUR:
            raise TooMany
        value = str(getattr(row, found.field))
        if not value:
            raise ValidationError(f"{found.label}没有填。")
        audit.record(actor, REVEAL, row, summary=f"{found.label} {found.masked(row)}", reason=reason)
        record_reading(actor, What.REVEAL, [found.subject(row)], note=found.label)
    return value


def reveals_within_an_hour(actor: Account) -> int:
    since = timezone.now() - timedelta(hours=1)
    return AuditEntry.objects.filter(actor=actor, action=REVEAL, at__gt=since).count()
