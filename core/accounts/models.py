"""Accounts: one person, one account, one seat."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from core.associations.models import Association
from core.scope import Scope

LINK_LIFETIME = timedelta(days=7)
# Without the look-alikes 0 O 1 l I: clerks read these from paper.
LINK_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


class Role(models.TextChoices):
    """What a seat may do; the table is in ``core/access.py``."""

    VIEWER = "viewer", "查看"
    EDITOR = "editor", "录入"
    REVIEWER = "reviewer", "审核"
    ADMINISTRATOR = "administrator", "管理员"
    AUDITOR = "auditor", "审计"


class AccountManager(BaseUserManager["Account"]):
    """Accounts by user name; ``within`` narrows them to a range of the network."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        """With the association: every request asks for the seat."""
        return super().get_queryset().select_related("association")

    def within(self, scope: Scope) -> models.QuerySet["Account"]:
        return self.filter(association__code__range=(scope.low, scope.high))


class Account(AbstractBaseUser):
    """账号: a person with a seat, that is an association and a role.

    Not row-secured, since the login must find it before any scope exists; pages ask ``within()``.
    """

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="accounts", verbose_name="单位"
    )
    role = models.CharField("角色", max_length=16, choices=Role.choices, default=Role.EDITOR)
    family_right = models.BooleanField("特殊家庭权限", default=False)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    session_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    unit_checked_at = models.DateTimeField("核对本单位资料", null=True, editable=False)
    steps_hidden_at = models.DateTimeField("收起第一次使用的提示", null=True, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ["association__code", "username"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.association.scope

    def get_session_auth_hash(self) -> str:
        """Also ends every session when the seat, the state or the password changes."""
        seat = f"{self.association_id}|{self.role}|{self.family_right}|{self.session_version}"
        return sha256(f"{super().get_session_auth_hash()}|{seat}".encode()).hexdigest()


class LinkBatch(models.Model):
    """One act of making links: its A4 slips can be printed until the page is left."""

    created_at = models.DateTimeField("时间", auto_now_add=True)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")


class LoginLink(models.Model):
    """一次性链接: lets a person set the first or a new password, once, within seven days.

    Only the hash of the token is kept. A link is spent by pressing a button (POST); opening it changes
    nothing, because chat programs fetch links for a preview.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links", verbose_name="账号")
    batch = models.ForeignKey(LinkBatch, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效至")
    spent_at = models.DateTimeField("使用时间", null=True)
    revoked_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "一次性链接"
        ordering = ["-created_at"]

    @staticmethod
    def new_token() -> str:
        return "".join(secrets.choice(LINK_LETTERS) for _ in range(24))

    @staticmethod
    def hash(token: str) -> str:
        return sha256(token.encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        return self.spent_at is None and self.revoked_at is None and self.expires_at > timezone.now()
