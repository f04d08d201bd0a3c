"""Form fields for what every page asks: an association, a day, a span of days, a number."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core import scope
from core.associations.models import Association
from core.associations.search import Hit, resolve, search, with_paths
from core.figures.display import hundredths_text
from core.parsing import decimal_places, parse_day, parse_days, parse_number

LISTED = 10


class AssociationWidget(forms.TextInput):
    """The picker: a text box, and a hidden code that ``combobox.js`` fills."""

    template_name = "components/association_widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(f"{name}_code", ""), data.get(name, "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_code" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        code, text = shown_in_box(value)
        url = f"{reverse('core:association_search')}?within=own"
        context["widget"].update(value=code, text=text, data_url=url)
        return context


def shown_in_box(value: Any) -> tuple[str, str]:
    """Code and text of what a picker holds: an association, or what was typed."""
    if isinstance(value, Association):
        return str(value.code), value.path()
    if isinstance(value, tuple):
        return value
    return "", str(value or "")


class AssociationField(forms.Field):
    """One association of the seat's own range, chosen in the picker or typed as a code or a full name.

    A name that several units bear is refused with all of them; what lies outside the range does not exist.
    ``levels`` narrows the choice, for example to villages.
    """

    widget = AssociationWidget
    default_error_messages = {"required": "请选单位。"}

    def __init__(self, *, levels: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(**{"label": "单位", **kwargs})
        self.levels = levels

    def clean(self, value: Any) -> Association | None:
        code, text = shown_in_box(value)
        unit = _chosen(code, text.strip()) or self._typed(text.strip())
        if unit is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if unit is not None and self.levels and unit.level not in self.levels:
            raise ValidationError("这里不能选这一级的单位。")
        return unit

    def _typed(self, text: str) -> Association | None:
        if not text:
            return None
        active = scope.current()
        units = resolve(text, within=active)
        if len(units) == 1:
            return units[0]
        if units:
            raise ValidationError(f"有 {len(units)} 个“{text}”，请写明是哪一个：{_listed(with_paths(units))}")
        near = _listed(search(text, within=active, limit=LISTED))
        raise ValidationError(f"找不到这个单位。{f'是不是：{near}' if near else '请填全称或代码。'}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return shown_in_box(initial) != shown_in_box(data)


def _chosen(code: str, text: str) -> Association | None:
    """The unit of the hidden code, while the box still shows it: without scripts only the text changes."""
    if not code.isascii() or not code.isdigit() or len(code) > 12 or not text:
        return None
    active = scope.current()
    units = Association.objects.filter(code=int(code), is_active=True)
    hits = with_paths(units.filter(code__range=(active.low, active.high)))
    return next((hit.association for hit in hits if text in (hit.path, hit.association.name)), None)


def _listed(hits: list[Hit]) -> str:
    return "；".join(hit.path for hit in hits[:LISTED]) + ("……" if len(hits) > LISTED else "")


class DayField(forms.CharField):
    """A day as clerks write it (``core.parsing.parse_day``); the script beside the box echoes its reading."""

    date_attribute = ""

    def __init__(self, *, future: bool = False, **kwargs: Any) -> None:
        self.future = future  # widget_attrs, called on the way up, reads it
        super().__init__(**{"label": "日期", "max_length": 40, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        return parse_day(str(value), today=timezone.localdate(), future=self.future)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Length and control characters are of no concern once the text is a day."""

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes: dict[str, Any] = {"data-date": self.date_attribute, "autocomplete": "off"}
        if self.future:
            attributes["data-future"] = True
        return {**super().widget_attrs(widget), **attributes}


class DaysField(DayField):
    """A day or a span of days, as ``(first, last)``."""

    date_attribute = "range"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, tuple) or value in self.empty_values:
            return value or None
        return parse_days(str(value), today=timezone.localdate(), future=self.future)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return super().prepare_value(value)
        first, last = value
        return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"


class NumberField(forms.CharField):
    """A count or a sum of money as integer hundredths (``parse_number``); empty is None, not 0."""

    def __init__(self, *, unit: str = "", places: int | None = None, **kwargs: Any) -> None:
        self.unit = unit
        self.places = decimal_places(unit) if places is None else places
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, int):
            return value
        return parse_number(str(value), unit=self.unit, places=self.places)

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Nothing is left to check once the text is a number."""

    def prepare_value(self, value: Any) -> Any:
        return hundredths_text(value, self.places) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        mode = "decimal" if self.places else "numeric"
        return {**super().widget_attrs(widget), "inputmode": mode, "autocomplete": "off"}
