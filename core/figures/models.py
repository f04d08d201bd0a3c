"""Indicators, the lines that records yield, and the month totals (design.md §5)."""

from decimal import Decimal

from django.db import models
from django.urls import reverse

from core.figures.lines import FigureLine
from core.records import Record, ScopedModel


class IndicatorKind(models.TextChoices):
    """How a number comes to be over a period; design.md §5.1 defines each."""

    FLOW = "flow", "累计数"
    STOCK = "stock", "时点数"
    TARGET = "target", "年度任务"
    RATIO = "ratio", "比率"
    UNITS = "units", "单位个数"
    RULE = "rule", "最低标准"
    PARAMETER = "parameter", "标准参数"
    COMPUTED = "computed", "计算数"


IN_TOTALS = (IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.TARGET)


class KeyTask(models.TextChoices):
    """六项重点工作 (bulletin, editor's note)."""

    PUBLICITY_EDUCATION = "publicity_education", "宣传教育"
    REPRODUCTIVE_HEALTH_CONSULTING = "reproductive_health_consulting", "生殖健康咨询服务"
    HEALTHY_BIRTH_GUIDANCE = "healthy_birth_guidance", "优生优育指导"
    FAMILY_ASSISTANCE = "family_assistance", "计生家庭帮扶"
    RIGHTS_PROTECTION = "rights_protection", "权益维护"
    FAMILY_HEALTH_PROMOTION = "family_health_promotion", "家庭健康促进"


class ServiceLine(models.TextChoices):
    """四个服务 (bulletin, editor's note)."""

    ADVOCACY = "advocacy", "宣传倡导"
    FAMILY_SUPPORT = "family_support", "家庭帮扶"
    HEALTH_PROMOTION = "health_promotion", "健康促进"
    RURAL_GOVERNANCE = "rural_governance", "乡村治理"


class ReportStyle(models.TextChoices):
    """How a bulletin prints the number (domain.md §5)."""

    EXACT = "exact", "准确数"
    APPROX = "approx", "概数"
    MONEY = "money", "金额"


class Indicator(models.Model):
    """指标: one figure of the network, with one unit, one kind and one source.

    ``source`` names the only model whose records may post it (``activities.activity``); empty for kinds that
    are never posted. Part of one list for the whole network, kept by the city office.
    """

    id = models.SmallAutoField(primary_key=True)
    code = models.SlugField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    unit = models.CharField("单位", max_length=12)
    kind = models.CharField("性质", max_length=12, choices=IndicatorKind.choices)
    source = models.CharField("来源", max_length=60, blank=True)
    key_task = models.CharField("六项重点工作", max_length=40, choices=KeyTask.choices, blank=True)
    service_line = models.CharField("四个服务", max_length=20, choices=ServiceLine.choices, blank=True)
    entry_level = models.CharField("填报层级", max_length=12, blank=True)
    report_style = models.CharField(
        "简报写法", max_length=8, choices=ReportStyle.choices, default=ReportStyle.EXACT
    )
    numerator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分子"
    )
    denominator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分母"
    )
    definition = models.CharField("口径", max_length=300, blank=True)
    is_sensitive = models.BooleanField("特殊家庭数据", default=False)
    is_hidden = models.BooleanField("不单独显示", default=False)
    is_active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """活动日专题: 5.29, 7.11, a festival. Its editions are years."""

    id = models.SmallAutoField(primary_key=True)
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    is_active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "活动日专题"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class CampaignEdition(models.Model):
    """One year of a campaign: the figures of「2022年5.29活动」are those of its edition."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="editions", verbose_name="专题"
    )
    year = models.PositiveSmallIntegerField("年份")

    class Meta:
        verbose_name = "专题年度"
        ordering = ["-year", "campaign"]
        constraints = [models.UniqueConstraint(fields=["campaign", "year"], name="campaign_edition_once")]

    def __str__(self) -> str:
        return f"{self.year}年{self.campaign.name}"


class Figure(ScopedModel):
    """指标明细: one line of one record, in integer hundredths of the indicator's unit.

    A record's lines stand once for the period (``edition`` empty) and once more for each campaign edition
    that it carries.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField("记录类别", max_length=60)
    record_id = models.UUIDField("记录")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="指标"
    )
    day = models.DateField("记账日")
    value = models.BigIntegerField("数值")
    edition = models.ForeignKey(
        CampaignEdition,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="专题年度",
    )
    code = models.BigIntegerField("地址码", editable=False)

    class Meta:
        base_manager_name = "objects"
        verbose_name = "指标明细"
        indexes = [
            models.Index(fields=["code", "indicator", "day"], name="figure_code_indicator_day"),
            models.Index(fields=["record_id"], name="figure_record"),
            models.Index(
                fields=["edition", "code", "indicator"],
                name="figure_edition",
                condition=models.Q(edition__isnull=False),
            ),
        ]

    @property
    def amount(self) -> Decimal:
        return Decimal(self.value) / 100


class MonthTotal(ScopedModel):
    """月累计: one association, month and indicator; holds its own records and those of everything below.

    ``lines`` is the number of lines behind it; where none is left, the row goes: 0 is not 未报.
    Written only by ``core.figures.posting``. ``month`` is year × 100 + month.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.IntegerField("月份")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="指标"
    )
    value = models.BigIntegerField("数值")
    lines = models.BigIntegerField("明细行数", default=0)
    code = models.BigIntegerField("地址码", editable=False)

    class Meta:
        base_manager_name = "objects"
        verbose_name = "月累计"
        constraints = [
            models.UniqueConstraint(fields=["association", "month", "indicator"], name="month_total_once")
        ]


class FigureEntry(Record):
    """填报数: a number that no other record holds (编制, 产筛 …), typed for one association and day.

    For a stock ``value`` is the level reached on that day, and ``change`` the difference to the entry before;
    for any other kind both are the same. ``is_opening``: 期初数, what happened before the system began.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name="指标")
    day = models.DateField("日期")
    value = models.BigIntegerField("数值")
    change = models.BigIntegerField("变动", editable=False)
    is_opening = models.BooleanField("期初数", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "填报数"
        verbose_name_plural = "填报数"
        ordering = ["-day", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "indicator", "day"],
                name="figure_entry_once_a_day",
                violation_error_message="这个单位当天已有这项指标的填报数，请打开那一条修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.name} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("core:figure_entry_detail", args=[self.pk])

    @property
    def amount(self) -> Decimal:
        return Decimal(self.value) / 100

    def figures(self) -> list[FigureLine]:
        return [FigureLine(self.indicator.code, self.day, self.change)]
