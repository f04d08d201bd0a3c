"""How cells are read and shown: the widgets of roster columns (domain.md §7)."""

from typing import Any

from import_export.widgets import Widget


class TextCell(Widget):  # type: ignore[misc]
    """Any text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return None if value is None else str(value).strip() or None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)
