"""Whether a person stands somewhere in the city already: yes or no, across every fence."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from core import identities, scope
from core.identities import IdentityClaim

KIND = "families.familymember"
ID, OTHER = "431299196503019012", "431299196503019020"


@pytest.fixture
def rows():
    return [uuid.uuid4() for _ in range(4)]


@pytest.mark.django_db
def test_a_person_claimed_in_one_county_is_taken_in_another(county_editor, neighbour_editor, rows):
    with scope.use(county_editor.scope), scope.transaction():
        assert identities.claim(KIND, {rows[0]: ID}) == set()
    with scope.use(neighbour_editor.scope), scope.transaction():
        assert identities.taken(KIND, {rows[1]: ID, rows[2]: OTHER}) == {rows[1]}
        assert identities.claim(KIND, {rows[1]: ID, rows[2]: OTHER}) == {rows[1]}
        assert identities.taken(KIND, {rows[0]: ID}) == set()  # its own holder is told nothing else


@pytest.mark.django_db
def test_a_corrected_number_replaces_the_old_one_and_a_deleted_row_lets_go(rows):
    first, second = rows[:2]
    assert identities.claim(KIND, {first: ID}) == set()
    assert identities.claim(KIND, {first: OTHER}) == set()
    assert identities.claim(KIND, {second: ID}) == set()
    identities.release(KIND, [second])
    assert identities.taken(KIND, {first: ID}) == set()


@pytest.mark.django_db
def test_kinds_do_not_mix_and_no_number_is_no_person(rows):
    identities.claim(KIND, {rows[0]: ID})
    assert identities.taken("members.member", {rows[1]: ID}) == set()
    assert identities.claim(KIND, {rows[2]: "", rows[3]: ""}) == set()


@pytest.mark.django_db
def test_many_are_asked_at_once(rows):
    numbers = {uuid.uuid4(): f"43129919650301{n:04}" for n in range(1200)}
    assert identities.claim(KIND, numbers) == set()
    asked = {uuid.uuid4(): number for number in numbers.values()}
    assert identities.taken(KIND, asked) == set(asked)
    identities.release(KIND, numbers)
    assert identities.taken(KIND, asked) == set()


@pytest.mark.django_db
def test_the_table_holds_no_number_and_the_application_role_cannot_read_it(rows):
    identities.claim(KIND, {rows[0]: ID})
    if connection.vendor == "postgresql":
        for refused in (IdentityClaim.objects.first, IdentityClaim.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                refused()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_identityclaim")
        assert ID not in repr(cursor.fetchall())
