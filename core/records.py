"""The abstract bases of every scoped table."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from core import scope


class Conflict(ValidationError):
    """Somebody saved the record meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("这条记录刚被别人修改过，请比较两个版本后再保存。")
        self.current = current


class ScopedModel(models.Model):
    """A row that belongs to one association and carries its address for the fence (design.md §3).

    ``shared_with``: the column with the address of another association that the row is handed over to, and
    that reads and writes it too; the services see to what each of the two may do.
    """

    shared_with: ClassVar[str] = ""

    # No index of its own: the address finds the same rows, and whole subtrees too.
    association = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="单位"
    )
    code = models.BigIntegerField("地址码", editable=False, db_index=True)

    objects = scope.ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_address()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Django deletes one row by its key, past every manager."""
        self._refuse_outside()
        return super().delete(*args, **kwargs)

    def take_address(self) -> None:
        """Copy today's address from the association; a row outside the scope is refused."""
        self.code = self.association.code
        self._refuse_outside()

    def _refuse_outside(self) -> None:
        if self.shared_with and scope.current().covers(getattr(self, self.shared_with)):
            return
        if not scope.current().covers(self.code):
            raise scope.OutOfScope(f"{self._meta.label} at {self.code}")


class Record(ScopedModel):
    """A record of the office: UUID key made in Python, version against lost updates, author and times."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(
        "core.Account",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="录入人",
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta(ScopedModel.Meta):
        abstract = True


def scoped_models(registry: Any) -> list[type[ScopedModel]]:
    """Every concrete scoped model of ``django.apps.apps``: row security is generated from this list."""
    return [model for model in registry.get_models() if issubclass(model, ScopedModel)]
