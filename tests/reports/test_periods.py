"""Which days an address means, and which the same days of last year."""

from datetime import date

import pytest
from django.http import QueryDict

from reports.periods import read_chosen
from tests.reports.conftest import YEAR
from tests.reports.pages import read, text

TODAY = date(2022, 9, 28)


def days_of(query, today=TODAY):
    chosen = read_chosen(QueryDict(query), today, today.year)
    return chosen.period.start, chosen.period.end


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("", date(2022, 1, 1), date(2022, 12, 31)),
        ("period=month", date(2022, 9, 1), date(2022, 9, 30)),
        ("period=month&year=2021", date(2021, 9, 1), date(2021, 9, 30)),
        ("period=month&year=2022&month=2", date(2022, 2, 1), date(2022, 2, 28)),
        ("period=quarter", date(2022, 7, 1), date(2022, 9, 30)),
        ("period=quarter&year=2021&month=2", date(2021, 1, 1), date(2021, 3, 31)),
        ("period=half&year=2021", date(2021, 1, 1), date(2021, 6, 30)),
        ("period=nine&year=2022", date(2022, 1, 1), date(2022, 9, 30)),
        ("period=statistical&year=2022", date(2021, 10, 1), date(2022, 9, 30)),
        ("period=statistical", date(2021, 10, 1), date(2022, 9, 30)),
    ],
)
def test_presets(query, start, end):
    assert days_of(query) == (start, end)


def test_the_statistical_year_is_called_by_the_year_in_which_it_ends():
    assert days_of("period=statistical", date(2022, 10, 1)) == (date(2022, 10, 1), date(2023, 9, 30))


@pytest.mark.parametrize(
    "query", ["period=month&year=2022&month=1", "period=quarter&year=2022&month=3", YEAR]
)
def test_a_step_back_and_forth_is_where_one_was(query):
    chosen = read_chosen(QueryDict(query), TODAY, 2022)
    assert chosen.moved(-1).period.end < chosen.period.start
    assert chosen.moved(-1).moved(1) == chosen


def test_the_address_of_a_period_means_the_same_days_later():
    for query in ("period=month", "period=quarter", "period=statistical", "period=year"):
        chosen = read_chosen(QueryDict(query), TODAY, 2022)
        again = QueryDict(mutable=True)
        again.update(chosen.query)
        assert read_chosen(again, date(2023, 2, 1), 2023).period == chosen.period


def test_the_year_before_of_what_is_over_and_of_what_is_not():
    over = read_chosen(QueryDict("period=half&year=2022"), TODAY, 2022)
    assert over.year_before(TODAY).label == "2021年上半年"
    running = read_chosen(QueryDict("period=year&year=2022"), TODAY, 2022)
    assert running.year_before(TODAY).label == "2021年1月1日至9月28日"
    coming = read_chosen(QueryDict("period=year&year=2023"), TODAY, 2022)
    assert coming.year_before(TODAY).label == "2022年全年"


@pytest.mark.usefixtures("september")
def test_tabs_keep_the_year_and_call_another_years_month_by_its_name(county, tree):
    page = county.get(f"/dashboard/{tree.county.code}/?period=nine&year=2021")
    links = dict(read(page).links)
    assert "period=month&year=2021&month=9" in links["9月"]
    assert "period=statistical&year=2021" in links["统计年"]
    assert "campaign=member_day_529&year=2021" in links["5.29"]
    assert {"本月", "本季"} <= set(dict(read(county.get(f"/dashboard/{tree.county.code}/?{YEAR}")).links))


@pytest.mark.usefixtures("september")
def test_free_days_are_read_as_clerks_write_them_and_doubts_are_said(clinic, county, tree):
    page = county.get(f"/dashboard/{tree.county.code}/?from=5.1&to=5.31")
    assert "洪江市2022年5月登记活动 4 场" in text(page)
    page = county.get(f"/dashboard/{tree.county.code}/?from=5.1&to=abc")
    assert "认不出这个日期" in text(page)
    page = county.get(f"/dashboard/{tree.county.code}/?from=2022-06-01&to=2022-05-01&period=half&year=2021")
    assert "结束日期早于开始日期" in text(page)
    assert page.context["asked"].chosen.label == "2021年上半年"


@pytest.mark.usefixtures("september")
def test_without_a_period_the_last_year_with_records_is_shown(
    client_for, clinic, county_editor, time_machine
):
    for now in ("2022-09-28 14:05+08:00", "2024-02-01 09:00+08:00"):
        time_machine.move_to(now)
        page = client_for(county_editor).get(f"/dashboard/{county_editor.association.code}/")
        assert page.context["asked"].chosen.label == "2022年全年"
