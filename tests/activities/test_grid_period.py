"""A day or a whole month; a statement that there was none."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from activities.grid.period import read_period
from tests.activities.entries import all_activities, clinic, people_of
from tests.activities.grids import ASKED, GRID, PEOPLE, SAVE, TODAY, page_data, row, rows_of
from tests.factories import make_account, make_activity

NOW = date(2022, 6, 20)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def township_editor(tree):
    return make_account("township_editor", tree.township, name="易晓荷")


@pytest.fixture
def send(client_for, township_editor):
    client = client_for(township_editor)
    return lambda sent: client.post(SAVE, sent)


def sessions_of(place):
    return people_of(place, "activity_sessions")


@pytest.mark.parametrize(
    ("text", "value", "day"),
    [
        ("5.29", "2022-05-29", date(2022, 5, 29)),
        ("0529", "2022-05-29", date(2022, 5, 29)),
        ("2022-05-29", "2022-05-29", date(2022, 5, 29)),
        ("今天", "2022-06-20", date(2022, 6, 20)),
        ("2022-05", "2022-05", date(2022, 5, 31)),
        ("2022年5月", "2022-05", date(2022, 5, 31)),
        ("5月", "2022-05", date(2022, 5, 31)),
        ("５月整月", "2022-05", date(2022, 5, 31)),
        ("12月", "2021-12", date(2021, 12, 31)),
        ("2020-02", "2020-02", date(2020, 2, 29)),
        ("6月", "2022-06", date(2022, 6, 20)),
    ],
)
def test_days_and_months_as_clerks_write_them(text, value, day):
    period = read_period(text, today=NOW)
    assert (period.value, period.day) == (value, day)


@pytest.mark.parametrize("text", ["2022-07", "2023-01", "13月", "0月", "1890-05", "昨年", "2022-06-21", "5"])
def test_what_is_no_day_and_no_month_is_refused(text):
    with pytest.raises(ValidationError):
        read_period(text, today=NOW)


def test_a_month_is_recorded_on_its_last_day(send, tree):
    send(row(tree.village, 760, when="2022-05"))
    assert all_activities()[0].first_day == date(2022, 5, 31)


def test_a_running_month_is_recorded_on_today(send, tree, client_for, township_editor):
    send(row(tree.village, 760, when="2022-06"))
    assert all_activities()[0].first_day == NOW
    client = client_for(township_editor)
    assert (
        "整月的数字记在 6月20日（本月未完，记在今天）"
        in client.get(GRID, {"when": "2022-06"}).content.decode()
    )


def test_a_month_shows_what_was_recorded_on_any_of_its_days(
    client_for, township_editor, village_editor, tree
):  # fmt: skip
    clinic(village_editor, tree.village, 40, day=date(2022, 5, 12))
    clinic(village_editor, tree.village, 7, day=date(2022, 6, 1))
    client = client_for(township_editor)
    shown = rows_of(page_data(client, when="2022-05"))["茶溪村"]
    assert [one["text"] for one in shown["others"]] == ["村里 5月12日 已报 40 人次"]
    assert rows_of(page_data(client, when="2022-06"))["茶溪村"]["last"][PEOPLE] == ["40", "5月12日"]


def test_a_day_shows_activities_that_last_over_it(client_for, township_editor, county_editor, tree):
    make_activity(
        county_editor,
        tree.village,
        date(2022, 5, 28),
        {PEOPLE: 9},
        kind="free_clinic",
        last_day=date(2022, 5, 30),
    )
    client = client_for(township_editor)
    assert rows_of(page_data(client))["茶溪村"]["others"][0]["text"] == "洪江市 5月28日 已报 9 人次"
    assert "others" not in rows_of(page_data(client, when="2022-05-31"))["茶溪村"]


def test_that_there_was_none_is_a_statement_with_name_and_time(send, tree, client_for, township_editor):
    sent = row(tree.village, when="2022-05", says_none="1")
    state = send(sent).json()["row"]
    assert state["numbers"] == {PEOPLE: "0"}
    assert state["none"] == "易晓荷 6月20日 10:00"
    assert send(sent).json()["row"] == state
    (activity,) = all_activities()
    assert (activity.title, activity.says_none) == ("本月无", True)
    assert people_of(tree.township) == 0  # reported, and not 未报
    assert sessions_of(tree.township) == 0  # and no session
    shown = rows_of(page_data(client_for(township_editor), when="2022-05"))["茶溪村"]
    assert shown["none"] == state["none"]


def test_a_statement_that_turns_out_wrong_becomes_an_activity(send, tree):
    state = send(row(tree.village, when="2022-05", says_none="1")).json()["row"]
    answer = send(row(tree.village, 40, when="2022-05", record=state["record"], version=1))
    assert "none" not in answer.json()["row"]
    assert all_activities()[0].title == ""
    assert (people_of(tree.village), sessions_of(tree.village)) == (40, 1)


def test_the_form_of_a_statement_promises_no_session(send, tree, client_for, township_editor):
    state = send(row(tree.village, when="2022-05", says_none="1")).json()["row"]
    page = client_for(township_editor).get(f"/activities/{state['record']}/edit/").content.decode()
    assert "本月无" in page
    assert "活动场次：" not in page


def test_a_row_with_numbers_cannot_be_called_none(send, tree):
    sent = row(tree.village, 760, when="2022-05")
    send(sent)
    answer = send(
        {**row(tree.village, when="2022-05", says_none="1"), "record": sent["record"], "version": 1}
    )
    assert "请先清空再点" in answer.json()["errors"][""]
    assert people_of(tree.village) == 760


def test_a_kind_that_requires_nothing_says_0_for_all_it_asks(send, tree):
    send(row(tree.village, kind="consultation", says_none="1"))
    send(row(tree.xiaojiang, kind="birth_guidance", says_none="1"))
    lines = {one.kind.code: one.lines for one in all_activities()}
    assert lines["consultation"] == {"activity_sessions": 0, ASKED: 0}
    assert len(lines["birth_guidance"]) == 4
    assert not any(lines["birth_guidance"].values())


def test_that_there_was_none_is_no_measure_for_the_next_number(send, tree):
    send(row(tree.village, when="2022-04", says_none="1"))
    assert "odd" not in send(row(tree.village, 760)).json()["row"]


def test_the_day_of_a_grid_may_not_lie_ahead(client_for, township_editor, tree):
    answer = client_for(township_editor).post(SAVE, row(tree.village, 5, when="2022-06-21"))
    assert answer.status_code == 422


def test_a_link_may_name_the_rows_that_are_wanted(client_for, township_editor, tree):
    client = client_for(township_editor)
    asked = {"association": tree.township.code, "by": "village"}
    wanted = f"{tree.village.code},{tree.neighbour_village.code},x"
    assert list(rows_of(page_data(client, **asked, units=wanted))) == ["茶溪村"]
    assert len(rows_of(page_data(client, **asked, units=""))) == 3
