"""Few special families of a village are not told to those who do not work with them."""

import pytest

from core.accounts.models import Role
from tests import factories
from tests.reports.conftest import MAY, YEAR
from tests.reports.pages import children_table, sheet, text, trend

pytestmark = pytest.mark.usefixtures("september")
FAMILIES, VISITS = "special_family_count", "special_family_condolence_person_times"
GROUP = f"{YEAR}&group=family_support"


@pytest.fixture
def families(county_editor, tree):
    """3 families in one village, 7 in another, 0 in the third; 3 of 4 in 安江镇 have a doctor."""
    opening = {"is_opening": True, "note": "台账"}
    for place, number in ((tree.village, 3), (tree.xiaojiang, 7), (tree.community, 0), (tree.minzhu, 4)):
        factories.make_entry(county_editor, place, FAMILIES, MAY, number, **opening)
    factories.make_entry(county_editor, tree.minzhu, "family_doctor_families", MAY, 3, **opening)
    factories.make_activity(
        county_editor, tree.village, MAY, {VISITS: 2, "condolence_persons": 90}, kind="condolence"
    )


def test_the_table_withholds_one_to_four(families, county, tree):
    table = children_table(county.get(f"/dashboard/{tree.township.code}/?{GROUP}"))
    numbers = {name: row["计生特殊家庭户数"] for name, row in table.items()}
    assert numbers == {"本级": "未报", "双溪社区": "0", "小江村": "7", "茶溪村": "<5", "全镇合计": "10"}


def test_nothing_derived_from_a_withheld_number_is_told(families, county, tree):
    """3 ÷ 4 = 75% would tell both; the ratio of the county, of many villages, may stand."""
    table = children_table(county.get(f"/dashboard/{tree.county.code}/?{GROUP}"))
    rates = {name: row["计生特殊家庭家庭医生签约覆盖率"] for name, row in table.items()}
    assert (rates["安江镇"], rates["全市合计"]) == ("不显示", "21.43")
    page = county.get(f"/figures/{tree.second_township.code}/family_doctor_coverage/?{YEAR}")
    assert "75" not in text(page)
    assert "<5 ÷ <5 = 不显示" in text(page)


def test_the_drawer_stops_at_counts(families, county, tree):
    page = county.get(f"/figures/{tree.township.code}/{FAMILIES}/?{YEAR}")
    shown = text(page)
    assert "明细限经办人查看" in shown
    assert "茶溪村 <5" in shown
    assert "records" not in page.context
    assert "movement" not in page.context
    share = {row["name"]: row["share"] for row in page.context["rows"]}
    assert share == {"小江村": "70.0%", "双溪社区": "", "茶溪村": ""}
    assert county.get(f"/figures/{tree.village.code}/{FAMILIES}/?{YEAR}").context["head"].text == "<5"


def test_the_caseworker_sees_the_records(families, caseworker, tree):
    page = caseworker.get(f"/figures/{tree.township.code}/{FAMILIES}/?{YEAR}")
    assert "茶溪村 3" in text(page)
    assert "合计 10 = 上方数字 ✓" in text(page)
    table = children_table(caseworker.get(f"/dashboard/{tree.township.code}/?{GROUP}"))
    assert table["茶溪村"]["计生特殊家庭户数"] == "3"


def test_files_withhold_too(families, county, caseworker, tree):
    address = f"/dashboard/{tree.township.code}/export/?{GROUP}"
    rows = {row[0]: row for row in sheet(county.post(address))}
    at = rows["单位"].index("计生特殊家庭户数（户）")
    assert (rows["茶溪村"][at], rows["小江村"][at], rows["双溪社区"][at]) == ("<5", 7, 0)
    rows = {row[0]: row for row in sheet(caseworker.post(address))}
    assert rows["茶溪村"][at] == 3
    records = f"/figures/{tree.township.code}/{FAMILIES}/export/?{YEAR}"
    assert county.post(records).status_code == 403
    assert caseworker.post(records).status_code == 200


def test_the_chart_holds_no_withheld_number(families, county, caseworker, tree):
    address = f"/dashboard/{tree.village.code}/?{YEAR}&indicator={FAMILIES}"
    for month in trend(county.get(address))["points"][4:9]:
        assert (month["this"], month["this_text"]) == (None, "<5")
    assert trend(caseworker.get(address))["points"][4]["this"] == 3.0


def test_the_ranking_neither_draws_nor_ranks_it(families, county, tree):
    rows = county.get(f"/dashboard/{tree.township.code}/?{YEAR}&indicator={FAMILIES}").context["ranking"][
        "rows"
    ]
    hidden = next(row for row in rows if row["name"] == "茶溪村")
    assert (hidden["text"], hidden.get("rank"), hidden.get("bar")) == ("<5", None, None)


def test_a_rate_per_village_is_withheld_with_its_number(families, county, tree):
    page = county.get(f"/dashboard/{tree.county.code}/?{YEAR}&indicator={FAMILIES}&by=village")
    rows = {row["name"]: row for row in page.context["ranking"]["rows"]}
    assert (rows["安江镇"]["text"], "detail" in rows["安江镇"]) == ("<5", False)
    assert rows["黔城镇"]["detail"] == "10 户 ÷ 3 村"


def test_last_years_number_and_the_difference_are_withheld(county_editor, client_for, tree):
    for year, number in ((2021, 2), (2022, 8)):
        factories.make_activity(
            county_editor,
            tree.village,
            MAY.replace(year=year),
            {VISITS: number, "condolence_persons": 90},
            kind="condolence",
        )
    village = client_for(factories.make_account("reader", tree.village, Role.VIEWER))
    page = village.get(f"/dashboard/{tree.village.code}/?{YEAR}")
    assert "慰问计生特殊家庭人次 8 人次 上年 <5" in text(page)
    assert "慰问计生特殊家庭人次 2" not in text(page)


def test_recent_records_of_a_village_do_not_tell(families, county, caseworker, tree):
    assert "特殊家庭数字限经办人查看" in text(county.get(f"/dashboard/{tree.village.code}/?{YEAR}"))
    assert "计生特殊家庭户数 3 户" in text(caseworker.get(f"/dashboard/{tree.village.code}/?{YEAR}"))
