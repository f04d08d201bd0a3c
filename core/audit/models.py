"""The trace: who did what, when, to which record."""

from typing import Any
from uuid import UUID

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


class What(models.TextChoices):
    """How somebody came to see rows about persons."""

    OPEN = "open", "打开"
    LIST = "list", "看名单"
    SEARCH = "search", "查找"
    REVEAL = "reveal", "显示一项"
    EXPORT = "export", "导出名单"


class Reading(ScopedModel):
    """查阅记录: who saw which rows of one association, when; append-only like the trace.

    One look at a list leaves a row for each association in it, so that everybody who may ask about a row
    finds the looks at it, also those from above. ``ids`` holds the keys of the rows, 16 bytes each.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey("core.Account", on_delete=models.PROTECT, related_name="+", verbose_name="账号")
    actor_name = models.CharField("姓名", max_length=40)
    what = models.CharField("操作", max_length=10, choices=What.choices)
    kind = models.CharField("对象类别", max_length=60)
    ids = models.BinaryField("对象编号")
    number = models.PositiveIntegerField("数量")
    note = models.CharField("内容", max_length=200, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = "查阅记录"
        verbose_name_plural = "查阅记录"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], name="reading_at"),
            models.Index(fields=["code", "at"], name="reading_code_at"),
            models.Index(fields=["actor", "at"], name="reading_actor_at"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the reading log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("the reading log is append-only")

    @property
    def keys(self) -> list[UUID]:
        data = bytes(self.ids)
        return [UUID(bytes=data[start : start + 16]) for start in range(0, len(data), 16)]
