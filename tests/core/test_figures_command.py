"""manage.py figures: the documented form, and refusals that say what to do."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import factories

DAY = date(2022, 5, 29)


@pytest.fixture
def records(tree, county_editor, neighbour_editor):
    edition = factories.make_edition()
    factories.make_activity(
        county_editor, tree.village, DAY, {"consultation_person_times": 80}, editions=[edition]
    )
    factories.make_activity(county_editor, tree.county, DAY, {"consultation_person_times": 20})
    factories.make_activity(neighbour_editor, tree.namesake, DAY, {"consultation_person_times": 5})


def figures(*arguments: str) -> dict:
    out = StringIO()
    call_command("figures", *arguments, "--to", "2022-09-30", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_document_has_the_promised_form(records):
    assert figures(
        "--association", "洪江市", "--from", "2022-01-01", "--indicator", "consultation_person_times"
    ) == {
        "association": {"code": 431281000000, "name": "洪江市"},
        "from": "2022-01-01",
        "to": "2022-09-30",
        "campaign": None,
        "figures": [{"indicator": "consultation_person_times", "value": "100", "unit": "人次"}],
    }


def test_children_begin_with_the_own_records_and_sum_to_the_head(records):
    answer = figures("--association", "431281", "--by", "child", "--indicator", "consultation_person_times")
    rows = [(row["name"], row["own"], row["figures"][0]["value"]) for row in answer["children"]]
    assert rows == [("洪江市", True, "20"), ("黔城镇", False, "80"), ("安江镇", False, None)]


@pytest.mark.parametrize("campaign", ["member_day_529:2022", "member_day_529"])
def test_a_campaign_counts_its_edition_only(records, campaign):
    answer = figures(
        "--association", "怀化市", "--campaign", campaign, "--indicator", "consultation_person_times"
    )
    assert answer["campaign"] == "member_day_529:2022"
    assert [row["value"] for row in answer["figures"]] == ["80"]


def test_an_edition_that_nobody_recorded_counts_nothing(records):
    answer = figures("--association", "怀化市", "--campaign", "national_day:2021")
    assert "consultation_person_times" not in [row["indicator"] for row in answer["figures"]]


def test_indicators_without_a_value_are_left_out_unless_named(records):
    codes = [row["indicator"] for row in figures("--association", "安江镇")["figures"]]
    assert "consultation_person_times" not in codes
    named = figures("--association", "安江镇", "--indicator", "consultation_person_times", "staffing_quota")
    assert [row["value"] for row in named["figures"]] == [None, None]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--association", "茶溪村"], "431281101221 茶溪村 · 黔城镇 · 洪江市"),
        (["--association", "洪江"], "是不是：\n431281000000 洪江市"),
        (["--association", "长沙市"], "请核对名称或代码"),
        (["--association", "怀化市", "--campaign", "no_day"], "member_day_529"),
        (["--association", "怀化市", "--campaign", "national_day:next"], "年份不对"),
        (["--association", "怀化市", "--indicator", "no_such"], "no_such"),
        (["--association", "怀化市", "--from", "2022-10-01"], "开始日期"),
    ],
)
def test_wrong_use_ends_with_status_2_and_says_what_to_do(db, arguments, answer):
    with pytest.raises(CommandError, match=answer) as refused:
        figures(*arguments)
    assert refused.value.returncode == 2


def test_a_name_with_its_path_is_one_unit(db):
    assert figures("--association", "茶溪村 · 黔城镇")["association"]["code"] == 431281101221


def test_without_json_people_read_names(records):
    out = StringIO()
    call_command("figures", association="洪江市", end=date(2022, 9, 30), by="child", stdout=out)
    assert "咨询" in out.getvalue()
    assert "本级" in out.getvalue()
