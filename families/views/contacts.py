"""Who stands by families: the form of one family, and the list of all holders with their successor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.pages.tables import page_of
from core.pages.views import FormPage, Page
from core.records import Conflict
from families.choices import DUAL_ROLES
from families.forms.contacts import ContactsForm, HandOverForm, rows_for
from families.models import Contact, Family
from families.queries import current_contacts, holders, roles_lacking, with_contacts
from families.services.change import set_contacts
from families.services.handover import hand_over
from families.views.edit import CONFLICT, FamilyPage


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyContacts(FamilyPage):
    """联系人 of one family: a row for each holder, empty rows for who comes."""

    heading = "联系人"
    help_text = "改了姓名就是换人，清空姓名就是停止；只改电话不算换人。"
    template = "families/family_contacts.html"
    form_class = ContactsForm
    done = "联系人已保存。"

    def initial(self) -> dict[str, Any]:
        return {"day": timezone.localdate()}

    def _standing(self) -> list[Contact]:
        day = timezone.localdate()
        return [contact for contact in self.family.contacts.all() if contact.holds(day)]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.rows = rows_for(self._standing())
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.rows = rows_for(self._standing(), request.POST)
        checked = [row.is_valid() for row in self.rows]
        if not all(checked):
            form = self.form_class(request.POST)
            form.is_valid()
            return self.show_form(form, 422)
        return super().post(request, **kwargs)

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(rows=self.rows, **extra)

    def write(self, form: Any, version: int) -> Family:
        day = form.cleaned_data["day"]
        entries = [entry for row in self.rows for entry in row.entries(day)]
        return set_contacts(
            actor=account_of(self.request), family=self.family, expected_version=version, contacts=entries
        )


@access(get=Action.VIEW, family=True)
class ContactList(Page):
    """联系人: who would be missed by how many families."""

    heading = "特殊家庭联系人"
    help_text = "干部调走、医生换人，在这里一次交给接替的人，名下的家庭都跟着换。"
    template = "families/contact_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, holders(timezone.localdate()))
        rows = with_contacts(list(page), timezone.localdate())
        can_edit = can(account_of(request), Action.RECORD)
        return self.show(rows=rows, page=page, can_edit=can_edit, actions=self.actions(can_edit))

    def actions(self, can_edit: bool) -> list[dict[str, Any]]:
        lacking = sum(roles_lacking(timezone.localdate()).values()) if can_edit else 0
        found = []
        if lacking:
            label = f"没人联系的家庭 {lacking}"
            found.append({"label": label, "url": reverse("families:contact_appoint")})
        if can(account_of(self.request), Action.IMPORT):
            url = f"{reverse('core:roster_create')}?kind=contacts"
            found.append({"label": "导入 Excel", "url": url})
        return [*found, {"label": "导出名册", "url": reverse("core:roster_export", args=["contacts"])}]


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class ContactHandOver(FormPage):
    """换人 for all families of one holder."""

    heading = "换联系人"
    form_class = HandOverForm
    submit_label = "交给接替的人"
    template = "families/contact_handover.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def contacts(self) -> list[Contact]:
        """All rows of the person behind one of them."""
        rows = current_contacts(timezone.localdate())
        one = rows.filter(pk=self.pk).first()
        if one is None:
            raise Http404
        return list(rows.filter(role=one.role, name=one.name, phone=one.phone))

    def form_arguments(self) -> dict[str, Any]:
        villages = {row.association_id: row.association for row in self.contacts()}
        places = sorted(villages.values(), key=lambda one: one.code) if len(villages) > 1 else []
        return {"places": places, "initial": {"day": timezone.localdate()}}

    def context(self, **extra: Any) -> dict[str, Any]:
        found = self.contacts()
        one = found[0]
        places = "、".join(sorted({row.association.name for row in found}))
        words = f"{one.get_role_display()} {one.name} 现在联系 {len(found)} 户（{places}）。"
        more = "没有接替的人，这些家庭的双岗就不齐。" if one.role in DUAL_ROLES else ""
        return super().context(words=words, more=more, **extra)

    def save(self, form: Any) -> int:
        data, contacts = form.cleaned_data, self.contacts()
        self.role, self.is_succeeded = contacts[0].role, bool(data["name"])
        try:
            return hand_over(
                actor=account_of(self.request),
                contacts=contacts,
                name=data["name"],
                phone=data["phone"],
                day=data["day"],
                elsewhere=form.holders(),
            )
        except Conflict:
            raise ValidationError(CONFLICT) from None

    def done_url(self, result: int) -> str:
        """Whoever has no successor leaves families behind: they are shown at once."""
        if self.is_succeeded:
            return reverse("families:contact_list")
        return f"{reverse('families:contact_appoint')}?role={self.role}"

    def cancel_url(self) -> str:
        return reverse("families:contact_list")
