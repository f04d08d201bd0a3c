"""Sites (阵地): what all have in common, the register of the network's sites, their checks and files."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.attachments.models import StoredFile
from core.figures.lines import FigureLine
from core.records import Record
from members.choices import Grade, SiteFileKind, SiteState, SiteType

ONE = 100  # hundredths of a site
COUNTED = {
    SiteType.MEMBER_HOME.value: "member_home_count",
    SiteType.HEALTH_STATION.value: "health_station_count",
    SiteType.BIRTH_CENTER.value: "healthy_birth_center_count",
}
NEW_DEMONSTRATION = {SiteType.MEMBER_HOME.value: "member_home_new_count"}


class SiteRecord(Record):
    """阵地: a place with a beginning and an end; abstract, each kind of register has its own table.

    Its state follows from the four days 筹建, 验收, 在用, 停用. It counts from ``opened_on`` up to the day
    before ``closed_on``. ``demonstration_since``: 示范点 from that day on.
    """

    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=120, blank=True)
    area = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    equipment = models.CharField("设施设备", max_length=300, blank=True)
    host = models.CharField("依托单位", max_length=60, blank=True)
    grade = models.CharField("项目点级别", max_length=12, choices=Grade.choices, blank=True)
    demonstration_since = models.DateField("示范点起", null=True, blank=True)
    planned_on = models.DateField("筹建日期", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True, editable=False)
    closed_reason = models.CharField("停用原因", max_length=200, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("删除时间", null=True, editable=False)
    withdrawn_reason = models.CharField("删除原因", max_length=200, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True
        ordering = ["code", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "name"],
                condition=Q(withdrawn_at=None),
                name="%(class)s_once",
                violation_error_message="这个单位已有同名阵地，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
                name="%(class)s_days_in_order",
                violation_error_message="停用日期要在启用日期之后。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What a list of records calls it."""
        return self.name

    named_in_lists = title

    def state_on(self, day: date) -> SiteState:
        """The last of its four steps that had come by ``day``."""
        steps = (
            (self.closed_on, SiteState.CLOSED),
            (self.opened_on, SiteState.IN_USE),
            (self.accepted_on, SiteState.ACCEPTED),
        )
        return next((state for at, state in steps if at and at <= day), SiteState.PLANNED)

    def is_open_on(self, day: date) -> bool:
        return self.withdrawn_at is None and self.state_on(day) == SiteState.IN_USE

    def span_lines(self, indicator: str) -> list[FigureLine]:
        """+1 on the day of opening, -1 on the day of closing; none before it opens or once withdrawn."""
        if self.withdrawn_at is not None or self.opened_on is None:
            return []
        found = [FigureLine(indicator, self.opened_on, ONE)]
        return [*found, FigureLine(indicator, self.closed_on, -ONE)] if self.closed_on else found


class Site(SiteRecord):
    """会员之家, 健康驿站, 优生优育指导中心, 人口文化大院, 农家书屋."""

    type = models.CharField("类型", max_length=24, choices=SiteType.choices)

    class Meta(SiteRecord.Meta):
        verbose_name = "阵地"
        verbose_name_plural = "阵地"
        indexes = [models.Index(fields=["code", "type"], name="site_code_type")]

    def get_absolute_url(self) -> str:
        return reverse("members:site_detail", args=[self.pk])

    @property
    def listed_as(self) -> str:
        """How the records behind a number name it."""
        return str(self.get_type_display())

    def figures(self) -> list[FigureLine]:
        """The stock of its type; a 会员之家 is a new 示范点 on the day it becomes one."""
        lines = self.span_lines(COUNTED[self.type]) if self.type in COUNTED else []
        if lines and self.demonstration_since and self.type in NEW_DEMONSTRATION:
            lines.append(FigureLine(NEW_DEMONSTRATION[self.type], self.demonstration_since, ONE))
        return lines


class Standard(models.Model):
    """检查标准: one version of a check-list (六有, 五有, 四项制度). One list for the whole network.

    ``items``: ``[{"code": "place", "text": "有场所"}]``. A new version never changes what was checked by an
    older one. ``site_type``: a type of ``Site``, or ``warm_home``.
    """

    id = models.SmallAutoField(primary_key=True)
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=30)
    site_type = models.CharField("适用于", max_length=24)
    version = models.PositiveSmallIntegerField("版本", default=1)
    since = models.DateField("施行日期")
    source = models.CharField("依据", max_length=120, blank=True)
    items = models.JSONField("项目", default=list)

    class Meta:
        verbose_name = "检查标准"
        verbose_name_plural = "检查标准"
        ordering = ["site_type", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="standard_version_once")]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"


class OfSite(Record):
    """What belongs to a site of either register: named by kind and key, as the trace names records."""

    site_kind = models.CharField(max_length=40, editable=False)
    site_id = models.UUIDField(editable=False)

    class Meta(Record.Meta):
        abstract = True
        indexes = [models.Index(fields=["site_id"], name="%(class)s_site")]


class SiteCheck(OfSite):
    """对标检查: a self-assessment by one version of a standard, and the review of it by somebody else.

    ``answers``: ``{item code: {"met": true, "evidence": "..."}}``.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+", verbose_name="标准")
    day = models.DateField("自查日期")
    answers = models.JSONField("自查结果", default=dict)
    reviewed_on = models.DateField("复核日期", null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="复核人",
    )  # fmt: skip
    passed = models.BooleanField("合格", null=True, editable=False)
    remark = models.CharField("复核意见", max_length=200, blank=True, editable=False)

    class Meta(OfSite.Meta):
        verbose_name = "对标检查"
        ordering = ["-day", "-created_at"]

    def __str__(self) -> str:
        return f"{self.standard} {self.day}"

    @property
    def met(self) -> int:
        return sum(1 for answer in self.answers.values() if answer.get("met"))


def site_file_path(file: "SiteFile", filename: str) -> str:
    """Stored under the record's own id: nothing that a person typed reaches the file system."""
    return f"sites/{file.pk}{file.suffix}"


class SiteFile(OfSite, StoredFile):
    """阵地资料: a photo, a plan, a piece of evidence. ``item``: of the check-list that it proves."""

    kind = models.CharField("类别", max_length=12, choices=SiteFileKind.choices, default=SiteFileKind.PHOTO)
    item = models.SlugField("对应项目", max_length=40, blank=True)
    file = models.FileField("文件", upload_to=site_file_path, max_length=200)

    class Meta(OfSite.Meta):
        verbose_name = "阵地资料"
        ordering = ["created_at"]
