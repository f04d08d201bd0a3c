"""Registering one family: its own boxes, a row for each member, a row for each contact. Never a draft."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.associations.models import Level
from core.pages.views import Page
from families.entries import NewFamily
from families.forms.contacts import NewContactRow, rows_for
from families.forms.family import MemberRows, RegisterForm
from families.models import Family
from families.services.register import register_family


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyCreate(Page):
    """登记一户."""

    heading = "登记一户特殊家庭"
    template = "families/family_create.html"
    help_text = "只登记服务要用的内容，不写病情、死因、残疾等级。这张表单不存草稿，离开页面就没有了。"

    def get(self, request: HttpRequest) -> HttpResponse:
        seat = account_of(request).association
        place = seat if seat.level == Level.VILLAGE else None
        form = RegisterForm(initial={"record": uuid4(), "association": place})
        return self.show_forms(form, MemberRows(), rows_for([]))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, members = RegisterForm(request.POST), MemberRows(request.POST)
        contacts = rows_for([], request.POST)
        if "more" in request.POST:
            return self.show_forms(form, members, contacts)
        are_good = [form.is_valid(), members.are_valid(), *(row.is_valid() for row in contacts)]
        if not all(are_good):
            return self.show_forms(form, members, contacts, 422)
        try:
            family = register_family(actor=account_of(request), entry=self._entry(form, members, contacts))
        except ValidationError as error:
            self._add_errors(error, form, members, contacts)
            return self.show_forms(form, members, contacts, 422)
        return self._done(family)

    def _done(self, family: Family) -> HttpResponse:
        text = f"已登记{family}，{family.association.name} 特殊家庭 +1。"
        notices.add(self.request, text, links=[{"label": "再登记一户", "url": self.request.path}])
        return HttpResponseRedirect(family.get_absolute_url())

    def _entry(self, form: RegisterForm, members: MemberRows, contacts: list[NewContactRow]) -> NewFamily:
        data = form.cleaned_data
        since = data["since"] or timezone.localdate()
        self.filled = members.filled
        self.named = [row for row in contacts if row.cleaned_data["name"]]
        plain = ("association", "family_type", "confirmed_on", "confirmed_by", "household_number", "address")
        return NewFamily(
            **{name: data[name] for name in plain},
            needs=data["needs"],
            members=[row.entry(since) for row in self.filled],
            contacts=[entry for row in self.named for entry in row.entries(since)],
            id=data["record"],
        )

    def _add_errors(
        self, error: ValidationError, form: Any, members: MemberRows, contacts: list[NewContactRow]
    ) -> None:
        """Sentences beside the boxes that they are about: 「members-1-phone」 belongs to the second row."""
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            kind, _, rest = name.partition("-")
            rows: list[Any] = list(self.filled if kind == "members" else self.named)
            number, _, field = rest.partition("-")
            if number.isdigit():
                row = rows[int(number)]
                row.add_error(field if field in row.fields else None, errors)
            else:
                form.add_error(name if name in form.fields else None, errors)

    def show_forms(
        self, form: Any, members: MemberRows, contacts: list[NewContactRow], status: int = 200
    ) -> HttpResponse:
        if "more" in self.request.POST:
            for one in [form, *members, *contacts]:  # another row was asked for: nothing is wrong yet
                one._errors = {}
        return self.show(status, form=form, members=members, contacts=contacts, submit_label="登记")
