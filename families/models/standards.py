"""政策标准: the dated amounts that the parameters of the catalogue stand for."""

from decimal import Decimal

from django.db import models


class PolicyStandard(models.Model):
    """政策标准: from ``since`` on an association pays this (hundredths of the indicator's unit, 元/人·月 …).

    It holds for the association and, where they have none of their own, for all below it. Open to every
    account, as indicators are: it says nothing of anybody.
    """

    id = models.BigAutoField(primary_key=True)
    association = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    indicator = models.ForeignKey(
        "core.Indicator", on_delete=models.PROTECT, related_name="+", verbose_name="标准"
    )
    since = models.DateField("起始日")
    value = models.BigIntegerField("金额")
    basis = models.CharField("依据", max_length=120, blank=True)
    created_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="录入人"
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "政策标准"
        verbose_name_plural = "政策标准"
        ordering = ["indicator", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "indicator", "since"],
                name="policy_standard_once_a_day",
                violation_error_message="这个单位当天已有这项标准。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.since}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.value) / 100
