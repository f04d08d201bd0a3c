"""Sentences of the member pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from core.audit.models import AuditEntry
from core.audit.services import LABELS
from core.fields.people import masked_phone
from members.choices import Flag, Sex, Status
from members.models import Member
from members.queries import numbers_of
from members.standing import Standing

TEXTS = ["name", "birth_month", "group", "team", "skills"]


def shown(member: Member) -> dict[str, Any]:
    """What audit keeps of a member, by label; the phone masked."""
    facts: dict[str, Any] = {"单位": member.association.name}
    for name in TEXTS:
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


def sums_text(rows: QuerySet[Member], count: int) -> str:
    """「合计 32 人：在册 30 人，骨干会员 6 人，志愿者 12 人。」, of all pages."""
    if not count:
        return ""
    enrolled, backbone, volunteers = numbers_of(rows)
    parts = f"在册 {enrolled:,} 人，骨干会员 {backbone:,} 人，志愿者 {volunteers:,} 人"
    return f"合计 {count:,} 人：{parts}。"


def saved_line(member: Member) -> str:
    """「茶溪村 舒小燕 在册，骨干会员」."""
    words = [member.get_status_display(), *(flag.label for flag in Flag if member.has(flag))]
    return f"{member.association.name} {member.name} {'，'.join(words)}"


def people_text(members: Sequence[Member]) -> str:
    """「舒小燕」,「舒小燕、向前等 5 人」."""
    if len(members) == 1:
        return members[0].name
    names = "、".join(member.name for member in members[:3])
    return f"{names}等 {len(members)} 人" if len(members) > 3 else f"{names} {len(members)} 人"


def twin_line(twin: Member) -> str:
    """「茶溪村已有舒小燕，女，1975-03，2021-05-29 入会，在册」."""
    born = twin.birth_month and f"{twin.birth_month} 生"
    joined = twin.joined_on and f"{twin.joined_on.isoformat()} 入会"
    words = [twin.get_sex_display(), born, joined, twin.get_status_display()]
    return "，".join([f"{twin.association.name}已有{twin.name}", *(word for word in words if word)])


def standing_rows(member: Member) -> list[dict[str, Any]]:
    """What somebody was from when on, newest first."""
    return [
        {"day": one.since.isoformat(), "status": Status(one.status).label, "place": one.place.name}
        for one in reversed(member.standings())
    ]


def flag_lines(member: Member) -> list[dict[str, Any]]:
    """「骨干会员」 and 「志愿者」 with their times, as far as there are any."""
    return [
        {"label": flag.label, "spans": [span_text(*span) for span in spans], "is_now": member.has(flag)}
        for flag in Flag
        if (spans := member.spans(flag))
    ]


def withdrawal_lines(member: Member) -> list[str]:
    """What a deletion takes out of which totals."""
    names = "、".join(unit.name for unit in [member.association, *reversed(member.association.ancestors())])
    counted = ["会员数"] if member.status == Status.ENROLLED else []
    counted += [f"{flag.label}数" for flag in Flag if member.has(flag)]
    lines = [f"{names} 的 {what} 各减 1" for what in counted]
    gone = "只在录错、录重时删除；退会、迁出、去世请用“改状态”，以前的数不变。"
    return [*lines, gone, "记录留有痕迹，可以恢复。"]


def act_lines(act: str, members: Sequence[Member]) -> list[str]:
    """What an act will not touch, or what it counts."""
    flag, _, ends = act.partition("_")
    if flag in Flag.values:
        same = sum(member.has(Flag(flag)) is not bool(ends) for member in members)
        words = "不是" if ends else "已经是"
        return [f"{same} 人{words}{Flag(flag).label}，不变。"] if same else []
    if act == "status":
        enrolled = sum(member.status == Status.ENROLLED for member in members)
        return [f"改为退会、迁出、去世以后，会员数减 {enrolled}，骨干会员和志愿者身份同时结束。"]
    if act == "move":
        return ["从这一天起计入新单位，以前的数留在原单位。"]
    return []


@dataclass(frozen=True)
class Difference:
    """One thing that was typed otherwise than it stands; ``standing`` as a text, numbers masked."""

    name: str
    label: str
    standing: str


def differences(form: Any, current: Member) -> list[Difference]:
    """What a checked form would make otherwise than it stands now."""
    data, standing = form.cleaned_data, shown(current)
    found = []
    for name in ["association", "name", "sex", "birth_month", "phone", "group", "team", "skills"]:
        if (data.get(name) or "") != (getattr(current, name) or ""):
            label = str(Member._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found.append(Difference(name, label, str(standing.get(label, "空"))))
    if form.standings() != current.standings():
        found.append(Difference("standings", "变动", "，".join(standing["变动"])))
    for flag in Flag:
        names = [f"{flag.value}_{side}" for side in ("since", "until")]
        if [data.get(name) for name in names] != [getattr(current, name) for name in names]:
            found.append(Difference(flag.value, flag.label, "，".join(standing.get(flag.label, ["空"]))))
    return found


def action_text(entry: AuditEntry) -> str:
    return {"create": "登记", "withdraw": "删除"}.get(entry.action) or LABELS[entry.action]


def history_lines(entry: AuditEntry) -> list[str]:
    """What one entry changed, a line for each field: 「会员小组 空 → 一组」."""
    if entry.action != "update":
        return []
    return [f"{label} {_plain(old)} → {_plain(new)}" for label, (old, new) in entry.changes.items()]


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "，".join(map(str, value)) or "空"
    return str(value) if value not in (None, "") else "空"
