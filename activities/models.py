"""Activities of the network, their kinds, schools and files."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from activities.choices import AttachmentKind, FiveDeliveries, Need, Stage, Theme, Venue
from core.attachments.models import StoredFile
from core.figures.lines import FigureLine
from core.figures.models import CampaignEdition, Indicator, KeyTask, ServiceLine
from core.records import Record
from families.models import WarmHome
from members.models import Site


class ActivityKind(models.Model):
    """活动类型: what it asks and yields is data (``KindFigure``). One list for the whole network."""

    id = models.SmallAutoField(primary_key=True)
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=30, unique=True)
    initials = models.CharField("拼音首字母", max_length=30, editable=False)
    key_task = models.CharField("六项重点工作", max_length=40, choices=KeyTask.choices, blank=True)
    service_line = models.CharField("四个服务", max_length=20, choices=ServiceLine.choices, blank=True)
    needs = models.CharField("另须填写", max_length=12, choices=Need.choices, blank=True)
    is_active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "活动类型"
        verbose_name_plural = "活动类型"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class KindFigure(models.Model):
    """What one kind yields: a number that it asks for, or a constant (场次 1). ``constant`` in hundredths."""

    kind = models.ForeignKey(
        ActivityKind, on_delete=models.CASCADE, related_name="figures", verbose_name="类型"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name="指标")
    constant = models.BigIntegerField("固定数", null=True, blank=True)
    is_required = models.BooleanField("必填", default=False)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "类型指标"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "indicator"], name="kind_yields_once")]

    def __str__(self) -> str:
        return f"{self.kind.name}：{self.indicator.name}"


class School(Record):
    """学校: the register behind 青春健康教育 (each school, each semester). No pupils."""

    name = models.CharField("学校名称", max_length=60)
    stage = models.CharField("学段", max_length=12, choices=Stage.choices)
    is_active = models.BooleanField("在用", default=True)

    class Meta(Record.Meta):
        verbose_name = "学校"
        verbose_name_plural = "学校"
        ordering = ["code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "name"],
                name="school_once",
                violation_error_message="这个单位已有同名学校。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Activity(Record):
    """活动: what an association did on one or several days.

    ``lines`` are the figures as saved, ``{indicator code: hundredths}``, constants of the kind included, so
    that a later change of the kind changes no old record. ``explanations`` answer soft questions, by code.
    """

    kind = models.ForeignKey(ActivityKind, on_delete=models.PROTECT, related_name="+", verbose_name="类型")
    first_day = models.DateField("日期", db_index=True)
    last_day = models.DateField("结束日期")
    title = models.CharField("主题", max_length=80, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    partners = models.CharField("合作单位", max_length=120, blank=True)
    summary = models.TextField("简要情况", max_length=2000, blank=True)
    key_task = models.CharField("六项重点工作", max_length=40, choices=KeyTask.choices, blank=True)
    service_line = models.CharField("四个服务", max_length=20, choices=ServiceLine.choices, blank=True)
    themes = models.JSONField("宣传主题", default=list, blank=True)
    venue = models.CharField("五进", max_length=12, choices=Venue.choices, blank=True)
    deliveries = models.JSONField("五送", default=list, blank=True)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="学校"
    )
    semester = models.CharField("学期", max_length=12, blank=True, editable=False)
    warm_home = models.ForeignKey(
        WarmHome, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="暖心家园"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阵地"
    )
    # Families that a condolence reached, each with a visit of its own; 0: its numbers were typed.
    households = models.PositiveSmallIntegerField("勾选户数", default=0, editable=False)
    editions = models.ManyToManyField(
        CampaignEdition, related_name="+", blank=True, verbose_name="活动日专题"
    )
    lines = models.JSONField("数字", default=dict, editable=False)
    explanations = models.JSONField("核实说明", default=dict, editable=False)
    needs_check = models.BooleanField("待核实", default=False, editable=False)
    recorder = models.ForeignKey(
        "core.Association",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="录入单位",
    )
    withdrawn_at = models.DateTimeField("删除时间", null=True, editable=False)
    withdrawn_reason = models.CharField("删除原因", max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = "活动"
        verbose_name_plural = "活动"
        ordering = ["-first_day", "-created_at"]
        indexes = [
            models.Index(fields=["code", "kind", "first_day"], name="activity_code_kind_day"),
            # Few records wait for a second look; the home page asks for them at every visit.
            models.Index(fields=["code"], name="activity_to_check", condition=models.Q(needs_check=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="activity_days_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        day = f"{self.first_day.month}月{self.first_day.day}日"
        return f"{self.association.name} {day} {self.title or self.kind.name}"

    def get_absolute_url(self) -> str:
        return reverse("activities:activity_detail", args=[self.pk])

    def figures(self) -> list[FigureLine]:
        """The stored lines on the first day; a withdrawn activity yields nothing."""
        if self.withdrawn_at is not None:
            return []
        return [FigureLine(code, self.first_day, value) for code, value in self.lines.items()]

    def edition_ids(self) -> list[int]:
        return [edition.pk for edition in self.editions.all()]

    @property
    def says_none(self) -> bool:
        """A statement that there was none: everything it counts is 0, 场次 too."""
        return bool(self.lines) and not any(self.lines.values())

    @property
    def is_recorded_for_another(self) -> bool:
        """代录: entered by a seat of another association."""
        return self.recorder_id != self.association_id

    @property
    def theme_labels(self) -> list[str]:
        return labels(Theme, self.themes)

    @property
    def delivery_labels(self) -> list[str]:
        return labels(FiveDeliveries, self.deliveries)


def labels(choices: Any, codes: list[str]) -> list[str]:
    """Chinese labels of stored codes; a code that is no longer offered is left out."""
    known = dict(choices.choices)
    return [known[code] for code in codes if code in known]


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Stored under the record's own id: nothing that a person typed reaches the file system."""
    day: date = attachment.activity.first_day
    return f"activities/{day:%Y/%m}/{attachment.pk}{attachment.suffix}"


class Attachment(StoredFile):
    """附件: a file of an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(
        "类别", max_length=12, choices=AttachmentKind.choices, default=AttachmentKind.PHOTO
    )
    file = models.FileField("文件", upload_to=attachment_path, max_length=200)

    class Meta(StoredFile.Meta):
        verbose_name = "附件"
        ordering = ["created_at"]
