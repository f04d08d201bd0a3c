"""Dirty cases 1-5, 36 and 49 of domain.md §7: where the header is, and what its columns mean."""

import pytest
from openpyxl import Workbook

from tests.rosters.books import saved, xlsx

HEAD = ["乡镇", "村", "姓名", "身份证号", "联系电话"]
ROW = ["黔城镇", "茶溪村", "易安然", "431299196503019012", "13812345678"]


def merge_title(sheet):
    sheet.merge_cells("A1:E1")


def test_case_1_a_merged_title_above_the_header(send):
    title = ["洪江市2022年计生特殊家庭花名册"]
    result = send(xlsx([title, ["填报单位：黔城镇", None, "单位：元"], HEAD, ROW], merge_title))
    assert result.counts == {"new": 1, "skipped": 3}
    assert result.written[0]["name"] == "易安然"


def test_case_1_a_header_below_row_10_is_not_found(send):
    result = send(xlsx([["说明"]] * 11 + [HEAD, ROW]))
    assert "没有找到表头" in result.report.sheet_errors[0]


def test_case_2_groups_are_flattened(send):
    def group(sheet):
        sheet.merge_cells("A2:B2")
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("D2:E2")

    rows = [
        ["花名册"],
        ["家庭住址", None, "姓名", "证件和联系", None],
        ["乡镇", "村", None, "身份证", "电话"],
        ROW,
    ]
    result = send(xlsx(rows, group))
    assert result.written[0]["resident_id"] == "431299196503019012"
    assert result.written[0]["phone"] == "13812345678"


@pytest.mark.parametrize("title", ["姓  名", "姓\n名", "姓　名", "*姓名", "姓名：", "姓名（必填）"])
def test_case_3_blanks_breaks_and_brackets_in_a_heading(send, title):
    head = ["乡镇", "村", title, "身份证\n号码", "金额（元）"]
    result = send(xlsx([head, [*ROW[:4], 1200]]))
    assert result.written[0]["name"] == "易安然"
    assert result.written[0]["resident_id"] == "431299196503019012"
    assert str(result.written[0]["amount"]) == "1200.00"


@pytest.mark.parametrize("title", ["身份证", "身份证号", "身份证号码", "公民身份号码"])
def test_case_4_synonyms(send, title):
    head = ["乡镇", "村", "姓名", title, "联系方式"]
    assert send(xlsx([head, ROW])).written[0]["resident_id"] == "431299196503019012"


def test_case_4_unknown_columns_are_not_imported(send):
    result = send(xlsx([[*HEAD, "喜好"], [*ROW, "钓鱼"]]))
    assert result.counts == {"new": 1, "skipped": 1}
    assert "钓鱼" not in str(result.written)


def test_case_5_a_required_column_is_missing(send):
    result = send(xlsx([["乡镇", "村", "身份证号", "联系电话"], ["黔城镇", "茶溪村", ROW[3], ROW[4]]]))
    assert result.report.sheet_errors == [
        "缺少必填的列：姓名。请在文件里加上这些列，或在“对列”里指明是哪一列。"
    ]
    assert not result.report.committed


def test_case_5_the_place_columns_are_required_as_far_as_the_range_is_wide(send, administrator, people):
    without = xlsx([["姓名", "身份证号", "联系电话"], ROW[2:]])
    assert "乡镇、村" in send(without).report.sheet_errors[0]
    assert "县市区、乡镇、村" in send(without, account=administrator).report.sheet_errors[0]
    assert send(without, account=people["village_editor"]).counts == {"new": 1, "skipped": 1}


def test_case_5_the_same_column_twice(send):
    result = send(xlsx([[*HEAD, "电话"], [*ROW, "0745-2712345"]]))
    assert result.report.sheet_errors == ["“联系电话”有 2 列（“联系电话”和“电话”），请只留一列。"]


def test_case_36_hidden_and_further_sheets_stay_out(send):
    book = Workbook()
    first = book.active
    first.sheet_state = "hidden"
    for row in (HEAD, ["黔城镇", "茶溪村", "旧表的人", None, None]):
        first.append(row)
    for name, person in (("名册", "易安然"), ("副本", "副本的人")):
        sheet = book.create_sheet(name)
        for row in (HEAD, ["黔城镇", "茶溪村", person, None, None]):
            sheet.append(row)
    book.active = 1
    assert [values["name"] for values in send(saved(book)).written] == ["易安然"]


@pytest.mark.parametrize(
    "title",
    ["孕情", "节育措施", "病情", "银行卡号", "产筛结果", "怀孕周数", "残疾等级", "开户行", "末次月经"],
)
def test_case_49_what_may_not_be_recorded_is_left_out_with_its_reason(send, title):
    result = send(xlsx([[*HEAD, title], [*ROW, "六二二八四八"]]))
    assert result.counts == {"new": 1, "skipped": 1}
    assert "六二二八四八" not in str(result.written)
    assert any(f"“{title}”列不得录入" in text for text in result.report.remarks)
