"""Writing the trace."""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models

from core.accounts.models import Account
from core.associations.models import Association
from core.audit.models import AuditEntry
from core.fields import Protected

LABELS = {
    "login": "登录",
    "login_failed": "登录失败",
    "logout": "退出",
    "lockout": "账号锁定",
    "create": "新增",
    "update": "修改",
    "delete": "删除",
    "withdraw": "撤销",
    "restore": "恢复",
    "export": "导出",
    "reveal": "显示",
    "rotate": "更换密钥",
    "subject_file": "导出个人信息副本",
    "anonymise": "匿名",
    "print": "打印",
    "password_change": "修改密码",
    "link_issue": "发放链接",
    "link_spend": "使用链接",
    "link_revoke": "作废链接",
    "disable": "停用",
    "enable": "启用",
    "unlock": "解锁",
    "retire": "停用",
    "load": "装载",
    "backup": "备份",
    "download": "下载",
    "cancel": "取消",
    "retry": "重试",
    "import": "导入",
    "undo_import": "撤销导入",
}


@dataclass(frozen=True)
class Origin:
    """Where a request came from."""

    address: str | None = None
    request_id: str = ""


NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def kind_of(target: models.Model) -> str:
    """``activities.activity``: how audit, figures and hand-overs name a model."""
    return target._meta.label_lower


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """``{field: [old, new]}`` of what differs; values as JSON can hold them."""
    keys = dict.fromkeys([*before, *after])
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def entry(
    actor: Account | None,
    action: str,
    target: models.Model | None = None,
    *,
    association: Association | None = None,
    summary: str = "",
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """An unsaved entry; ``record`` and ``record_many`` write it."""
    place: Association | None = association or getattr(target, "association", None)
    if place is None and actor is not None:
        place = actor.association
    if place is None:
        raise ValueError("an audit entry needs a place")
    if _holds_personal((summary, changes, reason)):
        raise TypeError("the trace holds personal data masked only")
    now = origin.get()
    return AuditEntry(
        association=place,
        actor=actor,
        actor_name=actor.name if actor else "系统",
        action=action,
        target_kind=kind_of(target) if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        summary=(summary or (str(target) if target is not None else ""))[:200],
        changes=changes or {},
        reason=reason[:200],
        address=now.address,
        request_id=now.request_id,
    )


def _holds_personal(value: Any) -> bool:
    """Whether the text of an encrypted field stands in it as it came from its row."""
    if isinstance(value, dict):
        return any(_holds_personal(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_personal(part) for part in value)
    return isinstance(value, Protected)


def record(
    actor: Account | None, action: str, target: models.Model | None = None, **details: Any
) -> AuditEntry:
    """Write one entry in the caller's transaction: no trace, no act (security.md finding 10).

    ``details`` as in ``entry``. Personal data never goes into ``summary`` or ``changes`` unmasked.
    """
    row = entry(actor, action, target, **details)
    row.save()
    return row


def record_many(entries: Iterable[AuditEntry]) -> None:
    """The bulk door of ``record``: one statement for many entries."""
    AuditEntry.objects.bulk_create(list(entries), batch_size=1000)
