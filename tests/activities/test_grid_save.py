"""A row of the grid becomes one activity of its village, by the rules of every other door."""

from datetime import date
from uuid import uuid4

import pytest

from activities.services import withdraw_activity
from core import scope
from core.audit.models import AuditEntry
from tests.activities.entries import all_activities, clinic, people_of, reread
from tests.activities.grids import ASKED, PEOPLE, SAVE, TODAY, row
from tests.factories import make_account, whole_network


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def township_editor(tree):
    return make_account("township_editor", tree.township, name="易晓荷")


@pytest.fixture
def send(client_for, township_editor):
    client = client_for(township_editor)
    return lambda sent: client.post(SAVE, sent)


def test_a_row_is_a_record_that_counts_up_to_the_city(send, tree, township_editor):
    answer = send(row(tree.village, "760", consultation_person_times="\uff11,204人次"))
    state = answer.json()["row"]
    assert answer.status_code == 200
    assert state["numbers"] == {PEOPLE: "760", ASKED: "1204"}
    assert state["version"] == 1
    (activity,) = all_activities()
    assert (str(activity.pk), activity.association, activity.first_day) == (
        state["record"],
        tree.village,
        date(2022, 5, 29),
    )
    assert (activity.created_by, activity.recorder) == (township_editor, tree.township)
    assert people_of(tree.city) == 760
    with whole_network():
        assert AuditEntry.objects.filter(action="create", target_id=str(activity.pk)).count() == 1


def test_the_same_row_sent_twice_is_one_record(send, tree):
    sent = row(tree.village, 760)
    first, second = send(sent), send(sent)
    assert first.json() == second.json()
    assert len(all_activities()) == 1
    assert people_of(tree.village) == 760


def test_a_row_whose_first_answer_was_lost_goes_on_with_what_was_typed_meanwhile(send, tree):
    sent = row(tree.village, 760)
    send(sent)
    answer = send({**sent, f"figure_{ASKED}": "12"})
    assert answer.status_code == 200
    assert answer.json()["row"]["version"] == 2
    assert answer.json()["row"]["numbers"] == {PEOPLE: "760", ASKED: "12"}
    assert len(all_activities()) == 1


def test_only_the_sent_cells_change(send, tree):
    sent = row(tree.village, 760, consultation_person_times=12)
    state = send(sent).json()["row"]
    answer = send(row(tree.village, record=state["record"], version=1, consultation_person_times="20"))
    assert answer.json()["row"]["numbers"] == {PEOPLE: "760", ASKED: "20"}
    answer = send(row(tree.village, record=state["record"], version=2, consultation_person_times=""))
    assert answer.json()["row"]["numbers"] == {PEOPLE: "760"}


@pytest.mark.parametrize(
    ("value", "reason"),
    [("-3", "不能为负数。"), ("约30", "不写“约”"), ("12.5", "不能有小数"), ("99999999999", "数值过大")],
)
def test_a_refused_cell_says_why_and_nothing_is_written(send, tree, value, reason):
    answer = send(row(tree.village, value))
    assert answer.status_code == 422
    assert reason in answer.json()["errors"][f"figure_{PEOPLE}"]
    assert all_activities() == []


def test_what_the_kind_requires_must_be_there(send, tree):
    answer = send(row(tree.village, consultation_person_times="5"))
    assert answer.json()["errors"] == {f"figure_{PEOPLE}": "请填写；没有发生请填 0。"}
    assert send(row(tree.village)).json()["errors"] == {"": "这一行还没有填数。"}


def test_a_row_of_another_place_is_not_found_and_nothing_is_written(send, tree):
    for place in (tree.neighbour_village, tree.changqi, tree.county):
        answer = send(row(place, 760))
        assert answer.status_code == 404
    assert all_activities() == []


def test_a_record_of_another_place_cannot_be_named(send, tree, neighbour_editor):
    foreign = clinic(neighbour_editor, tree.neighbour_village, 5)
    for version in (0, 1):
        answer = send(row(tree.village, 760, record=str(foreign.pk), version=version))
        assert answer.status_code == 422
    assert len(all_activities()) == 1
    assert reread(foreign).version == 1


def test_a_record_of_another_village_cannot_be_named(send, tree, county_editor):
    other = clinic(county_editor, tree.xiaojiang, 5)
    answer = send(row(tree.village, 760, record=str(other.pk), version=1))
    assert "已改为别的单位或类型" in answer.json()["errors"][""]
    assert reread(other).association == tree.xiaojiang


@pytest.mark.parametrize("name", ["county_reviewer", "city_viewer", "administrator"])
def test_who_may_not_record_may_not_save_a_row(client_for, people, tree, name):
    assert client_for(people[name]).post(SAVE, row(tree.village, 760)).status_code == 403
    assert all_activities() == []


def test_a_kind_that_asks_for_a_school_is_recorded_one_by_one(send, tree):
    answer = send({**row(tree.village), "kind": "youth_health_education"})
    assert answer.json()["errors"]["kind"] == "这个类型不能批量登记，请用“登记活动”。"


def test_what_the_kind_needs_is_shared_by_the_rows(send, tree):
    sent = row(tree.village, kind="other", participant_person_times="30")
    assert "须填写主题" in send(sent).json()["errors"]["title"]
    assert send({**sent, "title": "老年节座谈"}).status_code == 200
    assert all_activities()[0].title == "老年节座谈"


def test_new_rows_carry_the_ticked_campaigns_and_changes_keep_them(send, tree):
    state = send(row(tree.village, 760, campaigns=["member_day_529:2022"])).json()["row"]
    send(row(tree.village, 766, record=state["record"], version=1))
    with whole_network():
        (activity,) = all_activities()
        assert [str(edition) for edition in activity.editions.all()] == ["2022年5.29会员活动日"]
    answer = send(row(tree.xiaojiang, 5, campaigns=["national_day:2022"]))
    assert answer.status_code == 422


def test_a_surprising_number_is_saved_and_asks_for_its_reason(send, tree, county_editor):
    clinic(county_editor, tree.village, 76, day=date(2022, 4, 1))
    state = send(row(tree.village, 760)).json()["row"]
    assert state["odd"] == {PEOPLE: "比上次多 9 倍"}
    reason = {f"figure_{PEOPLE}_reason": "全镇集中义诊"}
    answer = send({**row(tree.village, 760, record=state["record"], version=1), **reason})
    assert "odd" not in answer.json()["row"]
    activity = max(all_activities(), key=lambda one: one.first_day)
    assert activity.explanations == {PEOPLE: "全镇集中义诊"}
    assert not activity.needs_check


def test_an_emptied_row_is_deleted_with_a_trace_and_can_be_filled_again(send, tree):
    sent = row(tree.village, 760)
    state = send(sent).json()["row"]
    emptied = row(tree.village, "", record=state["record"], version=1)
    assert send(emptied).json() == {"row": {}}
    assert send(emptied).json() == {"row": {}}  # twice is once
    assert people_of(tree.village) is None
    (activity,) = all_activities()
    assert activity.withdrawn_reason == "批量登记中清空了这一行"
    assert send(row(tree.village, 40)).status_code == 200
    assert people_of(tree.village) == 40


def test_emptying_never_deletes_what_others_recorded(send, tree, village_editor):
    theirs = clinic(village_editor, tree.village, 40)
    answer = send(row(tree.village, "", record=str(theirs.pk), version=1))
    assert "要删除请点“详”" in answer.json()["errors"][""]
    assert people_of(tree.village) == 40


def test_a_deleted_record_comes_back_as_a_question(send, tree, township_editor):
    state = send(row(tree.village, 760)).json()["row"]
    with scope.use(township_editor.scope):
        withdraw_activity(actor=township_editor, activity=all_activities()[0], reason="登记重复了")
    answer = send(row(tree.village, 761, record=state["record"], version=1))
    assert answer.status_code == 409
    assert "record" not in answer.json()["row"]


def test_nonsense_is_refused(send, tree):
    for broken in ({"seen": "x"}, {"record": "x"}, {"when": "昨年"}, {"unit": "x"}, {"version": "-1"}):
        assert send({**row(tree.village, 760), **broken}).status_code == 422
    assert send({**row(tree.village, 760), "record": str(uuid4()), "version": 3}).status_code == 422
    assert all_activities() == []
