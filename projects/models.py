"""Money and goods that reached people: so far what a condolence hands out."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.figures.lines import FigureLine
from core.figures.models import CampaignEdition
from core.records import Record
from families.models import Family


class PaymentKind(models.TextChoices):
    CONDOLENCE = "condolence", "慰问金"


INDICATORS = {PaymentKind.CONDOLENCE.value: "condolence_payment_amount"}


class Payment(Record):
    """发放: money (hundredths of a yuan) or goods for one family; without a family, a sum for many.

    Money is never changed: a correction withdraws the line and makes another. ``event``: the activity that
    handed it out.
    """

    family = models.ForeignKey(
        Family, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    kind = models.CharField(
        "类别", max_length=12, choices=PaymentKind.choices, default=PaymentKind.CONDOLENCE
    )
    day = models.DateField("发放日期")
    amount = models.BigIntegerField("金额", default=0)
    goods = models.CharField("实物", max_length=60, blank=True)
    event = models.UUIDField("慰问活动", null=True, blank=True, editable=False, db_index=True)
    editions = models.ManyToManyField(
        CampaignEdition, related_name="+", blank=True, verbose_name="活动日专题"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = "发放"
        ordering = ["-day", "-created_at"]
        indexes = [models.Index(fields=["code", "day"], name="payment_code_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "family"],
                condition=Q(withdrawn_at=None),
                name="payment_once_an_event",
                violation_error_message="这户在这场慰问里已经发放过。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="payment_not_negative",
                violation_error_message="金额不能为负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    def get_absolute_url(self) -> str:
        """The event that handed it out, by its address: what stands above is not known here."""
        return reverse("activities:activity_detail", args=[self.event]) if self.event else ""

    @property
    def listed_as(self) -> str:
        """How the records behind a number name it."""
        return f"{self.get_kind_display()}{'' if self.family_id is None else '（到户）'}"

    def figures(self) -> list[FigureLine]:
        """The money on its day; goods alone yield nothing."""
        if self.withdrawn_at is not None or not self.amount:
            return []
        return [FigureLine(INDICATORS[self.kind], self.day, self.amount)]

    def edition_ids(self) -> list[int]:
        return [edition.pk for edition in self.editions.all()]
