"""manage.py check_bulletin: a golden table against the records."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.figures.bulletin import SHIPPED
from tests import factories

DAY = date(2022, 5, 29)
HEAD = "id,county,period_start,period_end,indicator_code,value,qualifier,accept_min,accept_max,scope"


@pytest.fixture
def check(db, tmp_path):
    """``check(*rows)``: the JSON document, with status 1 where a row fails."""

    def check(*rows: str) -> dict:
        table = tmp_path / "golden.csv"
        table.write_text("\n".join([HEAD, *rows]), encoding="utf-8-sig")
        out = StringIO()
        try:
            call_command("check_bulletin", str(table), "--json", stdout=out)
        except CommandError as error:
            if error.returncode != 1:
                raise
            return {**json.loads(out.getvalue()), "error": str(error)}
        return json.loads(out.getvalue())

    return check


@pytest.fixture
def records(tree, county_editor):
    edition = factories.make_edition()
    numbers = {"consultation_person_times": 766}
    factories.make_activity(county_editor, tree.village, DAY, numbers, editions=[edition])
    factories.make_entry(county_editor, tree.county, "staffing_quota", date(2021, 3, 1), 5)
    factories.make_entry(county_editor, tree.county, "staffing_quota", date(2022, 3, 1), 6)


def test_a_passing_row_looks_as_documented(records, check):
    row = "XP-14,洪江市,2022-05-01,2022-06-30,consultation_person_times,760,余,760,770,"
    assert check(row + "campaign=member_day_529;year=2022") == {
        "passed": 1,
        "failed": 0,
        "not_yet": 0,
        "rows": [{"id": "XP-14", "status": "passed", "value": "766", "expected": "760 < v < 770"}],
    }


@pytest.mark.parametrize(
    ("row", "status", "value"),
    [
        ("洪江市,2022-05-29,2022-05-29,consultation_person_times,766,exact,766,766,", "passed", "766"),
        ("洪江市,2022-05-30,2022-05-30,consultation_person_times,1,至少,1,,", "failed", None),
        ("怀化市,2022-05-01,2022-05-31,consultation_person_times,766,余,766,767,", "failed", "766"),
        ("怀化市,2022-05-01,2022-05-31,consultation_person_times,767,余,760,766,", "failed", "766"),
        ("沅陵县,2022-05-01,2022-05-31,consultation_person_times,1,至少,1,,", "failed", None),
        ("怀化市,,2022-05-31,consultation_person_times,766,至少,766,,", "passed", "766"),
        (
            "怀化市,,2022-05-31,consultation_person_times,1,至少,1,,campaign=national_day;year=2022",
            "failed",
            None,
        ),
        ("洪江市,2022-09-30,2022-09-30,staffing_quota,6,exact,6,6,", "passed", "6"),
        ("洪江市,2021-09-30,2021-09-30,staffing_quota,6,exact,6,6,", "failed", "5"),
        ("洪江市,2022-01-01,2022-12-31,prenatal_screening_target,2400,exact,2400,2400,", "not_yet", None),
        (
            "洪江市,2022-01-01,2022-06-30,prenatal_screening_completion_rate,81.33,exact,81,82,",
            "not_yet",
            None,
        ),
        ("洪江市,2022-09-30,2022-09-30,warm_home_health_liaison_per_site,1,exact,1,1,", "not_yet", None),
        ("洪江市,2022-09-30,2022-09-30,an_indicator_of_tomorrow,1,exact,1,1,", "not_yet", None),
        ("怀化市,2022-09-30,2022-09-30,county_unit_count,2,exact,2,2,", "passed", "2"),
    ],
)
def test_a_row_is_judged(records, check, row, status, value):
    answer = check(f"X-1,{row}")
    assert [(found["status"], found["value"]) for found in answer["rows"]] == [(status, value)]
    assert answer[status] == 1
    assert ("error" in answer) == (status == "failed")


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ("X-1,长沙市,,2022-09-30,staffing_quota,6,exact,6,6,", "第 2 行.*长沙市"),
        ("X-1,茶溪村,,2022-09-30,staffing_quota,6,exact,6,6,", "不止一个"),
        ("X-1,怀化市,,2022-09-31,staffing_quota,6,exact,6,6,", "第 2 行.*日期"),
        ("X-1,怀化市,,2022-09-30,staffing_quota,six,exact,6,6,", "第 2 行.*数字"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_line(check, row, answer):
    with pytest.raises(CommandError, match=answer) as refused:
        check(row)
    assert refused.value.returncode == 2


def test_a_missing_file_and_a_missing_column_are_wrong_use(tmp_path, db):
    table = tmp_path / "other.csv"
    table.write_text("id,county\n", encoding="utf-8")
    for path, answer in ((tmp_path / "none.csv", "打不开"), (table, "缺少列")):
        with pytest.raises(CommandError, match=answer) as refused:
            call_command("check_bulletin", str(path))
        assert refused.value.returncode == 2


def test_the_shipped_table_can_be_read_in_every_row(db):
    rows = list(csv.DictReader(SHIPPED.open(encoding="utf-8")))
    assert len(rows) == 97
    assert {row["qualifier"] for row in rows} == {"exact", "余", "至少"}
