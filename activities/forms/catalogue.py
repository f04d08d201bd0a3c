"""Forms of the registers around activities: schools and kinds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.choices import Need, Stage
from activities.kinds import Yield
from activities.models import Activity, ActivityKind, School
from core.audit.services import kind_of
from core.figures.models import IN_TOTALS, Indicator, KeyTask, ServiceLine
from core.pages.fields import AssociationField

ASKED, REQUIRED, CONSTANT = "asked", "required", "constant"
WAYS = [(ASKED, "填写，可以不填"), (REQUIRED, "填写，必填"), (CONSTANT, "固定数，不用填")]
BLANK_ROWS, MOST_ROWS = 3, 30


class SchoolForm(forms.Form):
    """单位, 名称, 学段."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    association = AssociationField(help_text="学校所在的村社区、乡镇或县；它的上下级登记活动时都能选到。")
    name = forms.CharField(label="学校名称", max_length=60)
    stage = forms.ChoiceField(label="学段", choices=[("", "请选学段"), *Stage.choices])


class SchoolFilter(forms.Form):
    """单位, 学段, 名称."""

    use_required_attribute = False
    association = AssociationField(required=False)
    stage = forms.ChoiceField(label="学段", required=False, choices=[("", "全部"), *Stage.choices])
    text = forms.CharField(label="校名", required=False, max_length=40)


def school_initial(school: School) -> dict[str, Any]:
    names = ("association", "name", "stage", "version")
    return {"record": school.pk, **{name: getattr(school, name) for name in names}}


class KindForm(forms.ModelForm[ActivityKind]):
    """An activity kind without its figures. ``seen``: the state that the form was filled from."""

    use_required_attribute = False
    code = forms.SlugField(widget=forms.HiddenInput, max_length=40)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ActivityKind
        fields = ["name", "key_task", "service_line", "needs", "order"]
        help_texts = {
            "needs": "登记这个类型时，除数字外还必须填写的一项。",
            "order": "数字小的排在前面。",
        }
        error_messages = {"name": {"unique": "已有同名的活动类型。"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [("", "不要求"), *Need.choices]  # type: ignore[attr-defined]
        self.fields["key_task"].choices = [("", "不属于"), *KeyTask.choices]  # type: ignore[attr-defined]
        self.fields["service_line"].choices = [("", "不属于"), *ServiceLine.choices]  # type: ignore[attr-defined]


class YieldForm(forms.Form):
    """One figure of a kind."""

    use_required_attribute = False
    indicator: forms.ModelChoiceField[Indicator] = forms.ModelChoiceField(
        Indicator.objects.filter(source=kind_of(Activity()), kind__in=IN_TOTALS, is_active=True),
        label="指标",
        empty_label="不用这一行",
        required=False,
        widget=forms.Select(attrs={"aria-label": "指标"}),
    )
    way = forms.ChoiceField(
        label="怎么来", choices=WAYS, initial=ASKED, widget=forms.Select(attrs={"aria-label": "怎么来"})
    )
    constant = forms.IntegerField(
        label="固定数",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"aria-label": "固定数"}),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("indicator") and data.get("way") == CONSTANT and not data.get("constant"):
            raise ValidationError({"constant": "请填固定数，例如每条记录计 1 场就填 1。"})
        return data


class YieldRows(forms.BaseFormSet[YieldForm]):
    """The rows with a box for their order."""

    ordering_widget = forms.NumberInput(attrs={"aria-label": "次序"})  # type: ignore[assignment]


YieldForms = forms.formset_factory(YieldForm, YieldRows, extra=BLANK_ROWS, max_num=MOST_ROWS, can_order=True)


def yield_initial(kind: ActivityKind) -> list[dict[str, Any]]:
    rows = []
    for row in kind.figures.select_related("indicator"):
        way = CONSTANT if row.constant is not None else REQUIRED if row.is_required else ASKED
        constant = row.constant // 100 if row.constant is not None else None
        rows.append({"indicator": row.indicator, "way": way, "constant": constant})
    return rows


def yields_from(formset: Any) -> list[Yield]:
    """The filled rows in their order."""
    return [
        Yield(
            data["indicator"],
            data["constant"] * 100 if data["way"] == CONSTANT else None,
            data["way"] == REQUIRED,
        )
        for data in (form.cleaned_data for form in formset.ordered_forms)
        if data.get("indicator")
    ]
