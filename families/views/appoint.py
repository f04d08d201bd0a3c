"""Families that nobody stands by in a role, village by village, and who takes them over: one form for all."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.associations.models import Association, Level
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.tables import with_query
from core.pages.views import FormPage
from core.records import Conflict
from families.choices import ContactRole
from families.forms.contacts import AppointForm
from families.models import Family
from families.queries import last_holders, roles_lacking, without_role
from families.services.handover import appoint_contacts
from families.tables import unit_path
from families.views.edit import CONFLICT

MOST_VILLAGES, MOST_NUMBERS = 60, 6


@access(get=Action.RECORD, post=Action.RECORD, family=True, logs=True)
class ContactAppoint(FormPage):
    """没人联系的家庭: by role and village; what is left empty stays as it is."""

    heading = "没人联系的家庭"
    help_text = (
        "干部调走、没有人接替的家庭都在这里。填了姓名的村社区一次办完，空着的不动；乡镇一行管下面没填的村。"
    )
    template = "families/contact_appoint.html"
    form_class = AppointForm
    submit_label = "安排"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()

    def _chosen(self) -> str:
        """The role asked for; without one, the first that a family lacks."""
        sent = self.request.POST.get("role") or self.request.GET.get("role", "")
        if sent in ContactRole.values:
            return sent
        return next((role for role, number in self.counts.items() if number), ContactRole.TOWNSHIP_LEADER)

    def form_arguments(self) -> dict[str, Any]:
        self.counts = roles_lacking(self.today)
        self.role = self._chosen()
        rows = without_role(self.role, self.today).select_related("association__parent__parent")
        code = self.request.GET.get("unit", "")
        if code.isascii() and code.isdigit() and len(code) <= 12:
            unit = Association.objects.filter(code=int(code)).first()
            rows = rows.filter(code__range=(unit.low, unit.high)) if unit is not None else rows
        self.families = list(rows.order_by("code", "household_number"))
        self.villages = _by_village(self.families)
        places = self._places(list(self.villages)[:MOST_VILLAGES])
        return {"places": places, "initial": {"role": self.role, "day": self.today}}

    def _places(self, villages: list[Association]) -> list[Association]:
        """Townships of which several villages are listed, each before its villages."""
        places: list[Association] = []
        scope = account_of(self.request).scope
        for village in villages:
            above = village.parent
            several = above is not None and sum(one.parent_id == above.pk for one in villages) > 1
            if several and above is not None and above not in places and scope.covers(above.code):
                places += [above] if above.level == Level.TOWNSHIP else []
            places.append(village)
        return places

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        self.last = last_holders(self.role, self.families)
        rows = [self._row(row) for row in form.rows]
        shown = [family for row in rows for family in row["families"]]
        record_reading(account, What.LIST, shown, note=f"没有{ContactRole(self.role).label}的家庭")
        return self.show(
            status,
            form=form,
            rows=rows,
            tabs=self._tabs(),
            empty={"title": "没有缺联系人的家庭", "text": "在册的家庭都有人担任这一身份。"},
            total=len(self.families),
            left_out=max(len(self.villages) - MOST_VILLAGES, 0),
            submit_label=self.submit_label,
            cancel_url=reverse("families:contact_list"),
        )

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        place = row["place"]
        families = self.villages.get(place, [])
        last = self.last.get(place.pk)
        return {
            **row,
            "label": unit_path(place, below=max(account_of(self.request).association.level, Level.CITY)),
            "is_group": not families,
            "number": len(families),
            "families": families[:MOST_NUMBERS],
            "last": f"{last.name}，至 {last.until}" if last is not None else "",
        }

    def _tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "label": f"{ContactRole(role).label} {number}",
                "url": with_query(self.request, role=role),
                "current": role == self.role,
            }
            for role, number in self.counts.items()
        ]

    def save(self, form: Any) -> int:
        data = form.cleaned_data
        try:
            return appoint_contacts(
                actor=account_of(self.request), role=data["role"], holders=form.holders(), day=data["day"]
            )
        except Conflict:
            raise ValidationError(CONFLICT) from None

    def done_url(self, result: int) -> str:
        notices.add(self.request, f"已给 {result} 户安排{ContactRole(self.role).label}。")
        return appoint_url(self.role)


def appoint_url(role: str) -> str:
    return f"{reverse('families:contact_appoint')}?role={role}"


def _by_village(families: list[Family]) -> dict[Association, list[Family]]:
    found: dict[Association, list[Family]] = {}
    for family in families:
        found.setdefault(family.association, []).append(family)
    return found
