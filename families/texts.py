"""Sentences and marks of the page of one family; names of its members are masked in all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from families.choices import SHORT_TYPES, ServiceKind, VisitState
from families.masks import UNNAMED, masked
from families.models import Family, FamilyMember, Visit


@dataclass(frozen=True)
class Event:
    """Something dated in the history of a family."""

    day: date
    what: str
    note: str = ""
    url: str = ""  # where it is corrected


def short_name(member: FamilyMember) -> str:
    return masked("name", member.name) or UNNAMED


def service_since(member: FamilyMember, kind: str, day: date) -> date | None:
    """Since when a member has a service that holds on a day."""
    for row in member.services.all():
        if row.kind == kind and row.since <= day and (row.until is None or day < row.until):
            return row.since
    return None


def service_rows(family: Family, day: date) -> list[dict[str, Any]]:
    """The services of each member: one row for each, one cell for each member still there."""
    members = [member for member in family.members.all() if member.is_present(day)]
    return [
        {"label": kind.label, "cells": [_cell(service_since(member, kind, day)) for member in members]}
        for kind in ServiceKind
    ]


def _cell(since: date | None) -> dict[str, str]:
    return (
        {"state": "done", "word": "有", "text": f"{since} 起"} if since else {"state": "none", "word": "无"}
    )


def timeline(family: Family, visits: Iterable[Visit] = ()) -> list[Event]:
    """Everything dated, newest first: states, members who left, services, contacts, visits."""
    events = [*_states(family), Event(family.confirmed_on, "认定", family.confirmed_by)]
    for member in family.members.all():
        name = short_name(member)
        if member.left_on is not None:
            events.append(Event(member.left_on, f"{name} 去世或离开"))
        for row in member.services.all():
            events.append(Event(row.since, f"{name} {row.get_kind_display()}"))
            if row.until is not None:
                events.append(Event(row.until, f"{name} {row.get_kind_display()} 停止"))
    for contact in family.contacts.all():
        role = contact.get_role_display()
        events.append(Event(contact.since, f"{role} {contact.name} 联系"))
        if contact.until is not None:
            events.append(Event(contact.until, f"{role} {contact.name} 停止联系"))
    events += [_visit(visit) for visit in visits]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _visit(visit: Visit) -> Event:
    """「上门走访」, who came, what for; one of a condolence is corrected there."""
    what = f"{visit.get_way_display()}{visit.get_kind_display()}"
    plan = "（排期）" if visit.state == VisitState.PLANNED else ""
    later = f"下次 {visit.next_on}" if visit.next_on else ""
    words = [visit.visitor, "、".join(visit.purpose_labels), str(visit.remark), later]
    url = "" if visit.event else reverse("families:visit_edit", args=[visit.pk])
    return Event(visit.day, f"{what}{plan}", "，".join(filter(None, words)), url)


def _states(family: Family) -> list[Event]:
    rows = sorted(family.states.all(), key=lambda row: row.since)
    events = []
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        words = []
        if before is None:
            words = [f"{row.get_status_display()}，{SHORT_TYPES[row.family_type]}，{row.place.name}"]
        else:
            if row.status != before.status:
                words.append(f"{before.get_status_display()} → {row.get_status_display()}")
            if row.family_type != before.family_type:
                words.append(f"{SHORT_TYPES[before.family_type]} → {SHORT_TYPES[row.family_type]}")
            if row.place_id != before.place_id:
                words.append(f"{before.place.name} → {row.place.name}")
        events.append(Event(row.since, "，".join(words) or "状态不变", row.get_reason_display()))
    return events


def standing_words(family: Family) -> str:
    """Why a family counts nowhere; empty while it is 在册."""
    if family.is_registered:
        return ""
    return f"这户 {family.since} 起{family.get_status_display()}，从这一天起不计入任何户数和人数。"
