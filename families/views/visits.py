"""Visits: one form that takes four taps, the lists of whose turn it is, taking one back."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, get_visible
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.links import local_address
from core.pages.views import FormPage
from core.records import Conflict
from families.choices import VisitKind, VisitState, VisitWay
from families.forms.visits import USUAL, VisitForm, visit_initial
from families.masks import head_name
from families.models import Family, Visit
from families.services.visits import change_visit, record_visit, withdraw_visits
from families.tables import unit_path
from families.views.edit import CONFLICT
from families.views.finding import find
from families.visit_queries import standing_visits, visits_of

LATEST = 3


class VisitPage(FormPage):
    """The form of one visit to one family; the family's last visits stand above it."""

    heading = "记一次走访"
    template = "families/visit_form.html"
    form_class = VisitForm
    visit: Visit | None = None

    def family(self) -> Family:
        raise NotImplementedError

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        record_reading(account_of(self.request), What.OPEN, [self.family()], note="记走访")
        return super().show_form(form, status)

    def context(self, **extra: Any) -> dict[str, Any]:
        family = self.family()
        return super().context(
            family=family,
            who=f"{family} {head_name(family)}，{unit_path(family.association)}",
            latest=[visit for visit in visits_of(family) if visit.state == VisitState.DONE][:LATEST],
            next=local_address(self.request, ""),
            today=timezone.localdate(),
            breadcrumb=[
                {"label": "走访", "url": reverse("families:visit_list")},
                {"label": str(family), "url": family.get_absolute_url()},
            ],
            **extra,
        )

    def cancel_url(self) -> str:
        return local_address(self.request, self.family().get_absolute_url())

    def done_url(self, result: Visit) -> str:
        """Back to where it was begun; the slim line there offers to take it back."""
        back = self.cancel_url()
        undo = f"{reverse('families:visit_undo', args=[result.pk])}?{urlencode({'next': back})}"
        notices.add(self.request, saved_words(result), undo_url=undo)
        return back


def saved_words(visit: Visit) -> str:
    """「已记 户 0012 5月29日 上门走访」: no name of a person."""
    what = f"{visit.get_way_display()}{visit.get_kind_display()}"
    done = "已排" if visit.state == VisitState.PLANNED else "已记"
    later = f"，下次 {visit.next_on.month}月{visit.next_on.day}日" if visit.next_on else ""
    return f"{done} {visit.family} {visit.day.month}月{visit.day.day}日 {what}{later}"


@access(get=Action.RECORD, post=Action.RECORD, family=True, logs=True)
class VisitCreate(VisitPage):
    """记一次走访. A link may bring kind, day, state; what is usual is chosen already."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]
        self._family: Family | None = None

    def family(self) -> Family:
        if self._family is None:
            self._family = find(self.pk)
        return self._family

    def form_arguments(self) -> dict[str, Any]:
        asked = self.request.GET
        kind = asked.get("kind", "")
        initial = {
            "record": uuid4(),
            "day": timezone.localdate(),
            "way": VisitWay.IN_PERSON,
            "kind": kind if kind in VisitKind.values else VisitKind.VISIT,
            "state": VisitState.DONE,
            "visitor": account_of(self.request).name,
            "next_in": USUAL,
        }
        return {"initial": initial}

    def save(self, form: Any) -> Visit:
        return record_visit(actor=account_of(self.request), entry=form.entry(self.family()))


@access(get=Action.RECORD, post=Action.RECORD, family=True, logs=True)
class VisitEdit(VisitPage):
    """修改走访, or say that a planned one was made."""

    heading = "修改走访"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def context(self, **extra: Any) -> dict[str, Any]:
        undo = reverse("families:visit_undo", args=[self.pk])
        return super().context(actions=[{"label": "撤销这次走访", "url": undo, "method": "post"}], **extra)

    def found(self) -> Visit:
        if self.visit is None:
            rows = standing_visits().select_related("association", "place")
            self.visit = get_visible(rows, pk=self.pk)
            self.visit.family = find(self.visit.family_id)
        return self.visit

    def family(self) -> Family:
        return self.found().family

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": visit_initial(self.found())}

    def save(self, form: Any) -> Visit:
        visit = self.found()
        try:
            return change_visit(
                actor=account_of(self.request),
                visit=visit,
                expected_version=form.cleaned_data["version"] or 0,
                entry=form.entry(visit.family),
            )
        except Conflict:
            raise ValidationError(CONFLICT) from None


@access(post=Action.RECORD, family=True)
def visit_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """「撤销」: the visit stays for the trace and counts no more."""
    rows = standing_visits().select_related("association", "place", "family__association")
    visit = get_visible(rows, pk=pk)
    try:
        withdraw_visits(actor=account_of(request), visits=[visit])
    except ValidationError as error:
        notices.add(request, "；".join(error.messages), level="error")
    else:
        notices.add(request, f"已撤销 {visit.family} {visit.day.month}月{visit.day.day}日的走访")
    return HttpResponseRedirect(local_address(request, visit.get_absolute_url()))
