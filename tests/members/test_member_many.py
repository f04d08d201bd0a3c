"""One act for several ticked people, and its undo."""

from datetime import date

import pytest

from core.audit.models import AuditEntry
from core.figures.verify import verify
from members.models import Member
from tests.factories import figure, whole_network
from tests.guards.form_reader import FormReader
from tests.members.people import again, enrol

MANY = "/members/many/"


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")


@pytest.fixture
def three(county_editor, tree):
    first = enrol(county_editor, tree.village, "舒小燕", volunteer_since=date(2022, 1, 1))
    second = enrol(county_editor, tree.village, "向前", backbone_since=date(2022, 1, 1))
    return [first, second, enrol(county_editor, tree.minzhu, "张爱华")]


@pytest.fixture
def desk(county_editor, client_for):
    return client_for(county_editor)


def count(place, code="member_count"):
    return int(figure(place, code, None, date(2022, 6, 30)) or 0)


def second_step(desk, act, members):
    """The second page, and what its form would send."""
    answer = desk.get(MANY, {"act": act, "pick": [str(row.pk) for row in members]})
    reader = FormReader()
    reader.feed(answer.content.decode())
    return answer.content.decode(), reader.values


def test_ticked_people_become_backbone_members_at_once_and_it_can_be_undone(desk, three, tree):
    page, sent = second_step(desk, "backbone", three)
    assert "设为骨干会员：舒小燕、向前、张爱华 3 人" in page
    assert "1 人已经是骨干会员，不变。" in page
    answer = desk.post(MANY, sent, follow=True)
    assert "已办理 设为骨干会员：舒小燕、张爱华 2 人" in answer.content.decode()
    assert count(tree.county, "backbone_member_count") == 3
    assert again(three[0]).backbone_since == date(2021, 5, 29)
    page = desk.post("/members/undo/", follow=True).content.decode()
    assert "已撤销，舒小燕、张爱华 2 人恢复原样。" in page
    assert count(tree.county, "backbone_member_count") == 1
    assert verify().differences == []


def test_a_change_of_status_says_what_it_costs_and_carries_its_reason(desk, three, tree):
    page, sent = second_step(desk, "status", three[:2])
    assert "会员数减 2" in page
    answer = desk.post(MANY, {**sent, "status": "left", "day": "2022-6-1", "reason": "本人书面申请"})
    assert answer.status_code == 302
    assert (count(tree.village), count(tree.village, "volunteer_count")) == (0, 0)
    with whole_network():
        reasons = set(AuditEntry.objects.filter(action="update").values_list("reason", flat=True))
    assert reasons == {"本人书面申请"}


def test_people_move_together(desk, three, tree):
    _, sent = second_step(desk, "move", three[:2])
    place = {"to": tree.community.path(), "to_code": str(tree.community.code)}
    desk.post(MANY, {**sent, **place, "day": "2022-06-01"})
    assert (count(tree.village), count(tree.community), count(tree.county)) == (0, 2, 3)
    desk.post("/members/undo/")
    assert (count(tree.village), count(tree.community)) == (2, 0)
    assert verify().differences == []


def test_people_join_a_group_and_stop_being_volunteers(desk, three, tree):
    _, sent = second_step(desk, "group", three)
    desk.post(MANY, {**sent, "group": "文艺小组"})
    with whole_network():
        assert set(Member.objects.values_list("group", flat=True)) == {"文艺小组"}
    _, sent = second_step(desk, "volunteer_end", three[:1])
    desk.post(MANY, sent)
    assert again(three[0]).volunteer_until == date(2022, 6, 30)
    assert count(tree.city, "volunteer_count") == 0


@pytest.mark.parametrize(
    ("act", "given", "words"),
    [
        ("status", {"status": "", "day": "2022-06-01"}, "必填"),
        ("status", {"status": "left", "day": "2021-01-01"}, "在这一天之后已有变动"),
        ("status", {"status": "left", "day": "明年"}, "认不出"),
        ("move", {"to": "沅陵县", "to_code": "431222000000", "day": "2022-06-01"}, "找不到"),
        ("move", {"to": "", "day": "2022-06-01"}, "请选单位"),
        ("backbone", {"day": "2020-01-01"}, "还没有入会"),
    ],
)
def test_what_cannot_be_done_to_all_is_done_to_nobody(desk, three, tree, act, given, words):
    _, sent = second_step(desk, act, three)
    answer = desk.post(MANY, {**sent, **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert all(row.name in page for row in three)
    assert (count(tree.county), count(tree.county, "backbone_member_count")) == (3, 1)


def test_who_was_changed_between_the_two_steps_is_looked_at_again(desk, three, county_editor, tree):
    _, sent = second_step(desk, "backbone", three)
    _, other = second_step(desk, "group", three[:1])
    desk.post(MANY, {**other, "group": "第一组"})
    answer = desk.post(MANY, sent)
    assert answer.status_code == 422
    assert "刚被别人修改过" in answer.content.decode()
    assert count(tree.county, "backbone_member_count") == 1


@pytest.mark.parametrize("query", ["", "?act=backbone", "?act=king&pick=x", "?act=group&pick=not-a-key"])
def test_without_anybody_ticked_the_page_says_so(desk, three, query):
    answer = desk.get(f"{MANY}{query}")
    assert answer.status_code == 200
    assert "没有勾选会员" in answer.content.decode()


def test_nobody_outside_the_range_can_be_ticked(three, neighbour_editor, client_for, tree):
    page, _ = second_step(client_for(neighbour_editor), "backbone", three)
    assert "没有勾选会员" in page
    assert "舒小燕" not in page
