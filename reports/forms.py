"""Forms of the report pages."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.accounts.steps import Step
from core.pages.fields import DayField


class StepForm(forms.Form):
    """What a person says about the first steps."""

    step = forms.ChoiceField(choices=Step.choices)


class DaysForm(forms.Form):
    """自选: free days; without a first day everything since records began."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "from" is no name for a class attribute
        self.fields["from"] = DayField(label="从", required=False)
        self.fields["to"] = DayField(label="到", future=True)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end and end < start:
            raise ValidationError("结束日期早于开始日期。")
        if isinstance(end, date) and end.year > 2099:
            raise ValidationError("结束日期过晚，请核对年份。")
        return self.cleaned_data
