"""Dated thresholds and exemptions of duties."""

from django.db import models

from core.records import Record


class DutyStandard(models.Model):
    """最低次数: what an association asks of the units below it from a day on; never looser than above.

    Open to every account, as indicators are: who has to keep a standard may read it. It names nobody.
    """

    id = models.BigAutoField(primary_key=True)
    association = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="单位"
    )
    rule = models.SlugField("职责", max_length=40)
    minimum = models.PositiveSmallIntegerField("最低次数")
    since = models.DateField("起始日")
    basis = models.CharField("依据", max_length=120, blank=True)
    created_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="录入人"
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "职责标准"
        verbose_name_plural = "职责标准"
        ordering = ["rule", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "rule", "since"],
                name="duty_standard_once_a_day",
                violation_error_message="这个单位当天已有这项职责的标准。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.minimum} {self.since}"


class DutyExemption(Record):
    """免除: one unit is free of one duty from ``first`` to ``last`` (empty: for good), with a reason.

    ``unit`` is the key of the unit (``UnitSpan.key``); the association is the one that the unit belongs to.
    A round is excused where the exemption covers all of it.
    """

    rule = models.SlugField("职责", max_length=40)
    unit = models.CharField("单元", max_length=40)
    label = models.CharField("名称", max_length=80)
    first = models.DateField("起始日")
    last = models.DateField("截止日", null=True, blank=True)
    reason = models.CharField("原因", max_length=80)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = "职责免除"
        verbose_name_plural = "职责免除"
        ordering = ["-first", "-created_at"]
        indexes = [models.Index(fields=["rule", "unit"], name="duty_exemption_rule_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last=None) | models.Q(last__gte=models.F("first")),
                name="duty_exemption_days_in_order",
                violation_error_message="截止日不能早于起始日。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.label}"
