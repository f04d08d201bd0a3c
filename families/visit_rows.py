"""Rows of the lists of visits: a family by its number and masked name, a mark with its word, one act."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse

from core.associations.models import Level
from families.births import birth_words
from families.choices import VisitKind
from families.masks import head_name, masked
from families.models import Family, FamilyMember
from families.tables import unit_path
from families.visit_queries import ROUNDS

SOON = timedelta(days=7)


def turn_row(family: Any, level: int, today: date) -> dict[str, Any]:
    """Last visit, rounds of this year, and what is agreed for the next one."""
    row = _row(family, level, VisitKind.VISIT)
    row["facts"] = [
        f"上次 {family.last_on}" if family.last_on else "还没有走访过",
        f"{today.year}年 {family.rounds}/{ROUNDS} 次",
    ]
    return {**row, **_mark(family, today)}


def _mark(family: Any, today: date) -> dict[str, str]:
    if family.due_on is not None and family.due_on < today:
        return {"state": "overdue", "word": "已过", "text": f"约定 {family.due_on}"}
    if family.due_on is not None and family.due_on <= today + SOON:
        return {"state": "due", "word": "快到", "text": f"约定 {family.due_on}"}
    if family.rounds >= ROUNDS:
        return {"state": "done", "word": "已满", "text": f"下次 {family.due_on}" if family.due_on else ""}
    word = f"还差 {ROUNDS - family.rounds} 次"
    return {"state": "waiting", "word": word, "text": f"下次 {family.due_on}" if family.due_on else ""}


def festival_row(family: Any, level: int, today: date) -> dict[str, Any]:
    """Visited for the festival, or not yet; one click records it while its window is open."""
    row = _row(family, level, VisitKind.CONDOLENCE)
    row["facts"] = []
    if family.visited_on is None:
        return {**row, "state": "waiting", "word": "未慰问", "record": uuid4()}
    return {**row, "state": "done", "word": "已慰问", "text": str(family.visited_on), "is_done": True}


def birthday_row(member: FamilyMember, level: int, today: date) -> dict[str, Any]:
    """A member whose birthday is in the month; the day where it is known, never the age."""
    row = _row(member.family, level, VisitKind.BIRTHDAY, name=masked("name", member.name))
    words = birth_words(member.born)
    day = words.split("年", 1)[-1]
    return {**row, "facts": [day, member.get_relation_display()]}


def _row(family: Family, level: int, kind: str, name: str = "") -> dict[str, Any]:
    return {
        "family": family,
        "name": name or head_name(family),
        "place": unit_path(family.association, below=max(level, Level.CITY)),
        "url": family.get_absolute_url(),
        "visit_url": f"{reverse('families:visit_create', args=[family.pk])}?{urlencode({'kind': kind})}",
        "kind": kind,
    }


def names_text(families: Iterable[Family]) -> str:
    """What is copied for the chat group: village by village, numbers of households and no name."""
    by_place: dict[str, list[str]] = {}
    for family in families:
        by_place.setdefault(unit_path(family.association, below=Level.COUNTY), []).append(
            family.household_number
        )
    return "\n".join(f"{place}：{len(found)} 户（{'、'.join(found)}）" for place, found in by_place.items())
