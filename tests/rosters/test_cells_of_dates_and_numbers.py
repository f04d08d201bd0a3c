"""Dirty cases 20-31 and 48 of domain.md §7: dates, amounts, counts, choices."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.rosters.books import wide

MARCH_1 = date(1965, 3, 1)


@pytest.mark.parametrize("typed", ["1965.3", "1965年3月", "196503", "1965-3", 196503])
def test_case_20_a_month_is_enough_where_months_are_kept(cell, typed):
    assert cell("出生年月", typed)["born"] == "1965-03"


@pytest.mark.parametrize("typed", ["1965.3", "1965年3月", "196503"])
def test_case_20_a_month_is_not_enough_where_a_day_is_kept(cell, typed):
    assert cell("发放日期", typed) == "只有年月，缺日"


def test_case_21_a_month_as_a_number_is_ambiguous(cell):
    assert "分不清" in cell("出生年月", 1965.1)
    assert cell("出生年月", "1965.10")["born"] == "1965-10"


def test_case_22_real_dates_and_serial_numbers_with_a_date_format(cell):
    def as_date(sheet):
        sheet.cell(2, 4).number_format = "yyyy-mm-dd"

    assert cell("发放日期", date(1965, 3, 1))["paid_on"] == MARCH_1
    assert cell("发放日期", 23802, change=as_date)["paid_on"] == MARCH_1


def test_case_22_the_date_system_of_1904(cell):
    def of_1904(sheet):
        sheet.parent.epoch = CALENDAR_MAC_1904
        sheet.cell(2, 4).number_format = "yyyy-mm-dd"

    assert cell("发放日期", 22340, change=of_1904)["paid_on"] == MARCH_1


def test_case_22_a_bare_number_is_no_date(cell):
    assert cell("发放日期", 24167) == "这是数字，不是日期"


@pytest.mark.parametrize(
    "typed",
    ["1965年3月1日", "1965.3.1", "1965/03/01", "一九六五年三月一日", "19650301", "1965-03-01 00:00:00"],
)
def test_case_23_days_as_offices_write_them(cell, typed):
    assert cell("发放日期", typed)["paid_on"] == MARCH_1


def test_case_23_chinese_numerals(cell):
    assert cell("发放日期", "二〇二二年十一月二十三日")["paid_on"] == date(2022, 11, 23)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("65.3.1", "年份只有两位"),
        ("3/1/65", "两位"),
        ("3/1/1965", "先后"),
        ("农历八月十五", "农历"),
        ("民国三十八年三月一日", "民国"),
        ("腊月二十", "农历"),
        ("1965-02-30", "没有"),
        ("三月", "认不出"),
    ],
)
def test_case_23_what_can_be_read_in_two_ways_is_refused(cell, typed, said):
    assert said in cell("发放日期", typed)


def test_case_24_the_future_is_refused_for_payments_and_remarked_for_facts(cell):
    assert cell("发放日期", "2099-01-01") == "日期在今天之后"
    assert cell("认定日期", "2099-01-01")["since"] == date(2099, 1, 1)


@pytest.mark.parametrize(
    "typed", ["1,200.00", "￥1200", "1200元", wide("1200"), 1200, "1,200", "人民币1200元整"]
)
def test_case_25_an_amount_however_it_is_written(cell, typed):
    assert cell("金额", typed)["amount"] == Decimal("1200.00")


def test_case_26_ten_thousands_are_converted(cell):
    assert cell("金额", "1.2万")["amount"] == Decimal("12000.00")
    assert cell("金额（万元）", 1.2)["amount"] == Decimal("12000.00")
    assert cell("金额（万元）", "800元")["amount"] == Decimal("800.00")


def test_case_27_the_noise_of_floats_is_rounded_away(cell):
    assert cell("金额", 1200.0000001)["amount"] == Decimal("1200.00")
    assert cell("金额", 1200.004)["amount"] == Decimal("1200.00")
    assert cell("金额", "1200.005") == "金额最多两位小数"


@pytest.mark.parametrize("typed", ["", "-", "/", "无", "——"])
def test_case_28_nothing_is_not_zero(cell, typed):
    assert cell("金额", typed)["amount"] is None


def test_case_28_zero_is_zero_and_negatives_are_refused(cell):
    assert cell("金额", 0)["amount"] == Decimal("0.00")
    assert cell("金额", -5) == "金额不能为负数"


def test_case_29_capitals(cell):
    assert cell("金额大写", "壹仟贰佰元整")["capitals"] == Decimal("1200.00")
    assert cell("金额大写", "叁万零伍拾元伍角")["capitals"] == Decimal("30050.50")
    assert cell("金额大写", "壹仟贰佰元整", 金额=1300) == "大小写金额不一致"


@pytest.mark.parametrize("typed", ["400余", "约50", "30-40", "50多人"])
def test_case_30_vague_counts_are_refused(cell, typed):
    assert cell("人数", typed) == "这是约数"


def test_case_31_counts_with_units_fractions_and_percents(cell):
    assert cell("人数", "35人")["number"] == 35
    assert cell("人数", "3.5人") == "数量不能有小数"
    assert cell("人数", 3.5) == "数量不能有小数"
    assert cell("人数", "85%") == "这里不填百分比"
    assert "单位写的是“户”" in cell("人数", "35户")


@pytest.mark.parametrize("typed", ["失独", "死亡", "独生子女死亡", "死亡家庭"])
def test_case_48_words_for_a_type_are_mapped(cell, typed):
    assert cell("家庭类型", typed)["family_type"] == "death"


def test_case_48_of_a_grade_only_the_type_is_kept(cell):
    values = cell("家庭类型", "残疾三级")
    assert values["family_type"] == "disability"
    assert "三级" not in str(values)


def test_yes_no_and_flags(cell):
    assert cell("是否签约", "√")["signed"] is True
    assert cell("是否签约", "否")["signed"] is False
    assert cell("双岗联系人", "是")["contact"] is True
    assert cell("双岗联系人", "2022.3.1")["contact"] == date(2022, 3, 1)
    assert cell("是否签约", "也许") == "这里填“是”或“否”"


def test_case_52_text_that_looks_like_a_formula_is_text(cell):
    def as_text(sheet):
        for column in range(1, 5):
            sheet.cell(2, column).data_type = "s"

    for typed in ("=1+1", "+86", "-3", "@张"):
        assert cell("备注", typed, change=as_text)["remark"] == typed
