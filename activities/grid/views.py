"""The page of a grid, the door that saves one row, the one that reads the names of a pasted block."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

from activities.grid.forms import GridForm, NamesForm, RowForm
from activities.grid.names import match_names
from activities.grid.page import Grid, page_context
from activities.grid.places import groups_of, units_of
from activities.grid.queries import columns_of, content_of
from activities.grid.rows import RowWriter
from activities.grid.services import Appeared, RowEntry, save_row
from activities.models import Activity
from activities.queries import last_hand, last_numbers
from core.access import Action, access, account_of, get_visible
from core.associations.models import Association
from core.pages.views import Page
from core.records import Conflict

MOST_NAMES = 1500


@access(get=Action.RECORD)
class ActivityGrid(Page):
    """批量登记."""

    heading = "批量登记"
    template = "activities/grid.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        form = GridForm(request.GET)
        return self.show(
            **page_context(Grid.of(form, account), account, request.GET), problems=form.problems()
        )


@access(post=Action.RECORD)
def grid_save(request: HttpRequest) -> JsonResponse:
    """Save one row: ``{row}`` as it stands now, 409 ``{row, who}`` behind somebody else, 422 ``{errors}``."""
    form = RowForm(request.POST)
    if not form.is_valid():
        return _refused(ValidationError(form.errors.as_data()))
    unit = get_visible(Association.objects.filter(is_active=True), pk=form.cleaned_data["unit"])
    entry = form.entry(unit)
    try:
        saved = save_row(actor=account_of(request), entry=entry)
    except Appeared:
        return JsonResponse({"row": _state(request, entry, None)}, status=409)
    except Conflict as conflict:
        answer = {"row": _state(request, entry, conflict.current), "who": last_hand(conflict.current)}
        return JsonResponse(answer, status=409)
    except ValidationError as error:
        return _refused(error)
    return JsonResponse({"row": _state(request, entry, saved)})


def _refused(error: ValidationError) -> JsonResponse:
    """``{errors: {figure_<code> or "": sentence}}``."""
    if hasattr(error, "error_dict"):
        fields = {name: " ".join(ValidationError(found).messages) for name, found in error.error_dict.items()}
    else:
        fields = {"": " ".join(error.messages)}
    return JsonResponse({"errors": fields}, status=422)


def _state(request: HttpRequest, entry: RowEntry, held: Activity | None) -> dict[str, Any]:
    account = account_of(request)
    row = content_of(entry.unit, entry.kind, entry.period, account, held=held.pk if held else None)
    if row.own is not None:
        row.last = last_numbers(entry.unit, entry.kind, besides=row.own.pk)
    return RowWriter(account, columns_of(entry.kind), entry.period).state(row)


@access(post=Action.RECORD)
def grid_match(request: HttpRequest) -> JsonResponse:
    """Which rows the sent names mean, one in a line: ``{names: [{rows, near}]}`` by row id. Saves nothing."""
    form = NamesForm(request.POST)
    names = request.POST.get("names", "").split("\n")
    if not form.is_valid() or len(names) > MOST_NAMES:
        return JsonResponse({"errors": {"": f"一次最多粘贴 {MOST_NAMES:,} 行。"}}, status=422)
    place = get_visible(Association.objects.all(), pk=form.cleaned_data["association"])
    groups = groups_of(place, units_of(place, form.cleaned_data["by"]))
    found = match_names(names, groups)
    return JsonResponse({"names": [{"rows": one.rows, "near": one.near} for one in found]})
