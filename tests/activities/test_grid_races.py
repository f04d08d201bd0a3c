"""Rows that come at the same moment."""

from functools import partial

import pytest

from tests.activities.entries import all_activities, people_of
from tests.activities.grids import SAVE, row
from tests.factories import client_for, make_account
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 6


def test_of_many_clerks_at_one_village_one_records_and_the_others_are_asked(tree):
    clients = [client_for(make_account(f"clerk_{n}", tree.township)) for n in range(CLERKS)]
    answers = at_once(*(partial(client.post, SAVE, row(tree.village, 40)) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (CLERKS - 1)
    assert len(all_activities()) == 1
    assert people_of(tree.city) == 40


def test_a_row_that_is_sent_again_and_again_at_once_is_one_record(tree):
    clerk = make_account("clerk", tree.township)
    clients, sent = [client_for(clerk) for _ in range(CLERKS)], row(tree.village, 40)
    answers = at_once(*(partial(client.post, SAVE, sent) for client in clients))
    assert [answer.status_code for answer in answers] == [200] * CLERKS
    assert {answer.json()["row"]["version"] for answer in answers} == {1}
    assert len(all_activities()) == 1


def test_many_villages_at_once_all_count(tree):
    places = [tree.village, tree.xiaojiang, tree.community]
    client = client_for(make_account("clerk", tree.township))
    answers = at_once(*(partial(client.post, SAVE, row(place, 40)) for place in places))
    assert [answer.status_code for answer in answers] == [200] * 3
    assert people_of(tree.county) == 120
