"""Rosters of activities: what of them can come from Excel."""

from collections.abc import Hashable, Iterator
from typing import Any
from uuid import UUID

from activities.choices import Stage
from activities.models import Activity, School
from activities.schools import remove_schools, restore_schools, save_schools
from core.accounts.models import Account
from core.associations.models import Association
from core.rosters import RosterField, RosterKind, register_kind
from core.rosters.declare import SAME, Existing, Match, Planned, RosterRecord, Written
from core.rosters.places import Places
from core.rosters.widgets import ChoiceCell, PlaceCell, TextCell

PART = 2_000
STAGES = {
    "小学校": Stage.PRIMARY,
    "中心小学": Stage.PRIMARY,
    "初级中学": Stage.JUNIOR,
    "中学": Stage.JUNIOR,
    "高级中学": Stage.SENIOR,
    "普通高中": Stage.SENIOR,
    "九年制": Stage.NINE_YEAR,
    "九年一贯": Stage.NINE_YEAR,
    "中专": Stage.VOCATIONAL,
    "职高": Stage.VOCATIONAL,
    "中职": Stage.VOCATIONAL,
    "大学": Stage.COLLEGE,
    "大专": Stage.COLLEGE,
}


class SchoolRoster(RosterKind):
    """学校: one row is one school, known by its association and its name."""

    code, title, unit, list_url, exported = "schools", "学校", "所", "activities:school_list", True
    fields = (
        RosterField(
            "county", "县市区", widget=PlaceCell(), place="county", aliases=("县", "县区", "区县"), width=12
        ),
        RosterField(
            "township",
            "乡镇",
            widget=PlaceCell(),
            place="township",
            aliases=("乡镇街道", "街道", "所在乡镇"),
            width=12,
        ),
        RosterField(
            "village",
            "村社区",
            widget=PlaceCell(),
            place="village",
            aliases=("村", "村居", "村（社区）", "社区", "所在村"),
            note="县办学校留空",
        ),
        RosterField(
            "name",
            "学校名称",
            widget=TextCell(longest=60),
            required=True,
            aliases=("学校", "校名", "学校全称"),
            example="茶溪小学",
            width=28,
        ),
        RosterField(
            "stage",
            "学段",
            widget=ChoiceCell(Stage.choices, STAGES),
            required=True,
            aliases=("学校类型", "办学层次", "类型"),
            example="小学",
            width=10,
        ),
    )

    def key(self, record: RosterRecord) -> Hashable | None:
        return record.association_id, record.values["name"]

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        """By association and name, as the register keeps each once."""
        names = {record.values["name"] for record in records}
        places = {record.association_id for record in records}
        found = {}
        rows = School.objects.filter(name__in=names, association__in=places)
        columns = ("pk", "version", "association_id", "name", "stage")
        for pk, version, place, name, stage in rows.values_list(*columns):
            values = {"name": name, "stage": stage}
            found[place, name] = Match(SAME, Existing(pk, version, values, name))
        keys = {record.number: (record.association_id, record.values["name"]) for record in records}
        return {number: found[key] for number, key in keys.items() if key in found}

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        units = _units({one.record.association_id for one in planned})
        new, changed, before = [], [], {}
        for one in planned:
            if one.existing is None:
                values = one.record.values
                unit = units[one.record.association_id]
                new.append(School(pk=one.id, association=unit, name=values["name"], stage=values["stage"]))
            else:
                changed.append((one.existing.id, one.existing.version, one.changed["stage"]))
                before[one.existing.id] = {"stage": one.existing.values["stage"]}
        save_schools(actor=actor, new=new, changed=changed)
        return [
            Written(one.record.number, one.id, 1)
            if one.existing is None
            else Written(
                one.record.number, one.existing.id, one.existing.version + 1, before[one.existing.id]
            )
            for one in planned
        ]

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        """Changed since, or activities refer to the school."""
        ids = [one.id for one in written]
        versions = dict(School.objects.filter(pk__in=ids).values_list("pk", "version"))
        new = [one.id for one in written if one.before is None]
        used = set(Activity.objects.filter(school__in=new).values_list("school", flat=True))
        reasons = {}
        for one in written:
            if one.id not in versions:
                reasons[one.id] = "学校已不在您单位的范围内"
            elif versions[one.id] != one.version:
                reasons[one.id] = "导入后又修改过"
            elif one.id in used:
                reasons[one.id] = "已有活动记录使用这所学校"
        return reasons

    def undo(self, actor: Account, written: list[Written]) -> None:
        remove_schools(actor=actor, ids=[one.id for one in written if one.before is None])
        back = [(one.id, one.version, one.before["stage"]) for one in written if one.before is not None]
        if back:
            restore_schools(actor=actor, changed=back)

    def export_count(self, actor: Account) -> int:
        return School.objects.filter(is_active=True).count()

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The schools in use of the range, in the columns of the roster."""
        places = Places(actor.scope)
        rows = School.objects.filter(is_active=True).order_by("code", "name", "pk")
        for code, level, name, stage in rows.values_list(
            "code", "association__level", "name", "stage"
        ).iterator(chunk_size=PART):
            yield {**places.parts(code, level), "name": name, "stage": stage}


def _units(ids: set[int]) -> dict[int, Association]:
    return Association.objects.in_bulk(ids)


register_kind(SchoolRoster())
