"""What stands in the top bar. Apps add their pages here when they are ready."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core import notices
from core.access import Action, can

SECTIONS = ["登记", "看板", "报告", "台账", "管理"]


@dataclass(frozen=True)
class Entry:
    """One page of a section: shown to seats that hold ``action``, with ``family`` the family right too."""

    section: str
    label: str
    url_name: str
    action: Action
    family: bool = False


_entries: list[Entry] = []


def add(section: str, label: str, url_name: str, action: Action, *, family: bool = False) -> None:
    """Register a page; called from ``AppConfig.ready``."""
    entry = Entry(section, label, url_name, action, family)
    if entry not in _entries:
        _entries.append(entry)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the account, its rights by name, and the navigation it may use."""
    user = getattr(request, "user", None)  # absent where a middleware answered first
    account = user if user is not None and user.is_authenticated else None
    if account is None:
        return {"account": None, "can": {}, "navigation": []}
    rights = {action.value: can(account, action) for action in Action} | {"family": account.family_right}
    return {
        "account": account,
        "can": rights,
        "navigation": _sections(request, rights),
        "notices": lambda: notices.take(request),
    }


def _sections(request: HttpRequest, rights: dict[str, bool]) -> list[dict[str, Any]]:
    shown = []
    for section in SECTIONS:
        children: list[dict[str, Any]] = [
            {"label": entry.label, "url": (url := reverse(entry.url_name)), "active": request.path == url}
            for entry in _entries
            if entry.section == section
            and rights[entry.action.value]
            and (rights["family"] or not entry.family)
        ]
        if children:
            here = any(request.path.startswith(child["url"]) for child in children if child["url"] != "/")
            first = children[0]["url"]
            shown.append({"label": section, "url": first, "active": here, "children": children})
    return shown
