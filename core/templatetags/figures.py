"""Figures in templates."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html

from core.figures import display

register = template.Library()


@register.filter
def grouped(value: Decimal | int | None, unit: str = "") -> str:
    """``{{ value|grouped:"元" }}`` → 58,000.00; nothing reported prints 未报."""
    return display.UNREPORTED if value is None else display.grouped(value, unit)


@register.filter
def hundredths(value: int | None, unit: str = "") -> str:
    """The same for stored integer hundredths."""
    return grouped(None if value is None else Decimal(value) / 100, unit)


@register.simple_tag
def figure_link(figure: Any, url: str = "", unit: str = "") -> str:
    """A figure (``Shown`` or text) that opens what it is made of; without an address plain text."""
    text = display.with_unit(figure, unit) if unit else str(figure)
    if not url or text == display.UNREPORTED:
        return text
    return format_html('<a href="{}" data-drawer>{}</a>', url, text)
