"""The site that a page is about."""

from typing import Any

from django.http import Http404

from core.access import get_visible
from members.models import Site, SiteCheck, SiteFile, SiteRecord
from members.sites.registers import find_site


def any_site(pk: Any) -> SiteRecord:
    """A site of any register within the scope; else the one 404 page."""
    site = find_site(pk)
    if site is None:
        raise Http404
    return site


def plain_site(pk: Any) -> Site:
    """A site of the plain register; else the one 404 page."""
    rows = Site.objects.select_related("association__parent__parent", "created_by")
    site: Site = get_visible(rows, pk=pk)
    return site


def some_check(pk: Any) -> SiteCheck:
    rows = SiteCheck.objects.select_related("standard", "created_by", "reviewer", "association")
    check: SiteCheck = get_visible(rows, pk=pk)
    return check


def some_file(pk: Any) -> SiteFile:
    file: SiteFile = get_visible(SiteFile.objects.select_related("association"), pk=pk)
    return file
