"""The account that makes all others: only a person at the machine can ask for it."""

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.accounts import usernames
from core.accounts.links import end_links
from core.accounts.models import LINK_LIFETIME, Account, LinkBatch, LoginLink, Role
from core.accounts.services import NewAccount, username_problems
from core.associations.models import Association
from core.audit.services import record


def first_administrator(*, username: str, name: str, association: Association) -> tuple[Account, str]:
    """The first administrator with the token of a one-time link; asked again, a new link for the same one.

    Raises ``ValidationError`` where another administrator is there already, who makes further accounts.
    """
    username = usernames.normalised(username)
    with scope.everything(), scope.transaction():
        account = Account.objects.select_related("association").filter(username=username).first()
        if account is None:
            account = _create(NewAccount(username, association, Role.ADMINISTRATOR, name))
        elif account.role != Role.ADMINISTRATOR or not account.is_active:
            raise ValidationError(f"账号 {username} 不是在用的管理员，请换一个登录名。")
        return account, _issue(account)


def _create(wanted: NewAccount) -> Account:
    standing = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).first()
    if standing is not None:
        raise ValidationError(
            f"已有管理员 {standing.username}：由其开账号；链接丢了，用这个登录名再运行一次。"
        )
    problem = username_problems([wanted]).get(wanted.username)
    if problem:
        raise ValidationError(problem)
    account = wanted.build()
    account.clean_fields(exclude=["association"])
    account.save()
    record(None, "create", account)
    return account


def _issue(account: Account) -> str:
    """Also makes older links and the password void, as every new link does."""
    end_links([account])
    token = LoginLink.new_token()
    LoginLink.objects.create(
        account=account,
        batch=LinkBatch.objects.create(created_by=account),
        token_hash=LoginLink.hash(token),
        expires_at=timezone.now() + LINK_LIFETIME,
    )
    account.password = make_password(None)
    account.save(update_fields=["password"])
    record(None, "link_issue", account)
    return token
