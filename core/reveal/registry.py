"""Which fields can be shown for a moment, how they look masked, and who may ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.accounts.models import Account
from core.audit.services import kind_of
from core.records import ScopedModel


@dataclass(frozen=True)
class Revealable:
    """One encrypted field of one model.

    ``may`` is asked beside the right to look: families ask for the family right there. ``subject`` gives the
    row that the reading log speaks of: the family of a member.
    """

    model: type[ScopedModel]
    field: str
    label: str
    mask: Callable[[str], str]
    may: Callable[[Account, Any], bool]
    subject: Callable[[Any], ScopedModel]

    def masked(self, row: Any) -> str:
        return self.mask(str(getattr(row, self.field)))


_fields: dict[tuple[str, str], Revealable] = {}


def register_revealable(
    model: type[ScopedModel],
    field: str,
    label: str,
    *,
    mask: Callable[[str], str],
    may: Callable[[Account, Any], bool],
    subject: Callable[[Any], ScopedModel] = lambda row: row,
) -> None:
    """Offer a field; called from ``AppConfig.ready``. ``label`` is what the button and the trace call it."""
    _fields[model._meta.label_lower, field] = Revealable(model, field, label, mask, may, subject)


def find_revealable(kind: str, field: str) -> Revealable | None:
    """The declaration for ``families.familymember`` and a field name."""
    return _fields.get((kind, field))


def masked_field(row: ScopedModel, field: str, account: Account | None = None) -> dict[str, Any]:
    """What ``components/masked.html`` takes: the masked value and, where the account may ask, the address."""
    kind = kind_of(row)
    found = _fields[kind, field]
    value = found.masked(row)
    may_ask = bool(value) and (account is None or found.may(account, row))
    url = reverse("core:reveal", args=[kind, row.pk, field]) if may_ask else ""
    return {"label": found.label, "value": value, "url": url}
