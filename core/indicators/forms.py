"""Filters of the catalogue, and the form of one indicator."""

from typing import Any

from django import forms
from django.db.models import Max

from core.figures.models import Indicator, IndicatorKind, KeyTask, ServiceLine
from core.indicators.services import FIXED, OFFERED_KINDS, OFFERED_SOURCES, PART_KINDS, fixed_because
from core.indicators.texts import LEVELS, source_text

EVERY, NONE = [("", "全部")], [("", "不选")]


class IndicatorFilter(forms.Form):
    """Which indicators to list."""

    text = forms.CharField(label="名称或代码", required=False, max_length=60)
    service_line = forms.ChoiceField(label="四个服务", required=False, choices=[*EVERY, *ServiceLine.choices])
    kind = forms.ChoiceField(label="性质", required=False, choices=[*EVERY, *IndicatorKind.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在用"), ("retired", "已停用"), ("all", "全部")]
    )


class PartField(forms.ModelChoiceField[Indicator]):
    """Numerator or denominator."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit}）"


class IndicatorForm(forms.ModelForm[Indicator]):
    """One indicator. The code is asked once; kind, unit and source are shown only while they may change."""

    numerator = PartField(label="分子", queryset=Indicator.objects.none(), required=False, empty_label="不选")
    denominator = PartField(
        label="分母", queryset=Indicator.objects.none(), required=False, empty_label="不选"
    )
    entry_level = forms.ChoiceField(label="填报层级", choices=[("", "请选"), *LEVELS.items()])
    service_line = forms.ChoiceField(label="四个服务", required=False, choices=[*NONE, *ServiceLine.choices])
    key_task = forms.ChoiceField(label="六项重点工作", required=False, choices=[*NONE, *KeyTask.choices])

    class Meta:
        model = Indicator
        fields = [
            "code", "name", "kind", "unit", "source", "numerator", "denominator", "definition", "entry_level",
            "service_line", "key_task", "report_style", "is_sensitive", "is_hidden", "order",
        ]  # fmt: skip
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": "小写英文字母、数字和下划线，例如 lecture_sessions。建好后不能改。",
            "unit": "例如 人次、户、场、元；比率写 %。有数据后不能改。",
            "kind": "累计数按期间相加；时点数看到某一天；年度任务一年一个数；比率由分子、分母算出。",
            "definition": "这个数包括什么、不包括什么，谁来填。",
            "report_style": "简报里写准确数、概数（“1.2万余”）还是金额。",
            "is_sensitive": "村、乡镇 1–4 的数，对没有特殊家庭权限的账号显示“<5”。",
            "is_hidden": "只作比率的分子、分母，不单独列在看板上。",
            "order": "小的在前。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.instance if self.instance.pk else None
        self._offer(standing)
        if standing is None:
            highest = Indicator.objects.aggregate(highest=Max("order"))["highest"] or 0
            self.initial["order"] = highest + 10
            return
        del self.fields["code"]
        if obstacle := fixed_because(standing):
            for name in FIXED:
                self.fields[name].disabled = True
                self.fields[name].help_text = obstacle

    def _offer(self, standing: Indicator | None) -> None:
        kinds = {*OFFERED_KINDS, *([standing.kind] if standing else [])}
        sources = [*OFFERED_SOURCES, *([standing.source] if standing and standing.source else [])]
        self.fields["kind"] = forms.ChoiceField(
            label="性质",
            choices=[
                ("", "请选"),
                *((value, label) for value, label in IndicatorKind.choices if value in kinds),
            ],
            help_text=self.fields["kind"].help_text,
        )
        self.fields["source"] = forms.ChoiceField(
            label="来源",
            required=False,
            choices=[
                ("", "由系统计算（只有比率）"),
                *((source, source_text(source)) for source in dict.fromkeys(sources)),
            ],
        )
        parts = Indicator.objects.filter(kind__in=PART_KINDS, is_active=True)
        if standing:
            kept = [pk for pk in (standing.numerator_id, standing.denominator_id) if pk]
            parts = (parts | Indicator.objects.filter(pk__in=kept)).exclude(pk=standing.pk)
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = parts  # type: ignore[attr-defined]
