"""Members of a family: a row of the register form, a form of its own, their services, their leaving."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from core.pages.fields import DayField
from families.choices import SERVICES, Relation, ServiceKind, Sex
from families.entries import MemberEntry
from families.models import FamilyMember, kinds_held

KEPT = "不改就留空"
LEAVING = [("left", "去世或离开"), ("mistake", "登记有误，删去这名成员")]


class MemberFields(forms.Form):
    """What is asked of a member. The resident ID only where money is paid."""

    use_required_attribute = False
    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请填姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label="与户主关系",
        choices=[("", "请选"), *Relation.choices],
        error_messages={"required": "请选与户主关系。"},
    )
    resident_id = forms.CharField(
        label="身份证号", required=False, max_length=30, help_text="发钱的人才填；出生年月和性别由它带出。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "按身份证"), *Sex.choices])
    born = forms.CharField(
        label="出生年月",
        required=False,
        max_length=20,
        help_text="1965-03 或 1965-03-01；填了身份证号可以不填。",
    )
    phone = forms.CharField(
        label="联系电话", required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MemberRow(MemberFields):
    """A member as part of a new family, with what the member has."""

    services = forms.MultipleChoiceField(
        label="服务", required=False, choices=ServiceKind.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_first = is_first
        if is_first:
            self.initial.setdefault("relation", Relation.HEAD)

    def entry(self, since: Any) -> MemberEntry:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("name", "relation", "sex", "born", "resident_id", "phone")}
        return MemberEntry(**plain, services=dict.fromkeys(data["services"], since))


class NewMemberForm(MemberRow):
    """One more member of a standing family."""

    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    since = DayField(label="服务起始日", required=False, help_text="上面勾选的服务从哪天起；不填就是今天。")
    field_order = ("record", "version", "name", "relation", "resident_id", "sex", "born", "phone", "services")


class MemberForm(MemberFields):
    """Correcting a member. What is encrypted is not shown again: an empty box leaves it as it stands."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    clear_resident_id = forms.BooleanField(label="删去身份证号", required=False)
    clear_phone = forms.BooleanField(label="删去联系电话", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "resident_id", "phone"):
            field = self.fields[name]
            field.required, field.label = False, f"新{field.label}"
            field.widget.attrs["placeholder"] = KEPT
        self.fields["name"].label = "改姓名"

    def values(self) -> dict[str, str]:
        data = self.cleaned_data
        values = {name: data[name] for name in ("relation", "sex", "born")}
        for name in ("name", "resident_id", "phone"):
            if data[name] or data.get(f"clear_{name}"):
                values[name] = data[name]
        return values


def member_initial(member: FamilyMember) -> dict[str, Any]:
    return {"relation": member.relation, "sex": member.sex, "born": member.born}


class LeaveForm(forms.Form):
    """去世或离开 on a day, or entered by mistake."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label="办理", choices=LEAVING, widget=forms.RadioSelect)
    day = DayField(label="从哪天起", required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("how") == "left" and not data.get("day") and "day" not in self.errors:
            raise ValidationError({"day": "请填日期。"})
        return data


class ServicesForm(forms.Form):
    """Which member has what, from a day on: one box for each member and service."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label="从哪天起", help_text="这次勾上或去掉的，从这一天起算；没动的不变。")

    def __init__(self, *args: Any, members: list[FamilyMember], today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.held = {member.pk: kinds_held(member, today) for member in members}
        for member in members:
            for kind in ServiceKind:
                self.fields[self.box(member, kind)] = forms.BooleanField(
                    label=str(kind.label), required=False, initial=kind.value in self.held[member.pk]
                )

    @staticmethod
    def box(member: FamilyMember, kind: ServiceKind) -> str:
        return f"{member.pk.hex}-{kind.value}"

    def rows(self) -> list[dict[str, Any]]:
        """One row for each service, one box for each member."""
        return [
            {"label": kind.label, "boxes": [self[self.box(member, kind)] for member in self.members]}
            for kind in [ServiceKind.KEY_SUPPORT, *SERVICES]
        ]

    def changes(self) -> dict[UUID, dict[str, bool]]:
        """Only what was ticked or unticked."""
        changed: dict[UUID, dict[str, bool]] = {}
        for member in self.members:
            for kind in ServiceKind:
                has = self.cleaned_data[self.box(member, kind)]
                if has != (kind.value in self.held[member.pk]):
                    changed.setdefault(member.pk, {})[kind.value] = has
        return changed
