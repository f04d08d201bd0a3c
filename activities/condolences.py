"""慰问到户: one event, one entry. Ticked families make visits and payment lines, which are counted.

``Activity.households`` says how many families were ticked; their lines are read by the key of the activity.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from activities.models import Activity, KindFigure
from core.accounts.models import Account
from core.associations.models import Level
from core.figures.models import CampaignEdition
from families.choices import VisitKind, VisitPurpose
from families.masks import head_name
from families.models import Family, Visit
from families.services.visits import VisitEntry, record_visits, restore_visits, withdraw_visits
from families.tables import unit_path
from families.visit_queries import of_events as visits_of_events
from projects.models import Payment
from projects.queries import of_events as payments_of_events
from projects.services import PaymentEntry, record_payments, restore_payments, withdraw_payments

PERSONS, PERSON_TIMES = "condolence_persons", "special_family_condolence_person_times"
COUNTED = (PERSONS, PERSON_TIMES)
LOCKED = "这场慰问勾选到户，只有有特殊家庭权限的账号能改。"
GONE = "这场慰问里有家庭已迁出您的范围，请由上级单位修改。"


@dataclass
class Tick:
    """One family that was reached: money in hundredths, goods, or neither. Its members must be loaded."""

    family: Family
    amount: int = 0
    goods: str = ""

    def persons(self, day: date) -> int:
        """Everybody of the family on the day."""
        return max(sum(member.is_present(day) for member in self.family.members.all()), 1)


@dataclass
class Handout:
    """What one condolence hands out. ``money``: a sum that is not told by family, where none is ticked."""

    ticks: list[Tick]
    money: int = 0


def takes_families(asks: Iterable[KindFigure]) -> bool:
    """Whether a kind is a condolence: it asks how many members of special families were reached."""
    return any(row.indicator.code == PERSON_TIMES and row.constant is None for row in asks)


def counts(handout: Handout | None, asks: Iterable[KindFigure], day: date) -> dict[str, int]:
    """人 and 人次 of the ticked families, ``{indicator code: hundredths}``; empty without ticks."""
    if handout is None or not handout.ticks:
        return {}
    total = sum(tick.persons(day) for tick in handout.ticks) * 100
    asked = {row.indicator.code for row in asks if row.constant is None}
    return {code: total for code in COUNTED if code in asked}


def errors_of(
    handout: Handout, asks: Iterable[KindFigure], activity: Activity, numbers: dict[str, int]
) -> dict[str, str]:
    """What is wrong with the ticks of an event, by field."""
    if not handout.ticks:
        return {"money": "这个类型不填慰问金。"} if handout.money and not takes_families(asks) else {}
    if not takes_families(asks):
        return {"ticked": "这个类型不勾选家庭。"}
    if handout.money:
        return {"money": "勾选了家庭，慰问金由各户相加，这里不填。"}
    place = activity.association
    if outside := [tick.family for tick in handout.ticks if not place.scope.covers(tick.family.code)]:
        return {"ticked": f"{outside[0]} 不在这个单位，请重新勾选。"}
    counted = counts(handout, asks, activity.first_day)
    for code, value in counted.items():
        if numbers.get(code, value) != value:
            words = f"勾选的 {len(handout.ticks)} 户共 {value // 100} 人，这项由勾选计出，请清空或取消勾选。"
            return {f"figure_{code}": words}
    return {}


def is_locked(account: Account, activity: Activity) -> bool:
    """Whether families were ticked that the account may not see: it sees the counts and changes nothing."""
    return bool(activity.households) and not account.family_right


def require_open_to(actor: Account, activities: Iterable[Activity]) -> None:
    """Refuse who has not the family right to touch an event with ticked families."""
    if any(is_locked(actor, activity) for activity in activities):
        raise ValidationError(LOCKED)


def standing_handout(activity: Activity) -> Handout:
    """What an event hands out now; raises ``ValidationError`` where a family is out of reach by now."""
    visits = [row for row in visits_of_events([activity.pk]) if row.withdrawn_at is None]
    if len(visits) != activity.households:
        raise ValidationError(GONE)
    paid = {row.family_id: row for row in payments_of_events([activity.pk]) if row.withdrawn_at is None}
    ticks = []
    for visit in visits:
        line = paid.get(visit.family_id)
        ticks.append(Tick(visit.family, line.amount if line else 0, line.goods if line else ""))
    return Handout(ticks, paid[None].amount if None in paid else 0)


def keep_lines(
    actor: Account, events: Sequence[tuple[Activity, Handout, Sequence[CampaignEdition]]], *, fresh: bool
) -> None:
    """Make the visits and payment lines of events what their handouts say; what stays the same stays."""
    keys = [] if fresh else [activity.pk for activity, _, _ in events]
    now = timezone.now()
    visits, made = _lines(visits_of_events(keys) if keys else [], _visits(actor, events), _said_of_visit)
    payments, paid = _lines(payments_of_events(keys) if keys else [], _payments(events), _said_of_payment)
    try:
        for event, rows in _by_event(visits).items():
            withdraw_visits(actor=actor, visits=rows, event=event, at=now)
        withdraw_payments(actor=actor, payments=payments, at=now)
        if made:
            record_visits(actor=actor, entries=made)
        if paid:
            record_payments(actor=actor, entries=paid)
    except ValidationError as error:
        raise ValidationError({"ticked": error.messages}) from None


def _lines(standing: Iterable[Any], wanted: list[Any], said: Any) -> tuple[list[Any], list[Any]]:
    """The rows to take back and the entries to make, so that what stands says what is wanted."""
    asked = {said(entry): entry for entry in wanted}
    gone = []
    for row in standing:
        if row.withdrawn_at is None and asked.pop(said(row), None) is None:
            gone.append(row)
    return gone, list(asked.values())


def _said_of_visit(row: Any) -> tuple[Any, ...]:
    return row.event, row.family.pk, row.day, row.persons, tuple(row.purposes)


def _said_of_payment(row: Any) -> tuple[Any, ...]:
    family = row.family_id if isinstance(row, Payment) else row.family and row.family.pk
    editions = row.editions.all() if isinstance(row, Payment) else row.editions
    place = row.association.pk
    return row.event, family, place, row.day, row.amount, row.goods, frozenset(one.pk for one in editions)


def _visits(actor: Account, events: Sequence[tuple[Activity, Handout, Any]]) -> list[VisitEntry]:
    return [
        VisitEntry(
            family=tick.family,
            day=activity.first_day,
            visitor=actor.name,
            kind=VisitKind.CONDOLENCE,
            purposes=[VisitPurpose.GOODS if tick.amount or tick.goods else VisitPurpose.GREETING],
            persons=tick.persons(activity.first_day),
            event=activity.pk,
        )
        for activity, handout, _ in events
        for tick in handout.ticks
    ]


def _payments(events: Sequence[tuple[Activity, Handout, Sequence[CampaignEdition]]]) -> list[PaymentEntry]:
    found = []
    for activity, handout, editions in events:
        same: dict[str, Any] = {"day": activity.first_day, "event": activity.pk, "editions": editions}
        if handout.money:
            found.append(PaymentEntry(activity.association, amount=handout.money, **same))
        for tick in handout.ticks:
            if tick.amount or tick.goods:
                given: dict[str, Any] = {"amount": tick.amount, "goods": tick.goods, "family": tick.family}
                found.append(PaymentEntry(tick.family.association, **given, **same))
    return found


def _by_event(visits: Iterable[Visit]) -> dict[UUID | None, list[Visit]]:
    found: dict[UUID | None, list[Visit]] = {}
    for visit in visits:
        found.setdefault(visit.event, []).append(visit)
    return found


def take_along(
    actor: Account, activities: Sequence[Activity], at: datetime | None, since: Any = None
) -> None:
    """Withdraw the lines of withdrawn events, or (``at`` None) bring back those that went with them.

    ``since``: ``{activity key: when it was withdrawn}``; what had been taken back before stays so.
    """
    keys = [activity.pk for activity in activities]
    went = dict.fromkeys(keys) if at else since
    payments = [row for row in payments_of_events(keys) if row.withdrawn_at == went[row.event]]
    visits = []
    if any(activity.households for activity in activities):
        visits = [row for row in visits_of_events(keys) if row.withdrawn_at == went[row.event]]
    if len(visits) != sum(activity.households for activity in activities):
        raise ValidationError(GONE)
    if at is None:
        restore_payments(actor=actor, payments=payments)
    else:
        withdraw_payments(actor=actor, payments=payments, at=at)
    for event, rows in _by_event(visits).items():
        if at is None:
            restore_visits(actor=actor, visits=rows, event=event)
        else:
            withdraw_visits(actor=actor, visits=rows, event=event, at=at)


def lines_of(activity: Activity) -> list[dict[str, Any]]:
    """What stands of an event by family, for its page; what went with a withdrawn event too."""
    if not activity.households:
        return []
    when = activity.withdrawn_at
    paid = {row.family_id: row for row in payments_of_events([activity.pk]) if row.withdrawn_at == when}
    rows = [row for row in visits_of_events([activity.pk]) if row.withdrawn_at == when]
    return [
        {
            "family": row.family,
            "name": head_name(row.family),
            "place": unit_path(row.family.association, below=Level.COUNTY),
            "persons": row.persons,
            "amount": paid[row.family_id].amount / 100 if row.family_id in paid else 0,
            "goods": paid[row.family_id].goods if row.family_id in paid else "",
        }
        for row in rows
    ]


def money_of(activity: Activity) -> int:
    """The money of an event within the scope, in hundredths."""
    rows = Payment.objects.filter(event=activity.pk, withdrawn_at=activity.withdrawn_at)
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)
