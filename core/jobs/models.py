"""What the database knows of jobs and of the workers that run them."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Account
from core.records import Record

SILENT = timedelta(seconds=30)  # without a heartbeat for so long, the worker of a job is taken for dead
KEPT = timedelta(days=7)
MOST_ATTEMPTS = 3


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    UNFINISHED = "unfinished", "未完成"
    CANCELLED = "cancelled", "已取消"


UNFINISHED_STATES = (State.WAITING, State.RUNNING)


class Job(Record):
    """后台任务: work that takes longer than a page may; it belongs to the seat that asked for it.

    ``arguments`` hold codes and days, never data of a person; they go when the file goes. ``lease`` is new
    with every attempt: only who holds it may report and finish. ``family_right``: the file was made with it.
    """

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("任务", max_length=120)
    arguments = models.JSONField("参数", default=dict, editable=False)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已做", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    lease = models.UUIDField("租约", null=True, editable=False)
    heartbeat = models.DateTimeField("心跳", null=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    result = models.JSONField("结果", default=dict)
    file = models.FileField("文件", max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=150, blank=True)
    family_right = models.BooleanField("含特殊家庭权限", default=False)

    class Meta(Record.Meta):
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="job_not_over",
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("core:job_detail", args=[self.pk])

    @property
    def owner(self) -> Account:
        """Who asked for it, with the rights of today while it runs."""
        if self.created_by is None:
            raise ValueError("a job has an owner")
        return self.created_by

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED_STATES

    @property
    def is_interrupted(self) -> bool:
        """Its worker is gone, and none has put it back yet."""
        if self.state != State.RUNNING:
            return False
        return self.heartbeat is None or self.heartbeat < timezone.now() - SILENT

    @property
    def can_be_retried(self) -> bool:
        return self.is_interrupted or (
            self.state in (State.UNFINISHED, State.CANCELLED) and bool(self.arguments)
        )

    @property
    def file_until(self) -> datetime | None:
        """When the file will be deleted."""
        return self.finished_at + KEPT if self.file and self.finished_at else None


class JobWorker(models.Model):
    """后台进程: a process that runs jobs, and when it last said that it lives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField("启动时间", auto_now_add=True)
    seen_at = models.DateTimeField("心跳", db_index=True)

    class Meta:
        verbose_name = "后台进程"
        verbose_name_plural = "后台进程"
