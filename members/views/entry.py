"""Registering a member, one after the other from a paper list; correcting one."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of, get_visible
from core.associations.models import Level
from core.pages.links import local_address
from core.pages.views import FormPage
from core.records import Conflict
from members.checks import MemberDraft
from members.content import kept
from members.forms import EditForm, PersonForm, initial_of
from members.models import Member
from members.queries import groups_of, in_register, last_hand, possible_twins, with_standings
from members.services import change_member, register_member
from members.texts import saved_line, twin_line
from members.views import conflict
from members.views.undo import remember

FROM_LINK = ("association", "association_code", "since", "status", "group")
MOST_TWINS = 5
# The fields of a service's refusal that the form calls otherwise.
ELSEWHERE = {"standings": "since"}


class MemberPage(FormPage):
    """The form of one member."""

    template = "members/member_form.html"
    form_class = PersonForm

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(groups=groups_of(), next=local_address(self.request, ""), **extra)

    def sent(self) -> QueryDict:
        return self.request.POST

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(self.sent(), **self.form_arguments())
        if not form.is_valid():
            return self.show_form(form, 422)
        twins = self.unanswered_twins(form)
        if twins:
            return self.show(422, form=form, twins=twins, cancel_url=self.cancel_url())
        try:
            return HttpResponseRedirect(self.done_url(self.save(form)))
        except Conflict as error:
            return self.compare(form, error.current)
        except ValidationError as error:
            self.add_errors(form, error)
            return self.show_form(form, 422)

    def add_errors(self, form: Any, error: ValidationError) -> None:
        """The service's sentences beside the boxes; all about standings beside the first day."""
        for name, errors in error.update_error_dict({}).items():
            box = ELSEWHERE.get(name, name)
            box = "day_0" if box == "since" and "day_0" in form.fields else box
            form.add_error(box if box in form.fields else None, errors)

    def compare(self, form: Any, current: Member) -> HttpResponse:
        """Only a standing record can have been changed meanwhile."""
        raise NotImplementedError

    def unanswered_twins(self, form: Any) -> list[dict[str, Any]]:
        data = form.cleaned_data
        rows = possible_twins(data["association"], data["name"], besides=data["record"])
        found = list(rows[:MOST_TWINS])
        if {str(row.pk) for row in found} <= set(self.request.POST.get("twin_answer", "").split(",")):
            return []
        return [{"member": row, "text": twin_line(row), "id": str(row.pk)} for row in found]


@access(get=Action.RECORD, post=Action.RECORD)
class MemberCreate(MemberPage):
    """登记会员. A link may bring the unit and what the people of one paper list share."""

    heading = "登记会员"

    def form_arguments(self) -> dict[str, Any]:
        if self.request.method == "POST":
            return {}
        query, seat = self.request.GET, account_of(self.request).association
        given: dict[str, Any] = {name: query[name] for name in FROM_LINK if name in query}
        given["record"] = uuid4()
        if "association_code" in given:
            given["association"] = (given.pop("association_code"), given.get("association", ""))
        elif seat.level == Level.VILLAGE:
            given["association"] = seat
        return {"initial": given}

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        if not form.is_bound:
            first = "name" if form.initial.get("association") else "association"
            form.fields[first].widget.attrs["autofocus"] = True
        return super().show_form(form, status)

    def unanswered_twins(self, form: Any) -> list[dict[str, Any]]:
        """The same form once more finds its own record, not a namesake."""
        if in_register().filter(pk=form.cleaned_data["record"]).exists():
            return []
        return super().unanswered_twins(form)

    def save(self, form: Any) -> Member:
        member = form.put_into(Member(pk=form.cleaned_data["record"]))
        self.form = form
        saved = register_member(actor=account_of(self.request), draft=MemberDraft(member, form.standings()))
        undo = reverse("members:member_undo", args=[saved.pk])
        link = {"label": "查看", "url": saved.get_absolute_url()}
        notices.add(self.request, f"已登记 {saved_line(saved)}", links=[link], undo_url=undo)
        return saved

    def done_url(self, result: Member) -> str:
        if self.request.POST.get("then") == "next":
            data, unit = self.form.cleaned_data, result.association
            shared = {"since": data["since"].isoformat(), "status": data["status"], "group": data["group"]}
            place = {"association": unit.path(), "association_code": unit.code}
            return f"{reverse('members:member_create')}?{urlencode({**place, **shared})}"
        return local_address(self.request, reverse("members:member_list"))

    def cancel_url(self) -> str:
        return local_address(self.request, reverse("members:member_list"))


@access(get=Action.RECORD, post=Action.RECORD)
class MemberEdit(MemberPage):
    """修改会员: corrections, the days of what happened included. What happens anew is an act of its own."""

    heading = "修改会员"
    form_class = EditForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def find(self) -> Member:
        member: Member = get_visible(with_standings(in_register()), pk=self.pk)
        return member

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(editing=True, **extra)

    def form_arguments(self) -> dict[str, Any]:
        member = self.find()
        arguments: dict[str, Any] = {"member": member}
        return arguments if self.request.method == "POST" else {**arguments, "initial": initial_of(member)}

    def sent(self) -> QueryDict:
        return conflict.resolved(self.request.POST, self.find())

    def unanswered_twins(self, form: Any) -> list[dict[str, Any]]:
        """Only where it became another person: other unit or name."""
        data, member = form.cleaned_data, form.member
        if (data["association"], data["name"]) == (member.association, member.name):
            return []
        return super().unanswered_twins(form)

    def save(self, form: Any) -> Member:
        before, target = kept(self.find()), self.find()
        draft = MemberDraft(form.put_into(target), form.standings(), form.cleaned_data["version"])
        saved = change_member(actor=account_of(self.request), draft=draft)
        undo = remember(self.request, {str(saved.pk): before}, [saved])
        notices.add(self.request, f"已保存修改：{saved_line(saved)}", undo_url=undo)
        return saved

    def compare(self, form: Any, current: Member) -> HttpResponse:
        """What was typed stays in the boxes; above them, what was saved meanwhile, and whose is to stay."""
        again = EditForm(conflict.sent_again(self.request.POST, current), member=current)
        again.is_valid()
        choices = conflict.choices_of(again, current, form.cleaned_data["version"])
        return self.show(
            409,
            form=again,
            choices=choices,
            who=last_hand(current),
            is_conflict=True,
            cancel_url=self.cancel_url(),
        )

    def done_url(self, result: Member) -> str:
        return local_address(self.request, result.get_absolute_url())

    def cancel_url(self) -> str:
        return local_address(self.request, reverse("members:member_detail", args=[self.pk]))
