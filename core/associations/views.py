"""Finding associations, and keeping what the office may change about them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse

from core import scope
from core.access import Action, access, account_of, can, visible_association
from core.associations.forms import AssociationForm
from core.associations.models import Association
from core.associations.search import Hit, search
from core.associations.services import change_association
from core.figures.models import Indicator
from core.pages.views import FormPage, Page

LISTED = 50


@access(get=Action.OWN)
def association_search(request: HttpRequest) -> JsonResponse:
    """Candidates of the picker as JSON; ``within=own`` keeps to the seat's own range."""
    own = scope.current() if request.GET.get("within") == "own" else None
    hits = search(request.GET.get("q", ""), within=own)
    answer = [{"code": hit.association.code, "name": hit.association.name, "path": hit.path} for hit in hits]
    return JsonResponse(answer, safe=False)


def association_url(association: Association) -> str:
    """The page of a unit, which an upper app owns; empty where that app is not installed."""
    try:
        return reverse("reports:association_detail", args=[association.code])
    except NoReverseMatch:
        return ""


@access(get=Action.OWN)
class Search(Page):
    """What the box of the top bar finds: units of the whole network, and indicators."""

    template = "core/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:60]
        keeps_units = can(account_of(request), Action.ADMINISTER)
        hits = search(text, limit=LISTED + 1, retired=keeps_units)
        named = (
            Indicator.objects.filter(name__contains=text, is_active=True)
            if text
            else Indicator.objects.none()
        )
        return self.show(
            heading=f"查找“{text}”" if text else "查找",
            search_text=text,
            units=[self._unit(hit) for hit in hits[:LISTED]],
            is_cut=len(hits) > LISTED,
            indicators=named[:LISTED],
        )

    def _unit(self, hit: Hit) -> dict[str, Any]:
        unit, account = hit.association, account_of(self.request)
        is_own = account.scope.covers(unit.code)
        may_change = is_own and can(account, Action.ADMINISTER)
        return {
            "unit": unit,
            "above": hit.path.removeprefix(unit.name).removeprefix(" · "),
            "is_own": is_own,
            "url": association_url(unit) if is_own else "",
            "edit_url": reverse("core:association_edit", args=[unit.code]) if may_change else "",
        }


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AssociationEdit(FormPage):
    """微网格 and state of one unit."""

    form_class = AssociationForm
    done = "单位资料已保存。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.code = kwargs["code"]

    @property
    def association(self) -> Association:
        if not hasattr(self, "_association"):
            self._association = visible_association(self.code)
        return self._association

    def context(self, **extra: Any) -> dict[str, Any]:
        heading = f"{self.association.name}：单位资料"
        help_text = f"{self.association.path()}，区划代码 {self.association.code}。名称和代码随区划表更新。"
        return super().context(**{"heading": heading, "help_text": help_text, **extra})

    def form_arguments(self) -> dict[str, Any]:
        return {"association": self.association}

    def save(self, form: AssociationForm) -> Association:
        chosen = {"grid_name": "", **form.cleaned_data}
        return change_association(actor=account_of(self.request), association=self.association, **chosen)

    def done_url(self, result: Association) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return association_url(self.association) or f"{reverse('core:search')}?q={self.code}"
