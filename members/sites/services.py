"""Writing sites of any register: every page, roster and command passes these doors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.figures.posting import post_many
from core.records import Conflict
from members.models import SiteRecord
from members.sites.registers import register_of
from members.sites.rules import GONE, check_site, plain_of, require_days_open, shown


def register_site(*, actor: Account, site: SiteRecord) -> SiteRecord:
    """Add a site to its register and post what it counts. Needs RECORD at its association.

    The id comes with the form: the same form sent twice gives the first result again.
    """
    require(actor, Action.RECORD, site.association)
    standing: SiteRecord | None = type(site).objects.filter(pk=site.pk).first()
    if standing is not None:
        if standing.created_by_id != actor.pk or standing.name != site.name:
            raise ValidationError("这张表单已登记过，请刷新页面后重新填写。")
        return standing
    return register_sites(actor=actor, sites=[site])[0]


def register_sites(
    *, actor: Account, sites: Sequence[SiteRecord], right: Action = Action.RECORD
) -> list[SiteRecord]:
    """The bulk door of ``register_site`` (rosters, the demo): all of one register, all or nothing."""
    for site in sites:
        require(actor, right, site.association)
        check_site(site)
        require_days_open(site)
        site.created_by = actor
    with scope.transaction(), _telling_doubles():
        model = type(sites[0])
        made = list(model.objects.bulk_create(sites, batch_size=500))
        post_many(made, fresh=True)
        audit.record_many(
            audit.entry(actor, "create", site, changes=audit.changes_between({}, shown(site)))
            for site in made
        )
    return made


@contextmanager
def _telling_doubles() -> Iterator[None]:
    try:
        with scope.transaction():
            yield
    except IntegrityError as error:
        if "_once" in str(error) or "name" in str(error):
            raise ValidationError({"name": "这个单位已有同名阵地，请核对。"}) from None
        raise ValidationError("这张表单已失效，请刷新页面后重新提交。") from None


def change_site(
    *, actor: Account, site: SiteRecord, values: Mapping[str, Any], expected_version: int, reason: str = ""
) -> SiteRecord:
    """Set plain columns of a site; raises ``Conflict`` where somebody saved it since. Needs RECORD."""
    changes = [(site, expected_version, values)]
    return change_sites(actor=actor, changes=changes, reason=reason)[0]


SiteChange = tuple[SiteRecord, int, Mapping[str, Any]]


def change_sites(
    *, actor: Account, changes: Sequence[SiteChange], reason: str = "", right: Action = Action.RECORD
) -> list[SiteRecord]:
    """The bulk door of ``change_site``: all or none. Needs ``right`` at each. A site never changes its place:
    one entered at the wrong place is deleted and entered anew."""
    for site, _, values in changes:
        require(actor, right, site.association)
        if set(values) - set(plain_of(type(site))):
            raise ValidationError("有的内容不能在这里改。")
    with scope.transaction(), _telling_doubles():
        taken = _taken({site.pk: version for site, version, _ in changes}, type(changes[0][0]))
        for site, _, values in changes:
            row = taken[site.pk]
            before, days = shown(row), _days(row)
            for name, value in values.items():
                setattr(row, name, value)
            _settle(row, before, days, actor, reason)
        post_many(taken.values())
    return [taken[site.pk] for site, _, _ in changes]


def _taken(versions: Mapping[UUID, int], model: type[SiteRecord]) -> dict[UUID, SiteRecord]:
    """The rows as they stand, their next version taken; refused where one was saved since."""
    rows = model.objects.filter(pk__in=versions).order_by("pk").select_for_update(of=("self",))
    found = {row.pk: row for row in rows.select_related("association")}
    for pk, version in versions.items():
        if pk not in found:
            raise ValidationError("有的阵地已不在您的单位范围内，请刷新页面。")
        if found[pk].version != version:
            raise Conflict(found[pk])
        if found[pk].withdrawn_at is not None:
            raise ValidationError(GONE)
        found[pk].version += 1
    return found


def _days(site: SiteRecord) -> SiteRecord:
    """A copy that remembers on which days the site counted."""
    names = ("opened_on", "closed_on", "demonstration_since")
    return type(site)(association=site.association, **{name: getattr(site, name) for name in names})


def _settle(
    row: SiteRecord,
    before: dict[str, Any],
    days: SiteRecord,
    actor: Account,
    reason: str,
    action: str = "update",
) -> None:
    """Check a changed row, write it and leave its trace."""
    check_site(row)
    require_days_open(days, row)
    row.save(force_update=True)
    changes = audit.changes_between(before, shown(row))
    audit.record(actor, "update", row, changes=changes, reason=reason.strip())


def close_site(
    *, actor: Account, site: SiteRecord, day: date, reason: str, expected_version: int
) -> SiteRecord:
    """停用 from ``day`` on. Refused while anybody still depends on the site. Needs RECORD."""
    require(actor, Action.RECORD, site.association)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明停用原因。"})
    with scope.transaction():
        row = _taken({site.pk: expected_version}, type(site))[site.pk]
        if row.closed_on is not None:
            raise ValidationError(f"这处阵地 {row.closed_on} 起已经停用。")
        if row.opened_on is None:
            raise ValidationError({"day": "还没有启用的阵地不用停用；登记有误的请删除。"})
        _refuse_obstacles(row)
        before, days = shown(row), _days(row)
        row.closed_on, row.closed_reason = day, reason.strip()
        try:
            _settle(row, before, days, actor, reason)
        except ValidationError as error:
            raise _told(error, "closed_on", "day") from None
        register_of(row).ends(row, day)
        post_many([row])
    return row


def _told(error: ValidationError, name: str, box: str) -> ValidationError:
    """A sentence about a column, beside the box that asked for it."""
    found = error.update_error_dict({})
    return ValidationError({box if key == name else key: rows for key, rows in found.items()})


def _refuse_obstacles(site: SiteRecord) -> None:
    found = register_of(site).obstacles(site)
    if found:
        raise ValidationError(found)


def reopen_site(*, actor: Account, site: SiteRecord, reason: str, expected_version: int) -> SiteRecord:
    """Take a closing back: the site counts as if it had never been closed. Needs RECORD."""
    require(actor, Action.RECORD, site.association)
    with scope.transaction():
        row = _taken({site.pk: expected_version}, type(site))[site.pk]
        if row.closed_on is None:
            raise ValidationError("这处阵地没有停用。")
        before, days = shown(row), _days(row)
        row.closed_on, row.closed_reason = None, ""
        _settle(row, before, days, actor, reason)
        post_many([row])
    return row


def withdraw_sites(
    *, actor: Account, sites: Sequence[SiteRecord], reason: str, right: Action = Action.RECORD
) -> None:
    """Delete entries made in error: rows stay for the trace, their figures go. Needs ``right`` at each."""
    for site in sites:
        require(actor, right, site.association)
        _refuse_obstacles(site)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明删除原因。"})
    _set_withdrawn(actor, sites, timezone.now(), reason.strip())


def restore_site(*, actor: Account, site: SiteRecord) -> None:
    """Undo a deletion: the same figures stand again. Needs RECORD."""
    require(actor, Action.RECORD, site.association)
    with _telling_doubles():
        _set_withdrawn(actor, [site], None, "")


def _set_withdrawn(actor: Account, sites: Sequence[SiteRecord], at: Any, reason: str) -> None:
    with scope.transaction():
        model = type(sites[0])
        keys = sorted(site.pk for site in sites)
        rows = model.objects.filter(pk__in=keys, withdrawn_at__isnull=at is not None)
        found = list(rows.order_by("pk").select_for_update(of=("self",)).select_related("association"))
        for row in found:
            require_days_open(row)
            row.withdrawn_at, row.withdrawn_reason = at, reason
        model.objects.filter(pk__in=[row.pk for row in found]).update(
            withdrawn_at=at, withdrawn_reason=reason, version=F("version") + 1, updated_at=timezone.now()
        )
        post_many(found)
        action = "withdraw" if at else "restore"
        audit.record_many(audit.entry(actor, action, row, reason=reason) for row in found)
