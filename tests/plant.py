"""One row of any scoped model, filled from its fields alone, so that proofs cover models that come later."""

import uuid
from datetime import date
from typing import Any

from django.db import models

from core.associations.models import Association
from core.figures.models import Indicator, MonthTotal
from core.figures.posting import add_to_totals
from core.records import ScopedModel


def plant(model: type[models.Model], place: Association, /, **given: Any) -> Any:
    """A saved row at ``place``, inside the active scope; totals go through their own door."""
    if model is MonthTotal:
        flow = Indicator.objects.filter(kind="flow").first()
        add_to_totals({(place.pk, place.code, 202205, flow.pk): (100, 1)})
        return MonthTotal.objects.get(association=place, month=202205, indicator=flow)
    row = build(model, place, **given)
    return model._default_manager.bulk_create([row])[0]


def build(model: type[models.Model], place: Association, /, **given: Any) -> Any:
    """The same, not saved."""
    values = {field.name: _value(field, place) for field in model._meta.concrete_fields if _is_needed(field)}
    row = model(**{**values, **given})
    if isinstance(row, ScopedModel):
        row.association, row.code = place, place.code
    return row


def _is_needed(field: Any) -> bool:
    if field.has_default() or field.null or isinstance(field, models.AutoField):
        return False
    return not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)


def _value(field: Any, place: Association) -> Any:
    if field.is_relation:
        target = field.related_model
        if target is Association:
            return place
        return plant(target, place) if issubclass(target, ScopedModel) else _any_row(target, place)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateField):
        return date(2022, 5, 1)
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BooleanField):
        return False
    return 1 if isinstance(field, models.IntegerField) else f"试{uuid.uuid4().hex[:8]}"[: field.max_length]


def _any_row(model: type[models.Model], place: Association) -> Any:
    return model._default_manager.first() or plant(model, place)
