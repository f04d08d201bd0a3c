"""What is done for a family: services from request to confirmation, hand-overs to other units, cases."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.fields import EncryptedTextField
from core.figures.lines import FigureLine
from core.records import Record
from families.choices import Aid, CaseChannel, CaseResult, CaseTopic, HelpKind, HelpState, ReferralState
from families.models.registry import Family

RIGHTS_CASES = "rights_case_count"


class ServiceRecord(Record):
    """服务记录: a service for a family, requested, arranged, taken on, done, and confirmed by another person.

    It lives where the family lives. It counts in no figure. ``note`` is encrypted and holds no illness.
    """

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="service_records")
    kind = models.CharField("服务项目", max_length=24, choices=HelpKind.choices)
    aid = models.CharField("四有四助", max_length=24, choices=Aid.choices, blank=True)
    state = models.CharField(
        "进度", max_length=12, choices=HelpState.choices, default=HelpState.REQUESTED, editable=False
    )
    requested_on = models.DateField("提出日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    helper = models.CharField("承办人", max_length=40, blank=True)
    helper_phone = models.CharField("承办人电话", max_length=20, blank=True)
    assigned_on = models.DateField("安排日期", null=True, blank=True)
    accepted_on = models.DateField("接单日期", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    done_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="完成登记人",
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="确认人",
    )  # fmt: skip
    note = EncryptedTextField("备注", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = "服务记录"
        ordering = ["requested_on", "created_at"]
        indexes = [models.Index(fields=["code", "state"], name="service_record_code_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("done_by")),
                name="service_record_confirmed_by_another",
                violation_error_message="完成和确认要由两个人办。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.requested_on}"

    def get_absolute_url(self) -> str:
        return reverse("families:service_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in (HelpState.CONFIRMED, HelpState.CANCELLED)

    def is_overdue(self, day: date) -> bool:
        """Not done, and its day has passed."""
        return self.is_open and self.done_on is None and self.due_on is not None and self.due_on < day


class Referral(Record):
    """转介: a service handed over to another unit of the county, which takes it on or sends it back.

    It belongs to who hands over and is **shared** with ``receiver`` (design.md §3): both read and write this
    row, and the receiver sees nothing else. So it says what the receiver needs: which service, until when,
    the household number, and whom to ask; no name of the family.
    """

    shared_with: ClassVar[str] = "to_code"

    service = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="referrals")
    receiver = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="接收单位"
    )
    to_code = models.BigIntegerField("接收单位地址码", editable=False, db_index=True)
    kind = models.CharField("服务项目", max_length=24, choices=HelpKind.choices)
    household_number = models.CharField("户编号", max_length=30)
    liaison = models.CharField("联系人", max_length=40)
    liaison_phone = models.CharField("联系人电话", max_length=20, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ReferralState.choices, default=ReferralState.SENT, editable=False
    )
    sent_on = models.DateField("转出日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    answered_on = models.DateField("接收或退回日期", null=True, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    helper = models.CharField("承办人", max_length=40, blank=True)
    done_by = models.ForeignKey(
        "core.Account", on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="办结登记人",
    )  # fmt: skip
    note = EncryptedTextField("转介说明", max_length=120, blank=True)
    answer = EncryptedTextField("答复", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = "转介"
        ordering = ["sent_on", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=["sent", "accepted"]),
                name="referral_open_once",
                violation_error_message="这项服务已经转出，请等对方答复或先撤回。",
            ),
        ]

    def __str__(self) -> str:
        return f"转介 {self.get_kind_display()} {self.sent_on}"

    def take_address(self) -> None:
        self.to_code = self.receiver.code
        super().take_address()

    def get_absolute_url(self) -> str:
        return reverse("families:referral_detail", args=[self.pk])

    @property
    def receivers_name(self) -> str:
        """「安江镇计生协」, as it stands as the helper of the service."""
        return f"{self.receiver.name}计生协"

    @property
    def is_open(self) -> bool:
        return self.state in (ReferralState.SENT, ReferralState.ACCEPTED)

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < day


class Case(Record):
    """诉求、维权服务: what somebody asked the association to see to; of a family of the registry, or not.

    It counts on the day on which it was opened, where it is handled, and stays there when the family moves.
    Who asked, and the words, are encrypted.
    """

    family = models.ForeignKey(
        Family, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name="家庭"
    )
    topic = models.CharField("诉求类别", max_length=16, choices=CaseTopic.choices)
    channel = models.CharField("来源", max_length=12, choices=CaseChannel.choices)
    opened_on = models.DateField("受理日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    handler = models.CharField("承办人", max_length=40, blank=True)
    name = EncryptedTextField("诉求人", max_length=60, blank=True)
    phone = EncryptedTextField("诉求人电话", max_length=20, blank=True)
    words = EncryptedTextField("诉求内容", max_length=200, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=12, choices=CaseResult.choices, blank=True)
    outcome = EncryptedTextField("处理情况", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = "维权诉求"
        ordering = ["-opened_on", "-created_at"]
        indexes = [models.Index(fields=["code", "closed_on"], name="case_code_closed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="case_closed_after_opened",
                violation_error_message="办结日期不能早于受理日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.opened_on}"

    def get_absolute_url(self) -> str:
        return reverse("families:case_detail", args=[self.pk])

    @property
    def listed_as(self) -> str:
        """How the records behind a number name it."""
        return f"维权诉求 {self.get_topic_display()}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < day

    def figures(self) -> list[FigureLine]:
        return [FigureLine(RIGHTS_CASES, self.opened_on, 100)]
