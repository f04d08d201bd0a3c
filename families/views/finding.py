"""The family that a page is about."""

from typing import Any

from core.access import get_visible
from families.models import Family
from families.services.base import whole


def find(pk: Any) -> Family:
    """A family within the scope with all that belongs to it; else the one 404 page."""
    rows = whole(Family.objects.all()).select_related("association__parent__parent", "created_by")
    family: Family = get_visible(rows, pk=pk)
    return family


def find_member(family: Family, pk: Any) -> Any:
    """A member of this very family; else the one 404 page."""
    return get_visible(family.members.all(), pk=pk)
