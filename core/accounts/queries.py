"""Reading accounts: within a range, with the state of lock and link."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from core import scope
from core.accounts.models import Account, LoginLink
from core.associations.models import Association, Level

IDLE = timedelta(days=90)


def accounts_in_range() -> QuerySet[Account]:
    """The accounts of the active range.

    Each with ``link_open`` (a link waits to be used), ``has_password``, and ``is_locked`` (too many wrong
    passwords now, by the same sum that shuts the login).
    """
    now = timezone.now()
    open_links = LoginLink.objects.filter(
        account=OuterRef("pk"), spent_at=None, revoked_at=None, expires_at__gt=now
    )
    failures = (
        AccessAttempt.objects.filter(
            username=OuterRef("username"), attempt_time__gte=now - settings.AXES_COOLOFF_TIME
        )
        .order_by()
        .values("username")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    has_password = Case(
        When(password__startswith=UNUSABLE_PASSWORD_PREFIX, then=Value(False)),
        default=Value(True),
        output_field=BooleanField(),
    )
    rows = Account.objects.within(scope.current()).select_related("association__parent__parent")
    return rows.annotate(link_open=Exists(open_links), is_locked=Exists(failures), has_password=has_password)


def path_of(unit: Association) -> str:
    """``Association.path`` of a unit whose parents came along in the same query."""
    names = [unit.name]
    while unit.level > Level.COUNTY and unit.parent is not None:
        unit = unit.parent
        names.append(unit.name)
    return " · ".join(names)


def waiting_links() -> QuerySet[LoginLink]:
    """Links of the active range that nobody has used: open ones and those whose seven days are over.

    A link counts as waiting only while it is the newest of its account and the account has no password yet.
    """
    active = scope.current()
    newer = LoginLink.objects.filter(account=OuterRef("account"), pk__gt=OuterRef("pk"))
    rows = LoginLink.objects.filter(
        ~Exists(newer),
        account__association__code__range=(active.low, active.high),
        account__is_active=True,
        account__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        spent_at=None,
        revoked_at=None,
    )
    return rows.select_related("account__association__parent__parent", "batch__created_by").order_by(
        "created_at", "pk"
    )


def is_idle(account: Account) -> bool:
    """Not used for 90 days, counted from the last login, else from the beginning (security.md A1)."""
    return timezone.now() - (account.last_login or account.created_at) > IDLE


def idle_accounts(rows: QuerySet[Account]) -> QuerySet[Account]:
    """``is_idle`` as a filter."""
    since = timezone.now() - IDLE
    return rows.filter(Q(last_login__lt=since) | Q(last_login=None, created_at__lt=since))
