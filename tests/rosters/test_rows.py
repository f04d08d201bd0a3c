"""Dirty cases 18, 19, 32-35, 37-39 and 47 of domain.md §7: rows that are no rows, merged cells, formulas."""

import pytest
from openpyxl.styles import Font

from tests.rosters.books import xlsx

HEAD = ["序号", "乡镇", "村", "姓名", "金额"]


def person(number, name="易安然", amount=None, place=("黔城镇", "茶溪村")):
    return [number, *place, name, amount]


def names(result):
    return [values["name"] for values in result.written]


@pytest.mark.parametrize("mark", ["〃", "″", '"', "同上", "同左", "-||-"])
def test_case_18_ditto_fills_places_and_says_so(send, mark):
    result = send(xlsx([HEAD, person(1), person(2, "向前进", place=(mark, mark))]))
    assert result.written[1]["village"] == "茶溪村"
    assert "按上一行填为“茶溪村”" in "".join(result.notes[3])


@pytest.mark.parametrize("column", [3, 4])
def test_case_18_ditto_is_refused_in_names_and_amounts(send, column):
    row = person(2, "向前进", 5)
    row[column] = "同上"
    result = send(xlsx([HEAD, person(1, amount=5), row]))
    assert list(result.errors[3].values()) == ["不能写“同上”"]


def test_case_19_a_merged_place_stands_for_its_rows_and_an_empty_one_for_nothing(send):
    rows = [
        HEAD,
        person(1),
        person(2, "向前进", place=(None, None)),
        person(3, "杨柳青", place=("黔城镇", None)),
    ]
    result = send(xlsx(rows, lambda sheet: [sheet.merge_cells(f"{letter}2:{letter}3") for letter in "BC"]))
    assert names(result) == ["易安然", "向前进"]
    assert result.written[1]["village"] == "茶溪村"
    assert "没有写到村" in result.errors[4]["乡镇"]


@pytest.mark.parametrize("label", ["小计", "合计", "总计", "合  计", "本页合计", "合计："])
def test_case_32_total_rows_are_compared_and_left_out(send, label):
    rows = [HEAD, person(1, amount=5), person(2, "向前进", 7), [label, None, None, None, 12]]
    result = send(xlsx(rows))
    assert names(result) == ["易安然", "向前进"]
    assert result.notes[4] == ["相符"]


def test_case_32_a_wrong_total_is_told(send):
    result = send(xlsx([HEAD, person(1, amount=5), [None, "合计", None, None, 6]]))
    assert "第 3 行合计不符：“金额”写的是 6，逐行相加是 5" in "".join(result.report.remarks)


@pytest.mark.parametrize(
    "text",
    [
        "填表人：张三",
        "审核人：",
        "联系电话：0745-1234567",
        "注：数据截至9月",
        "说明：一式两份",
        "2022年9月28日",
    ],
)
def test_case_33_signatures_and_notes_are_skipped(send, text):
    result = send(xlsx([HEAD, person(1), [text]]))
    assert result.counts == {"new": 1, "skipped": 2}


def test_case_34_blank_rows_inside_and_a_long_blank_tail(send):
    rows = [HEAD, person(1), *[[None] * 5] * 3, person(2, "向前进")]
    result = send(xlsx(rows, lambda sheet: setattr(sheet.row_dimensions[1_048_576], "height", 20)))
    assert names(result) == ["易安然", "向前进"]


def test_case_34_data_beyond_50_blank_rows_is_told(send):
    result = send(xlsx([HEAD, person(1), *[[None]] * 80, person(2, "向前进")]))
    assert names(result) == ["易安然"]
    assert "第 83 行起还有内容" in "".join(result.report.remarks)


def test_case_35_hidden_rows_are_left_out(send):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    result = send(xlsx([HEAD, person(1), person(2, "向前进"), person(3, "杨柳青")], hide))
    assert names(result) == ["易安然", "杨柳青"]
    assert result.counts["skipped"] == 2


def test_case_35_hidden_columns_are_left_out(send):
    def hide(sheet):
        sheet.column_dimensions["E"].hidden = True

    assert send(xlsx([HEAD, person(1, amount=5)], hide)).written[0]["amount"] is None


def test_case_37_formulas_without_a_result_and_errors_are_refused(send):
    def break_cells(sheet):
        sheet["E2"] = "=1+1"
        sheet["E3"] = "#N/A"
        sheet["E3"].data_type = "e"

    result = send(xlsx([HEAD, person(1, amount=1), person(2, "向前进", 1)], break_cells))
    assert result.errors == {2: {"金额": "公式没有算出结果"}, 3: {"金额": "公式出错（#N/A）"}}


def test_case_37_the_result_of_a_formula_is_used(send, calculated):
    content = calculated(xlsx([HEAD, person(1, amount="=600*2")]), "E2", "1200")
    assert str(send(content).written[0]["amount"]) == "1200.00"


def test_a_calculated_id_is_refused_whatever_it_shows(send, calculated):
    head = ["乡镇", "村", "姓名", "身份证号"]
    content = xlsx([head, ["黔城镇", "茶溪村", "易安然", '="43129919650301"&"9012"']])
    content = calculated(content, "D2", "431299196503019012", kind="str")
    assert send(content).errors == {2: {"身份证号": "这一列不能用公式"}}


def test_case_38_struck_rows_are_imported_with_a_warning(send):
    def strike(sheet):
        sheet["D2"].font = Font(strike=True)

    result = send(xlsx([HEAD, person(1)], strike))
    assert names(result) == ["易安然"]
    assert "第 2 行有删除线" in "".join(result.report.remarks)


def test_case_39_numbering_means_nothing(send):
    result = send(xlsx([HEAD, person(1), person("1.", "向前进"), person(7, "杨柳青")]))
    assert names(result) == ["易安然", "向前进", "杨柳青"]


def test_rows_with_a_number_only_are_no_records(send):
    result = send(xlsx([HEAD, person(1), [2], [3]]))
    assert result.counts == {"new": 1, "skipped": 1}


def test_case_47_rows_of_a_household_are_one_record(send):
    head = ["乡镇", "村", "户编号", "与户主关系", "姓名"]
    place = ["黔城镇", "茶溪村"]
    rows = [
        head,
        [*place, "H1", "户主", "易安然"],
        [*place, "H1", "配偶", "向前进"],
        [*place, "H2", "户主", "杨柳青"],
    ]
    result = send(xlsx(rows), keep=True)
    assert names(result) == ["易安然", "向前进", "杨柳青"]


def test_case_47_a_merged_household_number_holds_its_rows_together(send, persons):
    head = ["乡镇", "村", "户编号", "与户主关系", "姓名"]
    place = ["黔城镇", "茶溪村"]
    rows = [head, [*place, "H1", "户主", "易安然"], [*place, None, "配偶", "向前进"]]
    send(xlsx(rows, lambda sheet: sheet.merge_cells("C2:C3")), keep=True)
    assert len(persons.people) == 1


def test_case_47_a_member_without_a_household_is_refused(send):
    head = ["乡镇", "村", "户编号", "与户主关系", "姓名"]
    result = send(xlsx([head, ["黔城镇", "茶溪村", None, "配偶", "向前进"]]))
    assert "分不清属于哪一户" in result.errors[2][""]


def test_one_bad_row_of_a_household_holds_all_of_it_back(send):
    head = ["乡镇", "村", "户编号", "与户主关系", "姓名"]
    rows = [
        head,
        ["黔城镇", "茶溪村", "H1", "户主", "易安然"],
        ["黔城镇", "茶溪村", "H1", "配偶", "张三（已故）"],
    ]
    result = send(xlsx(rows))
    assert result.counts["invalid"] == 2
    assert result.errors[2][""] == "同一条记录的第 3 行有错误"
