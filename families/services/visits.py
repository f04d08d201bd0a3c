"""Recording visits to special families, planning them, taking them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.audit.models import AuditEntry
from core.figures.posting import post, post_many, require_open
from core.records import Conflict
from families.checks import LONG_NUMBER
from families.choices import VisitKind, VisitPurpose, VisitState, VisitWay
from families.models import Family, Visit
from families.services.base import BEYOND, CHUNK, GONE, store

OF_EVENT = "这次走访来自一场慰问，请打开那条活动修改。"
STALE = "这张表单已失效，请刷新页面后重新提交。"


@dataclass
class VisitEntry:
    """One visit as typed; ``family`` with its association. ``event``: the condolence that makes it."""

    family: Family
    day: date
    visitor: str
    state: str = VisitState.DONE
    kind: str = VisitKind.VISIT
    way: str = VisitWay.IN_PERSON
    purposes: list[str] = field(default_factory=list)
    persons: int = 1
    next_on: date | None = None
    remark: str = ""
    event: UUID | None = None
    id: UUID = field(default_factory=uuid4)


def record_visit(*, actor: Account, entry: VisitEntry) -> Visit:
    """Record a visit, or plan one; the figure is posted at the village of the family.

    Needs RECORD and the family right there. The id comes with the form: the same form sent twice gives the
    first result again. Raises ``ValidationError`` with sentences by field.
    """
    require_family(actor, Action.RECORD, entry.family.association)
    standing: Visit | None = Visit.objects.filter(pk=entry.id).select_related("family").first()
    if standing is not None:
        if standing.created_by_id != actor.pk or standing.family_id != entry.family.pk:
            raise ValidationError(STALE)
        return standing
    return record_visits(actor=actor, entries=[entry])[0]


def record_visits(*, actor: Account, entries: Sequence[VisitEntry]) -> list[Visit]:
    """The bulk door of ``record_visit`` (condolences, the demo): the same rules, few statements."""
    for place in {one.family.association_id: one.family.association for one in entries}.values():
        require_family(actor, Action.RECORD, place)
    for entry in entries:
        _check(entry)
    visits = [_filled(Visit(id=one.id, created_by=actor, event=one.event), one) for one in entries]
    try:
        with scope.transaction():
            Visit.objects.bulk_create(visits, batch_size=CHUNK)
            post_many(visits, fresh=True)
            audit.record_many(_told(actor, visits, new=True))
    except IntegrityError:
        raise ValidationError(STALE) from None
    return visits


def change_visit(*, actor: Account, visit: Visit, expected_version: int, entry: VisitEntry) -> Visit:
    """Correct a visit, or say that a planned one was made. One of a condolence changes with it alone.

    Raises ``Conflict`` where somebody saved it since ``expected_version`` was read.
    """
    require_family(actor, Action.RECORD, visit.family.association)
    _refuse_fixed([visit], visit.event)
    if visit.event is not None:
        raise ValidationError(OF_EVENT)
    _check(entry)
    with scope.transaction():
        before = _words(visit)
        if not Visit.objects.filter(pk=visit.pk, version=expected_version, withdrawn_at=None).update(
            version=F("version") + 1
        ):
            raise Conflict(visit)
        visit.version = expected_version + 1
        _filled(visit, entry)
        visit.save()
        post(visit)
        changes = {"走访": [before, _words(visit)]}
        audit.record(actor, "update", visit.family, changes=changes)
    return visit


def withdraw_visits(
    *, actor: Account, visits: Sequence[Visit], event: UUID | None = None, at: datetime | None = None
) -> None:
    """Take visits back: they stay for the trace and count no more.

    ``event``: the condolence that asks for it. ``visits`` with their families. Those that
    are withdrawn already stay as they are.
    """
    for place in {visit.association_id: visit.association for visit in visits}.values():
        require_family(actor, Action.RECORD, place)
    standing = [visit for visit in visits if visit.withdrawn_at is None]
    _refuse_fixed(standing, event)
    _set_withdrawn(actor, standing, at or timezone.now())


def restore_visits(*, actor: Account, visits: Sequence[Visit], event: UUID | None = None) -> None:
    """Let withdrawn visits count again, because the condolence that made them is restored."""
    for place in {visit.association_id: visit.association for visit in visits}.values():
        require_family(actor, Action.RECORD, place)
    _refuse_fixed(visits, event)
    _set_withdrawn(actor, visits, None)


def _set_withdrawn(actor: Account, visits: Sequence[Visit], at: datetime | None) -> None:
    with scope.transaction():
        for visit in visits:
            require_open(visit.place, visit.day)
            visit.withdrawn_at = at
            visit.version += 1
        store(visits, ["withdrawn_at", "version"])
        post_many(visits)
        audit.record_many(_told(actor, visits, new=at is None))


def _refuse_fixed(visits: Iterable[Visit], event: UUID | None) -> None:
    """Visits of a condolence change through it alone; those that counted elsewhere cannot be reached."""
    for visit in visits:
        if visit.event != event:
            raise ValidationError(OF_EVENT)
        if not scope.current().covers(visit.place.code):
            raise ValidationError(BEYOND)


def _check(entry: VisitEntry) -> None:
    """Raise ``ValidationError`` with a sentence for every field that cannot stand."""
    errors: dict[str, str] = {}
    today, family = timezone.localdate(), entry.family
    if family.anonymised_at is not None:
        raise ValidationError(GONE)
    if not entry.visitor.strip():
        errors["visitor"] = "请填走访人。"
    if text := _day_error(entry, today):
        errors["day"] = text
    if entry.next_on is not None and entry.next_on <= entry.day:
        errors["next_on"] = "下次走访要在这次之后。"
    if not set(entry.purposes) <= set(VisitPurpose.values):
        errors["purposes"] = "有不认识的事由，请重新选。"
    if LONG_NUMBER.search(entry.remark):
        errors["remark"] = "备注里不写证件号和电话。"
    if errors:
        raise ValidationError(errors)
    require_open(family.association, entry.day)


def _day_error(entry: VisitEntry, today: date) -> str:
    family = entry.family
    if entry.state == VisitState.PLANNED:
        if not family.is_registered:
            return f"这户 {family.since} 起{family.get_status_display()}，不再排走访。"
        return "" if entry.day >= today else "排期的日子已过；已经去过的请直接记走访。"
    if entry.day > today:
        return "日期在今天之后；还没去的请选“排期”。"
    if entry.day < family.confirmed_on:
        return f"这户 {family.confirmed_on} 认定，走访日期不能更早。"
    if not family.is_registered and entry.day >= family.since:
        return f"这户 {family.since} 起{family.get_status_display()}，请核对日期。"
    return ""


def _filled(visit: Visit, entry: VisitEntry) -> Visit:
    family = entry.family
    visit.family, visit.association, visit.place = family, family.association, family.association
    for name in ("state", "day", "kind", "way", "persons", "next_on", "remark"):
        setattr(visit, name, getattr(entry, name))
    visit.visitor, visit.purposes = entry.visitor.strip(), list(entry.purposes)
    if visit.state == VisitState.PLANNED:
        visit.next_on = None
    return visit


def _told(actor: Account, visits: Iterable[Visit], *, new: bool) -> Iterable[AuditEntry]:
    """The trace stands with the family, whose page shows it; a remark is not told."""
    for visit in visits:
        words: list[Any] = [None, _words(visit)]
        changes = {"走访": words if new else words[::-1]}
        yield audit.entry(actor, "update", visit.family, association=visit.association, changes=changes)


def _words(visit: Visit) -> str:
    """「2022-05-29 上门走访，石镇长」."""
    what = f"{visit.get_way_display()}{visit.get_kind_display()}"
    plan = "（排期）" if visit.state == VisitState.PLANNED else ""
    return f"{visit.day} {what}{plan}，{visit.visitor}"
