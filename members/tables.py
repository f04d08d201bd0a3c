"""Columns of the list of members."""

from typing import Any

from core.accounts.models import Account
from core.associations.models import Association, Level
from core.fields.people import masked_phone
from core.pages.tables import Column
from core.reveal.registry import masked_field
from members.choices import Flag, Status
from members.models import Member

MEMBERS = [
    Column("name", "姓名", sort="initials"),
    Column("association", "单位", sort="code"),
    Column("sex", "性别", sort="sex"),
    Column("birth_month", "出生年月", sort="birth_month"),
    Column("phone", "联系电话"),
    Column("group", "会员小组", sort="group"),
    Column("joined_on", "入会日期", sort="joined_on"),
    Column("flags", "身份"),
    Column("status", "状态", sort="status_since"),
]
STATES = {Status.ENROLLED: "done", Status.APPLIED: "due", Status.VOLUNTEER: "done"}


def unit_path(unit: Association, *, below: int = Level.CITY) -> str:
    """「茶溪村 · 黔城镇」: names from the unit up to the level under ``below``; parents must be loaded."""
    names = [unit.name]
    while unit.level - 1 > below and unit.parent is not None:
        unit = unit.parent
        names.append(unit.name)
    return " · ".join(names)


def flags_text(member: Member) -> str:
    """「骨干会员、志愿者（红马甲服务队）」."""
    words = [flag.label for flag in Flag if member.has(flag)]
    if member.is_volunteer and member.team:
        words[-1] += f"（{member.team}）"
    return "、".join(words)


def status_cell(member: Member) -> dict[str, Any]:
    """The status with its mark, and since when where somebody is gone."""
    word = member.get_status_display()
    if member.withdrawn_at is not None:
        return {"value": "已删除", "state": "none"}
    state = STATES.get(Status(member.status), "none")
    text = "" if state == "done" else f"{member.status_since.isoformat()} 起"
    return {"value": word, "state": state, "text": text}


def member_cells(member: Member, *, below: int) -> list[dict[str, Any]]:
    """One row of the list, without the name, in the order of ``MEMBERS``."""
    joined = member.joined_on.isoformat() if member.joined_on else ""
    return [
        {"value": unit_path(member.association, below=below)},
        {"value": member.get_sex_display()},
        {"value": member.birth_month},
        {"value": masked_phone(member.phone)},
        {"value": member.group},
        {"value": joined},
        {"value": flags_text(member), "long": True},
        status_cell(member),
    ]


def member_facts(member: Member, account: Account) -> list[dict[str, Any]]:
    """The facts of one record, for its page; the telephone masked, with its button."""
    facts: list[dict[str, Any]] = [
        {"label": "单位", "value": unit_path(member.association)},
        {"label": "性别", "value": member.get_sex_display()},
        {"label": "出生年月", "value": member.birth_month},
        {"label": "联系电话", "value": bool(member.phone), "masked": masked_field(member, "phone", account)},
        {"label": "入会日期", "value": member.joined_on.isoformat() if member.joined_on else ""},
        {"label": "会员小组", "value": member.group},
        {"label": "服务队", "value": member.team},
        {"label": "特长", "value": member.skills},
        {"label": "录入人", "value": member.created_by.name if member.created_by else "系统"},
    ]
    return [fact for fact in facts if fact["value"]]
