"""The filter of the list of activities; the export takes the same."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.models import ActivityKind
from core.figures.models import CampaignEdition
from core.figures.periods import PRESET_NAMES, Period, preset
from core.pages.fields import AssociationField, DayField

ALL, USUAL = "all", "year"
ONLY = [("", "全部记录"), ("check", "待核实"), ("another", "代录"), ("withdrawn", "已删除")]


class ActivityFilter(forms.Form):
    """期间, 类型, 节点, 单位, 文字, 范围. Typed days go before the named period."""

    use_required_attribute = False
    period = forms.ChoiceField(
        label="期间", required=False, choices=[*PRESET_NAMES.items(), (ALL, "不限")], initial=USUAL
    )
    first = DayField(label="从", required=False)
    last = DayField(label="到", required=False, future=True)
    association = AssociationField(required=False)
    kind = forms.ModelChoiceField(
        ActivityKind.objects.all(), label="类型", required=False, to_field_name="code", empty_label="全部"
    )
    edition = forms.ModelChoiceField(
        CampaignEdition.objects.select_related("campaign"), label="节点", required=False, empty_label="全部"
    )
    text = forms.CharField(
        label="文字",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "主题、地点、合作单位"}),
    )
    only = forms.ChoiceField(label="范围", required=False, choices=ONLY)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("first") and not data.get("last") and data.get("period") != ALL:
            period = usual_period(data.get("period") or USUAL)
            data["first"], data["last"] = period.start, period.end
        elif data.get("first") and data.get("last") and data["last"] < data["first"]:
            raise ValidationError("结束日期早于开始日期。")
        return data


def usual_period(name: str = USUAL) -> Period:
    return preset(name, timezone.localdate())


def in_words(data: dict[str, Any]) -> dict[str, str]:
    """What a filter asked, as the trace keeps it and the page says it; only what narrows."""
    words = {
        "从": data["first"].isoformat() if data.get("first") else "",
        "到": data["last"].isoformat() if data.get("last") else "",
        "单位": str(data.get("association") or ""),
        "类型": str(data.get("kind") or ""),
        "节点": str(data.get("edition") or ""),
        "文字": data.get("text", ""),
        "范围": dict(ONLY)[data.get("only", "")] if data.get("only") else "",
    }
    return {label: text for label, text in words.items() if text}
