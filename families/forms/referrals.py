"""Handing a service over to another unit of the county, and answering."""

from typing import Any

from django import forms
from django.db.models import Q

from core.associations.models import SPANS, Association, Level
from core.fields.people import normalise_name, normalise_phone
from core.pages.fields import DayField
from families.forms.care import HINT
from families.models import Referral, ServiceRecord

COUNTY = SPANS[Level.COUNTY]


class ReferralForm(forms.Form):
    """To whom, until when, and whom to ask. Only what stands here is shown to the receiver."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    receiver = forms.ModelChoiceField(
        label="接收单位", queryset=Association.objects.none(), empty_label="请选接收单位",
        error_messages={"required": "请选接收单位。"},
    )  # fmt: skip
    sent_on = DayField(label="转出日期")
    due_on = DayField(label="办理期限", required=False, future=True)
    liaison = forms.CharField(
        label="联系人", max_length=40, help_text="对方找谁了解情况，一般是村干部；不是家庭成员。"
    )
    liaison_phone = forms.CharField(label="联系人电话", required=False, max_length=30)
    note = forms.CharField(label="转介说明", required=False, max_length=120, help_text=HINT)

    def __init__(self, *args: Any, service: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        low = service.code // COUNTY * COUNTY
        near = Q(
            code__range=(low, low + COUNTY - 1), level__in=(Level.COUNTY, Level.TOWNSHIP), is_active=True
        )
        rows = Association.objects.filter(near).exclude(pk=service.association_id)
        self.fields["receiver"].queryset = rows.order_by("level", "code")  # type: ignore[attr-defined]

    def clean_liaison(self) -> str:
        return normalise_name(self.cleaned_data["liaison"])

    def clean_liaison_phone(self) -> str:
        text = self.cleaned_data["liaison_phone"]
        return normalise_phone(text) if text else ""

    def referral(self) -> Referral:
        data = dict(self.cleaned_data)
        key, _ = data.pop("record"), data.pop("version")
        return Referral(id=key, service=self.service, **data)


class AnswerForm(forms.Form):
    """What the receiver says; the button says which act it is."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label="日期")
    helper = forms.CharField(label="承办人", required=False, max_length=40)
    answer = forms.CharField(
        label="办理情况或退回原因", required=False, max_length=120, help_text=f"办结、退回时必填。{HINT}"
    )

    def clean_helper(self) -> str:
        text = self.cleaned_data["helper"]
        return normalise_name(text) if text else ""


class ReferralFilter(forms.Form):
    """转来的, 转出的; 未办结, 全部."""

    use_required_attribute = False
    way = forms.ChoiceField(
        label="方向", required=False, choices=[("", "全部"), ("in", "转来的"), ("out", "转出的")]
    )
    shown = forms.ChoiceField(label="进度", required=False, choices=[("", "未办结"), ("all", "全部")])
