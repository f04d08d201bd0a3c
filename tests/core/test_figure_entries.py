"""填报数: the pages of typed numbers and opening figures."""

from datetime import date

import pytest

from core.audit.models import AuditEntry
from core.figures.models import FigureEntry, Indicator
from tests.core.entry_pages import HINT, LIST, NEW, OPENING, address, filled, text_of
from tests.factories import figure, make_entry, whole_network

END = date(2022, 12, 31)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2022-09-28 12:00+08:00")


def test_an_editor_types_a_number_and_sees_it_in_the_list(client_for, county_editor, tree):
    client = client_for(county_editor)
    sent = filled(client, indicator="staffing_quota", day="昨天", value="７名", note="编办文件")
    page = text_of(client.post(NEW, sent, follow=True))
    assert "已登记 洪江市 2022年9月27日 核定人员编制数 7 名" in page
    assert "编办文件" in page
    assert "向县" in page
    assert figure(tree.city, "staffing_quota", None, END) == 7


def test_money_is_grouped_and_has_two_places(client_for, county_editor):
    client = client_for(county_editor)
    sent = filled(client, indicator="warm_home_fund_raised", day="5.29", value="58,000.5元")
    assert "58,000.50 元" in text_of(client.post(NEW, sent, follow=True))


def test_the_own_association_and_today_stand_in_the_form(client_for, county_editor):
    page = text_of(client_for(county_editor).get(NEW))
    assert 'value="洪江市"' in page
    assert 'value="2022-09-28"' in page


def test_a_link_can_bring_place_indicator_and_day(client_for, county_editor, tree):
    query = {"association": tree.township.code, "indicator": "key_contact_households", "day": "2022-08-31"}
    sent = filled(client_for(county_editor), f"{NEW}?{'&'.join(f'{k}={v}' for k, v in query.items())}")
    assert (sent["association"], sent["day"]) == (str(tree.township.code), "2022-08-31")


def test_a_double_submit_makes_one_record_and_shows_the_same_result(client_for, county_editor, tree):
    client = client_for(county_editor)
    sent = filled(client, indicator="wechat_post_issues", value="3")
    first, second = (text_of(client.post(NEW, sent, follow=True)) for _ in range(2))
    for page in (first, second):
        assert "已登记 洪江市 2022年9月28日 微信公众号推送期数 3 期" in page
    assert figure(tree.city, "wechat_post_issues", None, END) == 3


def test_a_form_sent_again_with_another_number_is_not_swallowed(client_for, county_editor, tree):
    client = client_for(county_editor)
    sent = filled(client, indicator="wechat_post_issues", value="3")
    client.post(NEW, sent)
    page = text_of(client.post(NEW, {**sent, "value": "5"}), 422)
    assert "这张表单已经保存过：洪江市 2022年9月28日 微信公众号推送期数 3 期" in page
    assert figure(tree.city, "wechat_post_issues", None, END) == 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"value": ""}, "请填数值；没有发生填 0。"),
        ({"value": "-1"}, "不能为负数。"),
        ({"value": "约3"}, "请填准确数"),
        ({"value": "3.5"}, "期只能是整数"),
        ({"value": "3次"}, "单位是期，写的却是“次”"),
        ({"value": "1e30"}, "请填数字"),
        ({"day": "2月30日"}, "没有2月30日这一天。"),
        ({"day": "2022-09-29"}, "日期在今天之后，请核对。"),
        ({"day": ""}, "这个字段是必填项"),
        ({"association": "沅陵县", "association_code": ""}, "找不到这个单位"),
        ({"association": "", "association_code": ""}, "请选单位。"),
        ({"indicator": ""}, "这个字段是必填项"),
        ({"indicator": "free_clinic_person_times"}, "选择一个有效的选项"),
        ({"note": "长" * 201}, "200"),
        ({"record_id": "x"}, "这张表单已失效"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason_and_nothing_typed_is_lost(
    client_for, county_editor, given, sentence
):
    client = client_for(county_editor)
    sent = filled(client, indicator="wechat_post_issues", value="3", note="第3期")
    page = text_of(client.post(NEW, {**sent, **given}), 422)
    assert sentence in page
    if "note" not in given:
        assert 'value="第3期"' in page
    with whole_network():
        assert not FigureEntry.objects.exists()


def test_only_typed_indicators_are_offered_and_retired_ones_are_not(client_for, county_editor):
    page = text_of(client_for(county_editor).get(NEW))
    assert "微信公众号推送期数（期）" in page
    assert "义诊服务人次" not in page
    assert "产前筛查任务完成率" not in page
    Indicator.objects.filter(code="wechat_post_issues").update(is_active=False)
    assert "微信公众号推送期数" not in text_of(client_for(county_editor).get(NEW))


def test_an_opening_figure_may_stand_for_any_posted_indicator_and_names_its_source(
    client_for, county_editor, tree
):
    client = client_for(county_editor)
    page = text_of(client.get(OPENING))
    assert "义诊服务人次（人次）" in page
    assert "产前筛查任务完成率" not in page
    sent = filled(
        client, OPENING, indicator="free_clinic_person_times", day="2021-12-31", value="760", note=""
    )
    assert "期初数请写明来源" in text_of(client.post(OPENING, sent), 422)
    page = text_of(client.post(OPENING, {**sent, "note": "2021年简报"}, follow=True))
    assert "期初数" in page
    assert "2021年简报" in page
    assert figure(tree.city, "free_clinic_person_times", None, END) == 760


def test_the_form_says_the_unit_and_the_number_before(client_for, county_editor, tree):
    make_entry(county_editor, tree.county, "staffing_quota", date(2021, 9, 30), 6)
    client = client_for(county_editor)
    assert "选了指标，这里显示单位和上次的数。" in text_of(client.get(NEW))
    asked = {"association": "洪江市", "indicator": "staffing_quota", "day": "2022-09-28"}
    hint = text_of(client.get(HINT, asked))
    assert "单位：名，填到这一天为止的数" in hint
    assert "上次 6 名（2021年9月30日）" in hint
    assert "上次" not in text_of(client.get(HINT, {**asked, "day": "2021-09-30"}))
    assert "上次 6 名" in text_of(client.get(f"{NEW}?indicator=staffing_quota"))
    assert text_of(client.get(HINT, {"association": "沅陵县", "indicator": "x", "day": "y"}))


def test_the_list_is_narrowed_by_association_indicator_period_and_opening(client_for, county_editor, tree):
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    make_entry(county_editor, tree.changqi, "wechat_post_issues", date(2022, 6, 1), 4)
    make_entry(
        county_editor,
        tree.township,
        "key_contact_households",
        date(2021, 12, 31),
        7,
        is_opening=True,
        note="台账",
    )
    client = client_for(county_editor)

    def shown(**chosen):
        page = text_of(client.get(LIST, chosen))
        return [number for number in ("3 期", "4 期", "7 户") if number in page]

    assert shown() == ["3 期", "4 期", "7 户"]
    assert shown(association="黔城镇") == ["3 期", "7 户"]
    assert shown(association=str(tree.changqi.code)) == ["4 期"]
    assert shown(indicator="key_contact_households") == ["7 户"]
    assert shown(start="2022-05-02") == ["4 期"]
    assert shown(start="2022-01-01", end="5.31") == ["3 期"]
    assert shown(only="opening") == ["7 户"]
    assert shown(only="typed") == ["3 期", "4 期"]
    assert shown(start="五月") == []
    assert "结束日期早于开始日期" in text_of(client.get(LIST, {"start": "2022-06-01", "end": "2022-05-01"}))


@pytest.mark.parametrize("who", ["city_viewer", "county_reviewer", "county_administrator", "auditor"])
def test_those_who_may_not_record_read_and_are_refused_the_rest(client_for, people, county_editor, tree, who):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(people[who])
    page = text_of(client.get(LIST))
    assert "3 期" in page
    assert "登记填报数" not in page
    assert "修改</a>" not in text_of(client.get(address("detail", entry)))
    for path in (NEW, OPENING, HINT, address("edit", entry), address("delete", entry)):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code in (403, 405)


def test_an_entry_of_the_neighbour_does_not_exist(client_for, county_editor, neighbour_editor, tree):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(neighbour_editor)
    assert "还没有填报数" in text_of(client.get(LIST))
    for name in ("detail", "edit", "delete"):
        assert client.get(address(name, entry)).status_code == 404
    assert client.post(address("edit", entry), {}).status_code == 404
    assert client.post(address("delete", entry), {"version": "1", "reason": "录错了"}).status_code == 404


def test_a_form_with_the_id_of_a_foreign_entry_is_refused(client_for, county_editor, neighbour_editor, tree):
    entry = make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(neighbour_editor)
    sent = filled(client, indicator="wechat_post_issues", value="9")
    text_of(client.post(NEW, {**sent, "record_id": str(entry.pk)}), 422)
    assert figure(tree.city, "wechat_post_issues", None, END) == 3


def test_few_special_families_are_not_told_to_accounts_without_the_family_right(
    client_for, county_editor, village_editor, city_viewer, tree
):
    entry = make_entry(
        county_editor,
        tree.village,
        "special_family_count",
        date(2021, 12, 31),
        3,
        is_opening=True,
        note="台账",
    )
    for path in (LIST, address("detail", entry)):
        page = text_of(client_for(city_viewer).get(path))
        assert "&lt;5 户" in page
        assert "3 户" not in page
    stranger = client_for(village_editor)
    assert stranger.get(address("edit", entry)).status_code == 403
    assert stranger.get(address("delete", entry)).status_code == 403
    asked = {
        "association": "茶溪村",
        "indicator": "special_family_count",
        "day": "2022-09-28",
        "opening": "1",
    }
    assert "上次 &lt;5 户" in text_of(stranger.get(HINT, asked))
    assert client_for(county_editor).get(address("edit", entry)).status_code == 200
    village_editor.family_right = True
    village_editor.save()
    assert "3 户" in text_of(client_for(village_editor).get(LIST))
    with whole_network():
        assert AuditEntry.objects.get(target_id=str(entry.pk)).changes["value"] == [None, "<5 户"]


def test_the_list_asks_no_more_queries_for_more_rows(client_for, county_editor, tree, counted):
    client = client_for(county_editor)

    def asked():
        with counted() as queries:
            text_of(client.get(LIST))
        return len(queries)

    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    asked()
    few = asked()
    for month in range(1, 9):
        make_entry(county_editor, tree.changqi, "wechat_post_issues", date(2022, month, 2), 3)
    assert asked() == few
