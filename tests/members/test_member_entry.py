"""The form of a member: registering one after the other, correcting, two clerks at once, undo."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from core.figures.verify import verify
from members.models import Member
from tests.factories import figure, whole_network
from tests.guards.form_reader import FormReader
from tests.members.people import again, enrol

NEW = "/members/new/"


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")


def typed(unit, **given):
    return {
        "record": str(uuid4()),
        "association": unit.path(),
        "association_code": str(unit.code),
        "name": "舒小燕",
        "status": "enrolled",
        "since": "2021.5.29",
        **given,
    }


def only():
    with whole_network():
        member = Member.objects.get()
    return again(member)


def text_of(answer):
    return answer.content.decode()


def count(place, code="member_count", day=date(2022, 6, 30)):
    return int(figure(place, code, None, day) or 0)


def filled(page):
    """What a browser would send back of a form."""
    reader = FormReader()
    reader.feed(page)
    return reader.values


def test_a_clerk_registers_one_person_after_the_other_from_a_paper_list(county_editor, client_for, tree):
    desk = client_for(county_editor)
    sent = typed(
        tree.village, sex="female", birth_month="1975.3", phone="138-7450-0001", group="第一组",
        backbone_since="是", volunteer_since="2022-1-1", team="红马甲", then="next",
    )  # fmt: skip
    answer = desk.post(NEW, sent)
    kept = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
    assert kept == {
        "association": tree.village.path(), "association_code": str(tree.village.code),
        "since": "2021-05-29", "status": "enrolled", "group": "第一组",
    }  # fmt: skip
    member = only()
    assert (member.birth_month, member.phone, member.initials) == ("1975-03", "13874500001", "sxy")
    assert (member.backbone_since, member.volunteer_since) == (date(2021, 5, 29), date(2022, 1, 1))
    page = text_of(desk.get(answer.url))
    assert "已登记 茶溪村 舒小燕 在册，骨干会员，志愿者" in page
    assert re.search(r'name="name"[^>]*autofocus', page)
    assert count(tree.city) == count(tree.village, "backbone_member_count") == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "请填姓名。"),
        ({"name": "舒小燕（已故）"}, "括号"),
        ({"birth_month": "七五年"}, "1975-03"),
        ({"phone": "1387450"}, "7"),
        ({"since": "明年"}, "认不出"),
        ({"since": "2022-07-01"}, "今天之后"),
        ({"since": ""}, "请填入会日期"),
        ({"backbone_since": "2020-1-1"}, "还没有入会"),
        ({"association": "沅陵县", "association_code": ""}, "找不到"),
    ],
)
def test_bad_input_comes_back_with_a_reason_and_nothing_typed_is_lost(
    county_editor, client_for, tree, given, words
):
    sent = typed(tree.village, team="红马甲", skills="理发", **given)
    answer = client_for(county_editor).post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'value="红马甲"' in page
    assert all(f'value="{text}"' in page for text in given.values() if text)
    assert count(tree.city) == 0


def test_a_namesake_in_the_village_is_asked_about_once(county_editor, client_for, tree):
    first = enrol(county_editor, tree.village, birth_month="1975-03", sex="female")
    desk, sent = client_for(county_editor), typed(tree.village)
    page = text_of(desk.post(NEW, sent))
    assert "茶溪村已有舒小燕，女，1975-03 生，2021-05-29 入会，在册" in page
    assert count(tree.village) == 1
    answer = desk.post(NEW, {**sent, "twin_answer": str(first.pk)})
    assert answer.status_code == 302
    assert count(tree.village) == 2


def test_the_same_form_sent_twice_makes_one_member(county_editor, client_for, tree):
    desk, sent = client_for(county_editor), typed(tree.village)
    assert [desk.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert count(tree.village) == 1
    assert desk.post(NEW, {**sent, "name": "向前"}).status_code == 422


def test_what_was_just_registered_can_be_undone_and_restored(county_editor, client_for, tree):
    desk = client_for(county_editor)
    page = text_of(desk.post(NEW, typed(tree.village), follow=True))
    member = only()
    assert f'action="/members/{member.pk}/undo/"' in page
    page = text_of(desk.post(f"/members/{member.pk}/undo/", follow=True))
    assert "已删除 茶溪村 舒小燕" in page
    assert count(tree.village) == 0
    desk.post(f"/members/{member.pk}/restore/")
    assert count(tree.village) == 1


def test_deleting_asks_for_a_reason_and_says_what_it_takes_away(county_editor, client_for, tree):
    member = enrol(county_editor, tree.village, backbone_since=date(2022, 1, 1))
    desk, address = client_for(county_editor), f"/members/{member.pk}/withdraw/"
    page = text_of(desk.get(address))
    assert "茶溪村、黔城镇、洪江市、怀化市 的 会员数 各减 1" in page
    assert "骨干会员数 各减 1" in page
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert count(tree.village) == 1
    desk.post(address, {"reason": "与另一条重复"})
    assert count(tree.village) == 0
    assert "原因：与另一条重复" in text_of(desk.get(f"/members/{member.pk}/"))


def test_a_wrong_day_and_a_wrong_village_are_corrected_in_the_form(county_editor, client_for, tree):
    member = enrol(county_editor, tree.village)
    desk, address = client_for(county_editor), f"/members/{member.pk}/edit/"
    sent = filled(text_of(desk.get(address)))
    assert sent["day_0"] == "2021-05-29"
    unit = tree.minzhu
    sent |= {"day_0": "2021-01-01", "association": unit.path(), "association_code": str(unit.code)}
    assert desk.post(address, sent).status_code == 302
    assert (count(tree.village), count(tree.minzhu, day=date(2021, 2, 1))) == (0, 1)
    assert verify().differences == []


def test_an_edit_can_be_taken_back_and_the_session_holds_no_number(county_editor, client_for, tree):
    member = enrol(county_editor, tree.village, phone="13874500001", backbone_since=date(2022, 1, 1))
    desk, address = client_for(county_editor), f"/members/{member.pk}/edit/"
    sent = {**filled(text_of(desk.get(address))), "phone": "13874500002", "backbone_since": "2022-03-01"}
    page = text_of(desk.post(address, sent, follow=True))
    assert 'action="/members/undo/"' in page
    assert only().phone == "13874500002"
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "13874500001" not in kept
    page = text_of(desk.post("/members/undo/", follow=True))
    assert "已撤销，舒小燕恢复原样。" in page
    assert (only().phone, only().backbone_since) == ("13874500001", date(2022, 1, 1))
    page = text_of(desk.post("/members/undo/", follow=True))
    assert "没有撤销" in page


def test_two_clerks_at_once_see_what_the_other_saved(county_editor, village_editor, client_for, tree):
    member = enrol(county_editor, tree.village, phone="13874500001")
    first, second = client_for(county_editor), client_for(village_editor)
    address = f"/members/{member.pk}/edit/"
    mine = {**filled(text_of(first.get(address))), "team": "红马甲"}
    theirs = {**filled(text_of(second.get(address))), "phone": "13874500002", "group": "第一组"}
    assert second.post(address, theirs).status_code == 302
    answer = first.post(address, mine)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "联系电话：现在是 138****0002" in page
    assert "会员小组：现在是 第一组" in page
    assert 'value="红马甲"' in page
    assert only().group == "第一组"
    assert re.findall(r'name="take" value="(\w+)" checked', page) == ["phone", "group"]
    assert re.findall(r'name="take" value="(\w+)">', page) == ["team"]
    choice = {**filled(page), "phone": "13874500001", "group": "", "take": ["group"]}
    assert first.post(address, choice).status_code == 302
    assert (only().team, only().group, only().phone) == ("红马甲", "第一组", "13874500001")


def test_the_page_of_a_member_tells_all_but_the_number(county_editor, city_viewer, client_for, tree):
    member = enrol(county_editor, tree.village, phone="13874500001", backbone_since=date(2022, 1, 1))
    page = text_of(client_for(city_viewer).get(f"/members/{member.pk}/"))
    assert "138****0001" in page
    assert "13874500001" not in page
    assert "2022-01-01 起" in page
    assert "修改</a>" not in page
    shown = client_for(city_viewer).post(
        f"/reveal/members.member/{member.pk}/phone/", {"purpose": "contact", "detail": "活动通知电话联系"}
    )
    assert "13874500001" in text_of(shown)
