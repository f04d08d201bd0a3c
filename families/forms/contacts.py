"""Who stands by a family: a row for each role, with its holder."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.associations.models import Association
from core.fields.people import normalise_name, normalise_phone
from core.pages.fields import DayField
from families.choices import DUAL_ROLES, ContactRole
from families.entries import ContactEntry, Holder
from families.models import Contact


class NewContactRow(forms.Form):
    """Somebody new in a role; empty where nobody is."""

    use_required_attribute = False
    name = forms.CharField(label="姓名", required=False, max_length=40)
    phone = forms.CharField(label="电话", required=False, max_length=30)

    def __init__(self, *args: Any, role: ContactRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role

    def entries(self, since: Any) -> list[ContactEntry]:
        data = self.cleaned_data
        return [ContactEntry(self.role.value, data["name"], since, data["phone"])] if data["name"] else []


class ContactRow(NewContactRow):
    """A standing holder: name and phone as they are; another name is a successor, an empty one ends it."""

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(
            *args, role=ContactRole(contact.role),
            initial={"name": contact.name, "phone": contact.phone}, **kwargs,
        )  # fmt: skip
        self.contact = contact

    def entries(self, since: Any) -> list[ContactEntry]:
        data = self.cleaned_data
        if data["name"] == self.contact.name and data["phone"] == self.contact.phone:
            return []
        return [ContactEntry(self.role.value, data["name"], since, data["phone"], self.contact.pk)]


class ContactsForm(forms.Form):
    """The day from which the new holders stand by the family."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(
        label="从哪天起", help_text="换人、停止、新增都从这一天算；姓名没变、只改电话的，不受日期影响。"
    )


def rows_for(contacts: list[Contact], data: Any = None) -> list[NewContactRow]:
    """The standing holders by role, and an empty row wherever somebody can still be added."""
    rows: list[NewContactRow] = []
    for role in ContactRole:
        holders = [contact for contact in contacts if contact.role == role]
        rows += [ContactRow(data, prefix=f"c-{one.pk.hex}", contact=one) for one in holders]
        if not holders or role not in DUAL_ROLES:
            rows.append(NewContactRow(data, prefix=f"new-{role.value}", role=role))
    return rows


class PlacesForm(forms.Form):
    """Beside its own boxes a name and a telephone for each place: a township, or a village."""

    use_required_attribute = False

    def __init__(self, *args: Any, places: list[Association], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[f"name_{place.code}"] = forms.CharField(
                label=f"{place.name}接任的人", required=False, max_length=40
            )
            self.fields[f"phone_{place.code}"] = forms.CharField(
                label=f"{place.name}接任的人电话", required=False, max_length=30
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"place": place, "name": self[f"name_{place.code}"], "phone": self[f"phone_{place.code}"]}
            for place in self.places
        ]

    @property
    def plain(self) -> list[Any]:
        """The boxes that belong to no place."""
        return [field for field in self if not field.name.startswith(("name_", "phone_"))]

    def clean(self) -> dict[str, Any]:
        """Names and telephones as everywhere else; a telephone without a name is no holder."""
        data: dict[str, Any] = super().clean() or {}
        for place in self.places:
            for name, read in (("name", normalise_name), ("phone", normalise_phone)):
                box = f"{name}_{place.code}"
                try:
                    data[box] = read(data[box]) if data.get(box) else ""
                except ValidationError as error:
                    self.add_error(box, error)
            if data.get(f"phone_{place.code}") and not data.get(f"name_{place.code}"):
                self.add_error(f"name_{place.code}", "填了电话，请填姓名。")
        return data

    def holders(self) -> list[Holder]:
        data = self.cleaned_data
        return [
            Holder(place, data[f"name_{place.code}"], data[f"phone_{place.code}"])
            for place in self.places
            if data[f"name_{place.code}"]
        ]


class HandOverForm(PlacesForm):
    """The successor of somebody who leaves a post, from a day on; in some places somebody else."""

    name = forms.CharField(label="接替的人", required=False, max_length=40)
    phone = forms.CharField(label="电话", required=False, max_length=30)
    nobody = forms.BooleanField(label="没有人接替，这些家庭先空着", required=False)
    day = DayField(label="从哪天起")

    def clean(self) -> dict[str, Any]:
        """An empty box alone could be a slip that leaves many families without anybody."""
        data = super().clean()
        if not data.get("name") and not data.get("nobody"):
            self.add_error("name", "请填接替的人；没有人接替的，请勾选下面一项。")
        if data.get("name") and data.get("nobody"):
            self.add_error("nobody", "已填接替的人，请不要勾选这一项。")
        return data


class AppointForm(PlacesForm):
    """Who takes a post over in each village, or in a whole township."""

    role = forms.ChoiceField(choices=ContactRole.choices, widget=forms.HiddenInput)
    day = DayField(label="从哪天起", help_text="要在上一位停止以后。")
