"""One-time links: the only way to a first or a forgotten password, without e-mail or SMS (security.md A8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import LINK_LIFETIME, Account, LinkBatch, LoginLink
from core.accounts.usernames import title
from core.audit.services import entry, record, record_many


@dataclass(frozen=True)
class Issued:
    """A new link while its token is still known: it is shown once and kept nowhere."""

    link: LoginLink
    token: str


def issue_links(*, actor: Account, accounts: Iterable[Account]) -> list[Issued]:
    """A new link for each account: an older one is void, the old password unusable, the sessions ended.

    Administrators, inside their range. Refused for stopped accounts and for the own one.
    """
    accounts = list(accounts)
    for account in accounts:
        require(actor, Action.ADMINISTER, account.association)
        if not account.is_active:
            raise ValidationError(f"{account.name}的账号已停用，先启用再发链接。")
        if account.pk == actor.pk:
            raise ValidationError("不能给自己发链接；换密码请用「修改密码」。")
    with scope.transaction():
        end_links(accounts)
        now = timezone.now()
        batch = LinkBatch.objects.create(created_by=actor)
        tokens = [LoginLink.new_token() for _ in accounts]
        links = [
            LoginLink(
                account=account, batch=batch, token_hash=LoginLink.hash(token), expires_at=now + LINK_LIFETIME
            )
            for account, token in zip(accounts, tokens, strict=True)
        ]
        LoginLink.objects.bulk_create(links, batch_size=500)
        for account in accounts:
            account.password = make_password(None)
        Account.objects.bulk_update(accounts, ["password"], batch_size=200)
        record_many(entry(actor, "link_issue", account, summary=title(account)) for account in accounts)
    return [Issued(link, token) for link, token in zip(links, tokens, strict=True)]


def end_links(accounts: Iterable[Account]) -> int:
    """Make the waiting links of these accounts void; in the caller's transaction."""
    rows = LoginLink.objects.filter(account__in=accounts, spent_at=None, revoked_at=None)
    return rows.update(revoked_at=timezone.now())


def revoke_links(*, actor: Account, accounts: Iterable[Account]) -> int:
    """Make links void without a new one; how many there were. Administrators, inside their range."""
    accounts = list(accounts)
    for account in accounts:
        require(actor, Action.ADMINISTER, account.association)
    with scope.transaction():
        ended = end_links(accounts)
        record_many(entry(actor, "link_revoke", account, summary=title(account)) for account in accounts)
    return ended


def open_link(token: str) -> LoginLink | None:
    """The link behind a token while it can be used; asking changes nothing."""
    links = LoginLink.objects.select_related("account__association")
    link = links.filter(token_hash=LoginLink.hash(token)).first()
    return link if link and link.is_open and link.account.is_active else None


def spend_link(token: str) -> Account | None:
    """Use a link up and give back its account; of two attempts at once exactly one gets it, else None.

    Whoever holds the link is the actor. The account must set a password before anything else.
    """
    link = open_link(token)
    if link is None:
        return None
    account = link.account
    with scope.use(account.scope), scope.transaction():
        now = timezone.now()
        waiting = LoginLink.objects.filter(pk=link.pk, spent_at=None, revoked_at=None, expires_at__gt=now)
        if not waiting.update(spent_at=now):
            return None
        account.must_change_password = True
        account.save(update_fields=["must_change_password"])
        record(account, "link_spend", account, summary=title(account))
    return account
