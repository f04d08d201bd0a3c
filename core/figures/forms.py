"""Forms of typed numbers."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.figures.display import hundredths_text
from core.figures.models import FigureEntry, Indicator
from core.figures.queries import typed_indicators
from core.pages.fields import AssociationField, DayField
from core.parsing import decimal_places, parse_number

SPENT = "这张表单已失效，请刷新页面后重新填。"


class IndicatorField(forms.ModelChoiceField[Indicator]):
    """An indicator with its unit, by code, grouped by 四个服务."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Indicator.objects.none(), to_field_name="code", label="指标", **kwargs)

    def offer(self, indicators: Any) -> None:
        self.queryset = indicators
        rows = sorted(indicators, key=lambda row: (row.get_service_line_display() or "其他", row.order))
        groups = groupby(rows, key=lambda row: row.get_service_line_display() or "其他")
        named = [(name, [(row.code, f"{row.name}（{row.unit}）") for row in group]) for name, group in groups]
        self.choices = [("", "请选" if self.required else "全部"), *named]


class FigureEntryFilter(forms.Form):
    """Which typed numbers to list."""

    association = AssociationField(required=False)
    indicator = IndicatorField(required=False)
    start = DayField(label="从", required=False)
    end = DayField(label="到", required=False)
    only = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), ("typed", "填报数"), ("opening", "期初数")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = Indicator.objects.filter(pk__in=FigureEntry.objects.values("indicator")).order_by("order")
        offered: Any = self.fields["indicator"]
        offered.offer(typed)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", "结束日期早于开始日期。")
        return self.cleaned_data


class FigureEntryForm(forms.Form):
    """One typed number. ``record_id`` makes a double submit one record, ``version`` guards a change."""

    record_id = forms.UUIDField(
        widget=forms.HiddenInput, label="表单", error_messages={"required": SPENT, "invalid": SPENT}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, label="版本")
    association = AssociationField()
    indicator = IndicatorField()
    day = DayField()
    value = forms.CharField(
        label="数值",
        max_length=40,
        error_messages={"required": "请填数值；没有发生填 0。"},
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(
        self, *args: Any, is_opening: bool, standing: FigureEntry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        indicator: Any = self.fields["indicator"]
        indicator.offer(
            typed_indicators(is_opening=is_opening, besides=standing.indicator if standing else None)
        )
        self.fields["value"].widget.attrs.update(inputmode="decimal", autocomplete="off")
        if is_opening:
            self.fields["day"].label = "截至"
            self.fields["note"].label = "来源"
            self.fields["note"].required = True
            self.fields["note"].help_text = "从哪里抄来的，例如“2022年第21期简报”。"
            self.fields["note"].error_messages["required"] = "期初数请写明来源，例如“2022年第21期简报”。"

    def clean(self) -> dict[str, Any]:
        indicator, typed = self.cleaned_data.get("indicator"), self.cleaned_data.get("value")
        if indicator and typed:
            try:
                self.cleaned_data["value"] = parse_number(typed, unit=indicator.unit)
            except ValidationError as error:
                self.add_error("value", error)
        return self.cleaned_data

    def fill(self, entry: FigureEntry) -> FigureEntry:
        """Put what was typed into ``entry``."""
        for name in ("association", "indicator", "day", "value", "note"):
            setattr(entry, name, self.cleaned_data[name])
        return entry


def contents_of(entry: FigureEntry) -> dict[str, Any]:
    """An entry as the boxes of the form hold it."""
    return {
        "record_id": entry.pk,
        "version": entry.version,
        "association": entry.association,
        "indicator": entry.indicator.code,
        "day": entry.day,
        "value": hundredths_text(entry.value, decimal_places(entry.indicator.unit)),
        "note": entry.note,
    }


class DeleteForm(forms.Form):
    """Why a typed number is taken back, and the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="原因", max_length=200, min_length=2)
