"""The doors through which members are written: what they count, refuse and leave behind."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core import scope
from core.audit.models import AuditEntry
from core.figures.verify import verify
from core.records import Conflict
from members.checks import MemberDraft
from members.choices import Flag
from members.models import Member
from members.services import (
    change_flags,
    change_groups,
    change_member,
    change_status,
    change_statuses,
    draft_of,
    move_member,
    register_members,
    restore_member,
    withdraw_member,
)
from members.standing import Standing
from tests.factories import figure, whole_network
from tests.members.people import JOINED, again, enrol

END = date(2022, 6, 30)


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")


@pytest.fixture
def desk(county_editor):
    with scope.use(county_editor.scope):
        yield county_editor


def counts(place, day=END):
    codes = ("member_count", "backbone_member_count", "volunteer_count")
    return tuple(int(figure(place, code, None, day) or 0) for code in codes)


def sentences(caught):
    return {name: "".join(texts) for name, texts in caught.value.message_dict.items()}


def test_a_member_counts_from_the_day_of_joining_at_every_level(desk, tree):
    enrol(desk, tree.village, backbone_since=date(2022, 1, 1), volunteer_since=JOINED)
    for place in (tree.village, tree.township, tree.county, tree.city):
        assert counts(place) == (1, 1, 1)
        assert counts(place, date(2021, 12, 31)) == (1, 0, 1)
        assert counts(place, date(2021, 5, 28)) == (0, 0, 0)
    assert counts(tree.community) == counts(tree.neighbour) == (0, 0, 0)
    assert verify().differences == []


def test_who_only_applies_counts_for_nothing_and_a_volunteer_alone_is_no_member(desk, tree):
    enrol(desk, tree.village, status="applied")
    enrol(desk, tree.village, "向志愿", status="volunteer", volunteer_since=JOINED)
    assert counts(tree.village) == (0, 0, 1)


def test_leaving_ends_what_somebody_was_on_the_same_day(desk, tree):
    member = enrol(desk, tree.village, backbone_since=JOINED, volunteer_since=JOINED)
    left = change_status(
        actor=desk, member=member, status="left", day=date(2022, 3, 1), expected_version=member.version
    )
    assert counts(tree.village) == (0, 0, 0)
    assert counts(tree.village, date(2022, 2, 28)) == (1, 1, 1)
    assert left.backbone_until == left.volunteer_until == date(2022, 3, 1)
    assert (left.get_status_display(), left.joined_on) == ("退会", JOINED)


def test_who_comes_back_is_a_member_again_but_not_backbone(desk, tree):
    member = enrol(desk, tree.village, backbone_since=JOINED)
    for status, day in (("left", date(2022, 3, 1)), ("enrolled", date(2022, 5, 1))):
        change_statuses(actor=desk, members=[again(member)], status=status, day=day)
    assert counts(tree.village) == (1, 0, 0)
    back = again(member)
    assert back.joined_on == date(2022, 5, 1)
    change_flags(actor=desk, members=[back], flag=Flag.BACKBONE, day=date(2022, 6, 1))
    assert counts(tree.village) == (1, 1, 0)
    assert counts(tree.village, date(2022, 2, 1)) == (1, 1, 0)  # what was counted then still is
    assert again(member).earlier == {"backbone": [["2021-05-29", "2022-03-01"]]}
    assert verify().differences == []


def test_a_move_takes_the_member_along_and_changes_nothing_of_the_past(desk, tree):
    member = enrol(desk, tree.village, volunteer_since=JOINED)
    moved = move_member(
        actor=desk, member=member, to=tree.minzhu, day=date(2022, 4, 1), expected_version=member.version
    )
    assert (counts(tree.village), counts(tree.minzhu)) == ((0, 0, 0), (1, 0, 1))
    assert counts(tree.village, date(2022, 3, 31)) == counts(tree.county) == (1, 0, 1)
    assert (moved.association, moved.code, moved.joined_on) == (tree.minzhu, tree.minzhu.code, JOINED)
    assert [state.code for state in again(member).states.all()] == [tree.minzhu.code] * 2
    assert verify().differences == []


def test_a_corrected_day_moves_the_end_that_followed_from_it(desk, tree):
    member = enrol(desk, tree.village, backbone_since=JOINED)
    change_statuses(actor=desk, members=[again(member)], status="left", day=date(2022, 3, 1))
    draft = draft_of(again(member))
    draft.standings[1] = Standing(date(2022, 5, 1), "left", tree.village)
    change_member(actor=desk, draft=draft)
    assert counts(tree.village, date(2022, 4, 1)) == (1, 1, 0)
    draft = draft_of(again(member))
    draft.standings = draft.standings[:1]
    change_member(actor=desk, draft=draft)
    assert counts(tree.village) == (1, 1, 0)


def test_what_was_entered_in_error_counts_no_more_until_it_is_restored(desk, tree):
    member = enrol(desk, tree.village)
    withdraw_member(actor=desk, member=member, reason="登记重复")
    assert counts(tree.village) == (0, 0, 0)
    with pytest.raises(ValidationError, match="已删除"):
        change_groups(actor=desk, members=[again(member)], group="一组")
    restore_member(actor=desk, member=again(member))
    assert counts(tree.village) == (1, 0, 0)
    with whole_network():
        actions = list(AuditEntry.objects.filter(target_id=str(member.pk)).values_list("action", flat=True))
    assert actions == ["restore", "withdraw", "create"]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"name": "张三（已故）"}, "name", "括号"),
        ({"name": ""}, "name", "不能为空"),
        ({"name": "张三、李四"}, "name", "几个人"),
        ({"phone": "1387450000"}, "phone", "11 位"),
        ({"birth_month": "1975-13"}, "birth_month", "1975-03"),
        ({"birth_month": "2022-07"}, "birth_month", "今天之后"),
        ({"birth_month": "2021-06"}, "standings", "早于出生年月"),
        ({"day": date(2022, 7, 1)}, "standings", "今天之后"),
        ({"day": date(1948, 7, 1)}, "standings", "日期过早"),
        ({"status": "king"}, "standings", "不认识的状态"),
        ({"sex": "x"}, "sex", "不是有效选项"),
        ({"backbone_since": date(2021, 1, 1)}, "backbone_since", "还没有入会"),
        ({"backbone_since": JOINED, "backbone_until": date(2021, 1, 1)}, "backbone_until", "不能早于"),
        ({"volunteer_until": JOINED}, "volunteer_until", "先填起始日期"),
        ({"volunteer_since": date(2022, 7, 1)}, "volunteer_since", "今天之后"),
        ({"status": "applied", "backbone_since": JOINED}, "backbone_since", "还没有入会"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_and_a_sentence(desk, tree, given, field, words):
    with pytest.raises(ValidationError) as caught:
        enrol(desk, tree.village, given.pop("name", "舒小燕"), given.pop("day", JOINED), **given)
    assert words in sentences(caught)[field]
    assert not Member.objects.exists()


def test_nothing_comes_after_a_death_and_changes_are_added_at_the_end(desk, tree):
    member = enrol(desk, tree.village)
    change_statuses(actor=desk, members=[again(member)], status="deceased", day=date(2022, 3, 1))
    with pytest.raises(ValidationError, match="去世以后"):
        change_statuses(actor=desk, members=[again(member)], status="enrolled", day=END)
    with pytest.raises(ValidationError, match="舒小燕在这一天之后已有变动"):
        change_statuses(actor=desk, members=[again(member)], status="left", day=date(2022, 1, 1))


def test_a_list_is_registered_whole_or_not_at_all(desk, tree):
    drafts = [
        MemberDraft(Member(association=tree.village, name=name), [Standing(JOINED, "enrolled", tree.village)])
        for name in ("向一", "向二", "向 （三）")
    ]
    with pytest.raises(ValidationError):
        register_members(actor=desk, drafts=drafts)
    assert counts(tree.village) == (0, 0, 0)
    drafts[2].member.name = "向三"
    register_members(actor=desk, drafts=drafts)
    assert counts(tree.village) == (3, 0, 0)
    assert verify().differences == []


def test_who_saved_meanwhile_is_not_overwritten(desk, tree):
    member = again(enrol(desk, tree.village))
    change_groups(actor=desk, members=[again(member)], group="一组")
    member.team = "红马甲"
    with pytest.raises(Conflict):
        change_member(actor=desk, draft=draft_of(member))
    with pytest.raises(Conflict):
        change_flags(actor=desk, members=[member], flag=Flag.VOLUNTEER, day=None)


def test_the_telephone_number_is_nowhere_in_the_open(desk, tree):
    member = enrol(desk, tree.village, phone="138 7450 0001")
    assert again(member).phone == "13874500001"
    with whole_network():
        entry = AuditEntry.objects.get(target_id=str(member.pk))
    assert entry.changes["联系电话"] == [None, "138****0001"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_member")
        assert "7450" not in repr(cursor.fetchall())
    member = again(member)
    member.phone = "13874500002"
    change_member(actor=desk, draft=draft_of(member))
    assert again(member).phone == "13874500002"
