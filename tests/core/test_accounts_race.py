"""What happens when two people press the same button at once, or many guess together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client

from core import scope
from core.accounts.links import issue_links
from core.accounts.models import Account
from core.audit.models import AuditEntry
from tests.factories import whole_network

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number: int, call: Callable[[], int]) -> list[int]:
    barrier = Barrier(number)

    def run(_: int) -> int:
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_of_two_presses_at_once_exactly_one_spends_a_link():
    administrator = Account.objects.get(username="county_administrator")
    clerk = Account.objects.get(username="village_editor")
    for _ in range(5):
        with scope.use(administrator.scope):
            token = issue_links(actor=administrator, accounts=[clerk])[0].token
        answers = at_once(4, lambda token=token: Client().post(f"/link/{token}/").status_code)
        assert sorted(answers) == [302, 410, 410, 410]


def test_guesses_at_once_are_shut_out_after_five():
    typed = {"username": "village_editor", "password": "wrong-password-1"}
    answers = at_once(12, lambda: Client().post("/login/", typed).status_code)
    assert sorted(answers) == [422] * 4 + [429] * 8
    assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 5
    with whole_network():
        assert AuditEntry.objects.filter(action="lockout").count() == 1
