"""Filters of the trace."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

from core.audit.display import kind_label
from core.audit.models import What
from core.audit.services import LABELS, kind_of
from core.pages.fields import AssociationField, DayField
from core.records import scoped_models


def _actions() -> list[tuple[str, str]]:
    return [("", "全部"), *LABELS.items()]


def _kinds() -> list[tuple[str, str]]:
    models = [apps.get_model("core.account"), *scoped_models(apps)]
    kinds = {kind_of(model()): "" for model in models}
    return [("", "全部"), *((kind, kind_label(kind)) for kind in kinds)]


class AuditFilter(forms.Form):
    """Who did what, when, where, to which kind of record."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    person = forms.CharField(label="谁", max_length=40, required=False)
    action = forms.ChoiceField(label="操作", choices=_actions, required=False)
    kind = forms.ChoiceField(label="对象", choices=_kinds, required=False)
    association = AssociationField(label="单位", required=False)
    text = forms.CharField(label="内容或原因含", max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        return clean_period(super().clean() or {})


class ReadingFilter(forms.Form):
    """Who saw which family, how, when, where."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    person = forms.CharField(label="谁", max_length=40, required=False)
    subject = forms.CharField(label="户编号", max_length=40, required=False)
    what = forms.ChoiceField(label="操作", choices=[("", "全部"), *What.choices], required=False)
    association = AssociationField(label="单位", required=False)

    def clean(self) -> dict[str, Any]:
        return clean_period(super().clean() or {})


def clean_period(chosen: dict[str, Any]) -> dict[str, Any]:
    if chosen.get("since") and chosen.get("until") and chosen["until"] < chosen["since"]:
        raise ValidationError("结束日期早于开始日期。")
    return chosen
