"""Who belongs to a Warm Home; the home itself is written as every site is (members.sites.services)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.fields.people import normalise_phone
from core.figures.posting import require_open
from core.records import Conflict
from families.models import Family, HomeFamily, HomeLiaison, HomeVolunteer, WarmHome
from families.queries import open_on
from members.models import Member
from members.sites.rules import GONE

CLOSED = "这家暖心家园已经停用。"


@dataclass(frozen=True)
class LiaisonEntry:
    """Who becomes the 卫生室联系人, from which day on."""

    name: str
    since: date
    station: str = ""
    phone: str = ""


@contextmanager
def _writing(home: WarmHome, expected_version: int) -> Iterator[WarmHome]:
    """Take the next version of a home, in one transaction; ``Conflict`` where it was saved since."""
    with scope.transaction():
        rows = WarmHome.objects.filter(pk=home.pk)
        row = rows.select_related("association").select_for_update(of=("self",)).first()
        if row is None:
            raise ValidationError("这家暖心家园已不在您的单位范围内。")
        if row.version != expected_version:
            raise Conflict(row)
        if row.withdrawn_at is not None:
            raise ValidationError(GONE)
        rows.update(version=F("version") + 1, updated_at=timezone.now())
        row.version += 1
        yield row


def _check_day(home: WarmHome, day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    if home.closed_on is not None and day >= home.closed_on:
        raise ValidationError({"day": CLOSED})
    require_open(home.association, day)


def appoint_liaison(
    *,
    actor: Account,
    home: WarmHome,
    entry: LiaisonEntry,
    expected_version: int,
    instead_of: UUID | None = None,
) -> HomeLiaison:
    """Name the 卫生室联系人 of a home. Needs RECORD. Exactly one at a time (rule R13).

    ``instead_of``: the one who is replaced, from that day on; without it a second one is refused, and so are
    terms that overlap.
    """
    require(actor, Action.RECORD, home.association)
    name, phone = _named(entry)
    with _writing(home, expected_version) as row:
        _check_day(row, entry.since)
        for standing in HomeLiaison.objects.filter(home=row):
            _make_room(standing, entry.since, instead_of)
        made = HomeLiaison(
            home=row, association=row.association, name=name, station=entry.station.strip(), phone=phone,
            since=entry.since, created_by=actor,
        )  # fmt: skip
        made.save(force_insert=True)
        changes = {"卫生室联系人": ["", f"{name}，{entry.since} 起"]}
        audit.record(actor, "update", row, changes=changes)
    return made


def _named(entry: LiaisonEntry) -> tuple[str, str]:
    errors: dict[str, Any] = {}
    name, phone = entry.name.strip(), ""
    if not name or len(name) > 40:
        errors["name"] = "请填姓名，不超过 40 个字。"
    try:
        phone = normalise_phone(entry.phone) if entry.phone.strip() else ""
    except ValidationError as error:
        errors["phone"] = error.messages
    if errors:
        raise ValidationError(errors)
    return name, phone


def _make_room(standing: HomeLiaison, day: date, instead_of: UUID | None) -> None:
    """End who is replaced; refuse where somebody else is linked then."""
    if standing.until is not None:
        if standing.until > day:
            text = f"{standing.name}联系到 {standing.until} 为止，任期重叠，请改日期。"
            raise ValidationError({"day": text})
        return
    if standing.pk != instead_of:
        raise ValidationError(
            f"已有在任的卫生室联系人{standing.name}（{standing.since} 起），每家只能有一名，请选“换人”。"
        )
    if day <= standing.since:
        raise ValidationError({"day": f"{standing.name} {standing.since} 才开始联系，换人要在这一天之后。"})
    standing.until = day
    standing.save(update_fields=["until", "updated_at"])


def end_liaison(*, actor: Account, home: WarmHome, day: date, expected_version: int) -> None:
    """The 卫生室联系人 stops; the duty R13 is open from that day on. Needs RECORD."""
    require(actor, Action.RECORD, home.association)
    with _writing(home, expected_version) as row:
        _check_day(row, day)
        standing = HomeLiaison.objects.filter(home=row, until=None).first()
        if standing is None:
            raise ValidationError("现在没有在任的卫生室联系人。")
        if day <= standing.since:
            raise ValidationError({"day": f"{standing.name} {standing.since} 才开始联系，请核对日期。"})
        standing.until = day
        standing.save(update_fields=["until", "updated_at"])
        changes = {"卫生室联系人": [standing.name, f"{day} 起停止"]}
        audit.record(actor, "update", row, changes=changes)


def set_volunteers(
    *,
    actor: Account,
    home: WarmHome,
    members: Collection[Member],
    shown: Collection[UUID],
    day: date,
    expected_version: int,
) -> tuple[int, int]:
    """The volunteers of a home, from ``day`` on. Needs RECORD. ``shown``: whom the form offered; others stay.

    Answers how many came and how many left.
    """
    require(actor, Action.RECORD, home.association)
    with _writing(home, expected_version) as row:
        _check_day(row, day)
        wanted = {member.pk for member in members}
        standing = {link.member_id: link for link in HomeVolunteer.objects.filter(open_on(day), home=row)}
        fresh = [pk for pk in wanted if pk not in standing]
        gone = [link for pk, link in standing.items() if pk in set(shown) and pk not in wanted]
        HomeVolunteer.objects.bulk_create(
            HomeVolunteer(home=row, association=row.association, member_id=pk, since=day, created_by=actor)
            for pk in fresh
        )
        _end(gone, day)
        changes = {"志愿服务队": [f"{len(standing)} 人", f"{len(standing) + len(fresh) - len(gone)} 人"]}
        audit.record(actor, "update", row, changes=changes)
    return len(fresh), len(gone)


def serve_families(
    *,
    actor: Account,
    home: WarmHome,
    families: Sequence[Family],
    shown: Collection[UUID],
    day: date,
    expected_version: int,
) -> tuple[int, int]:
    """The families of a home, from ``day`` on. Needs RECORD and the family right at the home and each family.

    ``shown``: the families that the form offered; others stay. Answers how many came and how many left.
    """
    require_family(actor, Action.RECORD, home.association)
    for family in families:
        require_family(actor, Action.RECORD, family.association)
        if not family.is_registered:
            raise ValidationError(f"{family}不在册，不能作为服务家庭。")
    with _writing(home, expected_version) as row:
        _check_day(row, day)
        if not row.is_open_on(day):
            raise ValidationError({"day": "这家暖心家园那天还没有启用。"})
        wanted = {family.pk for family in families}
        standing = {link.family_id: link for link in HomeFamily.objects.filter(open_on(day), home=row)}
        fresh = [pk for pk in wanted if pk not in standing]
        gone = [link for pk, link in standing.items() if pk in set(shown) and pk not in wanted]
        HomeFamily.objects.bulk_create(
            HomeFamily(home=row, association=row.association, family_id=pk, since=day, created_by=actor)
            for pk in fresh
        )
        _end(gone, day)
        # Everybody who sees the home reads its history: how few families there are is not told there.
        if fresh or gone:
            audit.record(actor, "update", row, changes={"服务家庭": ["", "名单已调整"]})
    return len(fresh), len(gone)


def _end(links: Sequence[HomeFamily | HomeVolunteer], day: date) -> None:
    """End links on a day; one that began on that day never was."""
    for link in links:
        if link.since >= day:
            link.delete()
        else:
            link.until = day
            link.save(update_fields=["until", "updated_at"])


def obstacles(home: WarmHome) -> list[str]:
    """Why a home cannot be closed or deleted: families that it still serves."""
    if not HomeFamily.objects.filter(home=home, until=None).exists():
        return []
    return ["这家暖心家园还有服务家庭，请特殊家庭经办人先在“服务家庭”里结束服务或转到别家，再停用。"]


def end_all(home: WarmHome, day: date) -> None:
    """What ends with a home on its closing day: its liaison and its volunteers."""
    for model in (HomeLiaison, HomeVolunteer):
        rows = model.objects.filter(home=home, until=None)
        rows.filter(since__gte=day).delete()
        rows.update(until=day)
