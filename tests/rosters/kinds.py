"""A roster of persons that exists in the tests only: every kind of cell, and a register in memory."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.associations.models import Level
from core.fields.people import check_resident_id, masked_id, masked_name, masked_phone
from core.rosters.declare import POSSIBLE, SAME, Existing, Match, RosterField, RosterKind, Written
from core.rosters.widgets import (
    ChoiceCell,
    CountCell,
    DateCell,
    FlagCell,
    MoneyCell,
    MonthCell,
    NameCell,
    PhoneCell,
    PlaceCell,
    ResidentIdCell,
    TextCell,
    YesNoCell,
)

TYPES = [("death", "死亡家庭"), ("disability", "伤残家庭")]
TYPE_WORDS = {
    "失独": "death",
    "死亡": "death",
    "独生子女死亡": "death",
    "伤残": "disability",
    "残疾三级": "disability",
}
SEXES = [("male", "男"), ("female", "女")]


@dataclass
class Person:
    """One person of the register in memory."""

    values: dict[str, Any]
    version: int = 1
    id: UUID = field(default_factory=uuid4)


class PersonRoster(RosterKind):
    """One row is one person; rows of one household number, or of one merged cell, are one record."""

    code, title, unit = "test_persons", "人员", "人"
    place_level = Level.VILLAGE
    fields = (
        RosterField("county", "县市区", widget=PlaceCell(), place="county", aliases=("县",)),
        RosterField("township", "乡镇", widget=PlaceCell(), place="township"),
        RosterField("village", "村", widget=PlaceCell(), place="village", aliases=("村社区",)),
        RosterField("household", "户编号", widget=TextCell(longest=30), fills=True),
        RosterField("relation", "与户主关系", widget=TextCell(longest=10)),
        RosterField("name", "姓名", widget=NameCell(), required=True, mask=masked_name, example="张三"),
        RosterField(
            "resident_id",
            "身份证号",
            widget=ResidentIdCell(),
            mask=masked_id,
            aliases=("身份证", "身份证号码", "公民身份号码"),
            text_format=True,
            width=22,
        ),
        RosterField("sex", "性别", widget=ChoiceCell(SEXES)),
        RosterField("born", "出生年月", widget=MonthCell()),
        RosterField(
            "phone",
            "联系电话",
            widget=PhoneCell(),
            mask=masked_phone,
            aliases=("电话", "联系方式"),
            text_format=True,
        ),
        RosterField("family_type", "家庭类型", widget=ChoiceCell(TYPES, TYPE_WORDS)),
        RosterField("amount", "金额", widget=MoneyCell(), unit="元", aliases=("补助金额",)),
        RosterField("capitals", "金额大写", widget=MoneyCell()),
        RosterField("number", "人数", widget=CountCell("人"), unit="人"),
        RosterField("paid_on", "发放日期", widget=DateCell()),
        RosterField("since", "认定日期", widget=DateCell(future="note")),
        RosterField("signed", "是否签约", widget=YesNoCell()),
        RosterField("contact", "双岗联系人", widget=FlagCell()),
        RosterField("remark", "备注", widget=TextCell()),
    )

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.written: list[dict[str, Any]] = []

    def group_key(self, line, previous):
        household = line.values.get("household")
        if household:
            return household
        if previous is not None and "household" in line.merged:
            return previous.values.get("household")
        relation = line.values.get("relation")
        if relation and relation != "户主":
            raise ValidationError("没有户编号，分不清属于哪一户；请填户编号。")
        return line.number

    def check(self, record) -> None:
        for index, line in enumerate(record.lines):
            values = line.values
            if values["resident_id"] and values["sex"]:
                told = check_resident_id(values["resident_id"], timezone.localdate())
                if told.sex != values["sex"]:
                    record.refuse("sex", "性别与身份证号不符", "请对照身份证核对。", line=index)
            if values["resident_id"] and values["born"]:
                told = check_resident_id(values["resident_id"], timezone.localdate())
                if not told.birth.isoformat().startswith(values["born"]):
                    record.refuse("born", "出生年月与身份证号不符", "请对照身份证核对。", line=index)
            if None not in (values["amount"], values["capitals"]) and values["amount"] != values["capitals"]:
                record.refuse("capitals", "大小写金额不一致", "请核对。", line=index)

    def key(self, record):
        return record.values["resident_id"]

    def find(self, records, actor):
        found = {}
        for record in records:
            for person in self.people:
                number, name = record.values["resident_id"], record.values["name"]
                known = Existing(person.id, person.version, person.values, masked_name(person.values["name"]))
                if number and number == person.values.get("resident_id"):
                    found[record.number] = Match(SAME, known)
                elif not number and name == person.values["name"]:
                    found[record.number] = Match(POSSIBLE, known)
        return found

    def write(self, actor, planned):
        done = []
        for one in planned:
            self.written += [line.values for line in one.record.lines]
            if one.existing is None:
                person = Person(dict(one.record.values), id=one.id)
                self.people.append(person)
                done.append(Written(one.record.number, person.id, 1))
                continue
            person = next(person for person in self.people if person.id == one.existing.id)
            before = {name: person.values.get(name) for name in one.changed}
            person.values.update(one.changed)
            person.version += 1
            done.append(Written(one.record.number, person.id, person.version, before))
        return done
