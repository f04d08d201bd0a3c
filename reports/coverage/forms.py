"""What is asked before units are exempted from a duty."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.pages.fields import DayField
from reports.coverage.asked import Asked

MOST_UNITS = 1_000
REASONS = ["场所装修", "整村搬迁", "自然灾害", "疫情防控", "换届期间"]


class ExemptForm(forms.Form):
    """Which duty, which units, from when to when, and why. The units come as keys, one or many."""

    use_required_attribute = False
    duty = forms.ChoiceField(label="职责", error_messages={"invalid_choice": "请选一项职责。"})
    first = DayField(label="从", future=True)
    last = DayField(label="到", future=True)
    reason = forms.CharField(
        label="原因",
        min_length=2,
        max_length=80,
        error_messages={"required": "请写明免除原因，例如“场所装修”。"},
        widget=forms.TextInput(attrs={"list": "exempt-reasons", "autocomplete": "off"}),
    )

    def __init__(self, asked: Asked, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        rules = [rule for rule in asked.group.rules() if not rule.family]
        self.fields["duty"].choices = [(rule.code, rule.name) for rule in rules]  # type: ignore[attr-defined]
        sent = data.getlist("unit") if data is not None else []
        self.units = list(dict.fromkeys(sent))[:MOST_UNITS]

    def clean(self) -> dict[str, Any]:
        if not self.units:
            raise ValidationError("请先勾选要免除的单位。")
        return self.cleaned_data
