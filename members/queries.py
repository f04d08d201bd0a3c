"""Reads of the member pages."""

from datetime import date
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from core.associations.models import Association
from core.audit.models import AuditEntry
from core.audit.services import kind_of
from core.parsing import plain_text
from members.choices import GONE, NEEDED, Flag, Status
from members.models import Member, MemberState


def with_standings(rows: QuerySet[Member]) -> QuerySet[Member]:
    """Members with their unit and all they were, as the services need them."""
    states = Prefetch("states", MemberState.objects.select_related("place"))
    return rows.select_related("association", "created_by").prefetch_related(states)


def in_register() -> QuerySet[Member]:
    """Members within the scope whose record was not deleted, whatever their status."""
    return Member.objects.filter(withdrawn_at=None)


def for_list(*, withdrawn: bool = False) -> QuerySet[Member]:
    """What the list shows, with what a row needs; ``withdrawn``: the deleted ones instead."""
    rows = Member.objects.filter(withdrawn_at__isnull=not withdrawn)
    return rows.select_related("association__parent__parent")


def is_now(flag: Flag) -> Q:
    """The condition of being 骨干会员 or 志愿者 today."""
    name = flag.value
    return Q(**{f"{name}_since__isnull": False, f"{name}_until": None, "status__in": NEEDED[flag]})


def choose(rows: QuerySet[Member], chosen: dict[str, Any]) -> QuerySet[Member]:
    """Narrow members to what a filter asks; every key may be missing or empty. No status: who is here now."""
    if chosen.get("association"):
        place = chosen["association"]
        rows = rows.filter(code__range=(place.low, place.high))
    if chosen.get("status") == "here" or not chosen.get("status"):
        rows = rows.exclude(status__in=GONE)
    elif chosen["status"] not in ("all", "withdrawn"):
        rows = rows.filter(status=chosen["status"])
    for flag in Flag:
        if chosen.get(flag.value):
            rows = rows.filter(is_now(flag)) if chosen[flag.value] == "yes" else rows.exclude(is_now(flag))
    if chosen.get("group"):
        rows = rows.filter(group=chosen["group"])
    return _with_text(rows, chosen.get("text", ""))


def _with_text(rows: QuerySet[Member], text: str) -> QuerySet[Member]:
    """Part of a name, or the first letters of its pinyin; also of a team or a skill."""
    for word in plain_text(text).split():
        found = Q(name__contains=word) | Q(team__icontains=word) | Q(skills__icontains=word)
        if word.isascii():
            found |= Q(initials__startswith=word.lower())
        rows = rows.filter(found)
    return rows


def numbers_of(rows: QuerySet[Member]) -> tuple[int, int, int]:
    """How many of these are 在册, 骨干会员 and 志愿者 today."""
    sums = rows.order_by().aggregate(
        enrolled=Count("pk", filter=Q(status=Status.ENROLLED)),
        backbone=Count("pk", filter=is_now(Flag.BACKBONE)),
        volunteers=Count("pk", filter=is_now(Flag.VOLUNTEER)),
    )
    return sums["enrolled"], sums["backbone"], sums["volunteers"]


def waiting_applications() -> tuple[int, date | None]:
    """How many people applied and are no members yet, and since when the first of them waits."""
    rows = in_register().filter(status=Status.APPLIED).order_by()
    found = rows.aggregate(number=Count("pk"), first=Min("status_since"))
    return found["number"], found["first"]


def possible_twins(association: Association, name: str, *, besides: Any = None) -> QuerySet[Member]:
    """Records of the same name at this very association, of any status: perhaps the same person."""
    rows = in_register().filter(code=association.code, name=name)
    return rows.exclude(pk=besides).select_related("association")


def groups_of(association: Association | None = None) -> list[str]:
    """The 会员小组 in use within the scope or an association, in order."""
    rows = in_register().exclude(group="")
    if association is not None:
        rows = rows.filter(code__range=(association.low, association.high))
    return list(rows.order_by("group").values_list("group", flat=True).distinct()[:200])


def last_hand(member: Member) -> str:
    """The name of who saved it last, for the comparison of two versions."""
    entry = history_of(member).filter(action__in=["create", "update", "restore"]).first()
    return entry.actor_name if entry else "别人"


def history_of(member: Member) -> QuerySet[AuditEntry]:
    """Who did what to this record, newest first; what happened outside the reader's range stays unseen."""
    return AuditEntry.objects.filter(target_kind=kind_of(member), target_id=str(member.pk))
