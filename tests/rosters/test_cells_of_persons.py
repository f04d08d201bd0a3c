"""Dirty cases 6-17 and 46 of domain.md §7: resident IDs, names, telephones."""

import pytest

from tests.rosters.books import wide, xlsx

GOOD = "431299196503019012"
WOMAN = "431299196503019020"


def test_case_6_an_id_that_excel_took_for_a_number_is_refused(cell):
    assert cell("身份证号", 431299196503019012) == "列为数字格式，末几位数字已丢失"
    assert cell("身份证号", 4.31299e17) == "列为数字格式，末几位数字已丢失"


def test_case_6_an_id_in_scientific_notation_is_refused(cell):
    assert "已丢失" in cell("身份证号", "4.31299E+17")


@pytest.mark.parametrize(
    "typed",
    [
        "'431299196503019012", " 4312 9919 6503 0190 12 ", wide(GOOD), "431299-19650301-9012",
        "\u200b431299196503019012\ufeff",
        "431299196503019012\n",
    ],
)  # fmt: skip
def test_case_7_spellings_of_an_id_become_one(cell, typed):
    assert cell("身份证号", typed)["resident_id"] == GOOD


@pytest.mark.parametrize("last", ["x", "X", wide("X"), "\u0425", "\u0445", "×"])
def test_case_7_every_x_becomes_x(cell, last):
    assert cell("身份证号", "43129919550312909" + last)["resident_id"] == "43129919550312909X"


def test_case_8_an_id_of_15_digits_is_refused_with_the_longer_one_as_a_hint(cell):
    reason = cell("身份证号", "431299650301901")
    assert "15 位" in reason
    assert "18 位" in reason


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("43129919650301901", "18 位，现在是 17 位"),
        ("4312991965030190122", "18 位，现在是 19 位"),
        ("431299196503019013", "校验码不符"),
        ("431299196502309012", "不存在"),
        ("431299209903019012", "今天之后"),
    ],
)
def test_case_9_a_bad_id_is_refused_and_the_failed_test_named(cell, typed, said):
    assert said in cell("身份证号", typed)


def test_case_10_an_old_prefix_is_accepted(cell):
    assert cell("身份证号", "433024195001010013")["resident_id"] == "433024195001010013"


def test_case_11_sex_and_birth_must_agree_with_the_id(cell):
    assert cell("性别", "女", 身份证号=GOOD) == "性别与身份证号不符"
    assert cell("出生年月", "1966-03", 身份证号=GOOD) == "出生年月与身份证号不符"
    assert cell("性别", "女", 身份证号=WOMAN)["sex"] == "female"


@pytest.mark.parametrize("typed", ["", "无", "不详", "待补", "/"])
def test_case_12_no_id_is_accepted_where_it_is_optional(cell, typed):
    assert cell("身份证号", typed)["resident_id"] is None


def test_case_12_a_required_cell_must_be_filled(cell):
    assert cell("姓名", "") == "没有填写"
    assert cell("姓名", "不详") == "没有填写"


@pytest.mark.parametrize("typed", ["张 三", "张\u3000三", " 张三 "])
def test_case_13_blanks_inside_chinese_names_are_removed(cell, typed):
    assert cell("姓名", typed)["name"] == "张三"


@pytest.mark.parametrize("dot", ["·", "•", "\uff0e", "‧"])
def test_case_14_middle_dots_are_one(cell, dot):
    assert cell("姓名", f"阿依{dot}古丽")["name"] == "阿依·古丽"


@pytest.mark.parametrize("typed", ["张三（已故）", "李四(迁出)"])
def test_case_15_a_note_behind_a_name_is_refused(cell, typed):
    assert "不要加注" in cell("姓名", typed)


@pytest.mark.parametrize("typed", ["张三、李四", "张三\n李四", "张三，李四"])
def test_case_16_two_persons_in_a_cell_are_refused(cell, typed):
    assert "每人一行" in cell("姓名", typed)


@pytest.mark.parametrize("typed", ["张䶮", "王㛃", "李𠮷"])
def test_case_17_rare_characters_stay(cell, typed):
    assert cell("姓名", typed)["name"] == typed


@pytest.mark.parametrize("typed", ["张\ufffd", "张\ue5d2"])
def test_case_17_lost_and_private_characters_are_refused(cell, typed):
    assert "无法识别" in cell("姓名", typed)
    assert "无法识别" in cell("备注", typed)


@pytest.mark.parametrize("typed", [13812345678, 13812345678.0, "+86 138-1234-5678", "13812345678.0"])
def test_case_46_a_phone_is_read_however_it_came(cell, typed):
    assert cell("联系电话", typed)["phone"] == "13812345678"


@pytest.mark.parametrize("typed", ["1381234567", "138123456789", "23812345678", 1.3e20])
def test_case_46_what_is_no_phone_is_left_empty_with_a_remark(send, typed):
    head, row = ["乡镇", "村", "姓名", "联系电话"], ["黔城镇", "茶溪村", "易安然", typed]
    result = send(xlsx([head, row]))
    assert result.written[0]["phone"] is None
    assert "电话没有导入" in result.notes[2][0]
    assert str(typed) not in str(result.notes)


def test_case_46_of_two_phones_the_first_is_kept(cell):
    assert cell("联系电话", "13812345678、13912345678")["phone"] == "13812345678"
    assert cell("联系电话", "13812345678/0745-2712345")["phone"] == "13812345678"
    assert cell("联系电话", "0745-2712345")["phone"] == "0745-2712345"
