"""Why somebody wants to see what is masked."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class Purpose(models.TextChoices):
    """用途."""

    VISIT = "visit", "走访慰问"
    CONTACT = "contact", "联系本人或家属"
    PAYMENT = "payment", "资金发放核对"
    CORRECTION = "correction", "更正资料"
    INSPECTION = "inspection", "抽查核对"
    OTHER = "other", "其他"


class RevealForm(forms.Form):
    """A purpose from the list, and a sentence of at least six characters."""

    purpose = forms.ChoiceField(label="用途", choices=[("", "请选用途"), *Purpose.choices])
    detail = forms.CharField(
        label="说明",
        min_length=6,
        max_length=100,
        help_text="至少 6 个字，例如：5 月 29 日入户走访前核对。",
        error_messages={"min_length": "请写清楚，至少 6 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_detail(self) -> str:
        detail = str(self.cleaned_data["detail"])
        if re.search(r"\d{7,}", detail):
            raise ValidationError("说明会留痕，请不要写证件号、电话号码。")
        if len(set(detail.replace(" ", ""))) < 3:
            raise ValidationError("请写清楚用来做什么。")
        return detail

    @property
    def reason(self) -> str:
        """「走访慰问：5 月 29 日入户走访前核对」, as the trace keeps it."""
        return f"{Purpose(self.cleaned_data['purpose']).label}：{self.cleaned_data['detail']}"
