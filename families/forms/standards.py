"""Setting a policy standard."""

from typing import Any

from django import forms

from core.associations.models import Level
from core.figures.models import Indicator, IndicatorKind
from core.pages.fields import AssociationField, DayField, NumberField
from families.models import PolicyStandard


class StandardForm(forms.Form):
    """哪个单位、哪项标准、从哪天起、多少."""

    use_required_attribute = False
    association = AssociationField(
        label="单位",
        levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP),
        help_text="本单位定的优先，没有的用上级的。",
    )
    indicator = forms.ModelChoiceField(
        label="标准", queryset=Indicator.objects.filter(kind=IndicatorKind.PARAMETER, is_active=True),
        empty_label="请选标准", error_messages={"required": "请选标准。"},
    )  # fmt: skip
    since = DayField(label="从哪天起", future=True, help_text="同一天再填一次就是更正。")
    value = NumberField(label="金额", unit="元", help_text="扶助金按元/人·月，保费按元/人·年。")
    basis = forms.CharField(label="依据", required=False, max_length=120, help_text="文件名或文号。")

    def standard(self) -> PolicyStandard:
        data: dict[str, Any] = self.cleaned_data
        return PolicyStandard(**{name: data[name] for name in self.fields})
