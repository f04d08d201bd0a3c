"""Forms of the member pages."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.pages.fields import AssociationField, DayField
from core.parsing import plain_text
from core.rosters.cells import CellError, Reading
from core.rosters.dates import MonthCell
from members.choices import FIRST, GONE, Flag, Sex, Status
from members.models import Member
from members.standing import Standing

JOINED = "joined"  # 「是」 in a date box: since the day of joining
YES = {"是", "√", "✓", "y", "yes", "入会起"}
HERE, ALL, WITHDRAWN = "here", "all", "withdrawn"
STATUSES = [
    (HERE, "现有"), *Status.choices, (ALL, "全部"), (WITHDRAWN, "已删除"),
]  # fmt: skip
EITHER = [("", "全部"), ("yes", "是"), ("no", "不是")]


class MonthField(forms.CharField):
    """A month of birth as people write it (1975-03, 1975.3, 197503); kept as 1975-03."""

    def to_python(self, value: Any) -> str:
        text = plain_text(str(value or ""))
        if not text:
            return ""
        try:
            found = MonthCell(keeps_day=False).read(text, Reading(timezone.localdate()))
        except CellError as error:
            raise ValidationError(f"{error.reason}。请写成 1975-03 的样子。") from None
        return str(getattr(found, "value", found) or "")


class SinceField(DayField):
    """The day on which a flag begins; 「是」 means since the day of joining."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and plain_text(value).lower() in YES:
            return JOINED
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the echo of date boxes, which knows no 「是」."""
        return {name: text for name, text in super().widget_attrs(widget).items() if name != "data-date"}


class PersonForm(forms.Form):
    """What every member may hold."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    association = AssociationField()
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填姓名。"})
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "没有填"), *Sex.choices])
    birth_month = MonthField(label="出生年月", required=False, max_length=20)
    phone = forms.CharField(label="联系电话", required=False, max_length=30)
    status = forms.ChoiceField(label="状态", choices=[(one.value, one.label) for one in FIRST])
    since = DayField(
        label="入会日期",
        error_messages={"required": "请填入会日期；记不清哪一天的，填当年 1 月 1 日。"},
        help_text="状态是“申请”的填申请日期，“仅志愿者”填开始服务的日期。",
    )
    group = forms.CharField(
        label="会员小组", required=False, max_length=30, widget=forms.TextInput(attrs={"list": "groups"})
    )
    backbone_since = SinceField(
        label="骨干会员起", required=False, help_text="不是骨干会员就空着；写“是”表示入会那天起。"
    )
    volunteer_since = SinceField(
        label="志愿者起", required=False, help_text="不是志愿者就空着；写“是”表示入会那天起。"
    )
    team = forms.CharField(label="服务队", required=False, max_length=40)
    skills = forms.CharField(
        label="特长", required=False, max_length=120, help_text="能帮上忙的，例如 理发、量血压、文艺。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "birth_month", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def first_day(self) -> date | None:
        day: date | None = self.cleaned_data.get("since")
        return day

    def clean(self) -> dict[str, Any]:
        data, first = self.cleaned_data, self.first_day()
        for flag in Flag:
            name = f"{flag.value}_since"
            if data.get(name) == JOINED:
                data[name] = first
        if data.get("status") == Status.VOLUNTEER and not data.get("volunteer_since"):
            data["volunteer_since"] = first
        return data

    def put_into(self, member: Member) -> Member:
        """The checked form's plain columns, in a new or standing record."""
        for name in ("association", "name", "sex", "birth_month", "phone", "group", "team", "skills"):
            setattr(member, name, self.cleaned_data[name])
        for flag in Flag:
            setattr(member, f"{flag.value}_since", self.cleaned_data[f"{flag.value}_since"])
        return member

    def standings(self) -> list[Standing]:
        """Who helped before joining was a volunteer alone until then."""
        data, place = self.cleaned_data, self.cleaned_data["association"]
        rows = [Standing(data["since"], data["status"], place)]
        helped = data["volunteer_since"]
        if helped is not None and helped < data["since"]:
            rows.insert(0, Standing(helped, Status.VOLUNTEER, place))
        return rows


class EditForm(PersonForm):
    """Correcting a member: the plain columns, and the day and status of every standing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    backbone_until = DayField(label="骨干会员止", required=False)
    volunteer_until = DayField(label="志愿者止", required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.old = member, member.standings()
        del self.fields["status"], self.fields["since"]
        self.fields[
            "association"
        ].help_text = "录错了单位才在这里改。搬家、换村请用“迁移”，以前的数留在原来的村。"
        for number, one in enumerate(self.old):
            day = DayField(label=f"变动 {number + 1}", required=False)
            self.fields[f"day_{number}"] = day
            status = forms.ChoiceField(label=f"变动 {number + 1} 的状态", choices=Status.choices)
            status.help_text = one.place.name
            self.fields[f"status_{number}"] = status

    def rows(self) -> list[dict[str, Any]]:
        """The standings as the template shows them."""
        return [
            {"day": self[f"day_{number}"], "status": self[f"status_{number}"], "place": one.place}
            for number, one in enumerate(self.old)
        ]

    def first_day(self) -> date | None:
        data = self.cleaned_data
        days = [
            data.get(f"day_{number}")
            for number in range(len(self.old))
            if data.get(f"status_{number}") == Status.ENROLLED
        ]
        return min((day for day in days if day), default=self.member.joined_on)

    def put_into(self, member: Member) -> Member:
        super().put_into(member)
        for flag in Flag:
            name = f"{flag.value}_until"
            setattr(member, name, self.cleaned_data[name])
        return member

    def standings(self) -> list[Standing]:
        """A row without a day is taken out; a unit that was entered in error goes from all of them."""
        data, wrong, right = self.cleaned_data, self.member.association_id, self.cleaned_data["association"]
        rows = []
        for number, one in enumerate(self.old):
            if data[f"day_{number}"] is not None:
                place = right if one.place.pk == wrong else one.place
                rows.append(Standing(data[f"day_{number}"], data[f"status_{number}"], place))
        return rows


def initial_of(member: Member) -> dict[str, Any]:
    """What the form holds of a standing record."""
    names = ("association", "name", "sex", "birth_month", "phone", "group", "team", "skills", "version")
    found = {"record": member.pk, **{name: getattr(member, name) for name in names}}
    for flag in Flag:
        for side in ("since", "until"):
            found[f"{flag.value}_{side}"] = getattr(member, f"{flag.value}_{side}")
    for number, one in enumerate(member.standings()):
        found[f"day_{number}"], found[f"status_{number}"] = one.since, one.status
    return found


class MemberFilter(forms.Form):
    """单位, 状态, 骨干会员, 志愿者, 会员小组, 文字; the export takes the same."""

    use_required_attribute = False
    association = AssociationField(required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=STATUSES, initial=HERE)
    backbone = forms.ChoiceField(label="骨干会员", required=False, choices=EITHER)
    volunteer = forms.ChoiceField(label="志愿者", required=False, choices=EITHER)
    group = forms.CharField(
        label="会员小组", required=False, max_length=30, widget=forms.TextInput(attrs={"list": "groups"})
    )
    text = forms.CharField(
        label="文字",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "姓名、拼音首字母、服务队、特长"}),
    )


def in_words(data: dict[str, Any]) -> dict[str, str]:
    """What a filter asked, as the trace keeps it and the page says it; only what narrows."""
    words = {
        "单位": str(data.get("association") or ""),
        "状态": "" if data.get("status") in ("", None, HERE) else dict(STATUSES)[data["status"]],
        **{flag.label: dict(EITHER)[data[flag.value]] for flag in Flag if data.get(flag.value)},
        "会员小组": data.get("group", ""),
        "文字": data.get("text", ""),
    }
    return {label: text for label, text in words.items() if text}


ACTS = {
    "backbone": "设为骨干会员",
    "backbone_end": "不再是骨干会员",
    "volunteer": "设为志愿者",
    "volunteer_end": "结束志愿服务",
    "status": "改状态（入会、退会、迁出、去世）",
    "move": "迁移到别的单位",
    "group": "编入会员小组",
}
ASKS = {"group": ["group"], "status": ["status", "day", "reason"], "move": ["to", "day"]}


class ActForm(forms.Form):
    """What is to be done with one or several people; ``act`` decides what is asked."""

    use_required_attribute = False
    status = forms.ChoiceField(label="改为", choices=[("", "请选状态"), *Status.choices])
    to = AssociationField(label="迁到")
    group = forms.CharField(
        label="会员小组",
        required=False,
        max_length=30,
        help_text="空着表示不再属于任何小组。",
        widget=forms.TextInput(attrs={"list": "groups"}),
    )
    day = DayField(label="从哪天起")
    reason = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(ASKS.get(act, ["day"])):
            del self.fields[name]
        day = self.fields.get("day")
        if day is not None and act not in Flag.values:
            day.initial = timezone.localdate()
        if day is not None and act in Flag.values:
            day.required, day.help_text = False, "空着表示各人入会那天起。"
        if day is not None and act.endswith("_end"):
            day.label = "到哪天止"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("status") in GONE and not data.get("reason") and data["status"] == Status.LEFT:
            data["reason"] = "退会"
        return data


def picked(texts: list[str]) -> dict[str, int | None]:
    """``{id: version}`` of ticked rows; the version comes with the second page only."""
    found: dict[str, int | None] = {}
    for text in texts:
        key, _, version = text.partition(":")
        if re.fullmatch(r"[0-9a-f-]{36}", key):
            found[key] = int(version) if version.isdecimal() and len(version) < 9 else None
    return found
