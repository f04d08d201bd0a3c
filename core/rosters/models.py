"""What the database keeps of an import: the batch, and its rows until the undo window has passed."""

import uuid
from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.fields import EncryptedTextField
from core.jobs.models import Job
from core.records import Record, ScopedModel

KEPT = timedelta(days=30)  # how long an import can be undone; then its rows and its file are deleted
ABANDONED = timedelta(days=30)  # the same for one that was never committed


class BatchState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", "正在读取"
    COLUMNS = "columns", "待对列"
    PLANNING = "planning", "正在核对"
    PREVIEW = "preview", "待提交"
    COMMITTING = "committing", "正在提交"
    DONE = "done", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "不能导入"
    DISCARDED = "discarded", "已放弃"


BUSY = (BatchState.READING, BatchState.PLANNING, BatchState.COMMITTING, BatchState.UNDOING)
OPEN = (*BUSY, BatchState.COLUMNS, BatchState.PREVIEW)


class Outcome(models.TextChoices):
    """What becomes of a row (design.md §6), in the order of the tabs."""

    INVALID = "invalid", "有错误"
    POSSIBLE = "possible_duplicate", "需确认"
    OUTSIDE = "out_of_scope", "不在范围"
    DUPLICATE = "duplicate", "重复"
    NEW = "new", "新增"
    UPDATE = "update", "更新"
    UNCHANGED = "unchanged", "无变化"
    SKIPPED = "skipped", "跳过"


FAULTY = (Outcome.INVALID, Outcome.OUTSIDE, Outcome.DUPLICATE)


class RosterBatch(Record):
    """导入批次: one uploaded file and what came of it. It belongs to the seat that imports.

    No column in clear holds anything of a person: ``look`` (the first rows of each sheet) is encrypted, the
    file lies encrypted in the storage, ``counts``, ``mapping`` and the sentences name rows and columns only.
    """

    kind = models.CharField("名册", max_length=40)
    state = models.CharField("状态", max_length=12, choices=BatchState.choices, default=BatchState.READING)
    file = models.FileField("文件", max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=150)
    file_hash = models.CharField("文件指纹", max_length=64)
    look = EncryptedTextField("表样", blank=True)
    mapping = models.JSONField("对列", default=dict)
    choices = models.JSONField("选择", default=dict)
    counts = models.JSONField("行数", default=dict)
    faults = models.JSONField("整表问题", default=list)
    remarks = models.JSONField("提示", default=list)
    effects = models.JSONField("影响", default=list)
    message = models.CharField("说明", max_length=300, blank=True)
    before = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="上一次"
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="任务")
    committed_at = models.DateTimeField("提交时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    cleared_at = models.DateTimeField("清除时间", null=True)

    class Meta(Record.Meta):
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_by", "kind", "file_hash"], name="roster_batch_same_file")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("core:roster_detail", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def can_be_undone(self) -> bool:
        """Within the window, and not cleared."""
        return (
            self.state == BatchState.DONE
            and self.cleared_at is None
            and self.committed_at is not None
            and (self.committed_at > timezone.now() - KEPT)
        )


class RosterRow(ScopedModel):
    """导入行: a staged row. ``problems`` hold masked values only; everything else of a person is encrypted.

    ``payload``: the cells as they stood and the clean values; ``plan``: what would change; ``before``: what
    stood there, for undo. ``record``: number of the first row of the record that the row belongs to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(RosterBatch, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField("表", default=0)
    number = models.PositiveIntegerField("行号")
    record = models.PositiveIntegerField("记录", default=0)
    outcome = models.CharField("结果", max_length=20, choices=Outcome.choices)
    cause = models.CharField("原因", max_length=100, blank=True)
    problems = models.JSONField("问题", default=list)
    notes = models.JSONField("提示", default=list)
    payload = EncryptedTextField("内容", blank=True)
    plan = EncryptedTextField("计划", blank=True)
    target = models.UUIDField("已有记录", null=True)
    target_version = models.PositiveIntegerField("版本", null=True)
    decision = models.JSONField("决定", default=dict)
    before = EncryptedTextField("原值", blank=True)
    written = models.UUIDField("写入的记录", null=True)
    written_version = models.PositiveIntegerField("写入的版本", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = "导入行"
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "sheet", "number"], name="roster_row_outcome")]
