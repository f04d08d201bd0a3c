"""The model fields: an encrypted text and the blind index beside it.

The attribute of a row is plain text, decrypted when it is first asked for. What comes without its row
(``values()``) stays sealed. Only the label ``app.model.field`` and the row's UUID open a value, so renaming a
model or such a field needs a migration that encrypts anew.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core.fields.envelope import INDEX_LENGTH, blind, decrypt_text, encrypt_text


class Sealed:
    """An encrypted value without its row; ``open`` it with the row's id."""

    __slots__ = ("data", "label")

    def __init__(self, label: str, data: bytes) -> None:
        self.label, self.data = label, data

    def open(self, row_id: UUID) -> str:
        return decrypt_text(self.label, row_id, self.data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and (self.label, self.data) == (other.label, other.data)

    def __hash__(self) -> int:
        return hash((self.label, self.data))

    def __repr__(self) -> str:
        return f"<sealed {self.data[-4:].hex()}>"


class Protected(str):
    """Personal text as an attribute gives it: a ``str`` that remembers its place and hides in ``repr``.

    Logs and error pages show ``repr``; the trace refuses to hold one.
    """

    label: str
    row_id: UUID

    def __new__(cls, text: str, label: str, row_id: UUID) -> "Protected":
        made = super().__new__(cls, text)
        made.label, made.row_id = label, row_id
        return made

    def __repr__(self) -> str:
        return f"<protected, {len(self)} characters>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Protected, (str(self), self.label, self.row_id)


class EncryptedAttribute(DeferredAttribute):
    """Decrypts on first reading; a copy taken from another row becomes plain text of this one."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        kept, name = instance.__dict__, self.field.attname
        if name not in kept:
            instance.refresh_from_db(fields=[name])
        value = kept[name]
        if isinstance(value, Sealed):
            value = value.open(instance.pk)
            kept[name] = value
        return Protected(value, self.field.label, instance.pk) if value else ""

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, Protected):
            value = str.__str__(value)
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field[Any, Any]):
    """Text that is stored encrypted. ``max_length`` counts characters; ``blank=True`` may stay empty (NULL).

    Queries may only ask whether it is empty (``__isnull``); to find a value, add a ``BlindIndexField``.
    """

    description = "encrypted text"
    descriptor_class = EncryptedAttribute
    label = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = kwargs.get("blank", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        return name, "core.fields.EncryptedTextField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        self.label = f"{cls._meta.label_lower}.{name}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(checks.Error("an encrypted field needs a UUID key", obj=self, id="core.E001"))
        return found

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.label} is encrypted: look it up by its BlindIndexField")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def get_default(self) -> Any:
        return super().get_default() or ""

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self.label, bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        kept = model_instance.__dict__.get(self.attname)
        if isinstance(kept, Sealed):
            kept.open(model_instance.pk)  # a row under a new key is refused here, not when it is read
            return kept
        if kept is None:  # or deferred
            kept = getattr(model_instance, self.attname)
        if not isinstance(kept, str):
            raise TypeError(f"{self.label} takes a text")
        return Sealed(self.label, encrypt_text(self.label, model_instance.pk, kept)) if kept else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Protected):
            if value.label != self.label:
                raise TypeError(f"{self.label} was given the text of {value.label}")
            data = encrypt_text(self.label, value.row_id, value)
        elif isinstance(value, Sealed):
            data = value.data
        elif value is None or value == "":
            return None
        else:
            raise TypeError(f"{self.label} is written by saving its row, never by update()")
        return connection.Database.Binary(data)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is not written to fixtures")

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        given = {"max_length": self.max_length, "form_class": forms.CharField, **kwargs}
        return super().formfield(*args, **given)


class BlindIndexField(models.BinaryField[Any, Any]):
    """A keyed index of the text in ``source``, for exact search and uniqueness; NULL where it is empty.

    ``normalise`` makes all spellings of a value one; a text that it refuses (``ValueError`` or
    ``ValidationError``) is the caller's mistake and raises. Filled on every save.
    """

    def __init__(
        self, source: str = "", *args: Any, normalise: Callable[[str], str] = str.strip, **kwargs: Any
    ) -> None:
        self.source, self.normalise = source, normalise
        kwargs.update(null=True, blank=True, editable=False, max_length=INDEX_LENGTH)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        for key in ("null", "blank", "editable", "max_length"):
            kwargs.pop(key, None)
        return name, "core.fields.BlindIndexField", [self.source, *args], kwargs

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.source}"

    def index_of(self, text: str) -> bytes | None:
        text = self.normalise(str(text)) if text else ""
        return blind(self.label, text) if text else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        index = self.index_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, index)
        return index


def index_of(label: str, text: str) -> bytes:
    """The blind index of ``text`` for the encrypted field ``app.model.field``, normalised as the field does.

    For lookups: ``FamilyMember.objects.filter(resident_id_index=index_of(label, typed))``. An empty text
    gives an index that no row has.
    """
    model_label, _, source = label.rpartition(".")
    for field in apps.get_model(model_label)._meta.concrete_fields:
        if isinstance(field, BlindIndexField) and field.source == source:
            return field.index_of(text) or b"-"
    raise LookupError(f"{label} has no BlindIndexField")


def prepare_many(rows: Iterable[models.Model]) -> None:
    """Fill the blind indexes of rows before ``bulk_update``; ``save`` and ``bulk_create`` do it alone."""
    for row in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, BlindIndexField):
                field.pre_save(row, add=False)
