"""Asking for a service, taking it a step further, and what a list of services is narrowed by."""

from typing import Any

from django import forms

from core.fields.people import normalise_name, normalise_phone
from core.pages.fields import AssociationField, DayField
from families.care_queries import DONE, SHOWN
from families.choices import Aid, HelpKind
from families.models import Family, ServiceRecord

HINT = "不写病情、不写家庭隐私；加密保存。"


class ServiceFilter(forms.Form):
    """单位, 服务项目, 四有四助, 进度."""

    use_required_attribute = False
    association = AssociationField(label="乡镇、村", required=False)
    kind = forms.ChoiceField(label="服务项目", required=False, choices=[("", "全部"), *HelpKind.choices])
    aid = forms.ChoiceField(label="四有四助", required=False, choices=[("", "全部"), *Aid.choices])
    shown = forms.ChoiceField(label="进度", required=False, choices=[*SHOWN, (DONE, "待确认")])


class ServiceForm(forms.Form):
    """What a family asks for."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="服务项目", choices=[("", "请选服务项目"), *HelpKind.choices],
        error_messages={"required": "请选服务项目。"},
    )  # fmt: skip
    aid = forms.ChoiceField(label="四有四助", required=False, choices=[("", "按项目"), *Aid.choices])
    requested_on = DayField(label="提出日期")
    due_on = DayField(
        label="办理期限", required=False, future=True, help_text="过了期限没有完成，首页会提醒。"
    )
    note = forms.CharField(label="备注", required=False, max_length=120, help_text=HINT)

    def made(self, family: Family) -> ServiceRecord:
        data = dict(self.cleaned_data)
        record = data.pop("record")
        return ServiceRecord(id=record, family=family, association=family.association, **data)


class StepForm(forms.Form):
    """The next step of a service: the button says which."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label="日期")
    helper = forms.CharField(label="承办人", required=False, max_length=40, help_text="志愿者、干部或机构。")
    helper_phone = forms.CharField(label="承办人电话", required=False, max_length=30)
    due_on = DayField(label="办理期限", required=False, future=True)

    def __init__(self, *args: Any, with_helper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_helper:
            for name in ("helper", "helper_phone", "due_on"):
                del self.fields[name]

    def clean_helper(self) -> str:
        text = self.cleaned_data["helper"]
        return normalise_name(text) if text else ""

    def clean_helper_phone(self) -> str:
        text = self.cleaned_data["helper_phone"]
        return normalise_phone(text) if text else ""
