"""Eight windows of one account at once: the hour's twenty are twenty, and each has its entry in the trace."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core import scope
from core.accounts.models import Role
from core.audit.models import AuditEntry, Reading
from tests.factories import client_for, make_account
from tests.families.making import make_family, member, resident_id

NUMBER = resident_id(921)
WHY = {"purpose": "visit", "detail": "入户走访前核对身份"}


@pytest.mark.django_db(transaction=True)
def test_no_race_shows_a_21st_value_or_one_without_its_entry(tree):
    clerk = make_account("registry_clerk", tree.county, Role.EDITOR, family_right=True)
    family = make_family(clerk, tree.village, members=[member("覃晚晴", resident_id=NUMBER)])
    with scope.everything(), scope.reading():
        path = f"/reveal/families.familymember/{family.members.get().pk}/resident_id/"
    windows = [client_for(clerk) for _ in range(8)]

    def ask(window) -> list[tuple[int, bool]]:
        try:
            answers = [window.post(path, WHY) for _ in range(5)]
            return [(answer.status_code, NUMBER in answer.content.decode()) for answer in answers]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        counts = Counter(one for many in pool.map(ask, windows) for one in many)
    assert counts == {(200, True): 20, (429, False): 20}
    with scope.everything(), scope.reading():
        assert AuditEntry.objects.filter(action="reveal", actor=clerk).count() == 20
        assert Reading.objects.filter(what="reveal", actor=clerk).count() == 20
