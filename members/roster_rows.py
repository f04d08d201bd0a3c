"""Rows of a roster into members, and members into rows."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.access import Action
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.rosters.declare import Existing, Planned, RosterRecord, Written
from members.checks import MemberDraft, check, require_days_open, settle
from members.choices import GONE, Flag, Status
from members.content import kept
from members.models import Member
from members.queries import in_register, with_standings
from members.services import change_members, draft_of
from members.standing import Standing

PLAIN = ("name", "sex", "birth_month", "phone", "group", "team", "skills")
COLUMNS = {
    "standings": "joined_on", "backbone_since": "backbone", "volunteer_since": "volunteer",
    **{name: name for name in PLAIN},
}  # fmt: skip
FACTS, ENOUGH = ("birth_month", "phone", "joined_on"), 2
PARTS = {Level.COUNTY: "county", Level.TOWNSHIP: "township", Level.VILLAGE: "village"}


def only_volunteer(values: dict[str, Any]) -> bool:
    """Somebody with a first day as a volunteer and none as a member."""
    stated = values.get("status") in (None, Status.VOLUNTEER)
    return stated and isinstance(values.get("volunteer"), date)


def meant(planned: Planned) -> dict[str, Any]:
    """What the record will be: all of a new row, the chosen changes of a standing one."""
    if not planned.is_new:
        return planned.changed
    values = planned.record.values
    status = values.get("status") or (
        Status.VOLUNTEER if values.get("joined_on") is None else Status.ENROLLED
    )
    return {**values, "status": status}


def counts(what: str, values: dict[str, Any]) -> int:
    status = values.get("status")
    if what == "member_count":
        return int(status == Status.ENROLLED)
    if what == "backbone_member_count":
        return int(status == Status.ENROLLED and bool(values.get("backbone")))
    return int(bool(status) and status not in GONE and bool(values.get("volunteer")))


def values_of(member: Member) -> dict[str, Any]:
    """A standing record in the values of the columns."""
    found: dict[str, Any] = {name: str(getattr(member, name)) or None for name in PLAIN}
    found |= {"joined_on": member.joined_on, "status": member.status}
    found["status_since"] = member.status_since if member.status in GONE else None
    for flag in Flag:
        found[flag.value] = getattr(member, f"{flag.value}_since") if member.has(flag) else None
    return found


def existing_of(member: Member) -> Existing:
    values = {
        name: False if value is None and name in Flag.values else value
        for name, value in values_of(member).items()
    }
    label = f"{member.name}　{member.association.name}"
    return Existing(member.pk, member.version, values, label)


def place_of(unit: Association) -> dict[str, str]:
    names = dict.fromkeys(("county", "township", "village"), "")
    here: Association | None = unit
    while here is not None and here.level > Level.CITY:
        names[PARTS[Level(here.level)]] = here.name
        here = here.parent
    return names


def new_draft(planned: Planned, units: dict[int, Association]) -> MemberDraft:
    """A row as a new member, with the key that the import gives it."""
    unit = units[planned.record.association_id]
    return _draft(planned.record.values, Member(pk=planned.id, association=unit))


def problems_of(record: RosterRecord) -> dict[str, str]:
    """What the services would refuse of a new row, by column."""
    place = Association(pk=record.association_id, code=record.code)
    draft = _draft(record.values, Member(association=place))
    try:
        settle(draft)
        check(draft)
        require_days_open(draft)
    except ValidationError as error:
        found = error.update_error_dict({})
        return {COLUMNS.get(name, ""): "".join(rows[0].messages) for name, rows in found.items()}
    return {}


def nearest(namesakes: list[Member], values: dict[str, Any]) -> Member | None:
    """Of several people of one name, the one of the same month of birth, else one who is still here."""
    born = values.get("birth_month")
    ranked = sorted(namesakes, key=lambda row: (row.birth_month != born, row.status in GONE))
    return ranked[0] if ranked else None


def says_the_same(row: Member, values: dict[str, Any]) -> bool:
    """Whether two more facts beside name and place are those of a row: enough to take it for a repetition."""
    said = {name: values[name] for name in FACTS if values.get(name)}
    return sum(value == _fact(row, name) for name, value in said.items()) >= ENOUGH


def _fact(row: Member, name: str) -> Any:
    return str(row.phone) if name == "phone" else getattr(row, name)


def _draft(values: dict[str, Any], member: Member) -> MemberDraft:
    place = member.association
    for name in PLAIN:
        setattr(member, name, values.get(name) or "")
    without_day = values.get("joined_on") is None
    status = values.get("status") or (Status.VOLUNTEER if without_day else Status.ENROLLED)
    first = values.get("joined_on") or values["volunteer"]
    draft = MemberDraft(member, [Standing(first, _before(status), place)])
    if status in GONE:
        draft.standings.append(Standing(values["status_since"], status, place))
    for flag in Flag:
        _set_flag(member, flag, values.get(flag.value), first)
    if status == Status.VOLUNTEER and member.volunteer_since is None:
        member.volunteer_since = first
    if member.volunteer_since is not None and member.volunteer_since < first:
        draft.standings.insert(0, Standing(member.volunteer_since, Status.VOLUNTEER, place))
    return draft


def _before(status: str) -> str:
    """What somebody who is gone was until then."""
    return Status.ENROLLED if status in GONE else status


def _set_flag(member: Member, flag: Flag, value: Any, first: date | None) -> None:
    """A day, 「是」 (since ``first``), or 「否」: it ends today where it stands."""
    since, until = f"{flag.value}_since", f"{flag.value}_until"
    if value is None or (value is True and member.has(flag)):
        return
    if value is False:
        if member.has(flag):
            setattr(member, until, timezone.localdate())
        return
    if not member.has(flag) and getattr(member, since) is not None:
        ended = [getattr(member, since).isoformat(), getattr(member, until).isoformat()]
        member.earlier = {**member.earlier, flag.value: [*member.earlier.get(flag.value, []), ended]}
    setattr(member, since, first if value is True else value)
    setattr(member, until, None)


def change_rows(actor: Account, planned: list[Planned], right: Action) -> list[Written]:
    """Change standing members as rows say; needs ``right`` at each."""
    keys = [one.existing.id for one in planned if one.existing]
    members = {row.pk: row for row in with_standings(in_register().filter(pk__in=keys))}
    drafts, written = [], []
    for one in planned:
        if one.existing is None:
            continue
        member = members[one.existing.id]
        written.append(Written(one.record.number, member.pk, member.version + 1, kept(member)))
        draft = draft_of(member)
        draft.expected_version = one.existing.version
        _put(draft, one.changed, one.record.values.get("status_since"))
        _refuse(one.record.number, draft)
        drafts.append(draft)
    change_members(actor=actor, drafts=drafts, reason="导入", right=right)
    return written


def _refuse(number: int, draft: MemberDraft) -> None:
    """Name the row that cannot be changed so; nothing of the file is written then."""
    try:
        settle(draft)
        check(draft)
    except ValidationError as error:
        raise ValidationError(f"第 {number} 行 {draft.member.name}：{''.join(error.messages)}") from None


def _put(draft: MemberDraft, changed: dict[str, Any], day: date | None) -> None:
    member = draft.member
    for name in set(PLAIN) & set(changed):
        setattr(member, name, changed[name])
    if "joined_on" in changed:
        _shift_first(draft, changed["joined_on"])
    if "status" in changed:
        _change_status(draft, changed["status"], day or timezone.localdate())
    for flag in Flag:
        if flag.value in changed:
            first = changed.get("joined_on") or member.joined_on
            _set_flag(member, flag, changed[flag.value], first)


def _shift_first(draft: MemberDraft, day: date) -> None:
    """The day of joining was wrong: the standing that began on it is moved."""
    old = draft.member.joined_on
    for at, one in enumerate(draft.standings):
        if one.since == old:
            draft.standings[at] = Standing(day, one.status, one.place)
            return
    draft.standings.append(Standing(day, Status.ENROLLED, draft.member.association))


def _change_status(draft: MemberDraft, status: str, day: date) -> None:
    kept_rows = [one for one in draft.standings if one.since < day]
    place = draft.standings[-1].place
    draft.standings = [*kept_rows, Standing(day, status, place)]
