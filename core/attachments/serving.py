"""Giving stored files out: as a download, or as a small picture; whoever asks has found the row first."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from core.attachments.preparing import UNREADABLE, thumbnail

# Whatever is inside, the browser neither guesses what it is nor runs it.
QUIET = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


def download(stored: Any) -> HttpResponseBase:
    """The file itself, always as a download (security.md E7)."""
    try:
        content = stored.file.open("rb")
    except OSError:
        raise Http404 from None
    kind = stored.content_type
    return FileResponse(content, as_attachment=True, filename=stored.name, content_type=kind, headers=QUIET)


def small_picture(stored: Any) -> HttpResponse:
    """A small picture of a photo, shown in the page."""
    if stored.suffix != ".jpg":
        raise Http404
    try:
        with stored.file.open("rb") as file:
            content = thumbnail(file)
    except UNREADABLE:
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg", headers=QUIET)
