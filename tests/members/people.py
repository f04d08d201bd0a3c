"""Members as tests make them, through the service."""

from datetime import date
from typing import Any

from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from members.checks import MemberDraft
from members.models import Member
from members.queries import with_standings
from members.services import register_member
from members.standing import Standing

JOINED = date(2021, 5, 29)


def enrol(
    actor: Account, place: Association, name: str = "舒小燕", day: date = JOINED, **given: Any
) -> Member:
    """A member on the books since ``day``; ``status`` for another one."""
    status = given.pop("status", "enrolled")
    draft = MemberDraft(Member(association=place, name=name, **given), [Standing(day, status, place)])
    with scope.use(actor.scope):
        return register_member(actor=actor, draft=draft)


def again(member: Member) -> Member:
    """The row as it stands now, with its standings."""
    with scope.everything():
        return with_standings(Member.objects.filter(pk=member.pk)).get()
