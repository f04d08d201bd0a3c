"""What a change can be taken back to: the state of a member before it, as a session may keep it.

The telephone number never lies there in the open.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import date
from typing import Any

from core.associations.models import Association
from core.fields import decrypt_text, encrypt_text
from members.checks import MemberDraft
from members.models import Member
from members.services import DAYS, draft_of
from members.standing import Standing

TEXTS = ["name", "sex", "birth_month", "group", "team", "skills"]
LABEL = "members.undo.phone"


def kept(member: Member) -> dict[str, Any]:
    """A member as it stands; its standings must be loaded."""
    return {
        "association": member.association_id,
        "texts": {name: getattr(member, name) for name in TEXTS},
        "days": {name: day.isoformat() if (day := getattr(member, name)) else None for name in DAYS},
        "earlier": member.earlier,
        "standings": [[one.since.isoformat(), one.status, one.place.pk] for one in member.standings()],
        "phone": b64encode(encrypt_text(LABEL, member.pk, member.phone)).decode() if member.phone else "",
    }


def drafts_back(pairs: Iterable[tuple[Member, dict[str, Any]]]) -> list[MemberDraft]:
    """The members as they stand, turned into what was kept of them."""
    rows = list(pairs)
    keys = {unit for _, one in rows for unit in [one["association"], *(row[2] for row in one["standings"])]}
    units = Association.objects.in_bulk(keys)
    return [_back(member, one, units) for member, one in rows]


def _back(member: Member, one: dict[str, Any], units: dict[int, Association]) -> MemberDraft:
    draft = draft_of(member)
    member.association = units[one["association"]]
    for name, text in one["texts"].items():
        setattr(member, name, text)
    for name, day in one["days"].items():
        setattr(member, name, date.fromisoformat(day) if day else None)
    member.earlier = one["earlier"]
    member.phone = decrypt_text(LABEL, member.pk, b64decode(one["phone"])) if one["phone"] else ""
    draft.standings = [
        Standing(date.fromisoformat(since), status, units[place]) for since, status, place in one["standings"]
    ]
    return draft
