"""Rosters of sites: what of them can come from Excel, and go there; one base for every register."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError

from core.accounts.models import Account
from core.associations.models import Association
from core.rosters import RosterField, RosterKind, register_kind
from core.rosters.declare import SAME, Amount, Existing, Match, Planned, RosterRecord, Written
from core.rosters.places import Places
from core.rosters.widgets import ChoiceCell, CountCell, DateCell, PlaceCell, TextCell
from members.choices import Grade, SiteType
from members.models import Site, SiteCheck, SiteFile, SiteRecord
from members.models.sites import COUNTED
from members.sites.rules import check_site
from members.sites.services import change_sites, register_sites, withdraw_sites

PART = 2_000
VALUES = (
    "name", "opened_on", "demonstration_since", "planned_on", "accepted_on", "address", "area", "host",
    "equipment", "grade",
)  # fmt: skip
DAYS = ("opened_on", "demonstration_since", "planned_on", "accepted_on")
TYPES = {
    "会员之家示范点": SiteType.MEMBER_HOME,
    "计生协会员之家": SiteType.MEMBER_HOME,
    "村级健康驿站": SiteType.HEALTH_STATION,
    "优生优育中心": SiteType.BIRTH_CENTER,
    "文化大院": SiteType.CULTURE_COURTYARD,
    "书屋": SiteType.READING_ROOM,
}


def _place(part: str, title: str, *aliases: str) -> RosterField:
    return RosterField(part, title, widget=PlaceCell(), place=part, aliases=aliases, width=12)  # type: ignore[arg-type]


PLACES = (
    _place("county", "县市区", "县", "县区", "区县"),
    _place("township", "乡镇", "乡镇街道", "街道", "所在乡镇"),
    _place("village", "村社区", "村", "村居", "村（社区）", "社区", "所在村", "行政村"),
)
# What every site may hold, after its name.
OTHERS = (    RosterField(
        "opened_on", "启用日期", widget=DateCell(), aliases=("建成日期", "启用时间", "建成时间"),
        example="2021-06-30", note="还在筹建的留空，启用后再补",
    ),
    RosterField(
        "demonstration_since", "示范点起", widget=DateCell(), aliases=("示范点日期",),
        note="不是示范点就留空",
    ),
    RosterField("planned_on", "筹建日期", widget=DateCell()),
    RosterField("accepted_on", "验收日期", widget=DateCell()),
    RosterField("address", "地址", widget=TextCell(longest=120), aliases=("地点", "所在地"), width=24),
    RosterField("area", "面积", widget=CountCell(), unit="平方米", aliases=("建筑面积",), width=10),
    RosterField("host", "依托单位", widget=TextCell(longest=60), aliases=("依托机构",), width=18),
    RosterField("equipment", "设施设备", widget=TextCell(longest=300), aliases=("设备", "设施")),
    RosterField("grade", "项目点级别", widget=ChoiceCell(Grade.choices), aliases=("级别",), width=10),
)  # fmt: skip


def name_field(example: str) -> RosterField:
    return RosterField(
        "name", "名称", widget=TextCell(longest=60), required=True, aliases=("阵地名称", "站点名称"),
        example=example, width=24,
    )  # fmt: skip


class SitesRoster(RosterKind):
    """One row is one site of a register, known by its association and its name."""

    model: ClassVar[type[SiteRecord]]
    columns: ClassVar[tuple[str, ...]] = VALUES
    exported = True

    def counted_as(self, values: dict[str, Any]) -> str:
        """The stock that a site of these values counts in, or ""."""
        raise NotImplementedError

    def row(self, values: dict[str, Any], **given: Any) -> SiteRecord:
        """A row as a site: empty texts are empty, empty days and areas are none."""
        found = {name: values.get(name) for name in self.columns}
        for name in set(self.columns) - {*DAYS, "area"}:
            found[name] = found[name] or ""
        found["area"] = int(found["area"]) if found["area"] is not None else None
        return self.model(**found, **given)

    def rows(self, keys: list[UUID]) -> dict[UUID, SiteRecord]:
        found = self.model.objects.filter(pk__in=keys).select_related("association")
        return {row.pk: row for row in found}

    def check(self, record: RosterRecord) -> None:
        """What the services would refuse of a new row, by column."""
        values = record.values
        if any(one.required and values.get(one.name) is None for one in self.fields):
            return
        place = Association(pk=record.association_id, code=record.code)
        try:
            check_site(self.row(values, association=place))
        except ValidationError as error:
            for name, rows in error.update_error_dict({}).items():
                record.refuse(name if name in self.columns else "", "".join(rows[0].messages))

    def key(self, record: RosterRecord) -> Hashable | None:
        return record.association_id, record.values["name"]

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        """By association and name, as the register keeps each once."""
        names = {record.values["name"] for record in records}
        places = {record.association_id for record in records}
        rows = self.model.objects.filter(name__in=names, association__in=places, withdrawn_at=None)
        found = {(row.association_id, row.name): row for row in rows}
        matches = {}
        for record in records:
            row = found.get((record.association_id, record.values["name"]))
            if row is not None:
                values = {name: getattr(row, name) or None for name in self.columns}
                matches[record.number] = Match(SAME, Existing(row.pk, row.version, values, row.name))
        return matches

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        units = Association.objects.in_bulk({one.record.association_id for one in planned})
        new = [
            self.row(one.record.values, id=one.id, association=units[one.record.association_id])
            for one in planned
            if one.is_new
        ]
        if new:
            register_sites(actor=actor, sites=new, right=self.add)
        return [
            *(Written(one.record.number, one.id, 1) for one in planned if one.is_new),
            *self._change(actor, [one for one in planned if not one.is_new]),
        ]

    def _change(self, actor: Account, planned: list[Planned]) -> list[Written]:
        rows = self.rows([one.existing.id for one in planned if one.existing])
        changes, written = [], []
        for one in planned:
            if one.existing is None:
                continue
            row, version = rows[one.existing.id], one.existing.version
            before = {name: _packed(getattr(row, name)) for name in one.changed}
            changes.append((row, version, one.changed))
            written.append(Written(one.record.number, row.pk, version + 1, before))
        if changes:
            change_sites(actor=actor, changes=changes, reason="导入", right=self.change)
        return written

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        """Changed since, or checks and files belong to it."""
        ids = [one.id for one in written]
        versions = dict(self.model.objects.filter(pk__in=ids).values_list("pk", "version"))
        used = set(SiteCheck.objects.filter(site_id__in=ids).values_list("site_id", flat=True))
        used |= set(SiteFile.objects.filter(site_id__in=ids).values_list("site_id", flat=True))
        reasons = {}
        for one in written:
            if one.id not in versions:
                reasons[one.id] = "已不在您的单位范围内"
            elif versions[one.id] != one.version:
                reasons[one.id] = "导入后又修改过"
            elif one.before is None and one.id in used:
                reasons[one.id] = "已有检查或资料"
        return reasons

    def undo(self, actor: Account, written: list[Written]) -> None:
        rows = self.rows([one.id for one in written])
        fresh = [rows[one.id] for one in written if one.before is None]
        if fresh:
            withdraw_sites(actor=actor, sites=fresh, reason="撤销导入", right=self.add)
        back = [
            (rows[one.id], one.version, _unpacked(one.before)) for one in written if one.before is not None
        ]
        if back:
            change_sites(actor=actor, changes=back, reason="撤销导入", right=self.change)

    def amounts(self, planned: Planned) -> Iterable[Amount]:
        before = planned.existing.values if planned.existing else {}
        after = {**before, **(planned.record.values if planned.is_new else planned.changed)}
        for values, delta in ((before, -1), (after, 1)):
            counted = self.counted_as(values)
            if values.get("opened_on") and counted:
                yield Amount(counted, planned.record.association_id, delta)

    def export_count(self, actor: Account) -> int:
        return self.model.objects.filter(withdrawn_at=None).count()

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The sites of the range that were not deleted, closed ones too, in the columns of the roster."""
        places = Places(actor.scope)
        rows = self.model.objects.filter(withdrawn_at=None).order_by("code", "name", "pk")
        for code, level, *values in rows.values_list("code", "association__level", *self.columns).iterator(
            chunk_size=PART
        ):
            found = {name: value or None for name, value in zip(self.columns, values, strict=True)}
            yield {**places.parts(code, level), **found}


def _packed(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(before: dict[str, Any] | None) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if value and name in DAYS else value
        for name, value in (before or {}).items()
    }


class SiteRoster(SitesRoster):
    """阵地: the sites of the plain register, with their type."""

    code, title, unit, list_url, model = "sites", "阵地", "处", "members:site_list", Site
    columns = (*VALUES, "type")
    fields = (
        *PLACES,
        name_field("茶溪村会员之家"),
        RosterField(
            "type", "类型", widget=ChoiceCell(SiteType.choices, TYPES), required=True,
            aliases=("阵地类型", "站点类型"), example="会员之家", width=14, fills=True,
        ),
        *OTHERS,
    )  # fmt: skip
    totals = {
        "member_home_count": "会员之家", "health_station_count": "健康驿站",
        "healthy_birth_center_count": "优生优育指导中心",
    }  # fmt: skip

    def counted_as(self, values: dict[str, Any]) -> str:
        return COUNTED.get(values.get("type") or "", "")


ROSTER = register_kind(SiteRoster())
