"""What must be true of a member before it is written."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.fields.people import normalise_name, normalise_phone
from core.figures.posting import require_open
from core.parsing import EARLIEST_YEAR
from core.pinyin import initials_of
from core.records import Record
from members.choices import NEEDED, Flag, Status
from members.models import Member
from members.standing import Standing, end_of, joined_on, status_on

MONTH = re.compile(r"(\d{4})-(\d\d)")
OLDEST = 120  # years
COMPUTED = {"initials", "status", "status_since", "joined_on", "earlier"}


@dataclass
class MemberDraft:
    """An unsaved or changed member with all its standings; ``expected_version``: of what was read."""

    member: Member
    standings: list[Standing] = field(default_factory=list)
    expected_version: int = 0


def tidy(member: Member) -> dict[str, str]:
    """One spelling of the name and the number; what is wrong with either."""
    errors = {}
    for name, normalise in (("name", normalise_name), ("phone", normalise_phone)):
        try:
            setattr(member, name, normalise(str(getattr(member, name))))
        except ValidationError as error:
            errors[name] = "".join(error.messages)
    member.initials = initials_of(member.name)[:40]
    return errors


def settle(draft: MemberDraft, before: MemberDraft | None = None) -> None:
    """Set what follows from the standings: the copies of the current one, and the ends of flags.

    An end that came from the standings of ``before`` follows the new ones, unless somebody typed another.
    """
    member = draft.member
    draft.standings.sort(key=lambda one: one.since)
    if not draft.standings:
        return
    last = draft.standings[-1]
    member.status, member.status_since, member.joined_on = last.status, last.since, joined_on(draft.standings)
    for flag in Flag:
        since, until = flag_days(member, flag)
        if since is not None and (
            until is None or (before is not None and _came_by_itself(flag, until, before))
        ):
            setattr(member, f"{flag.value}_until", end_of(flag, since, draft.standings))


def flag_days(member: Member, flag: Flag) -> tuple[date | None, date | None]:
    """The first and the last day of what somebody is or was last."""
    return getattr(member, f"{flag.value}_since"), getattr(member, f"{flag.value}_until")


def _came_by_itself(flag: Flag, until: date, before: MemberDraft) -> bool:
    old_since, old_until = flag_days(before.member, flag)
    return old_since is not None and until == old_until == end_of(flag, old_since, before.standings)


def check(draft: MemberDraft) -> None:
    """Raise ``ValidationError`` with a sentence for every field that cannot stand; ``settle`` came before."""
    member, today = draft.member, timezone.localdate()
    errors: dict[str, Any] = {**_column_errors(member), **tidy(member)}
    if message := _month_problem(member.birth_month, today):
        errors["birth_month"] = message
    if message := _standing_problem(draft, today):
        errors["standings"] = message
    else:
        for flag in Flag:
            errors.update(_flag_errors(member, flag, draft.standings, today))
    if errors:
        raise ValidationError(errors)


def require_days_open(draft: MemberDraft, before: MemberDraft | None = None) -> None:
    """Every day on which something begins, ends or changes must be open at its place."""
    days = _days(draft) ^ _days(before) if before else _days(draft)
    for day, place in sorted(days, key=lambda pair: pair[0]):
        require_open(place, day)


def _days(draft: MemberDraft) -> set[tuple[date, Any]]:
    found = {(one.since, one.place) for one in draft.standings}
    for flag in Flag:
        for span in draft.member.spans(flag):
            found |= {(day, draft.member.association) for day in span if day is not None}
    return found


def _column_errors(member: Member) -> dict[str, Any]:
    try:
        member.clean_fields(exclude=[*COMPUTED, *(row.name for row in Record._meta.fields)])
    except ValidationError as error:
        return dict(error.update_error_dict({}))
    return {}


def _month_problem(text: str, today: date) -> str:
    if not text:
        return ""
    found = MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        return "请填出生年月，例如 1975-03。"
    if int(found[1]) < today.year - OLDEST:
        return "出生年份过早，请核对。"
    return "出生年月在今天之后，请核对。" if text > f"{today:%Y-%m}" else ""


def _standing_problem(draft: MemberDraft, today: date) -> str:
    rows = draft.standings
    if not rows:
        return "请填入会日期。"
    days = [one.since for one in rows]
    if len(set(days)) < len(days):
        return "同一天只能有一次变动。"
    if days[-1] > today:
        return "日期在今天之后，请核对。"
    if days[0].year < EARLIEST_YEAR:
        return "日期过早，请核对年份。"
    if any(one.status not in Status.values for one in rows):
        return "有不认识的状态，请重新选。"
    if any(one.status == Status.DECEASED for one in rows[:-1]):
        return "去世以后不能再有变动。"
    birth = MONTH.fullmatch(draft.member.birth_month)
    if birth and f"{days[0]:%Y-%m}" < draft.member.birth_month:
        return "日期早于出生年月，请核对。"
    return ""


def _flag_errors(member: Member, flag: Flag, standings: list[Standing], today: date) -> dict[str, str]:
    since, until = flag_days(member, flag)
    names = f"{flag.value}_since", f"{flag.value}_until"
    if since is None:
        return {names[1]: "请先填起始日期。"} if until is not None else {}
    if since > today:
        return {names[0]: "日期在今天之后，请核对。"}
    if status_on(since, standings) not in NEEDED[flag]:
        word = "入会" if flag == Flag.BACKBONE else "登记"
        return {names[0]: f"{flag.label}起始那天还没有{word}，或已经离开，请核对日期。"}
    if until is None:
        return {}
    if until > today:
        return {names[1]: "日期在今天之后，请核对。"}
    return {names[1]: "截止日期不能早于起始日期。"} if until < since else {}
