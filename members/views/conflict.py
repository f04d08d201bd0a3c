"""Somebody else saved meanwhile: what differs, and for each the choice whose stays (pages.md §2.12)."""

from typing import Any

from django.http import QueryDict

from core.audit.models import AuditEntry
from members.forms import EditForm, initial_of
from members.models import Member
from members.queries import history_of
from members.texts import differences

TAKE = "take"


def choices_of(form: EditForm, current: Member, version: int) -> list[dict[str, Any]]:
    """``[{name, text, is_theirs}]`` of what differs; theirs is proposed where they changed it."""
    changed = _changed_since(current, version)
    return [
        {"name": one.name, "text": f"{one.label}：现在是 {one.standing}", "is_theirs": one.label in changed}
        for one in differences(form, current)
    ]


def _changed_since(current: Member, version: int) -> set[str]:
    """Labels that the saves since ``version`` changed."""
    saves: list[AuditEntry] = list(
        history_of(current).filter(action="update")[: max(current.version - version, 0)]
    )
    return {label for entry in saves for label in entry.changes}


def sent_again(sent: QueryDict, current: Member) -> QueryDict:
    """What was sent, for the version that stands now; boxes that are new since then as they stand."""
    content = sent.copy()
    content["version"] = str(current.version)
    for name, text in _standing(current).items():
        if name not in content:
            content[name] = text
    return content


def resolved(sent: QueryDict, current: Member) -> QueryDict:
    """What was sent, with the standing values wherever they were chosen.

    Where the record changed once more since then, nothing is taken over unseen: it is compared again.
    """
    taken = sent.getlist(TAKE)
    if not taken or sent.get("version") != str(current.version):
        return sent
    content = sent.copy()
    for name, text in _standing(current).items():
        if _group_of(name) in taken:
            content[name] = text
    return content


def _standing(current: Member) -> dict[str, str]:
    """The form as a browser would send it if nobody had typed anything."""
    found: dict[str, str] = {}
    for name, value in initial_of(current).items():
        if name == "association":
            found |= {"association": value.path(), "association_code": str(value.code)}
        else:
            found[name] = (
                "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
            )
    return found


def _group_of(name: str) -> str:
    """The choice that a box belongs to: all days of a flag are one, all standings are one."""
    first = name.partition("_")[0]
    if first in ("backbone", "volunteer"):
        return first
    if first == "association":
        return first
    return "standings" if first in ("day", "status") else name
