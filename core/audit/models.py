"""The trace: who did what, when, to which record."""

from typing import Any

from django.db import models

from core.records import ScopedModel


class AuditEntry(ScopedModel):
    """审计记录: append-only. ``association`` is where it happened: the record's, else the actor's seat."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    actor_name = models.CharField("姓名", max_length=40)
    action = models.CharField("操作", max_length=40, db_index=True)
    target_kind = models.CharField("对象类别", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True, db_index=True)
    summary = models.CharField("内容", max_length=200, blank=True)
    changes = models.JSONField("变更", default=dict)
    reason = models.CharField("原因", max_length=200, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-at", "-pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("audit entries are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("audit entries are append-only")
