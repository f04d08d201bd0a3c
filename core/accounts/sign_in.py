"""Logging in and out, with their trace. Failures are counted by django-axes, without the typed password."""

from dataclasses import dataclass
from hashlib import sha256

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import HttpRequest

from core import scope
from core.accounts.models import Account
from core.accounts.queries import is_idle
from core.accounts.usernames import title
from core.associations.models import Association, Level
from core.audit.services import record

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Answer:
    """What became of an attempt; ``idle`` is told to those only who knew the password."""

    account: Account | None = None
    locked: bool = False
    idle: bool = False


def sign_in(request: HttpRequest, *, username: str, password: str) -> Answer:
    """Check a name and a password and open the session.

    Attempts on one name run one after another, so that parallel guesses cannot pass the limit together. After
    five failures the name is shut for 30 minutes, whether such an account exists or not.
    """
    with scope.everything(), scope.transaction():
        _queue_up(username)
        shut_before = AxesProxyHandler.is_locked(request, {"username": username})
        account = authenticate(request, username=username, password=password)
        if not isinstance(account, Account):
            locked = bool(getattr(request, "axes_locked_out", False))
            _record_failure(username, locked=locked and not shut_before)
            return Answer(locked=locked)
        if is_idle(account):
            Account.objects.filter(pk=account.pk).update(is_active=False)
            record(None, "disable", account, summary=title(account), reason="90 天没有登录")
            return Answer(idle=True)
        open_session(request, account)
        record(account, "login", account, summary=title(account))
    return Answer(account)


def open_session(request: HttpRequest, account: Account) -> None:
    """A new session with a new key; what an anonymous visitor held under the old key is dropped."""
    request.session.flush()
    login(request, account, backend=BACKEND)


def sign_out(request: HttpRequest, account: Account) -> None:
    """End the session, with its trace."""
    with scope.use(account.scope), scope.transaction():
        record(account, "logout", account, summary=title(account))
        logout(request)


def _queue_up(username: str) -> None:
    """One attempt on a name at a time. SQLite's write transactions already stand in one queue."""
    if connection.vendor != "postgresql":
        return
    key = int.from_bytes(sha256(f"login {username}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [key])


def _record_failure(username: str, *, locked: bool) -> None:
    """The trace of a failure, at the account's association, else at the city; nobody is its actor."""
    account = Account.objects.select_related("association").filter(username=username).first()
    place = account.association if account else Association.objects.filter(level=Level.CITY).first()
    if place is None:
        return
    name = title(account) if account else f"没有这个账号：{username[:40]}"
    record(None, "login_failed", account, association=place, summary=name)
    if locked:
        record(None, "lockout", account, association=place, summary=name, reason="密码连续输错 5 次")
