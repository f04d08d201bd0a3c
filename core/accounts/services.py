"""Writing accounts: who may make, change, stop and reopen them (security.md A1, A6, B8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core import scope
from core.access import Action, require
from core.accounts import usernames
from core.accounts.links import end_links
from core.accounts.models import Account, Role
from core.accounts.queries import is_idle
from core.accounts.usernames import title
from core.associations.models import Association
from core.audit.services import changes_between, entry, record, record_many

ROLE_TITLES = {
    Role.VIEWER: "查看员",
    Role.EDITOR: "录入员",
    Role.REVIEWER: "审核员",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计员",
}
OWN_SEAT = "自己的单位、角色和权限要请另一位管理员改。"


@dataclass(frozen=True)
class NewAccount:
    """What is asked for. Without ``name`` the account is called after its unit: 茶溪村录入员."""

    username: str
    association: Association
    role: str
    name: str = ""
    family_right: bool = False

    def build(self) -> Account:
        return Account(
            username=usernames.normalised(self.username),
            name=self.name.strip() or default_name(self.association, self.role),
            association=self.association,
            role=self.role,
            family_right=self.family_right,
            password=make_password(None),
        )


def default_name(association: Association, role: str) -> str:
    """What an account is called until somebody enters the person's name."""
    return f"{association.name[:36]}{ROLE_TITLES[Role(role)]}"


def create_account(*, actor: Account, wanted: NewAccount) -> Account:
    """One account, without a password: it opens with a one-time link. ``ValidationError`` names the field."""
    problem = username_problems([wanted]).get(usernames.normalised(wanted.username))
    if problem:
        raise ValidationError({"username": problem})
    return create_accounts_many(actor=actor, wanted=[wanted])[0]


def create_accounts_many(*, actor: Account, wanted: Iterable[NewAccount]) -> list[Account]:
    """The bulk door of ``create_account``: all or none. Administrators, inside their range."""
    wanted = list(wanted)
    for new in wanted:
        require(actor, Action.ADMINISTER, new.association)
        if not new.association.is_active:
            raise ValidationError(f"{new.association.name}已停用，不能再开账号。")
    problems = username_problems(wanted)
    if problems:
        raise ValidationError([f"{name}：{problem}" for name, problem in problems.items()])
    accounts = [new.build() for new in wanted]
    for account in accounts:
        account.clean_fields(exclude=["association"])
    try:
        with scope.transaction():
            Account.objects.bulk_create(accounts, batch_size=500)
            record_many(entry(actor, "create", account, **_details(account, {})) for account in accounts)
    except IntegrityError:
        raise ValidationError("刚才有人用了其中一个登录名，请刷新后再建。") from None
    return accounts


def username_problems(wanted: Iterable[NewAccount]) -> dict[str, str]:
    """What is wrong with the user names asked for, by normalised name."""
    names = [usernames.normalised(new.username) for new in wanted]
    standing = set(Account.objects.filter(username__in=names).values_list("username", flat=True))
    problems = {}
    for name in names:
        if not usernames.ALLOWED.fullmatch(name):
            problems[name] = usernames.ADVICE
        elif name in standing:
            problems[name] = "已有人用这个登录名，请换一个。"
        elif names.count(name) > 1:
            problems[name] = "这一批里有两个一样的登录名。"
    return problems


def change_account(
    *, actor: Account, account: Account, name: str, association: Association, role: str, family_right: bool
) -> Account:
    """Change the person's name or the seat. A changed seat ends the sessions at the next request.

    Both the old and the new unit must lie in the actor's range; nobody changes the own seat.
    """
    require(actor, Action.ADMINISTER, account.association)
    require(actor, Action.ADMINISTER, association)
    with scope.transaction():
        account = (
            Account.objects.select_for_update(of=("self",)).select_related("association").get(pk=account.pk)
        )
        require(actor, Action.ADMINISTER, account.association)
        seat = (association.pk, role, family_right)
        if account.pk == actor.pk and seat != (account.association_id, account.role, account.family_right):
            raise ValidationError(OWN_SEAT)
        before = _facts(account)
        if role == Role.ADMINISTRATOR and account.role != role and account.has_usable_password():
            account.must_change_password = True  # administrators need a longer one
        account.name, account.association = name, association
        account.role, account.family_right = role, family_right
        account.clean_fields()
        account.save(update_fields=["name", "association", "role", "family_right", "must_change_password"])
        record(actor, "update", account, **_details(account, before))
    return account


def disable_account(*, actor: Account, account: Account) -> None:
    """Stop an account: its sessions and waiting links end at once. Nobody stops the own account."""
    require(actor, Action.ADMINISTER, account.association)
    if account.pk == actor.pk:
        raise ValidationError("不能停用自己的账号，要请另一位管理员办理。")
    with scope.transaction():
        if Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
            end_links([account])
            record(actor, "disable", account, summary=title(account), changes={"is_active": [True, False]})


def enable_account(*, actor: Account, account: Account) -> bool:
    """Reopen an account. One that lay idle for 90 days opens with a new link only: then it answers True."""
    require(actor, Action.ADMINISTER, account.association)
    with scope.transaction():
        if not Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
            return False
        if idle := is_idle(account):
            Account.objects.filter(pk=account.pk).update(password=make_password(None))
        record(actor, "enable", account, summary=title(account), changes={"is_active": [False, True]})
    return idle


def unlock_account(*, actor: Account, account: Account) -> None:
    """Forget the wrong passwords typed for an account, before its 30 minutes are over."""
    require(actor, Action.ADMINISTER, account.association)
    with scope.transaction():
        if reset(username=account.username):
            record(actor, "unlock", account, summary=title(account))


def change_password(*, actor: Account, password: str) -> None:
    """Set the own password; every other session of the account ends, since its hash is part of theirs."""
    require(actor, Action.OWN, actor.association)
    validate_password(password, actor)
    with scope.transaction():
        actor.set_password(password)
        actor.must_change_password = False
        actor.save(update_fields=["password", "must_change_password"])
        record(actor, "password_change", actor, summary=title(actor))


def _facts(account: Account) -> dict[str, Any]:
    return {
        "username": account.username,
        "name": account.name,
        "association": account.association.name,
        "role": account.role,
        "family_right": account.family_right,
    }


def _details(account: Account, before: dict[str, Any]) -> dict[str, Any]:
    return {"summary": title(account), "changes": changes_between(before, _facts(account))}
