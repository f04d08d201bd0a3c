"""填报数: changing and deleting typed numbers, also when somebody else does so at the same time."""

import re
from datetime import date

import pytest

from core.audit.models import AuditEntry
from core.figures.models import FigureEntry
from tests.core.entry_pages import address, filled, text_of
from tests.factories import figure, make_entry, whole_network

END = date(2022, 12, 31)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2022-09-28 12:00+08:00")


def test_a_number_is_changed_and_the_totals_follow(client_for, county_editor, tree):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(county_editor)
    sent = filled(client, address("edit", entry), indicator="wechat_post_issues", value="5")
    assert (sent["association"], sent["day"], sent["version"]) == (
        "茶溪村 · 黔城镇 · 洪江市",
        "2022-05-01",
        "1",
    )
    page = text_of(client.post(address("edit", entry), sent, follow=True))
    assert "已保存修改：茶溪村 2022年5月1日 微信公众号推送期数 5 期" in page
    assert figure(tree.city, "wechat_post_issues", None, END) == 5
    detail = text_of(client.get(address("detail", entry)))
    assert "最后修改" in detail
    with whole_network():
        changes = AuditEntry.objects.get(action="update", target_id=str(entry.pk)).changes
        assert changes == {"value": ["3 期", "5 期"]}


@pytest.fixture
def compared(client_for, county_editor, village_editor, tree):
    """A clerk of the county edits; the village saves another number and note meanwhile; the county saves."""
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    county, village = client_for(county_editor), client_for(village_editor)
    path = address("edit", entry)
    mine = filled(county, path, indicator="wechat_post_issues", value="5")
    theirs = filled(village, path, indicator="wechat_post_issues", value="8", note="核对后")
    assert village.post(path, theirs).status_code == 302
    return county, path, mine


def test_where_somebody_saved_meanwhile_both_versions_are_shown_and_nothing_is_overwritten(compared, tree):
    client, path, mine = compared
    page = text_of(client.post(path, mine), 409)
    assert "易村刚保存过这条记录" in page
    for words in ("5 期", "8 期", "核对后", "没有填"):
        assert words in page
    assert 'name="take_day"' not in page
    assert figure(tree.city, "wechat_post_issues", None, END) == 8


def test_after_a_comparison_each_field_is_taken_from_either_version(compared, tree):
    client, path, mine = compared
    page = text_of(client.post(path, mine), 409)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert version == "2"
    again = {**mine, "version": version, "take_value": "mine", "take_note": "theirs"}
    assert client.post(path, again).status_code == 302
    with whole_network():
        entry = FigureEntry.objects.get()
        assert (entry.value, entry.note, entry.version) == (500, "核对后", 3)
    assert figure(tree.city, "wechat_post_issues", None, END) == 5


def test_a_choice_made_before_yet_another_change_is_compared_again(compared):
    client, path, mine = compared
    again = {**mine, "version": "1", "take_note": "theirs"}
    assert "刚保存过这条记录" in text_of(client.post(path, again), 409)


def test_a_number_is_deleted_with_a_reason_after_its_consequence_is_told(client_for, county_editor, tree):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(county_editor)
    page = text_of(client.get(address("delete", entry)))
    assert "怀化市、洪江市、黔城镇、茶溪村的“微信公众号推送期数”各减少 3 期。" in page
    sent = {"version": "1", "reason": ""}
    text_of(client.post(address("delete", entry), sent), 422)
    page = text_of(client.post(address("delete", entry), {**sent, "reason": "录错了"}, follow=True))
    assert "已删除 茶溪村 2022年5月1日 微信公众号推送期数 3 期" in page
    assert figure(tree.city, "wechat_post_issues", None, END) is None
    assert client.get(address("detail", entry)).status_code == 404
    with whole_network():
        assert AuditEntry.objects.get(action="delete", target_id=str(entry.pk)).reason == "录错了"


def test_deleting_a_level_says_which_one_counts_again(client_for, county_editor, tree):
    make_entry(county_editor, tree.county, "staffing_quota", date(2021, 9, 30), 6)
    entry = make_entry(county_editor, tree.county, "staffing_quota", date(2022, 3, 31), 9)
    page = text_of(client_for(county_editor).get(address("delete", entry)))
    assert "按上次 6 名（2021年9月30日）计算" in page


def test_a_number_changed_meanwhile_is_not_deleted_unseen(client_for, county_editor, tree):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(county_editor)
    client.post(
        address("edit", entry),
        filled(client, address("edit", entry), indicator="wechat_post_issues", value="5"),
    )
    page = text_of(client.post(address("delete", entry), {"version": "1", "reason": "录错了"}), 422)
    assert "刚被别人修改过" in page
    assert figure(tree.city, "wechat_post_issues", None, END) == 5
