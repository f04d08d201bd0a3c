"""One cell after another, by the reading that the office gives it."""

import pytest

from core.duties.results import Excuse, Standard, State, results
from core.duties.slots import Cycle, Slot, slot_of, slots_touching, slots_within
from tests.duties.rules import day, event, facts, rule, unit

JULY = Slot(day("2022-07-01"), day("2022-07-31"))


def cell(today, given=None, slot=JULY, **kind):
    (found,) = results(rule(**kind), given or facts(), [slot], day(today))
    return found


@pytest.mark.parametrize(
    ("cycle", "inside", "first", "last"),
    [
        (Cycle.MONTH, "2024-02-10", "2024-02-01", "2024-02-29"),
        (Cycle.MONTH, "2022-12-31", "2022-12-01", "2022-12-31"),
        (Cycle.QUARTER, "2022-12-31", "2022-10-01", "2022-12-31"),
        (Cycle.HALF, "2022-07-01", "2022-07-01", "2022-12-31"),
        (Cycle.YEAR, "2022-07-01", "2022-01-01", "2022-12-31"),
        (Cycle.SEMESTER, "2023-01-31", "2022-08-01", "2023-01-31"),
        (Cycle.SEMESTER, "2023-02-01", "2023-02-01", "2023-07-31"),
        (Cycle.STANDING, "2022-07-01", "2022-07-01", "2022-07-01"),
    ],
)
def test_a_round_has_its_first_and_its_last_day(cycle, inside, first, last):
    assert slot_of(cycle, day(inside)) == Slot(day(first), day(last))


def test_a_period_cuts_rounds_or_takes_whole_ones():
    span = day("2022-01-15"), day("2022-07-10")
    assert len(slots_touching(Cycle.QUARTER, *span)) == 3
    assert slots_within(Cycle.QUARTER, *span) == [Slot(day("2022-04-01"), day("2022-06-30"))]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2022-06-30", State.FUTURE),
        ("2022-07-10", State.FUTURE),
        ("2022-07-22", State.DUE),
        ("2022-07-31", State.DUE),
        ("2022-08-01", State.OVERDUE),
    ],
)
def test_an_empty_month_is_missing_from_the_first_of_the_next_one_on(today, state):
    assert cell(today).state == state


def test_enough_events_are_done_and_too_few_are_not():
    one = facts(events=[event(day("2022-07-03"))])
    assert cell("2022-07-04", one).state == State.DONE
    assert (cell("2022-09-01", one, minimum=2).state, cell("2022-09-01", one, minimum=2).count) == (
        State.OVERDUE,
        1,
    )


def test_a_unit_is_not_asked_for_rounds_in_which_it_did_not_stand():
    opened = facts([unit(opened=day("2022-07-15"))])
    closed = facts([unit(closed=day("2022-07-31"))])
    assert cell("2022-12-01", opened).state == State.NOT_APPLICABLE
    assert cell("2022-12-01", closed).state == State.NOT_APPLICABLE
    assert cell("2022-12-01", facts([unit(opened=day("2022-07-01"))])).state == State.OVERDUE
    assert cell("2022-12-01", facts([unit(closed=day("2022-08-01"))])).state == State.OVERDUE


def test_what_a_unit_did_in_the_month_it_opened_in_is_kept():
    given = facts([unit(opened=day("2022-07-15"))], [event(day("2022-07-20"))])
    assert cell("2022-12-01", given).state == State.DONE


def test_an_exemption_lifts_the_rounds_that_it_covers_wholly():
    whole = {"1": [Excuse(day("2022-07-01"), None, "装修")]}
    part = {"1": [Excuse(day("2022-07-02"), day("2022-08-31"), "装修")]}
    lifted = cell("2022-12-01", facts(excuses=whole))
    assert (lifted.state, lifted.reason) == (State.EXCUSED, "装修")
    assert cell("2022-12-01", facts(excuses=part)).state == State.OVERDUE


def test_a_county_may_ask_more_than_the_city_and_never_less():
    stricter = [Standard(431281000000, day("2022-07-01"), 3)]
    looser = [Standard(431281000000, day("2022-01-01"), 1), Standard(431200000000, day("2022-01-01"), 2)]
    later = [Standard(431281000000, day("2022-07-02"), 3)]
    neighbour = [Standard(431224000000, day("2022-01-01"), 9)]
    found = [
        cell("2022-12-01", facts(standards=rows)).minimum for rows in (stricter, looser, later, neighbour)
    ]
    assert found == [3, 2, 1, 1]


def test_the_latest_threshold_of_an_association_replaces_the_one_before():
    rows = [Standard(431281000000, day("2020-01-01"), 5), Standard(431281000000, day("2022-01-01"), 2)]
    assert cell("2022-12-01", facts(standards=rows)).minimum == 2


def test_a_plan_is_due_in_march_and_one_that_came_later_is_marked():
    year = slot_of(Cycle.YEAR, day("2022-01-01"))
    asked = {"slot": year, "period": Cycle.YEAR, "deadline": (3, 31)}
    assert cell("2022-04-01", **asked).state == State.OVERDUE
    late = cell("2022-06-01", facts(events=[event(day("2022-05-05"))]), **asked)
    assert (late.state, late.is_late) == (State.DONE, True)


def test_a_standing_duty_is_judged_by_who_holds_on_the_day():
    terms = [event(day("2021-01-01"), until=day("2022-07-01")), event(day("2022-07-05"))]
    states = [
        cell("2022-12-01", facts(events=terms), slot_of(Cycle.STANDING, day(on)), period=Cycle.STANDING).state
        for on in ("2022-06-30", "2022-07-01", "2022-07-04", "2022-07-05")
    ]
    assert states == [State.DONE, State.OVERDUE, State.OVERDUE, State.DONE]


def test_both_posts_are_two_sorts_and_two_volunteers_are_one():
    asked = {"slot": slot_of(Cycle.STANDING, day("2022-07-01")), "period": Cycle.STANDING, "minimum": 2}
    twice = facts(
        events=[event(day("2021-01-01"), sort="volunteer"), event(day("2021-02-01"), sort="volunteer")]
    )
    both = facts(events=[event(day("2021-01-01"), sort="leader"), event(day("2021-02-01"), sort="cadre")])
    assert cell("2022-12-01", twice, counts_sorts=True, **asked).count == 1
    assert cell("2022-12-01", both, counts_sorts=True, **asked).state == State.DONE


def test_the_next_round_is_due_at_its_end_unless_the_unit_is_closed_by_then():
    done = [event(day("2022-07-03"))]
    assert cell("2022-07-04", facts(events=done)).next_due == day("2022-08-31")
    assert cell("2022-07-04", facts([unit(closed=day("2022-08-15"))], done)).next_due is None
    year = {"slot": slot_of(Cycle.YEAR, day("2022-01-01")), "period": Cycle.YEAR, "deadline": (3, 31)}
    assert cell("2022-07-04", **year).next_due == day("2023-03-31")
    standing = {"slot": slot_of(Cycle.STANDING, day("2022-01-01")), "period": Cycle.STANDING}
    assert cell("2022-07-04", **standing).next_due is None
