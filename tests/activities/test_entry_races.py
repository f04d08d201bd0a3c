"""Forms that come at the same moment."""

from functools import partial

import pytest

from core.audit.models import AuditEntry
from tests.activities.entries import NEW, all_activities, clinic, form, people_of, reread
from tests.factories import client_for, make_account, whole_network
from tests.races import at_once


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_forms_at_once_make_one_record_and_one_answer(county_editor, tree):
    sent = form(tree.village, free_clinic_person_times="760")
    clients = [client_for(county_editor) for _ in range(20)]
    answers = at_once(*(partial(client.post, NEW, sent) for client in clients))
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/activities/")}
    assert len(answers) == 20
    assert len(all_activities()) == 1
    assert {people_of(place) for place in (tree.village, tree.county, tree.city)} == {760}
    with whole_network():
        assert AuditEntry.objects.filter(action="create").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_saves_and_the_other_compares(county_editor, tree):
    activity = clinic(county_editor, tree.village)
    colleague = make_account("zhang", tree.county, name="张某")
    url = f"/activities/{activity.pk}/edit/"
    clients = [client_for(account) for account in (county_editor, colleague)]

    def edit(client, version, people):
        return client.post(url, form(tree.village, version=version, free_clinic_person_times=people))

    for version in (1, 2, 3):
        sends = [partial(edit, client, version, version + n) for n, client in enumerate(clients)]
        assert sorted(answer.status_code for answer in at_once(*sends)) == [302, 409]
        assert reread(activity).version == version + 1
        assert people_of(tree.city) == people_of(tree.village) in (version, version + 1)


@pytest.mark.django_db(transaction=True)
def test_deleting_and_editing_at_once_ends_with_numbers_that_fit_the_record(county_editor, tree):
    one, other = client_for(county_editor), client_for(county_editor)
    for _ in range(3):
        url = f"/activities/{clinic(county_editor, tree.village).pk}"
        edit = form(tree.village, version=1, free_clinic_person_times="800")
        at_once(partial(one.post, f"{url}/edit/", edit), partial(other.post, f"{url}/undo/"))
    expected = sum(
        row.lines["free_clinic_person_times"] // 100 for row in all_activities() if not row.withdrawn_at
    )
    assert (people_of(tree.city) or 0) == expected
