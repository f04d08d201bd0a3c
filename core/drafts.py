"""Unfinished forms, kept on the server so that a closed browser loses nothing."""

from django.db import models

from core.records import Record


class Draft(Record):
    """草稿: what one person typed so far into one form. Never used for pages about special families.

    ``form`` names the form (``activities.activity``); ``target`` is the record being edited, if any.
    A draft of a new record has the id that the record will get.
    """

    form = models.CharField("表单", max_length=60)
    target = models.UUIDField("所改记录", null=True)
    title = models.CharField("标题", max_length=80, blank=True)
    fields = models.JSONField("内容", default=dict)

    class Meta(Record.Meta):
        verbose_name = "草稿"
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["created_by", "form"], name="draft_of_person")]

    def __str__(self) -> str:
        return self.title or "草稿"
