"""Forms about accounts and passwords."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.accounts import usernames
from core.accounts.models import Account, Role
from core.accounts.usernames import Style
from core.accounts.validators import LONGEST, advice
from core.associations.models import Level
from core.pages.fields import AssociationField

NEW = {"autocomplete": "new-password", "spellcheck": "false"}
STATES = [
    ("", "全部"),
    ("active", "启用"),
    ("disabled", "停用"),
    ("locked", "已锁定"),
    ("link", "链接未用"),
    ("no_password", "没有密码，也没有可用链接"),
    ("idle", "90 天没登录"),
]
ROLE_HELP = "查看：看数和导出；录入：再加登记；审核：再加审核；管理员：管账号，不登记；审计：看审计记录。"
FAMILY_HELP = "勾选后，本范围的特殊家庭名单和明细对这个账号可见。"


class LoginForm(forms.Form):
    """Name and password. Whether they are right is said in one sentence, the same for every reason."""

    username = forms.CharField(label="登录名", max_length=40)
    password = forms.CharField(label="密码", max_length=LONGEST, strip=False)

    def clean_username(self) -> str:
        return usernames.normalised(self.cleaned_data["username"])


class PasswordForm(forms.Form):
    """A new password, twice; the old one where there is one."""

    old_password = forms.CharField(
        label="现在的密码",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码", max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs=NEW)
    )
    password_again = forms.CharField(
        label="再输一遍", max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.advice = advice(account)
        if not account.has_usable_password():
            del self.fields["old_password"]

    def clean_old_password(self) -> str:
        typed: str = self.cleaned_data["old_password"]
        if not self.account.check_password(typed):
            raise ValidationError("现在的密码不对。")
        return typed

    def clean_new_password(self) -> str:
        typed: str = self.cleaned_data["new_password"]
        if typed == self.cleaned_data.get("old_password"):
            raise ValidationError("新密码和现在的一样，请换一个。")
        validate_password(typed, self.account)
        return typed

    def clean_password_again(self) -> str:
        typed: str = self.cleaned_data["password_again"]
        if "new_password" in self.cleaned_data and typed != self.cleaned_data["new_password"]:
            raise ValidationError("两遍不一样，请再输一次。")
        return typed


class SeatForm(forms.Form):
    """A person and a seat: name, unit, role, family right."""

    name = forms.CharField(label="姓名", max_length=40)
    association = AssociationField()
    role = forms.ChoiceField(label="角色", choices=Role.choices, initial=Role.EDITOR, help_text=ROLE_HELP)
    family_right = forms.BooleanField(label="特殊家庭权限", required=False, help_text=FAMILY_HELP)


class AccountForm(SeatForm):
    """A new account."""

    username = forms.CharField(
        label="登录名", max_length=40, help_text=f"{usernames.ADVICE}留空由系统取。", required=False
    )
    field_order = ["association", "name", "username", "role", "family_right"]

    def clean_username(self) -> str:
        return usernames.normalised(self.cleaned_data["username"])


class OwnNameForm(forms.Form):
    """What administrators may change of their own account."""

    name = forms.CharField(label="姓名", max_length=40)


class AccountFilter(forms.Form):
    """Filters of the list."""

    association = AssociationField(label="单位", required=False)
    role = forms.ChoiceField(label="角色", choices=[("", "全部"), *Role.choices], required=False)
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)
    text = forms.CharField(label="姓名或登录名", max_length=40, required=False)


class ManyForm(forms.Form):
    """For which units accounts are made at once, and of which kind."""

    LEVELS = [(level.value, f"全部{level.label}") for level in (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)]

    association = AssociationField(label="上级单位")
    level = forms.TypedChoiceField(label="给哪一级开", choices=LEVELS, coerce=int)
    text = forms.CharField(label="名称含", max_length=20, required=False, help_text="如 社区；不填为全部")
    role = forms.ChoiceField(label="角色", choices=Role.choices, initial=Role.EDITOR)
    style = forms.ChoiceField(label="登录名取自", choices=Style.choices, initial=Style.INITIALS)


class LinkFilter(forms.Form):
    """Filter of the links that wait."""

    association = AssociationField(label="单位", required=False)
