"""活动台账: a year's activities as counties keep them in Excel; each row becomes an activity."""

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from activities.choices import Venue
from activities.ledger_cells import CampaignCell, DaysCell, KindCell
from activities.ledger_rows import (
    COLUMNS,
    PEOPLE,
    TEXTS,
    asks_of,
    changed_draft,
    check_row,
    kept,
    new_drafts,
    values_with,
)
from activities.models import Activity
from activities.queries import choose, standing
from activities.services import (
    REFERENCES,
    ActivityDraft,
    record_activities_many,
    update_activity,
    withdraw_activities_many,
)
from core.accounts.models import Account
from core.figures.models import CampaignEdition
from core.rosters.declare import (
    Existing,
    Match,
    Planned,
    RosterField,
    RosterKind,
    RosterRecord,
    Written,
    register_kind,
)
from core.rosters.places import Places
from core.rosters.widgets import ChoiceCell, CountCell, PlaceCell, TextCell

TICKED = "这天已有勾选到户的慰问，数字由勾选计出，请在那条活动里改。"
VENUES = {"机关": "office", "企业": "enterprise", "学校": "school", "社区": "community", "家庭": "home"}
ONE_ROW = "一行只记一场；几场请分成几行。"
FACTS = (
    RosterField("county", "县市区", place="county", widget=PlaceCell(), aliases=("县", "区县"), width=12),
    RosterField(
        "township", "乡镇", place="township", widget=PlaceCell(), aliases=("乡镇街道", "街道"), width=12
    ),
    RosterField("village", "村", place="village", widget=PlaceCell(), aliases=("村社区", "村（社区）")),
    RosterField(
        "unit", "单位", place="unit", widget=PlaceCell(), aliases=("活动单位", "开展单位", "举办单位"),
        note="没有乡镇、村两列时写单位，例如 黔城镇茶溪村。",
    ),
    RosterField(
        "days", "日期", widget=DaysCell(), required=True, example="2022-05-29",
        aliases=("活动日期", "活动时间", "开展时间", "时间"),
        note="标题里没有年份的，这里写上年份；连着几天的写 2022.5.28-5.30。",
    ),
    RosterField(
        "kind", "活动类型", widget=KindCell(), required=True, aliases=("类型", "活动类别", "类别"),
        example="义诊",
    ),
    RosterField(
        "title", "主题", widget=TextCell(longest=80), aliases=("活动主题", "活动名称", "名称"), width=24
    ),
    RosterField("place", "地点", widget=TextCell(longest=80), aliases=("活动地点", "场所"), width=18),
    RosterField(
        "sessions", "场次", widget=CountCell("场"), aliases=("活动场次", "场数"), compared=False, note=ONE_ROW
    ),
    RosterField(
        PEOPLE, "参加人次", widget=CountCell("人次"), unit="人次", example="120",
        aliases=("参与人次", "参加人数", "服务人次", "参加活动人次", "人次", "受益人次"),
        note="各类型的人次都可以写在这里，例如义诊的义诊人次、培训的培训人次。",
    ),
    RosterField(
        "partners", "合作单位", widget=TextCell(longest=120), aliases=("联合单位", "协办单位"), width=18
    ),
    RosterField(
        "campaign", "节点", widget=CampaignCell(), aliases=("专题", "活动日"), example="5.29会员活动日"
    ),
    RosterField("venue", "五进", widget=ChoiceCell(Venue.choices, VENUES)),
    RosterField("school", "学校", widget=TextCell(longest=60), aliases=("学校名称",), width=18),
    RosterField(
        "summary", "简要情况", widget=TextCell(longest=2000), aliases=("活动内容", "内容", "备注"), width=30
    ),
)  # fmt: skip
FIGURES = tuple(
    RosterField(
        column.indicator,
        column.heading,
        widget=CountCell(column.unit),
        aliases=column.aliases,
        unit=column.unit,
    )
    for column in COLUMNS.values()
)


class ActivityLedger(RosterKind):
    """One row is one activity. The same unit, day and kind is asked about, never entered twice unseen."""

    code, title, unit, list_url = "activity_ledger", "活动台账", "场", "activities:activity_list"
    fields = (*FACTS, *FIGURES)

    def check(self, record: RosterRecord) -> None:
        if record.lines[0].problems:
            return
        if record.values.get("sessions") not in (None, 1):
            record.refuse("sessions", "一行只能是 1 场", ONE_ROW)
        check_row(record)

    def key(self, record: RosterRecord) -> Hashable:
        values = record.values
        return record.association_id, values["days"][0], values["kind"], values.get("title")

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        days = {record.values["days"][0] for record in records}
        rows = standing().filter(
            first_day__in=days,
            kind__code__in={record.values["kind"] for record in records},
            association__in={record.association_id for record in records},
        )
        asks = asks_of(record.values["kind"] for record in records)
        twins: dict[tuple[int, date, str], list[Existing]] = {}
        for row in _loaded(rows):
            key = (row.association_id, row.first_day, row.kind.code)
            values = values_with(row, asks.get(row.kind.code, []))
            twins.setdefault(key, []).append(Existing(row.pk, row.version, values, str(row)))
        ticked = set(rows.filter(households__gt=0).values_list("pk", flat=True))
        found = {}
        for record in records:
            key = (record.association_id, record.values["days"][0], record.values["kind"])
            if key in twins:
                match = self._nearest(record, twins[key])
                changes = match.existing is not None and self.differences(record, match.existing)
                is_ticked = match.existing is not None and match.existing.id in ticked
                found[record.number] = Match("elsewhere", reason=TICKED) if changes and is_ticked else match
        return found

    def _nearest(self, record: RosterRecord, twins: list[Existing]) -> Match:
        """The very same, or the one of the same title; any other is a question."""
        for twin in twins:
            if not self.differences(record, twin):
                return Match("same", twin)
        title = record.values.get("title")
        for twin in twins:
            if title and twin.values["title"] == title:
                return Match("same", twin)
        return Match("possible", twins[0])

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        fresh = [one for one in planned if one.is_new]
        made = record_activities_many(actor=actor, drafts=new_drafts(fresh), right=self.add) if fresh else []
        written = [
            Written(one.record.number, row.pk, row.version) for one, row in zip(fresh, made, strict=True)
        ]
        return [*written, *(self._change(actor, one) for one in planned if not one.is_new)]

    def _change(self, actor: Account, one: Planned) -> Written:
        assert one.existing is not None  # noqa: S101 (asked by the caller)
        activity = _loaded(standing().filter(pk=one.existing.id)).get()
        before = kept(activity)
        version = one.existing.version
        draft = changed_draft(activity, one.changed)
        update_activity(actor=actor, draft=draft, expected_version=version, right=self.change)
        return Written(one.record.number, activity.pk, version + 1, before)

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        rows = {row.pk: row for row in Activity.objects.filter(pk__in=[one.id for one in written])}
        held = {}
        for one in written:
            row = rows.get(one.id)
            if row is None:
                held[one.id] = "已不在您单位的范围内"
            elif row.withdrawn_at is not None:
                held[one.id] = "已经删除"
            elif row.version != one.version:
                held[one.id] = "导入后又改过"
        return held

    def undo(self, actor: Account, written: list[Written]) -> None:
        rows = {row.pk: row for row in _loaded(standing().filter(pk__in=[one.id for one in written]))}
        fresh = [rows[one.id] for one in written if one.before is None]
        if fresh:
            withdraw_activities_many(actor=actor, activities=fresh, reason="撤销导入", right=self.add)
        for one in written:
            if one.before is not None:
                draft = _back(rows[one.id], one.before)
                update_activity(actor=actor, draft=draft, expected_version=one.version, right=self.change)

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The activities of a filter, in the columns of the ledger."""
        places = Places(actor.scope)
        rows = list(_loaded(choose(standing(), chosen).order_by("first_day", "code", "pk")))
        asks = asks_of(row.kind.code for row in rows)
        for row in rows:
            parts = places.parts(row.code, row.association.level)
            yield {**parts, **values_with(row, asks.get(row.kind.code, []))}


def _loaded(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    joined = rows.select_related("association", "school__association", *REFERENCES)
    return joined.prefetch_related("editions__campaign")


def _back(activity: Activity, before: dict[str, Any]) -> ActivityDraft:
    """An activity as it was before the import changed it."""
    activity.first_day, activity.last_day = (date.fromisoformat(day) for day in before["days"])
    for name in TEXTS:
        setattr(activity, name, before["texts"][name])
    activity.school_id = UUID(before["school"]) if before["school"] else None
    asked = {
        row.indicator.code
        for row in asks_of([activity.kind.code])[activity.kind.code]
        if row.constant is None
    }
    numbers = {code: value for code, value in before["lines"].items() if code in asked}
    editions = list(CampaignEdition.objects.filter(pk__in=before["editions"]))
    return ActivityDraft(activity, numbers, editions, before["explanations"], any(before["lines"].values()))


register_kind(ActivityLedger())
