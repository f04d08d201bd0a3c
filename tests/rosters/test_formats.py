"""Dirty case 50 of domain.md §7: what the file really is, not what its name says."""

import pytest
import xlwt

from tests.rosters.books import ods, with_shared_strings, xls, xlsx

HEAD = ["乡镇", "村", "姓名", "身份证号"]
ROWS = [["黔城镇", "茶溪村", "易安然", "431299196503019012"], ["黔城镇", "茶溪村", "向前进", ""]]
TEXT = "\r\n".join(",".join(row) for row in [HEAD, *ROWS]) + "\r\n"
HTML = "<html><body><table>{}</table></body></html>".format(
    "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEAD, *ROWS])
)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("gb18030"),
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.replace(",", "\t").encode("gb18030"),
        TEXT.replace(",", "\t").encode("utf-16"),
        HTML.encode("utf-8"),
        HTML.encode("gb18030"),
    ],
    ids=["gbk", "utf-8", "bom", "tabs", "utf-16", "html", "html gbk"],
)
@pytest.mark.parametrize("name", ["名册.csv", "名册.xls"])
def test_text_is_read_by_its_content(send, content, name):
    result = send(content, name=name)
    assert [values["name"] for values in result.written] == ["易安然", "向前进"]
    assert result.written[0]["resident_id"] == ROWS[0][3]


def test_an_old_workbook(send):
    result = send(xls([["花名册"], HEAD, *ROWS]), name="名册.xls")
    assert [values["name"] for values in result.written] == ["易安然", "向前进"]


def test_an_old_workbook_with_merged_hidden_and_struck_rows(send):
    def change(sheet):
        sheet.merge(
            2,
            3,
            1,
            1,
        )
        sheet.row(4).hidden = True

    rows = [HEAD, ROWS[0], ["黔城镇", "茶溪村", "向前进", ""], ["黔城镇", None, "杨柳青", ""]]
    rows += [["黔城镇", "茶溪村", "藏起来", ""]]
    result = send(xls(rows, change), name="名册.xls")
    assert [values["name"] for values in result.written] == ["易安然", "向前进", "杨柳青"]
    assert result.written[2]["village"] == "茶溪村"


def test_an_old_workbook_with_formulas(send):
    def change(sheet):
        sheet.write(1, 4, xlwt.Formula('"4312991965"&"03019012"'))

    result = send(xls([[*HEAD[:3], "备注", "身份证号"], [*ROWS[0][:3], None]], change), name="名册.xls")
    assert result.errors == {2: {"身份证号": "这一列不能用公式"}}


def test_a_workbook_as_excel_writes_it(send):
    result = send(with_shared_strings(xlsx([HEAD, *ROWS])))
    assert [values["name"] for values in result.written] == ["易安然", "向前进"]


def test_a_workbook_under_another_name(send):
    assert send(xls([HEAD, *ROWS]), name="名册.xlsx").counts["new"] == 2


def test_an_id_that_a_csv_lost_is_refused(send):
    content = TEXT.replace("431299196503019012", "4.31299E+17").encode("gb18030")
    assert "已丢失" in send(content, name="名册.csv").errors[2]["身份证号"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xls([["花名册"], HEAD, *ROWS]), "名册.et"),
        (xlsx([["花名册"], HEAD, *ROWS]), "名册.et"),
        (ods([["花名册"], HEAD, *ROWS]), "名册.ods"),
    ],
    ids=["et of old", "et of today", "ods"],
)
def test_sheets_of_other_offices(send, content, name):
    result = send(content, name=name)
    assert [values["name"] for values in result.written] == ["易安然", "向前进"]
    assert result.written[0]["resident_id"] == ROWS[0][3]
