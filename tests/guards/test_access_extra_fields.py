"""What a form does not show cannot be set by sending it: every column of every model and rubbish is sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from core import scope
from tests.guards.access_forms import RECIPES, filled, read_form, sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_table import PAGES
from tests.guards.access_world import CLOSED, undone

POSTED = [name for name, page in PAGES.items() if page.post]
APPS = ["core", "members", "families", "projects", "activities", "funds", "reports"]
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in APPS and model._meta.db_table not in CLOSED
]
RUBBISH = {"is_superuser": "on", "is_staff": "on", "groups": "1", "_method": "DELETE", "__class__": "x"}
# Made anew by every save, or by chance; what a draft keeps is whatever was sent.
VOLATILE = {"target_id", "token_hash", "password", "request_id", "last_login", "expires_at", "file", "fields"}


def extra(world) -> dict[str, Any]:
    """A value unlike any that stands, for every column of every model."""
    other, far = world.seats["administrator", "city"].account.pk, world.units["neighbour_township"]
    return (
        {
            name: _value(field, other, far)
            for model in MODELS
            for field in model._meta.concrete_fields
            for name in {field.name, field.attname}
        }
        | RUBBISH
        | {"pk": "1", "recorder": str(far.pk), "association_id": str(far.pk), "code": str(far.code)}
    )


def _value(field: models.Field, account: int, far: Any) -> str:
    if field.is_relation:
        return str({"Account": account, "Association": far.pk}.get(field.related_model.__name__, 1))
    if isinstance(field, models.DateTimeField):
        return "2001-02-03 04:05"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.UUIDField):
        return str(UUID(int=7))
    if isinstance(field, models.JSONField):
        return '{"activity_sessions": 777}'
    return (
        "777"
        if isinstance(field, models.IntegerField)
        else str(field.choices[-1][0])
        if field.choices
        else "zqmxtraqz"
    )


def rows(newest: dict[Any, set[Any]]) -> list[str]:
    """All rows as they stand, without what differs from one save to the next."""
    found = []
    with scope.everything():
        for model in MODELS:
            found += [repr((model.__name__, *_stable(row, newest))) for row in model._base_manager.all()]
    return sorted(found)


def _stable(row: Any, newest: dict[Any, set[Any]]) -> list[Any]:
    """The columns of a row; keys that the database gave after the start are all alike."""
    values = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        target = field.related_model if field.is_relation else type(row) if field.primary_key else None
        if field.name in VOLATILE or isinstance(value, datetime):
            continue
        if target in newest and _is_new(value, newest[target]):
            value = "new"
        if field.name == "arguments":
            value = {name: _plain(text) for name, text in value.items()}
        values.append((field.name, value))
    return values


def _plain(text: Any) -> Any:
    """An argument of a job; the key of what it is about was made with it."""
    return "new" if isinstance(text, str) and len(text) == 36 and text.count("-") == 4 else text


def _is_new(value: Any, known: Any) -> bool:
    return value not in known if isinstance(value, UUID) else isinstance(value, int) and value > max(known)


@pytest.fixture(scope="module")
def newest(world) -> dict[Any, set[Any]]:
    return keys_at(world)


def keys_at(world) -> dict[Any, set[Any]]:
    """The keys that stand at the start."""
    with scope.everything():
        return {model: {0, *model._base_manager.values_list("pk", flat=True)} for model in MODELS}


def _rewind(values: dict[str, Any]) -> None:
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)


@pytest.mark.parametrize("name", POSTED)
def test_only_fields_of_the_form_are_taken_from_it(world, newest, name):
    recipe, seat = RECIPES[name], sitter(world, name)
    path, good = path_of(world, name, recipe.place), filled(world, name)
    shown = read_form(world, name, recipe.place).offered if PAGES[name].get else {}
    declared = {*shown, *good, *recipe.also}
    more = {field: value for field, value in extra(world).items() if field not in declared}
    results = []
    for values in (good, {**good, **more}):
        with undone():
            recipe.prepare(world, recipe.place)
            _rewind(values)
            answer = world.send_for_good(seat, "POST", path, values)
            results.append((answer.status, rows(newest)))
    (status, plain), (other_status, stuffed) = results
    assert other_status == status
    assert sorted(set(stuffed) - set(plain)) == []
    assert sorted(set(plain) - set(stuffed)) == []
