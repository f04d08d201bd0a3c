"""Files of the report pages: the same numbers, with a trace."""

from datetime import date
from urllib.parse import unquote

import pytest

from core import scope
from core.audit.models import AuditEntry
from tests import factories
from tests.reports.conftest import MAY, YEAR
from tests.reports.pages import sheet

pytestmark = pytest.mark.usefixtures("september")


def traces():
    with scope.everything():
        return list(AuditEntry.objects.filter(action="export").values_list("summary", "association__name"))


def test_the_table_is_taken_out_as_numbers_with_a_trace(clinic, county, tree):
    answer = county.post(f"/dashboard/{tree.county.code}/export/?{YEAR}")
    title, head, *rows = sheet(answer)
    assert title[0] == "洪江市 2022年全年（截至9月28日）"
    at = head.index("义诊服务人次（人次）")
    assert {row[0]: row[at] for row in rows if row[0] in ("本级", "黔城镇", "全市合计")} == {
        "本级": 6,
        "黔城镇": 800,
        "全市合计": 1006,
    }
    assert rows[1][head.index("区划代码")] == str(tree.township.code)
    assert "向县" in rows[-1][0]
    assert "看板 洪江市 2022年全年" in unquote(answer["Content-Disposition"])
    assert traces() == [("看板 洪江市 2022年全年（截至9月28日） 常用", "洪江市")]


def test_the_records_are_taken_out_with_a_trace(clinic, county, tree):
    answer = county.post(f"/figures/{tree.county.code}/free_clinic_person_times/export/?{YEAR}")
    title, head, *rows = sheet(answer)
    assert title[0] == "洪江市 义诊服务人次 2022年全年（截至9月28日）"
    values = [row[head.index("数值（人次）")] for row in rows[:4]]
    assert sorted(values) == [6, 40, 200, 760]
    assert rows[0][0].date() == date(2022, 5, 29)
    assert traces() == [("明细 洪江市 义诊服务人次 2022年全年（截至9月28日），4 条", "洪江市")]


def test_own_records_are_taken_out_on_their_own(clinic, county, tree):
    answer = county.post(f"/figures/{tree.county.code}/free_clinic_person_times/export/?{YEAR}&own=1")
    assert sheet(answer)[2][4] == 6
    assert sheet(answer)[0][0].startswith("洪江市本级 ")


def test_a_file_is_no_get_and_not_of_others(clinic, county, tree):
    assert county.get(f"/dashboard/{tree.county.code}/export/").status_code == 405
    for address in ("/dashboard/{}/export/", "/figures/{}/activity_sessions/export/"):
        assert county.post(address.format(tree.neighbour.code)).status_code == 404
    assert county.post(f"/figures/{tree.county.code}/activity_village_count/export/").status_code == 404
    assert traces() == []


def test_what_was_typed_never_becomes_a_formula(county_editor, county, tree):
    factories.make_activity(
        county_editor,
        tree.village,
        MAY,
        {"free_clinic_person_times": 5},
        kind="free_clinic",
        title='=HYPERLINK("x")',
    )
    rows = sheet(county.post(f"/figures/{tree.county.code}/free_clinic_person_times/export/?{YEAR}"))
    assert rows[2][3] == '=HYPERLINK("x")'
