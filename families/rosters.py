"""特殊家庭花名册: one row for each member, the rows of a household together (domain.md §7)."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.accounts.models import Account
from core.associations.models import Association, Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.rosters.declare import (
    Amount,
    Change,
    Existing,
    Line,
    Match,
    Planned,
    RosterKind,
    RosterRecord,
    Written,
    register_kind,
)
from core.rosters.places import Places
from families.choices import Relation, ServiceKind
from families.entries import FamilyChange
from families.models import COUNTY_SPAN, Family
from families.queries import choose, for_list
from families.roster_fields import FIELDS
from families.roster_find import find_families, loaded
from families.roster_rows import (
    change_of,
    changes_of,
    family_values,
    is_partial,
    member_values,
    new_family,
    problems_of,
)
from families.services.base import chunks
from families.services.change import change_families
from families.services.leave import remove_families
from families.services.register import register_families
from families.services.snapshots import snapshot
from families.visit_queries import visited

AT_A_TIME = 100  # families with all that belongs to them: more would fill the memory
UNCLEAR = "没有户编号，也不是户主，分不清属于哪一户；请填户编号。"


class FamilyRoster(RosterKind):
    """One record is one household."""

    code, title, unit, list_url, family = "families", "特殊家庭", "户", "families:family_list", True
    place_level = Level.VILLAGE
    fields = FIELDS
    totals = {"special_family_count": "特殊家庭", "key_support_special_members": "重点帮扶成员"}

    def group_key(self, line: Line, previous: Line | None) -> Hashable:
        """户编号; without one, the head and who shares the merged cell 户主姓名 (domain.md §7 case 47)."""
        values = line.values
        if values.get("household_number"):
            return values.get("county"), values["household_number"]
        place = tuple(values.get(part) for part in ("county", "township", "village"))
        if values.get("relation") in (None, Relation.HEAD.value) and "head_name" not in line.merged:
            return "head", place, values.get("head_name") or values.get("name") or line.number
        if values.get("head_name"):
            return "head", place, values["head_name"]
        raise ValidationError(UNCLEAR)

    def check(self, record: RosterRecord) -> None:
        if any(line.problems for line in record.lines):
            return
        if is_partial(record):
            return  # it can only be about a standing family; whether it is, shows when it is looked for
        for at, name, text in problems_of(record, timezone.localdate()):
            known = any(one.name == name for one in self.fields)
            record.refuse(name if known else "", text, "请核对这一行。", line=at)

    def key(self, record: RosterRecord) -> Hashable | None:
        number = record.values.get("household_number")
        return (record.code // COUNTY_SPAN, number) if number else None

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        return find_families(records)

    def differences(self, record: RosterRecord, existing: Existing) -> list[Change]:
        """Compared member by member when the family was found."""
        return changes_of(record, existing)

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        today = timezone.localdate()
        fresh = [one for one in planned if one.is_new]
        units = Association.objects.in_bulk({one.record.association_id for one in fresh})
        entries = [new_family(one.record, units[one.record.association_id], today, one.id) for one in fresh]
        written = []
        if entries:
            made = register_families(actor=actor, entries=entries, right=self.add)
            written = [
                Written(one.record.number, row.pk, row.version) for one, row in zip(fresh, made, strict=True)
            ]
        standing = [one for one in planned if one.existing is not None]
        return written + (self._change(actor, standing) if standing else [])

    def _change(self, actor: Account, planned: list[Planned]) -> list[Written]:
        today = timezone.localdate()
        families = loaded([one.existing.id for one in planned if one.existing is not None])
        changes, befores = [], []
        for one in planned:
            assert one.existing is not None  # noqa: S101 (chosen so)
            family = families[one.existing.id]
            befores.append(snapshot(family))
            changes.append(change_of(one, family, today))
        made = change_families(actor=actor, changes=changes, right=self.change)
        versions = {row.pk: row.version for row in made}
        return [
            Written(one.record.number, change.family.pk, versions[change.family.pk], before)
            for one, change, before in zip(planned, changes, befores, strict=True)
        ]

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        versions: dict[UUID, int] = {}
        for part in chunks([one.id for one in written]):
            versions |= dict(Family.objects.filter(pk__in=part).values_list("pk", "version"))
        reasons = dict.fromkeys(visited([one.id for one in written if one.before is None]), "已有走访记录")
        return reasons | {
            one.id: "已不在您的范围内，或已删除" if one.id not in versions else "导入后又修改过"
            for one in written
            if versions.get(one.id) != one.version
        }

    def undo(self, actor: Account, written: list[Written]) -> None:
        versions = {one.id: one.version for one in written if one.before is None}
        if versions:
            remove_families(actor=actor, versions=versions, reason="撤销导入", right=self.add)
        back = [one for one in written if one.before is not None]
        if back:
            families = loaded([one.id for one in back])
            changes = [
                FamilyChange(families[one.id], one.version, snapshot=one.before, reason="撤销导入")
                for one in back
            ]
            change_families(actor=actor, changes=changes, right=self.change)

    def seen(self, actor: Account, ids: list[UUID]) -> None:
        record_reading(actor, What.LIST, Family.objects.filter(pk__in=ids), note="导入预览")

    def amounts(self, planned: Planned) -> Iterable[Amount]:
        place = planned.record.association_id
        if planned.is_new:
            yield Amount("special_family_count", place, 1)
            key = sum(bool(line.values.get(ServiceKind.KEY_SUPPORT.value)) for line in planned.record.lines)
        else:
            moved = [change for change in planned.changes if change.field == ServiceKind.KEY_SUPPORT]
            key = sum(bool(change.new) - bool(change.old) for change in moved)
        if key:
            yield Amount("key_support_special_members", place, key)

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """One row for each member of the filtered list, in the columns of the roster."""
        day, places = timezone.localdate(), Places(actor.scope)
        rows = choose(for_list(), chosen, day).order_by("code", "household_number", "pk")
        for family in rows.iterator(chunk_size=AT_A_TIME):
            common = {**places.parts(family.code, family.association.level), **family_values(family, day)}
            head = next((row for row in family.members.all() if row.relation == Relation.HEAD), None)
            common["head_name"] = str(head.name) if head is not None else None
            for member in family.members.all():
                if member.is_present(day):
                    yield {**common, **member_values(member, day)}


ROSTER = register_kind(FamilyRoster())
