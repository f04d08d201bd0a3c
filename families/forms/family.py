"""Registering a family, correcting it, changing its type or status, moving it."""

from typing import Any

from django import forms
from django.utils import timezone

from core.associations.models import Level
from core.pages.fields import AssociationField, DayField
from families.choices import FamilyStatus, FamilyType, Need, Reason
from families.forms.members import MemberRow
from families.models import Family

KEPT = "不改就留空"


class SavedForm(forms.Form):
    """A form about a standing family: it names the version that it was filled from."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)


class RegisterForm(forms.Form):
    """一户: the family itself; members and contacts have rows of their own."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    association = AssociationField(
        label="村社区", levels=(Level.VILLAGE,), help_text="这户现在住在哪个村、社区。"
    )
    family_type = forms.ChoiceField(
        label="家庭类型",
        choices=[("", "请选类型"), *FamilyType.choices],
        error_messages={"required": "请选类型。"},
    )
    confirmed_on = DayField(
        label="认定日期", error_messages={"required": "请填认定日期。"}, help_text="从这一天起计入户数。"
    )
    confirmed_by = forms.CharField(
        label="认定机关", required=False, max_length=60, help_text="例如 洪江市卫健局。"
    )
    household_number = forms.CharField(
        label="户编号", required=False, max_length=30, help_text="不填，系统按村编下一个号。"
    )
    address = forms.CharField(
        label="住址", required=False, max_length=120, help_text="加密保存，列表里不显示。"
    )
    since = DayField(
        label="服务、联系人起始日", required=False, help_text="上面勾选的服务和联系人从哪天起；不填就是今天。"
    )
    needs = forms.MultipleChoiceField(
        label="服务需求", required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )


class FamilyForm(SavedForm):
    """Correcting what was registered. The address is not shown again: an empty box leaves it as it stands."""

    household_number = forms.CharField(label="户编号", max_length=30)
    confirmed_on = DayField(label="认定日期", help_text="改了认定日期，从新的日期起计入户数。")
    confirmed_by = forms.CharField(label="认定机关", required=False, max_length=60)
    address = forms.CharField(
        label="新住址", required=False, max_length=120, widget=forms.TextInput(attrs={"placeholder": KEPT})
    )
    clear_address = forms.BooleanField(label="删去住址", required=False)
    needs = forms.MultipleChoiceField(
        label="服务需求", required=False, choices=Need.choices, widget=forms.CheckboxSelectMultiple
    )

    def fields_to_change(self) -> dict[str, Any]:
        """What of the family itself is to change; the address only where a new one was typed."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("household_number", "confirmed_on", "confirmed_by")}
        if data["clear_address"] or data["address"]:
            fields["address"] = data["address"]
        return fields


def family_initial(family: Family) -> dict[str, Any]:
    names = ("version", "household_number", "confirmed_on", "confirmed_by")
    return {
        **{name: getattr(family, name) for name in names},
        "needs": [row.need for row in family.needs.all()],
    }


class StateForm(SavedForm):
    """类型, 状态, from a day on. Reasons are a list: nobody's story is written down here."""

    status = forms.ChoiceField(label="状态", choices=FamilyStatus.choices)
    family_type = forms.ChoiceField(label="家庭类型", choices=FamilyType.choices)
    day = DayField(label="从哪天起", help_text="可以填以前的日子，当时的户数会一起改正。")
    reason = forms.ChoiceField(
        label="原因", choices=[("", "请选原因"), *Reason.choices], error_messages={"required": "请选原因。"}
    )


class MoveForm(SavedForm):
    """Where a family moves to, and on which day; ``confirmed`` after its effect on the figures was shown."""

    association = AssociationField(label="迁入村社区", levels=(Level.VILLAGE,))
    day = DayField(label="从哪天起")
    household_number = forms.CharField(
        label="新户编号", required=False, max_length=30, help_text="只在迁入别的县、原编号已被占用时填。"
    )


MEMBER_ROWS, MOST_ROWS = 2, 8


class MemberRows:
    """The rows of members of the register form: two at first, one more on demand."""

    def __init__(self, data: Any = None) -> None:
        number = MEMBER_ROWS
        if data is not None:
            sent = data.get("member_rows", "")
            number = min(max(int(sent), 1), MOST_ROWS) if sent.isascii() and sent.isdigit() else MEMBER_ROWS
            number += "more" in data and number < MOST_ROWS
        is_bound = data is not None
        self.forms = [
            MemberRow(data if is_bound else None, prefix=f"members-{at}", is_first=at == 0)
            for at in range(number)
        ]

    def __iter__(self) -> Any:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def filled(self) -> list[MemberRow]:
        """The rows in which something was typed; the first one always counts."""
        return [form for form in self.forms if form.is_first or form.has_changed()]

    def are_valid(self) -> bool:
        checked = [form.is_valid() for form in self.filled]  # every row shows what is wrong with it
        return all(checked)


def today_or(day: Any) -> Any:
    return day or timezone.localdate()
