"""The pages of accounts, for administrators, and the own password."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from core import scope
from core.access import Action, access, account_of, get_visible
from core.accounts import usernames
from core.accounts.forms import AccountFilter, AccountForm, OwnNameForm, PasswordForm, SeatForm
from core.accounts.links import issue_links
from core.accounts.models import Account
from core.accounts.queries import accounts_in_range, idle_accounts, path_of
from core.accounts.services import (
    NewAccount,
    change_account,
    change_password,
    create_account,
    disable_account,
    enable_account,
    unlock_account,
)
from core.accounts.slips import show_slips
from core.accounts.usernames import title
from core.pages.links import local_address
from core.pages.tables import Column
from core.pages.views import ConfirmPage, FormPage, ListPage, Page, add_errors


@method_decorator(sensitive_post_parameters(), name="dispatch")
@access(get=Action.OWN, post=Action.OWN, old_password=True)
class PasswordChange(FormPage):
    """The own password; the first step after a one-time link."""

    template = "registration/password_change.html"
    form_class = PasswordForm
    done = "新密码已保存。"

    def context(self, **extra: Any) -> dict[str, Any]:
        heading = "修改密码" if account_of(self.request).has_usable_password() else "设置密码"
        return super().context(**{"heading": heading, **extra})

    def form_arguments(self) -> dict[str, Any]:
        return {"account": account_of(self.request)}

    def save(self, form: PasswordForm) -> None:
        change_password(actor=account_of(self.request), password=form.cleaned_data["new_password"])
        update_session_auth_hash(self.request, account_of(self.request))

    def done_url(self, result: None) -> str:
        return "/"


def state_of(account: Any) -> str:
    if not account.is_active:
        return "停用"
    return "已锁定" if account.is_locked else "启用"


def link_state_of(account: Any) -> str:
    if account.link_open:
        return "链接未用"
    return "已设密码" if account.has_password else "要发新链接"


def last_login_of(account: Account) -> str:
    if account.last_login is None:
        return "没有登录过"
    return timezone.localtime(account.last_login).strftime("%Y-%m-%d %H:%M")


@access(get=Action.ADMINISTER)
class AccountList(ListPage):
    """Accounts within the range."""

    heading = "账号"
    help_text = "本单位和下级单位的账号。一人一个账号；忘了密码、第一次使用，都用一次性链接设密码。"
    filter_class = AccountFilter
    columns: ClassVar[list[Column]] = [
        Column("name", "姓名", sort="name"),
        Column("username", "登录名", sort="username"),
        Column("association", "单位", lambda row: path_of(row.association), sort="association__code"),
        Column("role", "角色", lambda row: row.get_role_display(), sort="role"),
        Column("family_right", "特殊家庭", lambda row: "可看" if row.family_right else ""),
        Column("state", "状态", state_of),
        Column("link", "密码", link_state_of),
        Column("last_login", "上次登录", last_login_of, sort="last_login"),
    ]
    empty: ClassVar[dict[str, Any]] = {"title": "没有这样的账号", "text": "换个筛选条件，或新建一个。"}

    def rows(self) -> QuerySet[Any]:
        return accounts_in_range()

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if unit := chosen.get("association"):
            rows = rows.filter(association__code__range=(unit.low, unit.high))
        if role := chosen.get("role"):
            rows = rows.filter(role=role)
        if text := chosen.get("text", "").strip():
            rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text))
        return _in_state(rows, chosen.get("state", ""))

    def link(self, row: Account) -> str:
        return reverse("core:account_detail", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        return [
            {"label": "新建账号", "url": reverse("core:account_create"), "primary": True},
            {"label": "批量开账号", "url": reverse("core:account_many")},
        ]


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "idle":
        return idle_accounts(rows.filter(is_active=True))
    narrowed = {
        "active": {"is_active": True},
        "disabled": {"is_active": False},
        "locked": {"is_locked": True},
        "link": {"link_open": True},
        "no_password": {"link_open": False, "has_password": False, "is_active": True},
    }
    return rows.filter(**narrowed.get(state, {}))


def _steps(*more: str) -> list[dict[str, str]]:
    steps = [{"label": "账号", "url": reverse("core:account_list")}]
    return [*steps, *({"label": label, "url": ""} for label in more)]


class OneAccount(Page):
    """A page about one account of the range; one outside does not exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    @property
    def account(self) -> Any:
        if not hasattr(self, "_account"):
            self._account = get_visible(accounts_in_range(), pk=self.pk)
        return self._account

    @property
    def is_own(self) -> bool:
        return bool(self.account.pk == self.request.user.pk)

    def detail_url(self) -> str:
        return reverse("core:account_detail", args=[self.pk])

    def context(self, **extra: Any) -> dict[str, Any]:
        steps = _steps()
        steps.append({"label": self.account.name, "url": self.detail_url()})
        return super().context(**{"breadcrumb": steps, **extra})

    def cancel_url(self) -> str:
        return self.detail_url()

    def done_url(self, result: Any) -> str:
        return self.detail_url()


@access(get=Action.ADMINISTER)
class AccountDetail(OneAccount):
    """One account and what can be done with it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.account
        facts = [
            {"label": "登录名", "value": account.username},
            {"label": "单位", "value": path_of(account.association)},
            {"label": "角色", "value": account.get_role_display()},
            {"label": "特殊家庭权限", "value": "有" if account.family_right else "没有"},
            {"label": "状态", "value": state_of(account)},
            {"label": "密码", "value": link_state_of(account)},
            {"label": "上次登录", "value": last_login_of(account)},
            {"label": "建立", "value": timezone.localtime(account.created_at).strftime("%Y-%m-%d")},
        ]
        return self.show(heading=account.name, facts=facts, actions=self._actions())

    def _actions(self) -> list[dict[str, Any]]:
        def act(label: str, name: str, **more: Any) -> dict[str, Any]:
            return {"label": label, "url": reverse(f"core:{name}", args=[self.pk]), **more}

        actions = [act("修改", "account_update", primary=True)]
        if self.account.is_locked:
            actions.append(act("解锁", "account_unlock", method="post"))
        if self.is_own:
            return actions
        if not self.account.is_active:
            return [*actions, act("启用", "account_enable", method="post")]
        label = "重置密码" if self.account.has_password else "发新链接"
        return [*actions, act(label, "account_reset"), act("停用", "account_disable", danger=True)]


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AccountCreate(FormPage):
    """A new account; the answer is its slip."""

    heading = "新建账号"
    help_text = "建好后打印一张带一次性链接的纸条，本人用它自己设密码。"
    form_class = AccountForm
    submit_label = "新建并打印纸条"

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(**{"breadcrumb": _steps("新建"), **extra})

    def cancel_url(self) -> str:
        return reverse("core:account_list")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AccountForm(request.POST)
        if not form.is_valid():
            return self.show_form(form, 422)
        chosen = form.cleaned_data
        chosen["username"] = chosen["username"] or _proposal(chosen["association"])
        try:
            with scope.transaction():
                account = create_account(actor=account_of(request), wanted=NewAccount(**chosen))
                issued = issue_links(actor=account_of(request), accounts=[account])
        except ValidationError as error:
            add_errors(form, error)
            return self.show_form(form, 422)
        return show_slips(request, issued, back=reverse("core:account_list"), heading="账号已建，请打印纸条")


def _proposal(unit: Any) -> str:
    return usernames.propose([unit], usernames.Style.INITIALS)[unit.pk]


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AccountUpdate(OneAccount, FormPage):
    """Name and seat; of the own account the name only."""

    heading = "修改账号"
    done = "已保存。换了单位、角色或权限的，对方要重新登录。"

    @property
    def form_class(self) -> type[forms.Form]:  # type: ignore[override]
        return OwnNameForm if self.is_own else SeatForm

    def form_arguments(self) -> dict[str, Any]:
        fields = ("name", "association", "role", "family_right")
        return {"initial": {name: getattr(self.account, name) for name in fields}}

    def save(self, form: forms.Form) -> Account:
        seat = {name: getattr(self.account, name) for name in ("association", "role", "family_right")}
        return change_account(
            actor=account_of(self.request), account=self.account, **{**seat, **form.cleaned_data}
        )


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AccountDisable(OneAccount, ConfirmPage):
    """Stops an account."""

    heading = "停用账号"
    submit_label = "停用"
    done = "账号已停用。"

    @property
    def question(self) -> str:  # type: ignore[override]
        return f"停用 {title(self.account)} 的账号？"

    def consequences(self) -> list[str]:
        after = "登记过的内容都保留，以后可以再启用。"
        return ["马上不能登录，已登录的会退出。", "没用的一次性链接作废。", after]

    def save(self, form: forms.Form) -> None:
        disable_account(actor=account_of(self.request), account=self.account)


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AccountReset(OneAccount, ConfirmPage):
    """A new one-time link in place of the password."""

    heading = "发一次性链接"
    submit_label = "发新链接并打印纸条"
    danger = False

    @property
    def question(self) -> str:  # type: ignore[override]
        return f"给 {title(self.account)} 发一个新链接？"

    def consequences(self) -> list[str]:
        before = ["现在的密码马上不能用，已登录的会退出。"] if self.account.has_password else []
        return [*before, "以前发的链接作废。", "新链接 7 天内有效，只在下一页显示一次，请当场打印。"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            issued = issue_links(actor=account_of(request), accounts=[self.account])
        except ValidationError as error:
            form = forms.Form(request.POST)
            form.is_valid()
            add_errors(form, error)
            return self.show_form(form, 422)
        return show_slips(request, issued, back=self.detail_url(), heading="请打印纸条")


@access(post=Action.ADMINISTER)
def account_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopens an account."""
    account = get_visible(accounts_in_range(), pk=pk)
    if enable_account(actor=account_of(request), account=account):
        messages.warning(request, "账号已启用。它 90 天没用过，原密码已失效，请再发一个新链接。")
    else:
        messages.success(request, "账号已启用。")
    return redirect("core:account_detail", pk=pk)


@access(post=Action.ADMINISTER)
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a locked account try again now."""
    account = get_visible(accounts_in_range(), pk=pk)
    unlock_account(actor=account_of(request), account=account)
    messages.success(request, f"{title(account)} 已解锁，可以马上登录。")
    return redirect(local_address(request, reverse("core:account_detail", args=[pk])))
