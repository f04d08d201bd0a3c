"""Sentences of the member pages."""

from datetime import date
from typing import Any

from core.fields.people import masked_phone
from members.choices import Flag, Sex, Status
from members.models import Member
from members.standing import Standing

LABELS = ["name", "birth_month", "group", "team", "skills"]


def shown(member: Member) -> dict[str, Any]:
    """What audit keeps of a member, by label; the phone masked."""
    facts: dict[str, Any] = {"单位": member.association.name}
    for name in LABELS:
        facts[str(Member._meta.get_field(name).verbose_name)] = getattr(member, name)  # type: ignore[union-attr]
    facts["性别"] = Sex(member.sex).label if member.sex else ""
    facts["联系电话"] = masked_phone(member.phone)
    facts["变动"] = [standing_text(one) for one in member.standings()]
    for flag in Flag:
        facts[flag.label] = [span_text(*span) for span in member.spans(flag)]
    return {label: value for label, value in facts.items() if value}


def standing_text(one: Standing) -> str:
    """「2021-05-01 在册 茶溪村」."""
    return f"{one.since.isoformat()} {Status(one.status).label} {one.place.name}"


def span_text(since: date, until: date | None) -> str:
    """「2021-05-01 起」,「2021-05-01 至 2022-05-01」."""
    return f"{since.isoformat()} 至 {until.isoformat()}" if until else f"{since.isoformat()} 起"
