"""What every request gets: an end for sessions that lie open, an origin for the trace, no copy in caches."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.accounts.models import Account, Role
from core.audit.services import Origin, origin

IDLE = timedelta(minutes=30)
IDLE_ADMINISTRATOR = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(seconds=30)
STARTED, SEEN, EXPIRED = "started_at", "seen_at", "expired"


class SessionLimits:
    """Ends a session after 30 minutes without a request (administrators 15) and after 12 hours in any case.

    The stamps lie in the session itself: neither the cookie nor the table of sessions knows of idleness.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR") or None
        token = origin.set(Origin(address, uuid.uuid4().hex))
        try:
            if isinstance(request.user, Account):
                self._limit(request, request.user)
            response = self.get_response(request)
        finally:
            origin.reset(token)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _limit(self, request: HttpRequest, account: Account) -> None:
        now = timezone.now().timestamp()
        started = request.session.get(STARTED, now)
        seen = request.session.get(SEEN, now)
        idle = IDLE_ADMINISTRATOR if account.role == Role.ADMINISTRATOR else IDLE
        if now - seen > idle.total_seconds() or now - started > LONGEST.total_seconds():
            request.session.flush()
            request.session[EXPIRED] = True
            request.user = AnonymousUser()
            return
        if "X-Poll" in request.headers:
            return  # a page that asks by itself; nobody may be sitting there
        if SEEN not in request.session or now - seen > NOTED_EVERY.total_seconds():
            request.session.update({STARTED: started, SEEN: now})
