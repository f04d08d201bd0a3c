"""The registry of special families: the family, its dated states, its members, who stands by it."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.fields import BlindIndexField, EncryptedTextField
from core.fields.people import normalise_resident_id
from core.figures.lines import FigureLine
from core.records import Record, ScopedModel
from families.choices import (
    ContactRole,
    FamilyStatus,
    FamilyType,
    Need,
    Reason,
    Relation,
    ServiceKind,
    Sex,
)
from families.lines import History, Person, Span, State, steps_of

COUNTY_SPAN = 1_000_000


class Family(Record):
    """计生特殊家庭: a household of the registry. It holds no remark: nothing about illness or loss is kept.

    ``status`` and ``family_type`` repeat the last of its states, ``since`` the day of that one. The version
    of the family guards all that belongs to it: members, services, contacts, needs, states.
    """

    household_number = models.CharField("户编号", max_length=30)
    family_type = models.CharField("家庭类型", max_length=12, choices=FamilyType.choices)
    status = models.CharField("状态", max_length=12, choices=FamilyStatus.choices, editable=False)
    since = models.DateField("状态起始日", editable=False)
    confirmed_on = models.DateField("认定日期")
    confirmed_by = models.CharField("认定机关", max_length=60, blank=True)
    address = EncryptedTextField("住址", max_length=120, blank=True)
    anonymised_at = models.DateTimeField("匿名时间", null=True, editable=False)

    # What ``figures()`` looks at beside the row itself (core.figures.verify).
    counted_with: ClassVar[tuple[str, ...]] = ("states__place", "members__services", "contacts")

    class Meta(Record.Meta):
        verbose_name = "特殊家庭"
        verbose_name_plural = "特殊家庭"
        ordering = ["code", "household_number"]
        indexes = [models.Index(fields=["code", "status"], name="family_code_status")]
        constraints = [
            models.UniqueConstraint(
                F("code") / COUNTY_SPAN,
                "household_number",
                name="household_number_once_a_county",
                violation_error_message="这个户编号在本县已经使用，请核对。",
            )
        ]

    def __str__(self) -> str:
        return f"户 {self.household_number}"

    def get_absolute_url(self) -> str:
        return reverse("families:family_detail", args=[self.pk])

    @property
    def listed_as(self) -> str:
        """How the records behind a number name it: by the end of its number, never by its people."""
        return f"特殊家庭 户 ***{self.household_number[-3:]}"

    @property
    def is_registered(self) -> bool:
        return bool(self.status == FamilyStatus.REGISTERED)

    def history(self) -> History:
        """The dated facts behind every figure, from the rows that belong to the family."""
        contacts: dict[str, list[Span]] = {}
        for contact in self.contacts.all():
            contacts.setdefault(contact.role, []).append(contact.span)
        return History(
            states=[row.as_state() for row in self.states.all()],
            members=[member.as_person() for member in self.members.all()],
            contacts=contacts,
        )

    def figures(self) -> list[FigureLine]:
        """Each step of its history, at the place where the family lived on that day."""
        return [
            FigureLine(step.indicator, step.day, step.change * 100, step.place)  # type: ignore[arg-type]
            for step in steps_of(self.history())
        ]


class FamilyState(Record):
    """家庭状态: from ``since`` on the family lives at ``place`` with this status and type."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="states")
    since = models.DateField("起始日")
    status = models.CharField("状态", max_length=12, choices=FamilyStatus.choices)
    family_type = models.CharField("家庭类型", max_length=12, choices=FamilyType.choices)
    place = models.ForeignKey(
        "core.Association", on_delete=models.PROTECT, related_name="+", verbose_name="所在单位"
    )
    reason = models.CharField("原因", max_length=12, choices=Reason.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = "家庭状态"
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["family", "since"], name="family_state_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.since}"

    def as_state(self) -> State:
        return State(self.since, self.place, self.status, self.family_type)


class FamilyMember(Record):
    """家庭成员. Name, resident ID and phone are encrypted; the ID is held only where money is paid.

    ``born`` is a month (1965-03) or a day (1965-03-01). ``left_on``: from this day on no longer a member.
    """

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    name = EncryptedTextField("姓名", max_length=60, blank=True)
    relation = models.CharField("与户主关系", max_length=12, choices=Relation.choices)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices, blank=True)
    born = models.CharField("出生年月", max_length=10, blank=True)
    resident_id = EncryptedTextField("身份证号", max_length=18, blank=True)
    resident_id_index = BlindIndexField("resident_id", normalise=normalise_resident_id)
    phone = EncryptedTextField("联系电话", max_length=20, blank=True)
    left_on = models.DateField("离开日期", null=True, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta(Record.Meta):
        verbose_name = "家庭成员"
        ordering = ["order", "created_at", "id"]
        indexes = [models.Index(fields=["resident_id_index"], name="family_member_id_index")]

    def __str__(self) -> str:
        return f"成员 {self.pk.hex[:8]}"

    def spans(self, kind: str) -> list[Span]:
        return [row.span for row in self.services.all() if row.kind == kind]

    def as_person(self) -> Person:
        services: dict[str, list[Span]] = {}
        for row in self.services.all():
            services.setdefault(row.kind, []).append(row.span)
        return Person(services, self.left_on)

    def is_present(self, day: date) -> bool:
        return self.left_on is None or day < self.left_on


class MemberService(Record):
    """成员享有的服务: from ``since`` on a member has it; from ``until`` on no longer."""

    member = models.ForeignKey(FamilyMember, on_delete=models.CASCADE, related_name="services")
    kind = models.CharField("服务", max_length=24, choices=ServiceKind.choices)
    since = models.DateField("开始日期")
    until = models.DateField("停止日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "成员服务"
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "since"], name="member_service_once_a_day"),
            models.UniqueConstraint(
                fields=["member", "kind"], condition=Q(until=None), name="member_service_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.since}"

    @property
    def span(self) -> Span:
        return self.since, self.until


class FamilyNeed(ScopedModel):
    """服务需求: what a family asks for, as a tag and never as a text."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="needs")
    need = models.CharField("需求", max_length=24, choices=Need.choices)

    class Meta(ScopedModel.Meta):
        verbose_name = "服务需求"
        constraints = [models.UniqueConstraint(fields=["family", "need"], name="family_need_once")]

    def __str__(self) -> str:
        return str(self.get_need_display())


class Contact(Record):
    """联系人: who stands by a family in which role, and since when. Their names are ordinary data."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField("身份", max_length=20, choices=ContactRole.choices)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=20, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("停止日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "联系人"
        ordering = ["role", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "role"],
                condition=Q(until=None, role__in=["township_leader", "village_cadre"]),
                name="one_holder_of_each_post",
                violation_error_message="这一岗位已有在任的联系人，请先停止再换人。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    @property
    def span(self) -> Span:
        return self.since, self.until

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def kinds_held(member: FamilyMember, day: date) -> set[str]:
    """The services that a member has on a day."""
    rows: Any = member.services.all()
    return {row.kind for row in rows if row.since <= day and (row.until is None or day < row.until)}
