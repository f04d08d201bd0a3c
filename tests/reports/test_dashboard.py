"""One dashboard at four levels, always in agreement with itself."""

import re
from datetime import date

import pytest

from activities.services import withdraw_activity
from core import scope
from core.accounts.models import Role
from tests import factories
from tests.reports.conftest import MAY, YEAR
from tests.reports.pages import children_table, read, sentence, text, trend

pytestmark = pytest.mark.usefixtures("september")
CLINIC = "义诊服务人次"


def board(unit, query=YEAR):
    return f"/dashboard/{unit.code}/?{query}"


def test_a_record_of_a_village_stands_at_every_level_at_once(client_for, village_editor, city, tree):
    factories.make_activity(
        village_editor, tree.village, MAY, {"free_clinic_person_times": 760}, kind="free_clinic"
    )
    for unit in (tree.village, tree.township, tree.county, tree.city):
        assert "义诊 760 人次" in sentence(city.get(board(unit)))
    own = client_for(village_editor)
    assert "茶溪村2022年全年（截至9月28日）登记活动 1 场" in sentence(own.get(board(tree.village)))


def test_the_lines_of_the_table_sum_to_the_head(clinic, county, tree):
    table = children_table(county.get(board(tree.county)))
    assert [row[CLINIC] for row in table.values()] == ["6", "800", "200", "1,006"]
    assert list(table) == ["本级", "黔城镇", "安江镇", "全市合计"]


def test_a_ratio_is_divided_after_its_parts_are_added(county_editor, city, tree):
    for place, done, task in ((tree.county, 1952, 2400), (tree.neighbour, 48, 100)):
        for code, value in (("prenatal_screening_completed", done), ("prenatal_screening_target", task)):
            boss = factories.make_account(f"{place.code}{code}"[:40], place)
            factories.make_entry(boss, place, code, date(2022, 6, 30), value)
    table = children_table(city.get(board(tree.city, f"{YEAR}&group=health_promotion")))
    rates = {name: row["产前筛查任务完成率"] for name, row in table.items()}
    assert rates == {"本级": "–", "洪江市": "81.33", "沅陵县": "48.00", "全市合计": "80.00"}


def test_last_year_stands_beside_and_can_be_put_away(county_editor, county, tree):
    for day, number in ((date(2021, 5, 29), 500), (MAY, 760)):
        factories.make_activity(
            county_editor, tree.village, day, {"free_clinic_person_times": number}, kind="free_clinic"
        )
    page = county.get(board(tree.county))
    assert "上年 500 · 多 52%" in text(page)
    assert "活动场次比上年同期持平" in sentence(page)
    assert "上年 500" not in text(county.get(board(tree.county, f"{YEAR}&compare=off")))


def test_a_year_that_is_not_over_is_compared_with_the_same_days(county_editor, county, tree):
    """What last year brought after 28 September says nothing about this year's first nine months."""
    for day in (date(2021, 9, 28), date(2021, 9, 29), date(2022, 9, 1)):
        factories.make_activity(county_editor, tree.village, day, kind="free_clinic", numbers={
            "free_clinic_person_times": 100
        })  # fmt: skip
    page = county.get(board(tree.county))
    assert "上年 100 · 持平" in text(page)
    assert "上年同期为 2021年1月1日至9月28日" in text(page)


def test_silent_units_are_named_with_the_days_since_their_last_record(county_editor, county, tree):
    factories.make_activity(county_editor, tree.village, date(2022, 9, 3))
    page = county.get(board(tree.township, "period=month&year=2022&month=9"))
    assert "3 个村社区已登记 1 个" in text(page)
    assert "谁还没登记（2）" in text(page)
    factories.make_activity(county_editor, tree.xiaojiang, date(2022, 8, 31))
    page = county.get(board(tree.township, "period=month&year=2022&month=9"))
    assert "小江村 8月31日，28 天前" in text(page)
    assert "双溪社区 从未登记" in text(page)
    assert "2. 小江村（8月31日，28 天前）" in page.content.decode()


def test_a_unit_whose_only_record_was_taken_back_is_silent_again(county_editor, county, tree):
    activity = factories.make_activity(county_editor, tree.village, MAY)
    with scope.use(county_editor.scope):
        withdraw_activity(actor=county_editor, activity=activity, reason="重复")
    page = county.get(board(tree.township))
    assert "3 个村社区已登记 0 个" in text(page)
    assert "茶溪村 从未登记" in text(page)


def test_zero_unreported_and_not_applicable_differ(county_editor, county, tree):
    factories.make_activity(
        county_editor, tree.village, MAY, {"free_clinic_person_times": 0}, kind="free_clinic"
    )
    factories.make_entry(county_editor, tree.county, "staffing_quota", MAY, 14)
    table = children_table(county.get(board(tree.township)))
    assert (table["茶溪村"][CLINIC], table["小江村"][CLINIC]) == ("0", "未报")
    table = children_table(county.get(board(tree.county, f"{YEAR}&group=organisation")))
    quota = {name: row["核定人员编制数"] for name, row in table.items()}
    assert quota == {"本级": "14", "黔城镇": "–", "安江镇": "–", "全市合计": "14"}


def test_the_ranking_shares_ranks_and_prints_the_denominator(county_editor, county, tree):
    for place in (tree.village, tree.changqi, tree.minzhu):
        factories.make_activity(county_editor, place, MAY)
    page = county.get(board(tree.county, f"{YEAR}&by=village"))
    assert "1 场 ÷ 3 村" in text(page)
    assert "2 场 ÷ 2 村" in text(page)
    page = county.get(board(tree.township))
    assert "按每村" not in text(page)
    rows = {row["name"]: row["rank"] for row in page.context["ranking"]["rows"]}
    assert rows == {"茶溪村": 1}
    factories.make_activity(county_editor, tree.xiaojiang, MAY)
    rows = county.get(board(tree.township)).context["ranking"]["rows"]
    assert [row["rank"] for row in rows] == [1, 1]


def test_the_trend_has_both_years_and_leaves_coming_months_empty(county_editor, county, tree):
    for day in (date(2021, 5, 1), date(2022, 5, 1), date(2022, 9, 1)):
        factories.make_activity(county_editor, tree.village, day)
    points = trend(county.get(board(tree.county)))["points"]
    assert (points[4]["this"], points[4]["last"], points[4]["finished"]) == (1.0, 1.0, True)
    assert (points[8]["this"], points[8]["finished"]) == (1.0, False)
    assert (points[9]["this"], points[9]["this_text"], points[3]["this_text"]) == (None, "", "未报")


def test_the_table_is_sorted_by_a_column_and_by_nothing_else(clinic, county, tree):
    for place, number in ((tree.community, 9), (tree.village, 1)):
        factories.make_activity(
            factories.make_account(f"boss{number}", tree.county), place, MAY,
            {"free_clinic_person_times": number}, kind="free_clinic",
        )  # fmt: skip
    up = children_table(county.get(board(tree.township, f"{YEAR}&sort=free_clinic_person_times")))
    down = children_table(county.get(board(tree.township, f"{YEAR}&sort=-free_clinic_person_times")))
    assert list(up) == ["本级", "双溪社区", "小江村", "茶溪村", "全镇合计"]
    assert list(down) == ["本级", "茶溪村", "小江村", "双溪社区", "全镇合计"]
    for nonsense in ("password", "-created_by__password", "association__code", "-"):
        plain = children_table(county.get(board(tree.township, f"{YEAR}&sort={nonsense}")))
        assert list(plain) == ["本级", "双溪社区", "小江村", "茶溪村", "全镇合计"]


def test_a_city_viewer_reaches_a_village_in_three_clicks(clinic, city, tree):
    page = city.get(board(tree.city))
    for name in ("洪江市", "黔城镇", "茶溪村"):
        page = city.get(dict(read(page).links)[name])
    assert "茶溪村2022年全年（截至9月28日）登记活动" in sentence(page)
    assert "最近登记" in text(page)
    assert [label for label, _ in read(page).links if label in ("怀化市", "洪江市", "黔城镇")] == [
        "怀化市", "洪江市", "黔城镇",
    ]  # fmt: skip


def test_the_path_begins_with_the_readers_own_association(county, tree):
    labels = [label for label, _ in read(county.get(board(tree.village))).links]
    assert "洪江市" in labels
    assert "怀化市" not in labels


@pytest.mark.parametrize("address", ["/dashboard/{}/", "/associations/{}/", "/figures/{}/activity_sessions/"])
def test_what_lies_outside_the_range_is_not_there(county, tree, address):
    foreign = county.get(address.format(tree.neighbour.code))
    missing = county.get(address.format(999999999999))
    above = county.get(address.format(tree.city.code))
    assert {answer.status_code for answer in (foreign, missing, above)} == {404}
    assert text_of_404(foreign) == text_of_404(missing) == text_of_404(above)


def text_of_404(answer):
    page = answer.content.decode().replace(answer.wsgi_request.path, "")
    return re.sub(r'content="[0-9A-Za-z]{64}"|value="[0-9A-Za-z]{64}"', "", page)


NONSENSE = [
    "period=zzz",
    "period=year&year=20222",
    "period=year&year=-1",
    "period=month&year=2022&month=99",
    "period=quarter&month=0&year=abc",
    "campaign=%00",
    "campaign=nothing&year=2022",
    "campaign=member_day_529&year=1",
    "from=abc&to=def",
    "from=2022-09-01&to=2022-01-01",
    "to=9999-12-31",
    "from=0001-01-01&to=2022-01-01",
    "indicator=%00%ff",
    "indicator=password",
    "group=__class__",
    "by=everything",
    "compare=maybe",
    "sort=%F0%9F%92%A9",
    "page=-1",
    "page=10%5E30",
    "year=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%92&period=year",
    "period=year&year=2022&period=month",
    "from=&to=",
    "period=statistical&year=1951",
    "period=year&year=2099",
    "own=2",
]


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_never_breaks_a_page(county, tree, query):
    assert county.get(board(tree.township, query)).status_code == 200
    assert county.get(f"/figures/{tree.county.code}/activity_sessions/?{query}").status_code == 200


def test_numbers_and_names_that_are_nobodys_are_not_there(county, tree):
    for address in (
        f"/dashboard/{10**30}/",
        f"/figures/{tree.county.code}/nothing/",
        f"/associations/{10**30}/",
    ):
        assert county.get(address).status_code == 404


def test_the_menu_leads_to_the_own_dashboard(county, tree):
    answer = county.get("/dashboard/")
    assert (answer.status_code, answer["Location"]) == (302, f"/dashboard/{tree.county.code}/")


def test_every_group_opens_and_names_what_has_no_numbers(clinic, county, tree):
    for group in ("advocacy", "family_support", "health_promotion", "rural_governance", "organisation"):
        page = county.get(board(tree.county, f"{YEAR}&group={group}"))
        assert "本期没有数的" in text(page)


def test_a_unit_that_is_no_longer_used_keeps_its_numbers_in_the_table(clinic, county, tree):
    tree.xiaojiang.is_active = False
    tree.xiaojiang.save()
    table = children_table(county.get(board(tree.township)))
    assert table["小江村 已停用"][CLINIC] == "40"
    assert "2 个村社区已登记 1 个" in text(county.get(board(tree.township)))


def test_a_viewer_is_not_offered_to_record(client_for, tree):
    viewer = client_for(factories.make_account("reader", tree.township, Role.VIEWER))
    assert "登记一次活动" not in text(viewer.get(board(tree.township, "period=month&year=2020")))
