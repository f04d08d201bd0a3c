"""What a request names: an address to come back to, the id of a record."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def local_address(request: HttpRequest, usual: str) -> str:
    """``next`` of the form or the address where it is a page of this system, else ``usual``."""
    address = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own and address.startswith("/") else usual


def uuid_or_none(text: str) -> UUID | None:
    """An id from a query string; nonsense finds no record."""
    try:
        return UUID(text)
    except ValueError:
        return None
