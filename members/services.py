"""Writing members. Every page, roster and command passes these doors."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from core.figures.posting import post_many
from core.records import Conflict
from members.checks import MemberDraft, check, require_days_open, settle
from members.choices import Flag
from members.models import Member, MemberState
from members.queries import with_standings
from members.standing import Standing
from members.texts import shown

TEXTS = ["name", "initials", "sex", "birth_month", "group", "team", "skills"]
DAYS = [f"{flag.value}_{side}" for flag in Flag for side in ("since", "until")]
COPIES = ["status", "status_since", "joined_on", "earlier"]
PLAIN = [*TEXTS, *DAYS, *COPIES, "version", "updated_at"]
GONE = "这条会员记录已删除，请先恢复再修改。"


def draft_of(member: Member) -> MemberDraft:
    """A standing member as a draft to change; its standings must be loaded (``with_standings``)."""
    return MemberDraft(member, member.standings(), member.version)


def register_member(*, actor: Account, draft: MemberDraft) -> Member:
    """Add a person to the register, post the figures and leave a trace. Needs RECORD at the association.

    The id comes with the form: the same form sent twice gives the first result again. Raises
    ``ValidationError`` with sentences by field (what is wrong with the dates under ``standings``).
    """
    try:
        return register_members(actor=actor, drafts=[draft])[0]
    except IntegrityError:
        return _standing_twin(actor, draft)


def register_members(
    *, actor: Account, drafts: Sequence[MemberDraft], right: Action = Action.RECORD
) -> list[Member]:
    """The bulk door of ``register_member`` (rosters, the demo): the same rules, one set of statements.

    ``right``: what is needed at each association; a roster asks for its own. Raises ``ValidationError`` of
    the first bad row, before anything is written.
    """
    for draft in drafts:
        require(actor, right, draft.member.association)
        settle(draft)
        check(draft)
        require_days_open(draft)
        draft.member.created_by = actor
    with scope.transaction():
        members = Member.objects.bulk_create([draft.member for draft in drafts], batch_size=500)
        _write_standings(drafts)
        post_many(members, fresh=True)
        audit.record_many(
            audit.entry(actor, "create", row, changes=audit.changes_between({}, shown(row)))
            for row in members
        )
    return members


def _standing_twin(actor: Account, draft: MemberDraft) -> Member:
    """What this very form made before: a repeated request gets it back, a changed form is refused."""
    member = draft.member
    standing = with_standings(Member.objects.filter(pk=member.pk)).first()
    if standing is None or standing.created_by_id != actor.pk:
        raise ValidationError("这张表单已失效，请刷新页面后重新提交。")
    same = all(getattr(standing, name) == getattr(member, name) for name in [*TEXTS, *DAYS, "phone"])
    if not same or standing.standings() != draft.standings:
        raise ValidationError(
            f"这张表单已登记为“{standing}”，现在的内容与它不同，没有保存。要改请打开那条记录，另一个人请新登记。"
        )
    return standing


def change_member(*, actor: Account, draft: MemberDraft) -> Member:
    """Change a member; raises ``Conflict`` where somebody saved it since ``expected_version`` was read."""
    return change_members(actor=actor, drafts=[draft])[0]


def change_members(
    *, actor: Account, drafts: Sequence[MemberDraft], reason: str = "", right: Action = Action.RECORD
) -> list[Member]:
    """The bulk door of ``change_member``: all or none. Needs ``right`` where each was and comes to be.

    Figures follow the standings: a move is -1 there and +1 here on its day; nothing else of the past changes.
    """
    with scope.transaction():
        before = _lock([draft.member for draft in drafts])
        for draft in drafts:
            old = before.get(draft.member.pk)
            if old is None:
                raise ValidationError("有的会员记录已不在您的单位范围内，请刷新页面。")
            require(actor, right, old.member.association)
            require(actor, right, draft.member.association)
            _admit(draft, old)
        told = {pk: shown(old.member) for pk, old in before.items()}
        _write(drafts, before)
        members = [draft.member for draft in drafts]
        post_many(members)
        audit.record_many(_changes(actor, row, told[row.pk], reason) for row in members)
    return members


def change_status(
    *, actor: Account, member: Member, status: str, day: date, reason: str = "", expected_version: int
) -> Member:
    """A dated change of status: 在册 after the council's approval, 退会, 迁出, 去世. Flags end with it."""
    if member.version != expected_version:
        raise Conflict(member)
    return change_statuses(actor=actor, members=[member], status=status, day=day, reason=reason)[0]


def change_statuses(
    *, actor: Account, members: Sequence[Member], status: str, day: date, reason: str = ""
) -> list[Member]:
    """The bulk door of ``change_status``: all or none; refuses with the names that cannot change so."""
    _require_all(actor, members)
    drafts = [draft_of(member) for member in members]
    _refuse_early(drafts, day)
    for draft in drafts:
        place = draft.standings[-1].place
        draft.standings = _with(draft.standings, Standing(day, status, place))
    return change_members(actor=actor, drafts=drafts, reason=reason)


def move_member(
    *, actor: Account, member: Member, to: Association, day: date, expected_version: int
) -> Member:
    """The person belongs to ``to`` from ``day`` on; needs RECORD at both. Figures: -1 there, +1 here."""
    if member.version != expected_version:
        raise Conflict(member)
    return move_members(actor=actor, members=[member], to=to, day=day)[0]


def move_members(*, actor: Account, members: Sequence[Member], to: Association, day: date) -> list[Member]:
    """The bulk door of ``move_member``."""
    _require_all(actor, members)
    drafts = [draft_of(member) for member in members]
    _refuse_early(drafts, day)
    for draft in drafts:
        if draft.member.association_id == to.pk:
            raise ValidationError({"to": f"{draft.member.name}已经在{to.name}。"})
        draft.standings = _with(draft.standings, Standing(day, draft.standings[-1].status, to))
        draft.member.association = to
    return change_members(actor=actor, drafts=drafts, reason=f"迁到{to.name}")


def change_flags(
    *, actor: Account, members: Sequence[Member], flag: Flag, day: date | None, ends: bool = False
) -> list[Member]:
    """Make people 骨干会员 or 志愿者 from ``day`` on (None: since they joined), or end it on ``day``.

    Whoever is it already, or is not, stays as he is. A time that ended before is kept (``earlier``).
    """
    _require_all(actor, members)
    drafts = []
    for draft in (draft_of(member) for member in members):
        if draft.member.has(flag) is ends:
            _set_flag(draft, flag, day, ends=ends)
            drafts.append(draft)
    return change_members(actor=actor, drafts=drafts) if drafts else []


def _set_flag(draft: MemberDraft, flag: Flag, day: date | None, *, ends: bool) -> None:
    member, since, until = draft.member, f"{flag.value}_since", f"{flag.value}_until"
    if ends:
        setattr(member, until, day)
        return
    if getattr(member, since) is not None:
        ended = [getattr(member, since).isoformat(), getattr(member, until).isoformat()]
        member.earlier = {**member.earlier, flag.value: [*member.earlier.get(flag.value, []), ended]}
    setattr(member, since, day or member.joined_on or member.status_since)
    setattr(member, until, None)


def change_groups(*, actor: Account, members: Sequence[Member], group: str) -> list[Member]:
    """Put people into a 会员小组; empty: into none."""
    _require_all(actor, members)
    drafts = [draft_of(member) for member in members if member.group != group.strip()]
    for draft in drafts:
        draft.member.group = group.strip()
    return change_members(actor=actor, drafts=drafts) if drafts else []


def withdraw_member(*, actor: Account, member: Member, reason: str) -> None:
    """Delete an entry made in error: the row stays for the trace, its figures are taken back."""
    withdraw_members(actor=actor, members=[member], reason=reason)


def withdraw_members(
    *, actor: Account, members: Sequence[Member], reason: str, right: Action = Action.RECORD
) -> None:
    """The bulk door of ``withdraw_member`` (undoing an import)."""
    _require_all(actor, members, right)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明删除原因。"})
    _set_withdrawn(actor, members, timezone.now(), reason.strip())


def restore_member(*, actor: Account, member: Member) -> None:
    """Undo a deletion: the same figures stand again."""
    require(actor, Action.RECORD, member.association)
    _set_withdrawn(actor, [member], None, "")


def _set_withdrawn(actor: Account, members: Sequence[Member], at: Any, reason: str) -> None:
    with scope.transaction():
        drafts = _lock(members)
        rows = [
            draft.member
            for draft in drafts.values()
            if (draft.member.withdrawn_at is None) is (at is not None)
        ]
        for draft in drafts.values():
            require_days_open(draft)
        Member.objects.filter(pk__in=[row.pk for row in rows]).update(
            withdrawn_at=at, withdrawn_reason=reason, version=F("version") + 1, updated_at=timezone.now()
        )
        for row in rows:
            row.withdrawn_at, row.withdrawn_reason, row.version = at, reason, row.version + 1
        post_many(rows)
        action = "withdraw" if at else "restore"
        audit.record_many(audit.entry(actor, action, row, reason=reason) for row in rows)


def _require_all(actor: Account, members: Iterable[Member], right: Action = Action.RECORD) -> None:
    for member in members:
        require(actor, right, member.association)


def _lock(members: Iterable[Member]) -> dict[Any, MemberDraft]:
    """The rows as they stand, locked in the order of their keys until commit (PostgreSQL)."""
    keys = sorted(member.pk for member in members)
    rows = Member.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    return {row.pk: draft_of(row) for row in with_standings(rows)}


def _admit(draft: MemberDraft, old: MemberDraft) -> None:
    """Whether ``old`` may become ``draft``."""
    if old.member.version != draft.expected_version:
        raise Conflict(old.member)
    if old.member.withdrawn_at is not None:
        raise ValidationError(GONE)
    settle(draft, old)
    check(draft)
    require_days_open(draft, old)


def _write(drafts: Sequence[MemberDraft], before: dict[Any, MemberDraft]) -> None:
    """Rows in one statement; those that moved or got another phone singly, since their row is made anew."""
    now, plain = timezone.now(), []
    for draft in drafts:
        member, old = draft.member, before[draft.member.pk].member
        member.version, member.updated_at = old.version + 1, now
        if member.association_id == old.association_id and member.phone == old.phone:
            plain.append(member)
        else:
            member.save(force_update=True)
    Member.objects.bulk_update(plain, PLAIN, batch_size=200)
    changed = [draft for draft in drafts if _standings_differ(draft, before[draft.member.pk])]
    MemberState.objects.filter(member__in=[draft.member.pk for draft in changed]).delete()
    _write_standings(changed)
    _remember([draft for draft in drafts if draft not in changed])


def _standings_differ(draft: MemberDraft, old: MemberDraft) -> bool:
    return draft.standings != old.standings or draft.member.association_id != old.member.association_id


def _write_standings(drafts: Sequence[MemberDraft]) -> None:
    MemberState.objects.bulk_create(_remember(drafts), batch_size=1000)


def _remember(drafts: Sequence[MemberDraft]) -> list[MemberState]:
    """Let each member know its standings without asking again."""
    made = []
    for draft in drafts:
        states = [
            MemberState(
                member=draft.member,
                association=draft.member.association,
                since=one.since,
                status=one.status,
                place=one.place,
            )
            for one in draft.standings
        ]
        draft.member._prefetched_objects_cache = {"states": states}  # type: ignore[attr-defined]
        made += states
    return made


def _refuse_early(drafts: Sequence[MemberDraft], day: date) -> None:
    """A change is added at the end; earlier ones are corrected in the form, where all of them stand."""
    early = [draft.member.name for draft in drafts if draft.standings[-1].since > day]
    if early:
        names = "、".join(early[:5]) + ("等" if len(early) > 5 else "")
        raise ValidationError({"day": f"{names}在这一天之后已有变动。要改以前的日期，请打开“修改”。"})


def _with(standings: list[Standing], one: Standing) -> list[Standing]:
    """Another standing; one of the same day takes the place of the former."""
    kept = [row for row in standings if row.since != one.since]
    before = kept[-1] if kept else None
    if before is not None and (before.status, before.place) == (one.status, one.place):
        return kept
    return [*kept, one]


def _changes(actor: Account, member: Member, before: dict[str, Any], reason: str) -> Any:
    changes = audit.changes_between(before, shown(member))
    return audit.entry(actor, "update", member, changes=changes, reason=reason)
