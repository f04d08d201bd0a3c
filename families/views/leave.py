"""The end of a family in the registry, and the copy of what is held: each asks for a reason."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.views import ConfirmPage
from core.workbooks import workbook_answer
from families.effects import counted_today
from families.models import Family
from families.services.leave import anonymise_family, remove_family
from families.subject import make_subject_file
from families.views.edit import FamilyPage


class ReasonForm(forms.Form):
    """Why; auditors read it, so it holds no name and no number."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="原因", max_length=120, help_text="至少 6 个字，不写姓名、证件号和电话。",
        error_messages={"required": "请写明原因。"},
    )  # fmt: skip


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyAnonymise(FamilyPage, ConfirmPage):
    """匿名, after a family has left the registry."""

    heading = "匿名"
    form_class = ReasonForm
    submit_label = "匿名，不可恢复"

    def context(self, **extra: Any) -> dict[str, Any]:
        members = list(self.family.members.all())
        numbers = sum(bool(member.resident_id) for member in members)
        phones = sum(bool(member.phone) for member in members)
        extra.update(
            question=f"把{self.family}的个人信息永久删除？",
            consequences=[
                f"删除 {len(members)} 名成员的姓名、{numbers} 个身份证号、{phones} 个电话和住址，不能恢复。",
                "出生年月只留年份，服务需求删除；类型、状态、服务和联系人的日期保留。",
                "各级的户数、人数和覆盖率一个也不变。",
            ],
        )
        return super().context(**extra)

    def write(self, form: Any, version: int) -> Family:
        row = anonymise_family(
            actor=account_of(self.request),
            family=self.family,
            expected_version=version,
            reason=form.cleaned_data["reason"],
        )
        notices.add(self.request, f"{row}已匿名，数字没有变化。")
        return row


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyRemove(FamilyPage, ConfirmPage):
    """删除 a family that was entered by mistake: it never counted."""

    heading = "删除登记有误的家庭"
    form_class = ReasonForm
    submit_label = "删除"

    def context(self, **extra: Any) -> dict[str, Any]:
        family = self.family
        extra.update(
            question=f"删除{family}？",
            consequences=[
                *(f"{words}，当作从来没有登记过。" for words in counted_today(family)),
                f"{len(family.members.all())} 名成员和全部联系人一起删除，不能恢复。",
                "退出、去世、迁出的家庭请改状态，不要删除。",
            ],
        )
        return super().context(**extra)

    def write(self, form: Any, version: int) -> None:
        reason = form.cleaned_data["reason"]
        words = str(self.family)
        remove_family(
            actor=account_of(self.request), family=self.family, expected_version=version, reason=reason
        )
        notices.add(self.request, f"{words}已删除。")

    def done_url(self, result: Any) -> str:
        return reverse("families:family_list")


@access(get=Action.EXPORT, post=Action.EXPORT, family=True)
class SubjectFile(FamilyPage, ConfirmPage):
    """个人信息副本: the file of everything that is held, for the people it is about."""

    heading = "个人信息副本"
    form_class = ReasonForm
    submit_label = "下载"
    danger = False

    def context(self, **extra: Any) -> dict[str, Any]:
        extra.update(
            question=f"导出系统里关于{self.family}的全部内容？",
            consequences=[
                "文件里的姓名、身份证号、电话和住址是完整的，只交给本人或其近亲属，用后删除。",
                "这次导出和您写的原因会留痕。",
            ],
        )
        return super().context(**extra)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.content = b""
        answer = super().post(request, **kwargs)
        return workbook_answer(f"个人信息副本 {self.family}", self.content) if self.content else answer

    def write(self, form: Any, version: int) -> None:
        account = account_of(self.request)
        reason = form.cleaned_data["reason"]
        self.content = make_subject_file(actor=account, family=self.family, reason=reason)
        record_reading(account, What.EXPORT, [self.family], note="个人信息副本")
