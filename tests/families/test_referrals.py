"""A service is handed over inside the county: the receiver sees just what it needs, and answers."""

from uuid import uuid4

import pytest

from core import scope
from core.accounts.models import Role
from core.audit.models import AuditEntry, Reading
from families.models import Family, Referral, ServiceRecord
from tests.factories import make_account
from tests.families.making import contacts, make_family, member
from tests.families.pages import url

NAME, NOTE = "覃晚晴", "需要家政一次"


def seat(place, name="township_clerk"):
    return make_account(name, place, Role.EDITOR, family_right=True)


@pytest.fixture
def sender(client_for, tree):
    return client_for(seat(tree.township, "sender"))


@pytest.fixture
def receiver(client_for, tree):
    return client_for(seat(tree.second_township, "receiver"))


@pytest.fixture
def record(sender, clerk, tree):
    family = make_family(
        clerk, tree.village, household_number="HJ-7", members=[member(NAME)], contacts=contacts()
    )
    data = {"record": str(uuid4()), "kind": "housekeeping", "requested_on": "2022-06-01"}
    sender.post(url("service_create", family), data)
    with scope.everything():
        return ServiceRecord.objects.get()


def the(model):
    with scope.everything():
        return model.objects.select_related("association").get()


def refer(browser, record, place, **given):
    data = {
        "record": str(uuid4()), "version": record.version, "receiver": place.pk, "sent_on": "2022-06-02",
        "due_on": "2022-06-30", "liaison": "田支书", "liaison_phone": "13807450001", "note": NOTE, **given,
    }  # fmt: skip
    return browser.post(url("referral_create", record), data)


def answer(browser, act, day, **given):
    referral = the(Referral)
    data = {"act": act, "version": referral.version, "day": day, **given}
    return browser.post(referral.get_absolute_url(), data)


def test_the_receiver_sees_what_it_needs_and_nothing_else(sender, receiver, record, tree, whole_network):
    assert refer(sender, record, tree.second_township).status_code == 302
    assert "转来的服务：家政服务" in receiver.get("/").content.decode()
    page = receiver.get(the(Referral).get_absolute_url()).content.decode()
    for words in ("家政服务", "HJ-7", "田支书 13807450001", NOTE, "黔城镇"):
        assert words in page
    assert "覃" not in page
    assert url("service_detail", record) not in page
    for path in (url("service_detail", record), the(Family).get_absolute_url()):
        assert receiver.get(path).status_code == 404
    reading = Reading.objects.get(actor__username="receiver", what="open")
    assert reading.association_id == tree.second_township.pk
    assert NOTE not in "".join(str(vars(entry)) for entry in AuditEntry.objects.all())


def test_it_is_taken_on_ended_and_confirmed_by_the_sender(sender, receiver, record, tree):
    refer(sender, record, tree.second_township)
    held = {"act": "finish", "version": the(ServiceRecord).version, "day": "2022-06-03"}
    page = sender.post(url("service_detail", record), held)
    assert "已转给安江镇" in page.content.decode()
    assert answer(receiver, "accept", "2022-06-03", helper="米干事").status_code == 302
    assert answer(receiver, "finish", "2022-06-10").status_code == 422
    assert answer(receiver, "finish", "2022-06-10", answer="已上门服务").status_code == 302
    page = sender.get(url("service_detail", record)).content.decode()
    assert "已上门服务" in page
    done = {"act": "confirm", "version": the(ServiceRecord).version, "day": "2022-06-11"}
    assert sender.post(url("service_detail", record), done).status_code == 302
    row = the(ServiceRecord)
    assert (row.state, str(row.done_on), str(row.confirmed_on)) == ("confirmed", "2022-06-10", "2022-06-11")


def test_it_is_sent_back_with_a_reason_and_may_go_elsewhere(sender, receiver, record, tree):
    refer(sender, record, tree.second_township)
    assert answer(receiver, "return", "2022-06-03").status_code == 422
    assert answer(receiver, "return", "2022-06-03", answer="没有家政人员").status_code == 302
    assert "没有家政人员" in sender.get(url("service_detail", record)).content.decode()
    again = the(ServiceRecord)
    assert refer(sender, again, tree.county, sent_on="2022-06-05").status_code == 302


def test_each_side_does_its_own_part_only(sender, receiver, client_for, record, tree, neighbour_clerk):
    refer(sender, record, tree.second_township)
    assert answer(sender, "accept", "2022-06-03").status_code == 403
    assert answer(receiver, "withdraw", "2022-06-03").status_code == 403
    assert answer(client_for(neighbour_clerk), "accept", "2022-06-03").status_code == 404
    assert answer(sender, "withdraw", "2022-06-03").status_code == 302
    assert the(Referral).state == "withdrawn"


@pytest.mark.parametrize("place", ["neighbour_township", "minzhu", "village"])
def test_it_goes_to_townships_of_the_county_only(sender, record, tree, place):
    page = refer(sender, record, getattr(tree, place))
    assert page.status_code == 422
    with scope.everything():
        assert not Referral.objects.exists()


def test_no_third_range_sees_or_writes_a_shared_row(sender, record, tree):
    refer(sender, record, tree.second_township)
    row = the(Referral)
    for place, number in (
        (tree.township, 1),
        (tree.second_township, 1),
        (tree.county, 1),
        (tree.neighbour, 0),
    ):
        with scope.use(place.scope):
            assert Referral.objects.count() == number
            assert Referral.objects.filter(pk=row.pk).update(helper="石干事") == number
    with scope.use(tree.neighbour.scope), pytest.raises(scope.OutOfScope):
        row.save()


def test_it_is_not_handed_over_twice(sender, record, tree):
    refer(sender, record, tree.second_township)
    assert refer(sender, the(ServiceRecord), tree.county).status_code == 422
