"""Taking a case in, seeing to it, closing it; what the list of cases is narrowed by."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields.people import normalise_name, normalise_phone
from core.pages.fields import AssociationField, DayField
from core.parsing import plain_text
from families.care_queries import ALL, SHOWN, family_of, family_with_number
from families.choices import CaseChannel, CaseResult, CaseTopic
from families.forms.care import HINT
from families.models import Case, Family

FIELDS = (
    "association", "topic", "channel", "opened_on", "due_on", "handler", "name", "phone", "words",
    "closed_on", "result", "outcome",
)  # fmt: skip


class CaseFilter(forms.Form):
    """单位, 类别, 来源, 进度."""

    use_required_attribute = False
    association = AssociationField(label="单位", required=False)
    topic = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *CaseTopic.choices])
    channel = forms.ChoiceField(label="来源", required=False, choices=[("", "全部"), *CaseChannel.choices])
    shown = forms.ChoiceField(
        label="进度", required=False, choices=[(ALL, "全部"), *(row for row in SHOWN if row[0] != ALL)]
    )


class CaseForm(forms.Form):
    """一件诉求. Name and telephone are not shown again: an empty box leaves them as they stand."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topic = forms.ChoiceField(
        label="诉求类别", choices=[("", "请选类别"), *CaseTopic.choices],
        error_messages={"required": "请选诉求类别。"},
    )  # fmt: skip
    channel = forms.ChoiceField(label="来源", choices=CaseChannel.choices)
    association = AssociationField(label="办理单位")
    household = forms.CharField(
        label="户编号", required=False, max_length=30, help_text="特殊家庭的诉求填户编号，其他人留空。"
    )
    name = forms.CharField(label="诉求人", required=False, max_length=60)
    phone = forms.CharField(label="诉求人电话", required=False, max_length=30)
    words = forms.CharField(
        label="诉求内容", required=False, max_length=200, help_text=HINT, widget=forms.Textarea({"rows": 2})
    )
    opened_on = DayField(label="受理日期", help_text="按这一天计入维权服务件数。")
    due_on = DayField(label="办理期限", required=False, future=True)
    handler = forms.CharField(label="承办人", required=False, max_length=40)
    closed_on = DayField(label="办结日期", required=False, help_text="没办结就留空。")
    result = forms.ChoiceField(
        label="办理结果", required=False, choices=[("", "还没有结果"), *CaseResult.choices]
    )
    outcome = forms.CharField(
        label="处理情况", required=False, max_length=200, help_text=HINT, widget=forms.Textarea({"rows": 2})
    )

    def clean_name(self) -> str:
        text = self.cleaned_data["name"]
        return normalise_name(text) if text else ""

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        return normalise_phone(text) if text else ""

    def clean_household(self) -> Family | None:
        number = plain_text(self.cleaned_data["household"])
        if not number:
            return None
        found = family_with_number(number)
        if len(found) > 1:
            raise ValidationError("几个县都有这个户编号，请由县级账号登记。")
        if not found:
            raise ValidationError("您的范围内没有这个户编号，请核对。")
        return found[0]

    def case(self, standing: Case | None) -> Case:
        """The case as typed; of a standing one what was left empty stays encrypted as it is."""
        data: dict[str, Any] = self.cleaned_data
        row = Case(id=data["record"]) if standing is None else standing
        kept = {name: str(getattr(row, name)) for name in ("name", "phone")}
        for name in FIELDS:
            setattr(row, name, data[name])
        for name, value in kept.items():
            setattr(row, name, data[name] or value)
        if data["household"] is not None or row.family_id is None or family_of(row) is not None:
            row.family = data["household"]  # one that has moved out of the range stays tied
        return row


def case_initial(case: Case) -> dict[str, Any]:
    names = [name for name in FIELDS if name not in ("name", "phone")]
    return {
        **{name: getattr(case, name) for name in names},
        "record": case.pk,
        "version": case.version,
        "words": str(case.words),
        "outcome": str(case.outcome),
        "household": family.household_number if (family := family_of(case)) is not None else "",
    }
