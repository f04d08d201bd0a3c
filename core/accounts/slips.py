"""Slips of paper with a one-time link, handed over in person: there is neither e-mail nor SMS for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import segno
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from core.accounts.links import Issued
from core.accounts.models import Account
from core.accounts.queries import path_of
from core.accounts.validators import shortest

QUIET_ZONE = 4


@dataclass(frozen=True)
class Slip:
    """One slip. ``drawing`` is the path of the QR code in a square of ``size`` units."""

    account: Account
    place: str
    url: str
    drawing: str
    size: int
    shortest: int
    expires_at: datetime


def show_slips(
    request: HttpRequest, issued: Iterable[Issued], *, back: str, heading: str
) -> TemplateResponse:
    """The page to print, the only time that the links can be read: only their hashes are kept."""
    slips = (_slip(request, new) for new in issued)  # drawn while the page renders, after the commit
    context = {"heading": heading, "slips": slips, "back": back, "home": request.build_absolute_uri("/")}
    return TemplateResponse(request, "core/slips.html", context)


def _slip(request: HttpRequest, new: Issued) -> Slip:
    account = new.link.account
    url = request.build_absolute_uri(reverse("core:link", args=[new.token]))
    drawing, size = qr_drawing(url)
    place = path_of(account.association)
    return Slip(account, place, url, drawing, size, shortest(account), new.link.expires_at)


def qr_drawing(text: str) -> tuple[str, int]:
    """A QR code as one SVG path, so that the page needs neither an image address nor unescaped markup."""
    code = segno.make(text, error="m", micro=False, mask=0)  # trying all eight masks takes six times as long
    rows = [bytes(row) for row in code.matrix]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                parts.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z")
            x += length
    return "".join(parts), len(rows) + 2 * QUIET_ZONE
