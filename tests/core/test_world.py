"""The suite's own ground: a test starts in the small world and leaves it as it was."""

from datetime import date

import pytest
from django.db import connection

from core import scope
from core.accounts.models import Account
from core.figures.models import FigureEntry, Indicator
from tests import factories


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_the_world_and_leaves_no_trace(turn, tree, county_editor):
    with factories.whole_network():
        assert not FigureEntry.objects.exists()
    factories.make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 2)
    with factories.whole_network():
        assert FigureEntry.objects.count() == 1


def test_a_test_starts_with_the_people_the_tree_and_the_catalogue(people, tree):
    assert set(people) == set(factories.PEOPLE)
    assert Indicator.objects.count() > 100
    assert tree.village.parent_id == tree.township.pk
    assert tree.namesake.name == tree.village.name


def test_requests_read_in_their_own_transaction_and_tests_write_afterwards(client_for, county_editor, tree):
    with scope.use(county_editor.scope), scope.reading():
        assert FigureEntry.objects.count() == 0
    factories.make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 2)
    assert client_for(county_editor).session["_auth_user_id"] == str(county_editor.pk)


def test_the_suite_works_as_a_role_without_privileges(db):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user")
        assert cursor.fetchone() == (False, False)
    assert Account.objects.exists()
