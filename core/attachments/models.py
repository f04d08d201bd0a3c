"""What every attached file has in common."""

from django.db import models

from core.records import Record


class StoredFile(Record):
    """附件: abstract. Pictures are re-encoded, so that no place of taking remains in them.

    A concrete table adds ``file`` with a path of its own, a ``kind``, and what the file belongs to.
    """

    name = models.CharField("文件名", max_length=120)
    suffix = models.CharField(max_length=6)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField("字节")

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name
