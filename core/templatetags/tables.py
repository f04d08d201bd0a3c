"""Template helpers of tables."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def label_at(columns: list[dict[str, Any]] | None, position: int) -> str:
    """The label of a column; on a phone it stands before each of its cells."""
    return str(columns[position]["label"]) if columns and position < len(columns) else ""
