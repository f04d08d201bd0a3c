"""What clerks type, and how it is read."""
# ruff: noqa: RUF001

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.parsing import parse_day, parse_days, parse_number

TODAY = date(2022, 9, 28)
D = date


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0529", D(2022, 5, 29)),
        ("5.29", D(2022, 5, 29)),
        ("5-29", D(2022, 5, 29)),
        ("5/29", D(2022, 5, 29)),
        ("5月29日", D(2022, 5, 29)),
        ("5月29号", D(2022, 5, 29)),
        ("20220529", D(2022, 5, 29)),
        ("2022-05-29", D(2022, 5, 29)),
        ("2022.5.29", D(2022, 5, 29)),
        ("2022年5月29日", D(2022, 5, 29)),
        ("２０２２．５．２９", D(2022, 5, 29)),
        (" ５月 ２９日 ", D(2022, 5, 29)),
        ("5。29", D(2022, 5, 29)),
        ("5.29\x00", D(2022, 5, 29)),
        ("今天", D(2022, 9, 28)),
        ("昨天", D(2022, 9, 27)),
        ("前天", D(2022, 9, 26)),
        ("9.28", D(2022, 9, 28)),
        ("9.29", D(2021, 9, 29)),
        ("12.31", D(2021, 12, 31)),
        ("2.29", D(2020, 2, 29)),
    ],
)
def test_a_day_is_read_as_clerks_write_it(typed, day):
    assert parse_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2月30日", "没有2月30日这一天。"),
        ("0230", "没有2月30日这一天。"),
        ("2022-02-30", "没有2022年2月30日这一天。"),
        ("2022-13-01", "没有2022年13月1日这一天。"),
        ("2022-09-29", "日期在今天之后，请核对。"),
        ("明天", "日期在今天之后，请核对。"),
        ("1948-12-31", "日期过早，请核对年份。"),
        ("0000-01-01", "日期过早，请核对年份。"),
        ("五月", "认不出这个日期"),
        ("5.29.", "认不出这个日期"),
        ("529", "认不出这个日期"),
        ("2022", "没有20月22日这一天。"),
        ("1e30", "认不出这个日期"),
    ],
)
def test_what_is_no_day_is_refused_with_a_reason(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        parse_day(typed, today=TODAY)
    assert sentence in refusal.value.messages[0]


def test_where_the_future_is_allowed_a_day_within_a_month_ahead_is_meant():
    assert parse_day("10.4", today=TODAY, future=True) == D(2022, 10, 4)
    assert parse_day("12.31", today=TODAY, future=True) == D(2021, 12, 31)
    assert parse_day("2023-05-29", today=TODAY, future=True) == D(2023, 5, 29)
    assert parse_day("明天", today=TODAY, future=True) == D(2022, 9, 29)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("5.29", D(2022, 5, 29), D(2022, 5, 29)),
        ("2022-05-29", D(2022, 5, 29), D(2022, 5, 29)),
        ("昨天", D(2022, 9, 27), D(2022, 9, 27)),
        ("5.28-5.30", D(2022, 5, 28), D(2022, 5, 30)),
        ("5-28-5-30", D(2022, 5, 28), D(2022, 5, 30)),
        ("0528-0530", D(2022, 5, 28), D(2022, 5, 30)),
        ("5.28-30", D(2022, 5, 28), D(2022, 5, 30)),
        ("5.28～5.30", D(2022, 5, 28), D(2022, 5, 30)),
        ("5月28日至30日", D(2022, 5, 28), D(2022, 5, 30)),
        ("5月28日——5月30日", D(2022, 5, 28), D(2022, 5, 30)),
        ("2021.5.28-5.30", D(2021, 5, 28), D(2021, 5, 30)),
        ("2022-05-28-2022-05-30", D(2022, 5, 28), D(2022, 5, 30)),
        ("2022-05-28至2022-05-30", D(2022, 5, 28), D(2022, 5, 30)),
        ("12.30-1.2", D(2021, 12, 30), D(2022, 1, 2)),
        ("5.1-5.31", D(2022, 5, 1), D(2022, 5, 31)),
    ],
)
def test_a_span_of_days_is_read_as_clerks_write_it(typed, first, last):
    assert parse_days(typed, today=TODAY) == (first, last)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5.30-5.28", "结束日期早于开始日期。"),
        ("5.1-6.1", "最多连续 31 天"),
        ("9.27-9.30", "日期在今天之后"),
        ("2月27日-30日", "没有2022年2月30日这一天。"),
        ("5.28-", "认不出这个日期"),
        ("5.28-5.29-5.30", "认不出这个日期"),
        ("昨天昨天", "认不出这个日期"),
    ],
)
def test_a_span_that_cannot_be_is_refused_with_a_reason(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        parse_days(typed, today=TODAY)
    assert sentence in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "unit", "hundredths"),
    [
        ("760", "人次", 76000),
        ("７６０", "人次", 76000),
        ("1,204", "人次", 120400),
        ("１，２０４", "人次", 120400),
        ("12 060", "份", 1206000),
        ("760人次", "人次", 76000),
        ("760 人次", "人次", 76000),
        ("760.0", "人次", 76000),
        ("0", "人次", 0),
        ("007", "场", 700),
        ("58000", "元", 5800000),
        ("58,000.5元", "元", 5800050),
        ("￥1,200.50", "元", 120050),
        ("680元", "元/人·月", 68000),
        ("81.33", "%", 8133),
        ("81.33％", "%", 8133),
        ("0.10", "元", 10),
    ],
)
def test_a_number_is_read_as_integer_hundredths(typed, unit, hundredths):
    assert parse_number(typed, unit=unit) == hundredths


@pytest.mark.parametrize("typed", ["", "   ", "　"])
def test_nothing_typed_is_not_nought(typed):
    assert parse_number(typed, unit="人次") is None


@pytest.mark.parametrize(
    ("typed", "unit", "sentence"),
    [
        ("-5", "人次", "不能为负数。"),
        ("－5", "人次", "不能为负数。"),
        ("−5", "元", "不能为负数。"),
        ("负5", "人次", "不能为负数。"),
        ("7.5", "人", "人只能是整数，不能有小数。"),
        ("1.005", "元", "最多 2 位小数。"),
        ("约760", "人次", "请填准确数，不写“约”。"),
        ("760余人次", "人次", "请填准确数，不写“余”。"),
        ("700多", "人次", "请填准确数，不写“多”。"),
        ("1.2万", "元", "请把“万”换算成完整的数字"),
        ("760人", "人次", "单位是人次，写的却是“人”"),
        ("1e30", "人次", "请填数字"),
        ("1E5", "元", "请填数字"),
        ("0x10", "份", "请填数字"),
        ("NaN", "份", "请填数字"),
        ("Infinity", "元", "请填数字"),
        ("１２,３４", "人次", "千位分隔号的位置不对"),
        ("1.2.3", "元", "请填数字"),
        ("七百", "人次", "请填数字"),
        ("9" * 13, "人次", "数值过大"),
        ("9" * 400, "元", "数值过大"),
    ],
)
def test_what_is_no_exact_number_is_refused_with_a_reason(typed, unit, sentence):
    with pytest.raises(ValidationError) as refusal:
        parse_number(typed, unit=unit)
    assert sentence in refusal.value.messages[0]
