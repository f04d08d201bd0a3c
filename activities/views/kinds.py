"""The catalogue of activity kinds, kept by the city office."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from activities.forms.catalogue import KindForm, YieldForms, yield_initial, yields_from
from activities.kinds import save_kind, set_kind_active, state_of
from activities.models import ActivityKind
from activities.tables import KINDS
from core.access import Action, access, account_of, get_visible
from core.pages.tables import Column
from core.pages.views import ListPage, Page, add_errors


@access(get=Action.CATALOGUE)
class KindList(ListPage):
    """活动类型."""

    heading = "活动类型"
    help_text = "类型决定登记时填哪些数字、计入哪些指标。改动只管以后的记录，已登记的不变。"
    columns: ClassVar[list[Column]] = KINDS

    def rows(self) -> QuerySet[ActivityKind]:
        return ActivityKind.objects.prefetch_related("figures__indicator")

    def link(self, row: ActivityKind) -> str:
        return reverse("activities:kind_edit", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        return [{"label": "添加类型", "url": reverse("activities:kind_create"), "primary": True}]


class KindPage(Page):
    """A kind with its figures on one page."""

    template = "activities/kind_form.html"

    def kind(self) -> ActivityKind | None:
        return None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = self.kind()
        code = kind.code if kind else f"kind_{uuid4().hex[:12]}"
        initial = {"code": code, "seen": state_of(kind) if kind else ""}
        rows = YieldForms(initial=yield_initial(kind) if kind else None)
        return self.show_both(KindForm(instance=kind, initial=initial), rows)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = self.kind()
        if kind is None and ActivityKind.objects.filter(code=request.POST.get("code", "")).exists():
            return self.done()  # the same form once more
        form, rows = KindForm(request.POST, instance=kind), YieldForms(request.POST)
        if not (form.is_valid() and rows.is_valid()):
            return self.show_both(form, rows, 422)
        target = form.save(commit=False)
        target.code = kind.code if kind else form.cleaned_data["code"]
        try:
            seen = form.cleaned_data["seen"]
            save_kind(actor=account_of(request), kind=target, yields=yields_from(rows), seen=seen)
        except ValidationError as error:
            add_errors(form, error)
            return self.show_both(form, rows, 422)
        return self.done()

    def done(self) -> HttpResponse:
        messages.success(self.request, "活动类型已保存。")
        return HttpResponseRedirect(reverse("activities:kind_list"))

    def show_both(self, form: KindForm, rows: Any, status: int = 200) -> HttpResponse:
        return self.show(
            status, form=form, rows=rows, kind=self.kind(), cancel_url=reverse("activities:kind_list")
        )


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class KindCreate(KindPage):
    heading = "添加活动类型"


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class KindEdit(KindPage):
    heading = "修改活动类型"

    def kind(self) -> ActivityKind | None:
        found: ActivityKind = get_visible(ActivityKind.objects.all(), pk=self.kwargs["pk"])
        return found


@access(post=Action.CATALOGUE)
def kind_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """停用, or 启用 again (``active=1``)."""
    kind = get_visible(ActivityKind.objects.all(), pk=pk)
    set_kind_active(actor=account_of(request), kind=kind, is_active=request.POST.get("active") == "1")
    return HttpResponseRedirect(reverse("activities:kind_list"))
