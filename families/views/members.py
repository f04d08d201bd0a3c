"""The members of a family: adding, correcting, leaving; what each of them has."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.access import Action, access, account_of
from families.forms.members import LeaveForm, MemberForm, NewMemberForm, ServicesForm, member_initial
from families.masks import masked
from families.models import Family, FamilyMember
from families.services.change import add_member, change_member, remove_member, set_services
from families.texts import short_name
from families.views.edit import FamilyPage
from families.views.finding import find_member

HIDDEN = ("name", "resident_id", "phone")


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class MemberCreate(FamilyPage):
    """加成员."""

    heading = "加一名成员"
    form_class = NewMemberForm
    done = "已加成员。"

    def initial(self) -> dict[str, Any]:
        return {"record": uuid4()}

    def write(self, form: Any, version: int) -> Family:
        data = form.cleaned_data
        entry = form.entry(data["since"] or timezone.localdate())
        entry.id = data["record"]
        return add_member(
            actor=account_of(self.request), family=self.family, expected_version=version, entry=entry
        )


class MemberPage(FamilyPage):
    """A form about one member."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member_pk = kwargs["member"]

    @property
    def member(self) -> FamilyMember:
        found: FamilyMember = find_member(self.family, self.member_pk)
        return found


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class MemberEdit(MemberPage):
    """修改成员: what is encrypted stays unless something new is typed."""

    heading = "修改成员"
    form_class = MemberForm
    done = "已保存。"

    def initial(self) -> dict[str, Any]:
        return member_initial(self.member)

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        member = self.member
        for name in HIDDEN:
            now = masked(name, getattr(member, name))
            form.fields[name].help_text = f"现在：{now}" if now else "现在没有填。"
        return super().show_form(form, status)

    def write(self, form: Any, version: int) -> Family:
        return change_member(
            actor=account_of(self.request),
            family=self.family,
            expected_version=version,
            member=self.member.pk,
            values=form.values(),
        )


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class MemberRemove(MemberPage):
    """A member died or left, or was entered by mistake."""

    heading = "成员去世、离开"
    help_text = "从这一天起这名成员不再计入重点帮扶人数和各项服务；删去的成员当作从来没有登记过。"
    form_class = LeaveForm
    done = "已办理。"

    def context(self, **extra: Any) -> dict[str, Any]:
        member = self.member
        heading = f"{self.heading}：{short_name(member)}（{member.get_relation_display()}）"
        return super().context(**{**extra, "heading": heading})

    def write(self, form: Any, version: int) -> Family:
        data = form.cleaned_data
        return remove_member(
            actor=account_of(self.request),
            family=self.family,
            expected_version=version,
            member=self.member.pk,
            day=data["day"] if data["how"] == "left" else None,
        )


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyServices(FamilyPage):
    """服务: one box for each member and service."""

    heading = "各成员的服务"
    template = "families/family_services.html"
    form_class = ServicesForm
    done = "服务已保存。"

    def form_arguments(self) -> dict[str, Any]:
        today = timezone.localdate()
        members = [row for row in self.family.members.all() if row.is_present(today)]
        return {
            "members": members,
            "today": today,
            "initial": {"version": self.family.version, "day": today},
        }

    def context(self, **extra: Any) -> dict[str, Any]:
        form = extra.get("form")
        members = form.members if form is not None else []
        return super().context(names=[short_name(member) for member in members], **extra)

    def write(self, form: Any, version: int) -> Family:
        return set_services(
            actor=account_of(self.request),
            family=self.family,
            expected_version=version,
            day=form.cleaned_data["day"],
            services=form.changes(),
        )
