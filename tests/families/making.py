"""Plain functions that make families for tests; all names and numbers are invented (prefix 431299)."""

from datetime import date
from typing import Any
from uuid import UUID

from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from core.fields.people import CHECKS, WEIGHTS
from families.entries import ContactEntry, MemberEntry, NewFamily
from families.models import Family
from families.services.base import whole
from families.services.register import register_family

SINCE, END = date(2022, 1, 1), date(2022, 9, 30)
BOTH_POSTS = [("township_leader", "石镇长"), ("village_cadre", "田支书")]


def resident_id(number: int, birth: str = "19650301") -> str:
    """A number with a right check digit that nobody bears."""
    digits = f"431299{birth}{number:03}"
    return digits + CHECKS[sum(int(one) * by for one, by in zip(digits, WEIGHTS, strict=True)) % 11]


def member(name: str = "覃晚晴", relation: str = "head", **given: Any) -> MemberEntry:
    """``services`` as kinds, all since ``SINCE``."""
    services = given.pop("services", ())
    held = services if isinstance(services, dict) else dict.fromkeys(services, SINCE)
    return MemberEntry(name, relation, services=held, **given)


def contacts(since: date = SINCE) -> list[ContactEntry]:
    return [ContactEntry(role, name, since, phone="13807450001") for role, name in BOTH_POSTS]


def entry(place: Association, **given: Any) -> NewFamily:
    given.setdefault("members", [member()])
    return NewFamily(place, given.pop("family_type", "death"), given.pop("confirmed_on", SINCE), **given)


def make_family(actor: Account, place: Association, **given: Any) -> Family:
    """A family through the service, as ``actor``."""
    with scope.use(actor.scope):
        return register_family(actor=actor, entry=entry(place, **given))


def fresh(family: Family | UUID) -> Family:
    """As it stands now, with everything that belongs to it."""
    key = family.pk if isinstance(family, Family) else family
    with scope.everything():
        return whole(Family.objects.all()).get(pk=key)
