"""Finding associations."""

from django.http import HttpRequest, JsonResponse

from core import scope
from core.access import Action, access
from core.associations.search import search


@access(get=Action.OWN)
def association_search(request: HttpRequest) -> JsonResponse:
    """Candidates of the picker as JSON; ``within=own`` keeps to the seat's own range."""
    own = scope.current() if request.GET.get("within") == "own" else None
    hits = search(request.GET.get("q", ""), within=own)
    answer = [{"code": hit.association.code, "name": hit.association.name, "path": hit.path} for hit in hits]
    return JsonResponse(answer, safe=False)
