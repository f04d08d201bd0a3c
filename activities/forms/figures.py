"""The boxes for the numbers that a kind asks for, with the last ones and the soft questions."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from activities.content import FIGURE
from activities.models import Activity, ActivityKind, KindFigure
from activities.queries import is_odd, last_numbers
from activities.services import yields_of
from activities.texts import doubt_text
from core.associations.models import Association
from core.figures.display import grouped, hundredths_text
from core.pages.fields import NumberField


class FigureField(NumberField):
    """A number of an activity; ``components/field.html`` shows the attributes beside and under its box."""

    is_sensitive = False
    last_text = ""
    about_url = ""
    question: dict[str, str] | None = None


def figure_fields(
    kind: ActivityKind, unit: Association | None, content: QueryDict, editing: Activity | None
) -> dict[str, FigureField]:
    """``{figure_<code>: field}`` in the order of the kind; ``content`` holds what was typed so far."""
    besides = editing.pk if editing else None
    last = last_numbers(unit, kind, besides=besides) if unit else {}
    fields = {}
    for row in yields_of(kind.pk):
        if row.constant is None:
            name = f"{FIGURE}{row.indicator.code}"
            fields[name] = _field(row)
            if row.indicator.code in last:
                _compare(fields[name], name, content, *last[row.indicator.code])
    return fields


def _field(row: KindFigure) -> FigureField:
    field = FigureField(unit=row.indicator.unit, label=row.indicator.name, required=row.is_required)
    field.is_sensitive = row.indicator.is_sensitive
    field.about_url = reverse("core:indicator_detail", args=[row.indicator.code])
    field.error_messages["required"] = "请填写；没有发生请填 0。"
    if row.is_required:
        field.widget.attrs["placeholder"] = "必填"
    return field


def _compare(field: FigureField, name: str, content: QueryDict, last: Decimal, day: date) -> None:
    """The last number in grey beside the box, and a question under it where the new one surprises."""
    field.widget.attrs["data-last"] = hundredths_text(int(last * 100), field.places)
    field.last_text = f"上次 {grouped(last, field.unit)}（{short_day(day)}）"
    try:
        value = field.clean(content.get(name, ""))
    except ValidationError:
        return
    if value is not None and is_odd(value, int(last * 100)):
        field.question = {
            "text": doubt_text(value, int(last * 100)),
            "reason": content.get(f"{name}_reason", ""),
            "about": hundredths_text(value, field.places),
        }


def short_day(day: date) -> str:
    """「5月12日」, with the year where it is another one."""
    year = "" if day.year == timezone.localdate().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
