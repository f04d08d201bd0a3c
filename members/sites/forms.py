"""Forms of the pages of sites."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.attachments.fields import FilesField
from core.attachments.preparing import Prepared, too_large
from core.pages.fields import AssociationField, DayField
from members.choices import Grade, SiteFileKind, SiteState, SiteType
from members.models import Site, SiteRecord, Standard
from members.sites.rules import PLAIN

GONE = "withdrawn"
STATES = [("", "未删除的"), *SiteState.choices, (GONE, "已删除")]


class SitePlaceForm(forms.Form):
    """What every site may hold; ``PLAIN`` are its columns."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    association = AssociationField()
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填名称。"})
    planned_on = DayField(label="筹建日期", required=False)
    opened_on = DayField(
        label="启用日期", required=False, help_text="从这一天起计入数量；还在筹建的先空着，启用后再补。"
    )
    accepted_on = DayField(label="验收日期", required=False, help_text="通过对标检查复核后会自动填上。")
    demonstration_since = DayField(label="示范点起", required=False, help_text="不是示范点就空着。")
    grade = forms.ChoiceField(label="项目点级别", required=False, choices=[("", "没有"), *Grade.choices])
    address = forms.CharField(label="地址", required=False, max_length=120)
    area = forms.IntegerField(label="面积（平方米）", required=False, min_value=1, max_value=100_000)
    host = forms.CharField(
        label="依托单位", required=False, max_length=60, help_text="例如 村卫生室、社区服务中心。"
    )
    equipment = forms.CharField(
        label="设施设备", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    columns: tuple[str, ...] = PLAIN

    def __init__(self, *args: Any, site: SiteRecord | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        if site is not None:
            del self.fields["association"]

    def values(self) -> dict[str, Any]:
        """The columns as they are to be."""
        return {name: self.cleaned_data[name] for name in self.columns}


class SiteForm(SitePlaceForm):
    """A site of the plain register: its type too."""

    type = forms.ChoiceField(label="类型", choices=SiteType.choices)
    field_order = ("record", "version", "association", "type", "name")
    columns = (*PLAIN, "type")


def initial_of(site: SiteRecord, columns: tuple[str, ...]) -> dict[str, Any]:
    """What the form holds of a standing site."""
    found = {name: getattr(site, name) for name in columns}
    return {"record": site.pk, "version": site.version, **found}


class SiteFilter(forms.Form):
    """单位, 类型, 状态, 示范点, 文字."""

    use_required_attribute = False
    association = AssociationField(label="单位", required=False)
    type = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *SiteType.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    shown = forms.ChoiceField(
        label="示范点", required=False, choices=[("", "不限"), ("yes", "是"), ("no", "不是")]
    )
    text = forms.CharField(
        label="文字", required=False, max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "名称、地址、依托单位"}),
    )  # fmt: skip


class CloseForm(forms.Form):
    """停用: from which day, and why."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label="从哪天起停用")
    reason = forms.CharField(label="原因", max_length=200, min_length=2)


class WhyForm(forms.Form):
    """恢复使用, 删除: why."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="原因", max_length=200, min_length=2)


class CheckForm(forms.Form):
    """A self-assessment: each item of the standard, met or not, and what shows it."""

    use_required_attribute = False
    day = DayField(label="自查日期")

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard = standard
        for item in standard.items:
            self.fields[f"met_{item['code']}"] = forms.ChoiceField(
                label=item["text"],
                choices=[("yes", "达到"), ("no", "没达到")],
                widget=forms.RadioSelect,
                error_messages={"required": f"请选“{item['text']}”达到没有。"},
            )
            self.fields[f"note_{item['code']}"] = forms.CharField(
                label="依据", required=False, max_length=100,
                widget=forms.TextInput(attrs={"placeholder": "看得见的依据，例如 墙上有制度牌"}),
            )  # fmt: skip

    def answers(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        codes = [item["code"] for item in self.standard.items]
        return {
            code: {"met": data[f"met_{code}"] == "yes", "evidence": data[f"note_{code}"]} for code in codes
        }


class ReviewForm(forms.Form):
    """复核 of a self-assessment."""

    use_required_attribute = False
    passed = forms.ChoiceField(
        label="结论", choices=[("yes", "合格"), ("no", "不合格，退回整改")], widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label="意见", required=False, max_length=200, help_text="不合格时写明要整改什么。"
    )


class StandardForm(forms.Form):
    """A check-list: its name, what it is for, its items, one a line."""

    use_required_attribute = False
    name = forms.CharField(label="名称", max_length=30)
    site_type = forms.ChoiceField(label="适用于")
    since = DayField(label="施行日期", future=True)
    source = forms.CharField(label="依据", required=False, max_length=120)
    items = forms.CharField(
        label="项目", max_length=1000, widget=forms.Textarea(attrs={"rows": 8}), help_text="一行一项。"
    )

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["site_type"]
        choice.choices = types


class SiteFilesForm(forms.Form):
    """照片, 佐证, 计划, 制度, 其他. ``refused``: names that were cut off while they came in.

    ``standards``: whose items the files may prove.
    """

    item = forms.ChoiceField(label="证明哪一项", required=False, help_text="检查的佐证才选，别的空着。")

    def __init__(
        self, *args: Any, standards: Sequence[Standard], refused: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused or []
        choice: Any = self.fields["item"]
        choice.choices = [("", "不指定"), *items_of(standards)]
        for kind in SiteFileKind:
            field = FilesField(kind.value, str(kind.label), pictures=kind == SiteFileKind.PHOTO)
            self.fields[f"files_{kind.value}"] = field

    def clean(self) -> dict[str, Any]:
        for name in self.refused:
            self.add_error(None, too_large(name))
        return self.cleaned_data

    def prepared(self) -> list[Prepared]:
        kinds = [f"files_{kind.value}" for kind in SiteFileKind]
        return [file for name in kinds for file in self.cleaned_data.get(name, [])]


def items_of(standards: Sequence[Standard]) -> list[tuple[str, str]]:
    """Every item of some check-lists: 「六有：有场所」."""
    return [
        (f"{row.code}-{item['code']}"[:40], f"{row.name}：{item['text']}")
        for row in standards
        for item in row.items
    ]


def columns_of(model: type[SiteRecord]) -> tuple[str, ...]:
    return SiteForm.columns if model is Site else PLAIN
