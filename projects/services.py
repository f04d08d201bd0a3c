"""Handing out money and goods. A line is never changed: it is withdrawn, and another one is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require, require_family
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from core.figures.models import CampaignEdition
from core.figures.posting import post_many, require_open
from families.models import Family
from projects.models import Payment, PaymentKind

CHUNK = 500
LARGEST = 10_000_000 * 100  # hundredths of a yuan in one line


@dataclass
class PaymentEntry:
    """One line to hand out: ``amount`` in hundredths, goods, or both; for a family or a sum for many."""

    association: Association
    day: date
    amount: int = 0
    goods: str = ""
    family: Family | None = None
    kind: str = PaymentKind.CONDOLENCE
    event: UUID | None = None
    editions: Sequence[CampaignEdition] = ()
    id: UUID = field(default_factory=uuid4)


def record_payments(*, actor: Account, entries: Sequence[PaymentEntry]) -> list[Payment]:
    """Hand out, and post the money at the place of each line. Needs RECORD there, to a family its right."""
    for entry in entries:
        _require(actor, entry.association, to_family=entry.family is not None)
    for entry in entries:
        _check(entry)
    payments = [_payment(actor, entry) for entry in entries]
    through = Payment.editions.through
    pairs = [
        through(payment_id=entry.id, campaignedition_id=edition.pk)
        for entry in entries
        for edition in entry.editions
    ]
    with scope.transaction():
        Payment.objects.bulk_create(payments, batch_size=CHUNK)
        through.objects.bulk_create(pairs, batch_size=CHUNK)
        post_many(payments, fresh=True)
        audit.record_many(audit.entry(actor, "create", row, changes=_told(row)) for row in payments)
    return payments


def _payment(actor: Account, entry: PaymentEntry) -> Payment:
    names = ("id", "association", "day", "amount", "goods", "family", "kind", "event")
    made = Payment(created_by=actor, **{name: getattr(entry, name) for name in names})
    made._prefetched_objects_cache = {"editions": list(entry.editions)}  # type: ignore[attr-defined]
    return made


def withdraw_payments(*, actor: Account, payments: Sequence[Payment], at: datetime | None = None) -> None:
    """Take lines back: they stay for the trace and count no more. ``payments`` with their associations."""
    for payment in payments:
        _require(actor, payment.association, to_family=payment.family_id is not None)
    _set_withdrawn(actor, [row for row in payments if row.withdrawn_at is None], at or timezone.now())


def restore_payments(*, actor: Account, payments: Sequence[Payment]) -> None:
    """Let withdrawn lines count again, because the event that made them is restored."""
    for payment in payments:
        _require(actor, payment.association, to_family=payment.family_id is not None)
    _set_withdrawn(actor, payments, None)


def _set_withdrawn(actor: Account, payments: Sequence[Payment], at: datetime | None) -> None:
    if not payments:
        return
    for payment in payments:
        require_open(payment.association, payment.day)
    keys = [payment.pk for payment in payments]
    with scope.transaction():
        Payment.objects.filter(pk__in=keys).update(
            withdrawn_at=at, version=F("version") + 1, updated_at=timezone.now()
        )
        rows = list(of_keys(keys))
        post_many(rows)
        action = "withdraw" if at else "restore"
        audit.record_many(audit.entry(actor, action, row, changes=_told(row)) for row in rows)


def of_keys(keys: Iterable[UUID]) -> Any:
    """Lines with what their figures look at."""
    rows = Payment.objects.filter(pk__in=keys).select_related("association")
    return rows.prefetch_related("editions")


def _require(actor: Account, place: Association, *, to_family: bool) -> None:
    (require_family if to_family else require)(actor, Action.RECORD, place)


def _check(entry: PaymentEntry) -> None:
    if not 0 <= entry.amount <= LARGEST:
        raise ValidationError({"amount": "金额不能为负数，也不能超过一千万元。"})
    if not entry.amount and not entry.goods.strip():
        raise ValidationError({"amount": "请填金额或实物。"})
    if entry.day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，发放以后再登记。"})
    require_open(entry.association, entry.day)


def _told(payment: Payment) -> dict[str, list[Any]]:
    """What the trace keeps; the family by the key of the line alone."""
    facts = {"日期": payment.day.isoformat(), "金额": f"{payment.amount / 100:.2f}", "实物": payment.goods}
    return {label: [None, value] for label, value in facts.items() if value}
