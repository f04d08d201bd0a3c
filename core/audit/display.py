"""How the trace reads: labels in place of names of models, fields and choices."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from core.audit.models import AuditEntry
from core.audit.services import LABELS

NOT_LOGGED_IN = {"login_failed", "lockout"}


def who(entry: AuditEntry) -> str:
    """The actor; failed logins have none."""
    return "未登录" if entry.actor_id is None and entry.action in NOT_LOGGED_IN else entry.actor_name


def action_label(action: str) -> str:
    return LABELS.get(action, action)


def kind_label(kind: str) -> str:
    """``core.account`` → 账号."""
    model = _model(kind)
    return str(model._meta.verbose_name) if model else kind


def changes_of(entry: AuditEntry) -> list[dict[str, str]]:
    """The changed fields, each with its label and the old and the new value in words."""
    model = _model(entry.target_kind)
    lines = []
    for name, values in entry.changes.items():
        pair = values if isinstance(values, list) and len(values) == 2 else [None, values]
        old, new = (_words(model, name, value) for value in pair)
        lines.append({"label": _field_label(model, name), "old": old, "new": new})
    return lines


def changes_text(entry: AuditEntry) -> str:
    """「角色：录入 → 审核；姓名：空 → 易村」."""
    lines = changes_of(entry)
    return "；".join(f"{line['label']}：{line['old']} → {line['new']}" for line in lines)


def _model(kind: str) -> Any:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _field_label(model: Any, name: str) -> str:
    field = _field(model, name)
    return str(getattr(field, "verbose_name", "") or name)


def _words(model: Any, name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(getattr(_field(model, name), "flatchoices", None) or [])
    if isinstance(value, list):
        return "、".join(str(choices.get(item, item)) for item in value)
    return str(choices.get(value, value)) if not isinstance(value, dict) else str(value)
