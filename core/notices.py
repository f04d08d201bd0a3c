"""Slim lines on the next page, with links and an undo button; Django's messages are plain text only."""

from typing import Any

from django.http import HttpRequest

KEY = "notices"
MOST = 5


def add(request: HttpRequest, text: str, **details: Any) -> None:
    """Show a line on the next page of this session.

    ``details``: ``level`` (success, info, warning, error), ``links`` [{label, url}], ``undo_url`` with
    ``undo_label`` (a button that sends POST), ``undo_seconds``; see ``components/notices.html``.
    """
    request.session[KEY] = [*request.session.get(KEY, []), {"text": text, **details}][-MOST:]


def take(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines that wait; each is shown once."""
    lines: list[dict[str, Any]] = request.session.pop(KEY, [])
    return lines
