"""Resident IDs, names and telephone numbers as clerks write them, and the refusal of each bad one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.fields.people import (
    check_resident_id,
    masked_address,
    masked_id,
    masked_name,
    masked_phone,
    normalise_name,
    normalise_phone,
    normalise_resident_id,
)

TODAY = date(2022, 10, 1)
GOOD = "431299196503019012"


def wide(text: str) -> str:
    """As a Chinese keyboard writes it at full width."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def with_check(digits: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(a) * b for a, b in zip(digits, weights, strict=True)) % 11]


def refusal(check, *given) -> str:
    with pytest.raises(ValidationError) as refused:
        check(*given)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        (GOOD, date(1965, 3, 1), "male"),
        ("431299196503019020", date(1965, 3, 1), "female"),
        ("43129919550312909X", date(1955, 3, 12), "male"),
        ("11010519491231002X", date(1949, 12, 31), "female"),  # the standard's own examples
        ("440524188001010014", date(1880, 1, 1), "male"),
    ],
)
def test_a_valid_number_tells_birth_and_sex(number, birth, sex):
    today = date(1999, 1, 1) if number.startswith("4405") else TODAY
    found = check_resident_id(number, today)
    assert (found.number, found.birth, found.sex) == (number, birth, sex)


@pytest.mark.parametrize("prefix", ["433024", "433001", "110105", "659001", "830000"])
def test_the_place_in_a_number_is_not_compared_with_today_s_codes(prefix):
    assert check_resident_id(with_check(f"{prefix}19650301901"), TODAY).sex == "male"


@pytest.mark.parametrize(
    "written",
    [
        "43129919550312909x",
        "'43129919550312909X",
        "’43129919550312909X",
        " 431299 19550312 909X ",
        "431299-19550312-909X",
        wide("43129919550312909X"),
        "43129919550312909\u0425",
        "43129919550312909\u0445",
        "43129919550312909×",
        "\ufeff43129919550312909X\u200b",
        "4312991955\n0312909X",
        "431299\u30001955\xa00312909X",
    ],
)
def test_every_spelling_of_a_number_is_one(written):
    assert normalise_resident_id(written) == "43129919550312909X"
    assert check_resident_id(written, TODAY).number == "43129919550312909X"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("431299196503019013", "校验码不符"),
        ("43129919650301901X", "校验码不符"),
        ("43129919650301901", "身份证号应为 18 位，现在是 17 位。"),
        ("4312991965030190122", "身份证号应为 18 位，现在是 19 位。"),
        ("431299196502309017", "号码中的出生日期不存在（2月30日）。"),
        ("431299196513019017", "号码中的出生日期不存在（13月1日）。"),
        ("431299210103019017", "号码中的出生日期在今天之后。"),
        ("431299190109309017", "按号码中的出生日期，年龄超过 120 岁。"),
        ("43129919650301A012", "第 15 位“A”不是数字。"),
        ("X31299196503019012", "第 1 位“X”不是数字。"),
        ("43129919650301901Y", "第 18 位“Y”不是数字。"),
        ("4312**********9012", "身份证号中有星号，请填完整号码。"),
        ("4.31299196503019E+17", "号码被 Excel 变成了数值，末几位已丢失：请把这一列设为文本格式后重填。"),
        ("431299196503019000.0", "号码被 Excel 变成了数值，末几位已丢失：请把这一列设为文本格式后重填。"),
        ("", "没有填身份证号。"),
        ("不详", "没有填身份证号。"),
        ("431299650301901", "这是 15 位旧号码，请核对后改填 18 位：第 6 位后面加 19，末尾加校验码 2。"),
        ("431299650230901", "这是 15 位旧号码，而且号码中的出生日期不存在（2月30日）。"),
    ],
)
def test_a_bad_number_is_refused_with_the_test_it_failed(written, said):
    message = refusal(check_resident_id, written, TODAY)
    assert message == said
    assert not written or len(written) < 3 or written not in message


def test_a_person_of_120_years_is_accepted_until_the_birthday():
    assert check_resident_id(with_check("43129919011001901"), date(2021, 10, 1)).birth == date(1901, 10, 1)
    assert "年龄" in refusal(check_resident_id, with_check("43129919011001901"), date(2022, 10, 1))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 张 三 ", "张三"),
        ("张\u3000三", "张三"),
        ("阿布都•热合曼", "阿布都·热合曼"),
        ("阿布都 \uff0e热合曼", "阿布都·热合曼"),
        ("阿布都・热合曼", "阿布都·热合曼"),
        ("龚䶮", "龚䶮"),
        ("㛃𠮷", "㛃𠮷"),
        ("张\U00031350", "张\U00031350"),
        ("王〇", "王〇"),
        ("Mary  Ann O'Neil", "Mary Ann O'Neil"),
        ("", ""),
    ],
)
def test_a_name_is_kept_in_one_spelling(written, name):
    assert normalise_name(written) == name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("张三（已故）", "姓名后不要加注（括号），情况请填在状态、备注等栏。"),
        ("李四(迁出)", "姓名后不要加注（括号），情况请填在状态、备注等栏。"),
        ("张三、李四", "一格里像是写了几个人，请每人一行。"),
        ("张三\n李四", "一格里像是写了几个人，请每人一行。"),
        ("张三/李四", "一格里像是写了几个人，请每人一行。"),
        ("张\ufffd", "第 2 个字无法识别（乱码或自造字），请用正式汉字重填。"),
        ("\ue000三", "第 1 个字无法识别（乱码或自造字），请用正式汉字重填。"),
        ("张**", "姓名中有星号，请填完整姓名。"),
        ("张三1", "姓名中不能有“1”。"),
        ("·张三", "姓名中不能有“·”。"),
        ("〃", "姓名中不能有“〃”。"),
        ("同上", "“同上”不是姓名。"),
        ("张", "姓名至少两个字。"),
        ("=1+1", "姓名中不能有“=”。"),
    ],
)
def test_what_is_no_single_name_is_refused(written, said):
    assert refusal(normalise_name, written) == said


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0086 138 0013 8000", "13800138000"),
        (wide("13800138000"), "13800138000"),
        ("13800138000.0", "13800138000"),
        ("0745-2712345", "0745-2712345"),
        ("(0745) 271 2345", "0745-2712345"),
        ("+86 0745 2712345", "0745-2712345"),
        ("01012345678", "010-12345678"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_kept_in_one_spelling(written, number):
    assert normalise_phone(written) == number


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1380013800", "手机号应为 11 位，现在是 10 位。"),
        ("138001380001", "手机号应为 11 位，现在是 12 位。"),
        ("12800138000", "手机号第二位应为 3–9。"),
        ("2712345", "固定电话请加区号，例如 0745-2712345。"),
        ("13800138000、13900139000", "一格里有两个号码，请只留一个。"),
        ("13800138000 0745-2712345", "一格里有两个号码，请只留一个。"),
        ("138****8000", "号码中有星号，请填完整号码。"),
        ("无", "号码中有数字以外的字。"),
        ("999", "不是手机号（11 位），也不是带区号的固定电话，现在是 3 位。"),
        ("-", "这里没有号码。"),
    ],
)
def test_what_is_no_telephone_number_is_refused(written, said):
    assert refusal(normalise_phone, written) == said


def test_masks_show_enough_to_tell_people_apart_and_no_more():
    assert [masked_name(name) for name in ("张三", "张三丰", "阿布都·热合曼", "")] == [
        "张*",
        "张**",
        "阿**",
        "",
    ]
    assert [masked_id(GOOD), masked_id("123")] == ["4312**********9012", "***"]
    assert masked_phone("13800138000") == "138****8000"
    assert masked_phone("0745-2712345") == "0745-***2345"
    assert masked_address("黔城镇茶溪村三组 12 号") == "黔城镇茶溪村***"
    assert masked_address("黔城镇双溪社区 3 栋") == "黔城镇双溪社区***"
    assert masked_address("黔城镇沿江路 8 号") == "黔城镇***"
    assert masked_address("沿江路 8 号") == "***"
