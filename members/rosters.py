"""会员名册: members and volunteers in one sheet (domain.md §7). Nobody is merged by name alone."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.accounts.models import Account
from core.associations.models import Association
from core.fields.people import masked_phone
from core.rosters.declare import (
    Amount,
    Change,
    Existing,
    Match,
    Planned,
    RosterField,
    RosterKind,
    RosterRecord,
    Written,
    register_kind,
)
from core.rosters.widgets import ChoiceCell, DateCell, FlagCell, MonthCell, NameCell, PlaceCell, TextCell
from members.choices import GONE, Sex, Status
from members.content import drafts_back
from members.models import Member
from members.queries import choose, for_list, in_register, with_standings
from members.roster_cells import MaskedPhoneCell, NumberCell, RoughDateCell
from members.roster_rows import (
    change_rows,
    counts,
    existing_of,
    meant,
    nearest,
    new_draft,
    only_volunteer,
    place_of,
    problems_of,
    says_the_same,
    values_of,
)
from members.services import change_members, register_members, withdraw_members

NOT_FOUND = "系统编号在您的单位范围内找不到，可能已删除"


class MemberRoster(RosterKind):
    """One row is one person."""

    code, title, unit, list_url = "members", "会员", "人", "members:member_list"
    fields = (
        RosterField("county", "县市区", place="county", widget=PlaceCell()),
        RosterField("township", "乡镇", place="township", widget=PlaceCell(), aliases=("乡镇街道", "镇")),
        RosterField(
            "village", "村", place="village", widget=PlaceCell(), aliases=("村社区", "村（社区）", "单位")
        ),
        RosterField(
            "name", "姓名", widget=NameCell(), required=True, aliases=("会员姓名",), example="舒小燕"
        ),
        RosterField("sex", "性别", widget=ChoiceCell(Sex.choices, {"男性": "male", "女性": "female"})),
        RosterField(
            "birth_month", "出生年月", widget=MonthCell(keeps_day=False), aliases=("出生日期", "出生"),
            example="1975-03", text_format=True,
        ),
        RosterField(
            "phone", "联系电话", widget=MaskedPhoneCell(), aliases=("电话", "手机", "手机号", "联系方式"),
            mask=masked_phone, example="13874500000", text_format=True,
        ),
        RosterField(
            "joined_on", "入会日期", widget=RoughDateCell(), aliases=("入会时间",), example="2021-05-29",
            note="申请入会的填申请日期；只知道年份的写年份。",
        ),
        RosterField(
            "group", "会员小组", widget=TextCell(longest=30), aliases=("小组", "组别"), example="第一组"
        ),
        RosterField(
            "backbone", "骨干会员", widget=FlagCell(), aliases=("是否骨干", "骨干"), example="是",
            note="写“是”“否”，或成为骨干会员的日期；“是”从入会日起。",
        ),
        RosterField(
            "volunteer", "志愿者", widget=FlagCell(), aliases=("是否志愿者",), example="否",
            note="写“是”“否”，或开始的日期。",
        ),
        RosterField("team", "服务队", widget=TextCell(longest=40), aliases=("志愿服务队", "队伍")),
        RosterField("skills", "特长", widget=TextCell(longest=120), aliases=("专长",), width=18),
        RosterField(
            "status", "状态", widget=ChoiceCell(Status.choices, {"会员": "enrolled", "正常": "enrolled"}),
            aliases=("会员状态",), example="在册", note="空着就是在册。",
        ),
        RosterField(
            "status_since", "变动日期", widget=DateCell(), aliases=("状态日期",), compared=False,
            note="退会、迁出、去世的日期；在册的不用填。",
        ),
        RosterField(
            "number", "系统编号", widget=NumberCell(), compared=False, width=38,
            note="系统导出时自带，不要改；新会员空着。",
        ),
    )  # fmt: skip
    totals = {
        "member_count": "会员数",
        "backbone_member_count": "骨干会员数",
        "volunteer_count": "志愿者数",
    }

    def check(self, record: RosterRecord) -> None:
        values, status = record.values, record.values.get("status")
        if record.lines[0].problems or values.get("number"):
            return
        if values.get("joined_on") is None and not only_volunteer(values):
            record.refuse("joined_on", "没有填入会日期", "记不清哪一天的，写年份或年月。")
        elif status in GONE and values.get("status_since") is None:
            record.refuse("status_since", "没有填变动日期", "请填退会、迁出或去世的日期。")
        else:
            for name, sentence in problems_of(record).items():
                record.refuse(name, sentence, "请核对这一行的日期。")

    def key(self, record: RosterRecord) -> Hashable:
        values = record.values
        return values.get("number") or (record.association_id, values["name"], values.get("birth_month"))

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        numbers = {number for row in records if (number := row.values.get("number"))}
        names = {row.values["name"] for row in records}
        places = {row.association_id for row in records}
        known = Q(pk__in=numbers) | Q(association__in=places, name__in=names)
        rows = list(with_standings(in_register().filter(known)))
        by_number = {str(row.pk): row for row in rows}
        namesakes: dict[tuple[int, str], list[Member]] = {}
        for row in rows:
            namesakes.setdefault((row.association_id, row.name), []).append(row)
        matches = {}
        for record in records:
            number = record.values.get("number")
            same = namesakes.get((record.association_id, record.values["name"]), [])
            found = by_number.get(number) if number else nearest(same, record.values)
            if number and found is not None and found.association_id != record.association_id:
                record.lines[0].notes.append(f"系统里在{found.association.name}，单位不变；换村请用“迁移”")
            if found is not None:
                matches[record.number] = self._match(record, found)
            elif number:
                matches[record.number] = Match("elsewhere", reason=NOT_FOUND)
        return matches

    def _match(self, record: RosterRecord, found: Member) -> Match:
        """By 系统编号. By a name alone nobody is taken for the same (domain.md §7 case 42), unless a row only
        repeats what stands: then there is nothing to merge."""
        existing = existing_of(found)
        repeats = says_the_same(found, record.values) and not self.differences(record, existing)
        return Match("same" if record.values.get("number") or repeats else "possible", existing)

    def differences(self, record: RosterRecord, existing: Existing) -> list[Change]:
        """「是」 is no change for who is it already, whenever since."""
        return [
            change
            for change in super().differences(record, existing)
            if not (change.new is True and isinstance(change.old, date))
        ]

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        fresh = [one for one in planned if one.is_new]
        units = Association.objects.in_bulk({one.record.association_id for one in fresh})
        made = register_members(actor=actor, drafts=[new_draft(one, units) for one in fresh], right=self.add)
        written = [
            Written(one.record.number, row.pk, row.version) for one, row in zip(fresh, made, strict=True)
        ]
        standing = [one for one in planned if one.existing is not None]
        return [*written, *change_rows(actor, standing, self.change)] if standing else written

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        rows = Member.objects.filter(pk__in=[one.id for one in written])
        found = {row.pk: row for row in rows}
        held = {}
        for one in written:
            row = found.get(one.id)
            if row is None:
                held[one.id] = "已不在您的单位范围内"
            elif row.version != one.version:
                held[one.id] = f"{row.name}：导入后又改过"
        return held

    def undo(self, actor: Account, written: list[Written]) -> None:
        rows = with_standings(Member.objects.filter(pk__in=[one.id for one in written]))
        members = {row.pk: row for row in rows}
        fresh = [members[one.id] for one in written if one.before is None]
        if fresh:
            withdraw_members(actor=actor, members=fresh, reason="撤销导入", right=self.add)
        back = [(members[one.id], one.before) for one in written if one.before is not None]
        if back:
            change_members(actor=actor, drafts=drafts_back(back), reason="撤销导入", right=self.change)

    def amounts(self, planned: Planned) -> Iterable[Amount]:
        """What a row adds today: to the members, the backbone members, the volunteers of its unit."""
        values = {**(planned.existing.values if planned.existing else {}), **meant(planned)}
        before = planned.existing.values if planned.existing else {}
        for what in self.totals:
            delta = counts(what, values) - counts(what, before)
            if delta:
                yield Amount(what, planned.record.association_id, delta)

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        rows = choose(for_list(withdrawn=chosen.get("status") == "withdrawn"), chosen)
        for member in rows.order_by("code", "initials", "name", "pk").iterator(chunk_size=500):
            yield {**place_of(member.association), **values_of(member), "number": str(member.pk)}


ROSTER = register_kind(MemberRoster())
