"""Visits to special families: planned and done, each with the place where it counts."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.fields import EncryptedTextField
from core.figures.lines import FigureLine
from core.records import Record
from families.choices import VisitKind, VisitPurpose, VisitState, VisitWay
from families.models.registry import Family

VISITS = "special_family_visit_count"


class Visit(Record):
    """走访: somebody stood at the door of a family, called it, or is going to.

    It lives where its family lives; ``place`` is where it happened and counts. ``event``: the condolence
    (an activity) that made it; such a visit changes with its event alone.
    """

    # PROTECT: what was counted is withdrawn first, never deleted along with the family.
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="visits", verbose_name="家庭")
    place = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="所在单位"
    )
    state = models.CharField("进展", max_length=8, choices=VisitState.choices, default=VisitState.DONE)
    day = models.DateField("日期")
    kind = models.CharField("类型", max_length=12, choices=VisitKind.choices, default=VisitKind.VISIT)
    way = models.CharField("形式", max_length=10, choices=VisitWay.choices, default=VisitWay.IN_PERSON)
    visitor = models.CharField("走访人", max_length=60)
    purposes = models.JSONField("事由", default=list, blank=True)
    persons = models.PositiveSmallIntegerField("见到人数", default=1)
    next_on = models.DateField("下次走访", null=True, blank=True)
    remark = EncryptedTextField("备注", max_length=200, blank=True)
    event = models.UUIDField("慰问活动", null=True, blank=True, editable=False, db_index=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = "走访"
        ordering = ["-day", "-created_at"]
        indexes = [
            models.Index(fields=["code", "day"], name="visit_code_day"),
            models.Index(fields=["family", "-day"], name="visit_family_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "family"],
                condition=Q(withdrawn_at=None),
                name="visit_once_an_event",
                violation_error_message="这户在这场慰问里已经勾选过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("families:family_detail", args=[self.family_id])

    @property
    def listed_as(self) -> str:
        """How the records behind a number name it; not by its family."""
        return f"特殊家庭{self.get_kind_display()}"

    @property
    def counts(self) -> bool:
        """Whether it is one of the rounds of its family: done, at the door, not taken back."""
        is_done = self.state == VisitState.DONE and self.way == VisitWay.IN_PERSON
        return is_done and self.withdrawn_at is None

    @property
    def purpose_labels(self) -> list[str]:
        known = dict(VisitPurpose.choices)
        return [str(known[code]) for code in self.purposes if code in known]

    def figures(self) -> list[FigureLine]:
        """One for a visit that counts, at the place where it happened."""
        return [FigureLine(VISITS, self.day, 100, self.place)] if self.counts else []


def counted_visits() -> "models.QuerySet[Visit]":
    """The visits that are rounds of their family, within the scope: duty R8 counts just these."""
    rows: Any = Visit.objects
    found: models.QuerySet[Visit] = rows.filter(
        state=VisitState.DONE, way=VisitWay.IN_PERSON, withdrawn_at=None
    )
    return found
