"""One member: who it is, what it was when, its history; deleting and restoring it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of, can, get_visible
from core.pages.links import local_address
from core.pages.views import ConfirmPage, Page, ReasonForm
from members.choices import GONE
from members.models import Member
from members.queries import history_of, with_standings
from members.services import restore_member, withdraw_member
from members.tables import member_facts, status_cell, unit_path
from members.texts import action_text, flag_lines, history_lines, saved_line, standing_rows, withdrawal_lines

AT_ONCE = "录入后立即撤销"


def find(pk: Any) -> Member:
    """A member within the scope, deleted ones too, with what its page needs; else the one 404 page."""
    rows = with_standings(Member.objects.all()).select_related("association__parent__parent", "created_by")
    member: Member = get_visible(rows, pk=pk)
    return member


@access(get=Action.VIEW)
class MemberDetail(Page):
    """会员."""

    template = "members/member_detail.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        member, account = find(pk), account_of(request)
        can_record = can(account, Action.RECORD)
        can_edit = can_record and member.withdrawn_at is None
        return self.show(
            heading=member.name,
            member=member,
            unit_path=unit_path(member.association),
            flags=flag_lines(member),
            facts=member_facts(member, account),
            standing=status_cell(member),
            standings=standing_rows(member),
            history=[
                {"entry": row, "action": action_text(row), "lines": history_lines(row)}
                for row in history_of(member).select_related("association")
            ],
            actions=_actions(member) if can_edit else [],
            can_restore=can_record and member.withdrawn_at is not None,
            breadcrumb=[{"label": "会员", "url": reverse("members:member_list")}, {"label": member.name}],
        )


def _actions(member: Member) -> list[dict[str, Any]]:
    def act(label: str, name: str) -> dict[str, Any]:
        return {"label": label, "url": f"{reverse('members:member_many')}?act={name}&pick={member.pk}"}

    actions = [act("改状态", "status")]
    if member.status not in GONE:
        actions.append(act("迁移", "move"))
        for flag, words in (("backbone", "骨干会员"), ("volunteer", "志愿者")):
            is_it = getattr(member, f"is_{flag}")
            label = f"不再是{words}" if is_it else f"设为{words}"
            actions.append(act(label, f"{flag}_end" if is_it else flag))
    edit = {"label": "修改", "url": reverse("members:member_edit", args=[member.pk]), "primary": True}
    return [edit, *actions, {"label": "删除", "url": reverse("members:member_withdraw", args=[member.pk])}]


@access(get=Action.RECORD, post=Action.RECORD)
class MemberWithdraw(ConfirmPage):
    """删除 an entry made in error, with a reason and the consequence in numbers."""

    heading = "删除会员记录"
    form_class = ReasonForm
    submit_label = "删除"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if find(self.pk).withdrawn_at is not None:
            return HttpResponseRedirect(self.cancel_url())
        return super().get(request, **kwargs)

    def context(self, **extra: Any) -> dict[str, Any]:
        member = find(self.pk)
        extra.update(question=f"删除“{saved_line(member)}”？", consequences=withdrawal_lines(member))
        return super().context(**extra)

    def cancel_url(self) -> str:
        return reverse("members:member_detail", args=[self.pk])

    def save(self, form: Any) -> Member:
        member = find(self.pk)
        withdraw_member(actor=account_of(self.request), member=member, reason=form.cleaned_data["reason"])
        _tell_withdrawn(self.request, member)
        return member

    def done_url(self, result: Member) -> str:
        return local_address(self.request, reverse("members:member_list"))


@access(post=Action.RECORD)
def member_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """「撤销」 right after registering: the same as deleting, the reason is known."""
    member = find(pk)
    withdraw_member(actor=account_of(request), member=member, reason=AT_ONCE)
    _tell_withdrawn(request, member)
    return HttpResponseRedirect(local_address(request, reverse("members:member_list")))


@access(post=Action.RECORD)
def member_restore(request: HttpRequest, pk: Any) -> HttpResponse:
    """恢复 a deleted record: it counts again."""
    member = find(pk)
    try:
        restore_member(actor=account_of(request), member=member)
    except ValidationError as error:
        notices.add(request, "；".join(error.messages), level="error")
    else:
        notices.add(request, f"已恢复 {saved_line(member)}")
    return HttpResponseRedirect(member.get_absolute_url())


def _tell_withdrawn(request: HttpRequest, member: Member) -> None:
    restore = reverse("members:member_restore", args=[member.pk])
    notices.add(request, f"已删除 {saved_line(member)}", undo_url=restore, undo_label="恢复")
