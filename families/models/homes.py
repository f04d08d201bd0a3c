"""暖心家园: the homes, their liaisons, volunteers, families served, plans and surveys."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.figures.lines import FigureLine
from core.records import Record
from families.models.registry import Family
from members.models import Member, SiteFile, SiteRecord


class WarmHome(SiteRecord):
    """暖心家园: a site where special families meet (domain.md §4.5).

    Its version guards all that belongs to it.
    """

    team = models.CharField("志愿服务队", max_length=40, blank=True)

    class Meta(SiteRecord.Meta):
        verbose_name = "暖心家园"
        verbose_name_plural = "暖心家园"

    def get_absolute_url(self) -> str:
        return reverse("families:home_detail", args=[self.pk])

    def figures(self) -> list[FigureLine]:
        """The stock of homes in use."""
        return self.span_lines("warm_home_count")


class OfHome(Record):
    """Something dated of one home: from ``since`` on; from ``until`` on no longer."""

    since = models.DateField("开始日期")
    until = models.DateField("停止日期", null=True, blank=True)

    class Meta(Record.Meta):
        abstract = True
        ordering = ["since", "id"]

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class HomeLiaison(OfHome):
    """卫生室联系人: the one worker of the health station who is linked to the home; exactly one at a time."""

    home = models.ForeignKey(WarmHome, on_delete=models.CASCADE, related_name="liaisons")
    name = models.CharField("姓名", max_length=40)
    station = models.CharField("所在卫生室", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)

    class Meta(OfHome.Meta):
        verbose_name = "卫生室联系人"
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                condition=Q(until=None),
                name="one_liaison_of_a_home",
                violation_error_message="这家暖心家园已有在任的卫生室联系人，请先停止再换人。",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="home_liaison_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"卫生室联系人 {self.name}"


class HomeVolunteer(OfHome):
    """志愿服务队队员: a volunteer of the register who serves at the home."""

    home = models.ForeignKey(WarmHome, on_delete=models.CASCADE, related_name="volunteers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta(OfHome.Meta):
        verbose_name = "暖心家园志愿者"
        constraints = [
            models.UniqueConstraint(
                fields=["home", "member"], condition=Q(until=None), name="home_volunteer_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"暖心家园志愿者 {self.since}"


class HomeFamily(OfHome):
    """服务家庭: a family that the home serves.

    It has the address of the home, so that the office of the home can count; the family itself is looked up
    within the scope. No constraint of the database: who removes a family may not reach the home.
    """

    home = models.ForeignKey(WarmHome, on_delete=models.CASCADE, related_name="served")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="homes", db_constraint=False)

    class Meta(OfHome.Meta):
        verbose_name = "服务家庭"
        constraints = [
            models.UniqueConstraint(
                fields=["home", "family"], condition=Q(until=None), name="home_family_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"服务家庭 {self.since}"


class HomePlan(Record):
    """年度计划: of one home and year, as text or as a file, due by 31 March (rule R1)."""

    home = models.ForeignKey(WarmHome, on_delete=models.CASCADE, related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    day = models.DateField("提交日期")
    text = models.TextField("计划内容", max_length=4000, blank=True)
    file = models.ForeignKey(
        SiteFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="计划文件"
    )

    class Meta(Record.Meta):
        verbose_name = "年度计划"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "year"],
                name="home_plan_once_a_year",
                violation_error_message="这一年已有计划，请打开修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年计划"


class HomeSurvey(Record):
    """满意度: how many were asked and how many were satisfied; nobody is named."""

    home = models.ForeignKey(WarmHome, on_delete=models.CASCADE, related_name="surveys")
    day = models.DateField("调查日期")
    asked = models.PositiveIntegerField("调查人数")
    satisfied = models.PositiveIntegerField("满意人数")

    class Meta(Record.Meta):
        verbose_name = "满意度调查"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["home", "day"], name="home_survey_once_a_day"),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("asked")),
                name="home_survey_in_order",
                violation_error_message="满意人数不能多于调查人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"满意度 {self.day}"
