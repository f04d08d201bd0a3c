"""Parts of the entry form that follow what was typed: boxes, what saving adds, candidates."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from activities.forms.entry import EntryForm
from activities.models import Activity
from activities.queries import used_associations
from activities.views.rail import gains, rail, tell_ticks
from core import scope
from core.access import Action, access, account_of, get_visible
from core.associations.search import search, with_paths
from core.pages.links import uuid_or_none


@access(get=Action.RECORD)
def figure_fields(request: HttpRequest) -> HttpResponse:
    """The boxes of the chosen kind, with everything else that unit, days and kind decide."""
    form, account = _form(request), account_of(request)
    for_another = form.unit is not None and form.unit.pk != account.association_id
    sends_ticks = form.ticks_key != request.GET.get("ticks_for", "")  # ticked boxes stay as they are
    tell_ticks(form, account, sends_ticks)
    context = {
        "form": form,
        "editing": form.editing,
        "for_another": for_another,
        "sends_ticks": sends_ticks,
        **rail(form, account),
    }
    return render(request, "activities/_figure_fields.html", context)


@access(get=Action.RECORD)
def entry_gains(request: HttpRequest) -> HttpResponse:
    """「保存后会增加」, as the boxes stand now."""
    form = _form(request)
    return render(request, "activities/_gains.html", {"gains": gains(form)})


def _form(request: HttpRequest) -> EntryForm:
    editing = None
    if request.GET.get("editing"):
        rows = Activity.objects.select_related("association", "kind")
        editing = get_visible(rows, pk=uuid_or_none(request.GET["editing"]))
    families = account_of(request).family_right
    return EntryForm(request.GET, bound=False, editing=editing, families=families)


@access(get=Action.RECORD)
def association_candidates(request: HttpRequest) -> JsonResponse:
    """Candidates of the picker; before any typing, where this person recorded last."""
    text = request.GET.get("q", "").strip()
    if text:
        hits = search(text, within=scope.current())
    else:
        hits = with_paths(used_associations(account_of(request).pk))
    answer = [{"code": hit.association.code, "name": hit.association.name, "path": hit.path} for hit in hits]
    return JsonResponse(answer, safe=False)
