"""Refusing to serve with keys that do not open what is stored: every save would make the mixture worse."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from core import scope
from core.fields.columns import BlindIndexField
from core.fields.envelope import Unreadable
from core.fields.keys import faults, kept_in
from core.fields.rotation import encrypted_fields, encrypted_models


def refuse_wrong_keys() -> None:
    """Raise ``ImproperlyConfigured`` for bad keys, and for keys that cannot open a sample of each table."""
    found = faults(settings.FIELD_KEYS, settings.INDEX_KEY, settings.SECRET_KEY)
    if not found:
        standing = set(connection.introspection.table_names())
        filled = [model for model in encrypted_models() if model._meta.db_table in standing]
        found = [fault for model in filled for fault in _faults_of(model)]
    if not connection.in_atomic_block:
        connection.close()  # each worker opens its own
    if found:
        remedy = f"现在的密钥取自{kept_in()}。请放回原来的密钥再启动；没有密钥，已存的个人资料无法恢复。"
        raise ImproperlyConfigured("\n".join(["个人资料的密钥不对，系统没有启动：", *found, remedy]))


def _faults_of(model: type[models.Model]) -> list[str]:
    """What cannot be read of one row that holds each field."""
    found = []
    for field in encrypted_fields(model):
        with scope.everything(), scope.reading():
            row = model._default_manager.filter(**{f"{field.name}__isnull": False}).first()
        if row is None:
            continue
        try:
            text = str(getattr(row, field.attname))
        except Unreadable as error:
            found.append(f"{error}。")
            continue
        if any(
            bytes(getattr(row, index.attname) or b"") != index.index_of(text) for index in _indexes(field)
        ):
            found.append(f"{field.label}：INDEX_KEY 不是建索引时的那一个。")
    return found


def _indexes(field: Any) -> list[BlindIndexField]:
    columns = field.model._meta.concrete_fields
    return [one for one in columns if isinstance(one, BlindIndexField) and one.source == field.name]
