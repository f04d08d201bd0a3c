"""The people of the network: members, backbone members, volunteers."""

from datetime import date

from django.db import models
from django.urls import reverse

from core.fields import EncryptedTextField
from core.figures.lines import FigureLine
from core.records import Record, ScopedModel
from members.choices import NEEDED, Flag, Sex, Status
from members.standing import Span, Standing, lines


class Member(Record):
    """会员: one person in the register of one association; a volunteer may stand in it without being one.

    ``status``, ``status_since`` and ``joined_on`` are copies of what the dated standings (``MemberState``)
    say; only the services write them. ``earlier`` holds ended times of a flag that has begun anew since. No
    resident ID: nothing is paid to members (domain.md §4.6).
    """

    name = models.CharField("姓名", max_length=40)
    initials = models.CharField("拼音首字母", max_length=40, editable=False)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices, blank=True)
    birth_month = models.CharField("出生年月", max_length=7, blank=True)
    phone = EncryptedTextField("联系电话", max_length=20, blank=True)
    group = models.CharField("会员小组", max_length=30, blank=True)
    backbone_since = models.DateField("骨干会员起", null=True, blank=True)
    backbone_until = models.DateField("骨干会员止", null=True, blank=True)
    volunteer_since = models.DateField("志愿者起", null=True, blank=True)
    volunteer_until = models.DateField("志愿者止", null=True, blank=True)
    team = models.CharField("服务队", max_length=40, blank=True)
    skills = models.CharField("特长", max_length=120, blank=True)
    earlier = models.JSONField("以前的起止", default=dict, editable=False)
    status = models.CharField("状态", max_length=12, choices=Status.choices, editable=False)
    status_since = models.DateField("状态日期", editable=False)
    joined_on = models.DateField("入会日期", null=True, editable=False)
    withdrawn_at = models.DateTimeField("删除时间", null=True, editable=False)
    withdrawn_reason = models.CharField("删除原因", max_length=200, blank=True, editable=False)

    # What ``figures()`` looks at beside the row itself (core.figures.verify).
    counted_with = ("states__place",)

    class Meta(Record.Meta):
        verbose_name = "会员"
        verbose_name_plural = "会员"
        ordering = ["code", "initials", "name", "id"]
        indexes = [
            models.Index(fields=["code", "initials", "name"], name="member_code_initials"),
            models.Index(fields=["code", "status"], name="member_code_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(backbone_until=None)
                | models.Q(backbone_until__gte=models.F("backbone_since")),
                name="member_backbone_in_order",
                violation_error_message="骨干会员的截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=models.Q(volunteer_until=None)
                | models.Q(volunteer_until__gte=models.F("volunteer_since")),
                name="member_volunteer_in_order",
                violation_error_message="志愿者的截止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member_detail", args=[self.pk])

    @property
    def title(self) -> str:
        """What a list of records calls it."""
        return self.name

    named_in_lists = title

    def standings(self) -> list[Standing]:
        """The dated standings, oldest first."""
        rows = sorted(self.states.all(), key=lambda row: row.since)
        return [Standing(row.since, row.status, row.place) for row in rows]

    def spans(self, flag: Flag) -> list[Span]:
        """When this person was it, oldest first; an open end is None."""
        found: list[Span] = [
            (date.fromisoformat(since), date.fromisoformat(until))
            for since, until in self.earlier.get(flag.value, [])
        ]
        since = getattr(self, f"{flag.value}_since")
        return [*found, (since, getattr(self, f"{flag.value}_until"))] if since else found

    def has(self, flag: Flag) -> bool:
        """Whether this person is it today."""
        if self.status not in NEEDED[flag] or getattr(self, f"{flag.value}_since") is None:
            return False
        return getattr(self, f"{flag.value}_until") is None

    @property
    def is_backbone(self) -> bool:
        return self.has(Flag.BACKBONE)

    @property
    def is_volunteer(self) -> bool:
        return self.has(Flag.VOLUNTEER)

    def figures(self) -> list[FigureLine]:
        """Stocks: +1 and -1 on the days and at the places of the standings; none for a withdrawn record."""
        if self.withdrawn_at is not None:
            return []
        return lines(self.standings(), {flag: self.spans(flag) for flag in Flag})


class MemberState(ScopedModel):
    """会员变动: from ``since`` on a status at ``place``, until the next row of the same member begins.

    ``association`` is where the record stands today, for the fence; ``place`` where the person was then.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="states", verbose_name="会员")
    since = models.DateField("日期")
    status = models.CharField("状态", max_length=12, choices=Status.choices)
    place = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="当时单位"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = "会员变动"
        verbose_name_plural = "会员变动"
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["member", "since"], name="member_state_once_a_day")]

    def __str__(self) -> str:
        return f"{self.since} {self.get_status_display()}"
