"""Encrypting everything with the active key, in small steps that can be broken off anywhere.

What is encrypted outside model fields (the files of rosters) is told by its app with ``add_rotation``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from core import scope
from core.fields.columns import EncryptedTextField, Sealed
from core.fields.envelope import key_id_of
from core.fields.keys import ring

BATCH = 1000
Step = Callable[[], Iterator[int]]
Keys = Callable[[], Iterable[int]]

_others: dict[str, tuple[Step, Keys]] = {}


def add_rotation(name: str, step: Step, keys: Keys) -> None:
    """Called from ``AppConfig.ready``: ``step`` encrypts anew, in batches, and yields how many each time;
    ``keys`` tells the key of every value."""
    _others[name] = step, keys


def encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def encrypted_models() -> list[type[models.Model]]:
    """Every model that has such a field."""
    return [model for model in apps.get_models() if encrypted_fields(model)]


def rotate_all() -> Iterator[tuple[str, int]]:
    """Every value onto the active key; yields a name and the rows changed after each committed batch.

    A batch is one transaction. Rows that are on the active key already are left alone, so that a second
    run goes on where the first one ended. The application may serve meanwhile: a turning row is locked.
    """
    for model in encrypted_models():
        for changed in _rotate(model):
            yield str(model._meta.verbose_name), changed
    for name, (step, _) in _others.items():
        for changed in step():
            yield name, changed


def _rotate(model: type[models.Model]) -> Iterator[int]:
    fields, last = encrypted_fields(model), None
    names = [field.attname for field in fields]
    while True:
        with scope.everything(), scope.transaction():
            rows: Any = (
                model._default_manager.select_for_update(of=("self",)).only("pk", *names).order_by("pk")
            )
            batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
            old = [row for row in batch if any(_is_old(row, field) for field in fields)]
            # Attributes decrypt; bulk_update encrypts them with the active key.
            model._default_manager.bulk_update(old, names, batch_size=200)
        if not batch:
            return
        last = batch[-1].pk
        yield len(old)


def _is_old(row: models.Model, field: EncryptedTextField) -> bool:
    kept = row.__dict__[field.attname]
    return isinstance(kept, Sealed) and key_id_of(field.label, kept.data) != ring().active


def keys_in_use() -> Counter[int]:
    """How many values each key holds: a key that holds none may leave FIELD_KEYS."""
    found: Counter[int] = Counter()
    with scope.everything(), scope.reading():
        for model in encrypted_models():
            for field in encrypted_fields(model):
                values = model._default_manager.filter(**{f"{field.name}__isnull": False})
                for sealed in values.values_list(field.name, flat=True).iterator(chunk_size=2000):
                    found[key_id_of(field.label, sealed.data)] += 1
    for _, keys in _others.values():
        found.update(keys())
    return found
