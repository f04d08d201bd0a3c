"""Forms of the pages of Warm Homes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.attachments.preparing import ACCEPTED, Prepared, prepare
from core.pages.fields import AssociationField, DayField
from families.models import HomeLiaison
from members.choices import SiteFileKind
from members.sites.forms import STATES, SitePlaceForm
from members.sites.rules import PLAIN


class HomeForm(SitePlaceForm):
    """A Warm Home: a site, and the name of its team of volunteers."""

    team = forms.CharField(
        label="志愿服务队", required=False, max_length=40, help_text="服务队的名称，没有就空着。"
    )
    columns = (*PLAIN, "team")


class HomeFilter(forms.Form):
    """单位, 状态, 文字."""

    use_required_attribute = False
    association = AssociationField(label="单位", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    text = forms.CharField(
        label="文字",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "名称、地址"}),
    )


APPOINT, INSTEAD, END = "appoint", "instead", "end"


class LiaisonForm(forms.Form):
    """Who is linked to the home; where somebody is, first what is to become of him."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label="怎么改", widget=forms.RadioSelect)
    name = forms.CharField(label="姓名", required=False, max_length=40)
    station = forms.CharField(label="所在卫生室", required=False, max_length=60)
    phone = forms.CharField(label="电话", required=False, max_length=30)
    day = DayField(label="从哪天起")

    def __init__(self, *args: Any, standing: HomeLiaison | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        how: Any = self.fields["how"]
        if standing is None:
            how.choices, how.initial, how.widget = [(APPOINT, "登记联系人")], APPOINT, forms.HiddenInput()
        else:
            how.choices = [
                (INSTEAD, f"换人，接替{standing.name}"),
                (END, f"{standing.name}停止联系，暂时没人接"),
            ]
            how.initial = INSTEAD

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("how") != END and not data.get("name"):
            self.add_error("name", "请填姓名。")
        return data


class PickForm(forms.Form):
    """Who is ticked (``pick``, among those ``shown``), from which day on."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label="从哪天起")


class FamiliesForm(PickForm):
    """The families of a home; of those beyond the range only their number is known."""

    end_beyond = forms.BooleanField(label="不在本单位范围内的也结束服务", required=False)


class PlanForm(forms.Form):
    """年度计划 as text or as one file."""

    use_required_attribute = False
    year = forms.IntegerField(label="年度", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    day = DayField(label="提交日期", help_text="每年 3月31日 前提交。")
    text = forms.CharField(
        label="计划内容", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每月做什么活动、每季怎么慰问；不写家庭和个人的情况。",
    )  # fmt: skip
    upload = forms.FileField(
        label="或上传计划文件", required=False, widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})
    )

    def clean_upload(self) -> Prepared | None:
        upload = self.cleaned_data.get("upload")
        return prepare(upload, SiteFileKind.PLAN.value) if upload else None


class SurveyForm(forms.Form):
    """满意度: two counts."""

    use_required_attribute = False
    day = DayField(label="调查日期")
    asked = forms.IntegerField(label="调查人数", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    satisfied = forms.IntegerField(label="满意人数", widget=forms.TextInput(attrs={"inputmode": "numeric"}))


def no_such(keys: list[str], known: set[str]) -> None:
    """What was ticked must have been offered."""
    if set(keys) - known:
        raise ValidationError("有的名字已不在名单里，请刷新页面后重新勾选。")
