"""Reads of services and cases, oldest first: what is open, what is overdue."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from families.choices import HelpState, ReferralState
from families.models import Case, Family, Referral, ServiceRecord

UNDER_WAY = (ReferralState.SENT, ReferralState.ACCEPTED)
ENDED = (HelpState.CONFIRMED, HelpState.CANCELLED)
OPEN, OVERDUE, DONE, ALL = "open", "overdue", "done", "all"
SHOWN = [(OPEN, "未办结"), (OVERDUE, "逾期"), (ALL, "全部")]


def services() -> QuerySet[ServiceRecord]:
    """With all that a list prints."""
    rows = ServiceRecord.objects.select_related("family", "association__parent__parent")
    return rows.prefetch_related("family__members")


def overdue_services(day: date) -> QuerySet[ServiceRecord]:
    """Not done though their day has passed."""
    return services().filter(due_on__lt=day, done_on=None).exclude(state__in=ENDED).order_by("due_on", "pk")


def unconfirmed_services(account: Account) -> QuerySet[ServiceRecord]:
    """Done, as somebody else than this account has said: it may confirm them."""
    return services().filter(state=HelpState.DONE).exclude(done_by=account).order_by("done_on", "pk")


def choose_services(chosen: dict[str, Any], day: date) -> QuerySet[ServiceRecord]:
    """What a filter asks for; without one, all that is open."""
    rows = services() if chosen.get("shown") != OVERDUE else overdue_services(day)
    if chosen.get("shown") in (None, "", OPEN):
        rows = rows.exclude(state__in=ENDED)
    elif chosen.get("shown") == DONE:
        rows = rows.filter(state=HelpState.DONE)
    return _narrowed(rows, chosen, ("kind", "aid"))


def referrals() -> QuerySet[Referral]:
    """Hand-overs that were sent from, or came to, a unit of the range."""
    return Referral.objects.select_related("association__parent__parent", "receiver__parent__parent")


def choose_referrals(seat: Association, chosen: dict[str, Any]) -> QuerySet[Referral]:
    """Those that a filter asks for; without one, all that are under way."""
    rows = referrals()
    if chosen.get("way") == "in":
        rows = rows.filter(to_code__range=(seat.low, seat.high))
    elif chosen.get("way") == "out":
        rows = rows.filter(code__range=(seat.low, seat.high))
    return rows if chosen.get("shown") == ALL else rows.filter(state__in=UNDER_WAY)


def waiting_referrals(seat: Association) -> QuerySet[Referral]:
    """What came to this very unit and nobody has taken on yet, the oldest first."""
    return referrals().filter(receiver=seat, state=ReferralState.SENT)


def last_referral(record: ServiceRecord) -> Referral | None:
    """The latest hand-over of a service."""
    rows = Referral.objects.filter(service=record.pk).select_related("receiver")
    found: Referral | None = rows.order_by("-sent_on", "-created_at").first()
    return found


def cases() -> QuerySet[Case]:
    """With all that a list prints."""
    return Case.objects.select_related("family", "association__parent__parent")


def overdue_cases(day: date) -> QuerySet[Case]:
    """Not closed though their day has passed."""
    return cases().filter(due_on__lt=day, closed_on=None).order_by("due_on", "pk")


def choose_cases(chosen: dict[str, Any], day: date) -> QuerySet[Case]:
    """What a filter asks for; without one, all of them."""
    rows = cases()
    if chosen.get("shown") == OVERDUE:
        rows = overdue_cases(day)
    elif chosen.get("shown") == OPEN:
        rows = rows.filter(closed_on=None)
    return _narrowed(rows, chosen, ("topic", "channel"))


def _narrowed(rows: QuerySet[Any], chosen: dict[str, Any], names: tuple[str, ...]) -> QuerySet[Any]:
    if chosen.get("association"):
        place = chosen["association"]
        rows = rows.filter(code__range=(place.low, place.high))
    for name in names:
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    return rows


def family_of(case: Case) -> Family | None:
    """The family that a case is about, as long as it lives inside the range."""
    family = case.family
    return family if family is not None and scope.current().covers(family.code) else None


def care_of(family: Family) -> dict[str, list[Any]]:
    """The services and cases of a family that lie within the range, newest first."""
    return {
        "services": list(ServiceRecord.objects.filter(family=family.pk).order_by("-requested_on", "pk")),
        "cases": list(Case.objects.filter(family=family.pk)),
    }


def family_with_number(number: str) -> list[Family]:
    """The families of the range with this 户编号: several where it was given in several counties."""
    rows = Family.objects.filter(Q(household_number=number), anonymised_at=None)
    return list(rows.select_related("association")[:3])
