"""One act for one person or for all that were ticked in the list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of
from core.pages.links import local_address
from core.pages.views import FormPage
from core.records import Conflict
from members.choices import Flag
from members.content import kept
from members.forms import ACTS, ActForm, picked
from members.models import Member
from members.queries import groups_of, in_register, with_standings
from members.services import change_flags, change_groups, change_statuses, move_members
from members.texts import act_lines, people_text
from members.views.undo import remember

MOST = 200
NOBODY = {"title": "没有勾选会员", "text": "回到列表，在姓名左边勾选，再选要办的事。"}
CHANGED = "有的会员刚被别人修改过，下面是现在的情况，请核对后再确定。"


@access(get=Action.RECORD, post=Action.RECORD)
class MemberMany(FormPage):
    """The second step: who it is about, what is asked, what it changes; then all of them or none."""

    template = "members/member_many.html"
    form_class = ActForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        sent = request.POST if request.method == "POST" else request.GET
        self.act, self.picked = sent.get("act", ""), picked(sent.getlist("pick")[:MOST])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs) if self.is_about_somebody() else self.show_nobody()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().post(request, **kwargs) if self.is_about_somebody() else self.show_nobody(422)

    def is_about_somebody(self) -> bool:
        return self.act in ACTS and bool(self.find())

    def show_nobody(self, status: int = 200) -> HttpResponse:
        return self.show(status, empty=NOBODY, cancel_url=self.cancel_url())

    def find(self) -> list[Member]:
        return list(with_standings(in_register().filter(pk__in=list(self.picked))))

    def form_arguments(self) -> dict[str, Any]:
        return {"act": self.act}

    def context(self, **extra: Any) -> dict[str, Any]:
        members = self.find()
        if not self.is_about_somebody():
            return super().context(**{**extra, "heading": "办理会员事项"})
        return super().context(
            act=self.act,
            members=members,
            people=people_text(members),
            lines=act_lines(self.act, members),
            groups=groups_of(),
            next=local_address(self.request, ""),
            **{**extra, "heading": f"{ACTS[self.act].partition('（')[0]}：{people_text(members)}"},
        )

    def save(self, form: Any) -> list[Member]:
        members = self.find()
        if any(self.picked[str(row.pk)] not in (None, row.version) for row in members):
            raise ValidationError(CHANGED)
        before = {str(row.pk): kept(row) for row in members}
        try:
            saved = self.carry_out(members, form.cleaned_data)
        except Conflict:
            raise ValidationError(CHANGED) from None
        if not saved:
            notices.add(self.request, "没有要改的，都已经是这样。", level="info")
            return members
        undo = remember(self.request, before, saved)
        notices.add(self.request, f"已办理 {self.words(form)}：{people_text(saved)}", undo_url=undo)
        return members

    def carry_out(self, members: list[Member], data: dict[str, Any]) -> list[Member]:
        actor = account_of(self.request)
        if self.act == "status":
            given = {"status": data["status"], "day": data["day"], "reason": data["reason"]}
            return change_statuses(actor=actor, members=members, **given)
        if self.act == "move":
            return move_members(actor=actor, members=members, to=data["to"], day=data["day"])
        if self.act == "group":
            return change_groups(actor=actor, members=members, group=data["group"])
        flag, _, ends = self.act.partition("_")
        return change_flags(actor=actor, members=members, flag=Flag(flag), day=data["day"], ends=bool(ends))

    def words(self, form: Any) -> str:
        data = form.cleaned_data
        if self.act == "status":
            return f"改为{dict(form.fields['status'].choices)[data['status']]}"
        if self.act == "move":
            return f"迁到{data['to'].name}"
        return ACTS[self.act]

    def done_url(self, result: list[Member]) -> str:
        return self.cancel_url(result)

    def cancel_url(self, members: list[Member] | None = None) -> str:
        rows = self.find() if members is None else members
        only = rows[0].get_absolute_url() if len(rows) == 1 else reverse("members:member_list")
        return local_address(self.request, only)
