"""Random calendars: the results agree with a plain reading of the rule, day by day, that shares no code.

Days lean towards the edges: leap days, the turn of the year, the last days of quarters and semesters.
"""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from core.duties.figures import least
from core.duties.results import Excuse, Standard, results
from core.duties.slots import Cycle, slots_touching, slots_within
from tests.duties.rules import event, facts, rule, unit

EDGES = [
    date(2020, 2, 29), date(2020, 10, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 1, 31),
    date(2022, 2, 1), date(2022, 3, 31), date(2022, 7, 31), date(2022, 8, 1), date(2024, 2, 29),
    date(2024, 12, 31),
]  # fmt: skip
DAYS = st.one_of(
    st.sampled_from(EDGES), st.integers(0, 1825).map(lambda shift: date(2020, 1, 1) + timedelta(days=shift))
)
RETURNING = [cycle for cycle in Cycle if cycle != Cycle.STANDING]
# The addresses of 怀化市, 洪江市, 黔城镇, 沅陵县; the unit lies below the first three.
ABOVE = [431200000000, 431281000000, 431281101000, 431222000000]


def round_of(cycle, day):
    """What round a day lies in, as somebody would say it."""
    if cycle == Cycle.SEMESTER:
        autumn = day.month >= 8 or day.month == 1
        return (day.year - (day.month < 8), "autumn" if autumn else "spring")
    parts = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF: 6, Cycle.YEAR: 12}
    return (day.year, (day.month - 1) // parts[cycle])


def days_of(cycle, day):
    """Every day of the round of ``day``, found by walking."""
    first = last = day
    while round_of(cycle, first - timedelta(days=1)) == round_of(cycle, day):
        first -= timedelta(days=1)
    while round_of(cycle, last + timedelta(days=1)) == round_of(cycle, day):
        last += timedelta(days=1)
    return [first + timedelta(days=shift) for shift in range((last - first).days + 1)]


def asked_on(day, own, standards):
    """The strictest of what is in force above the unit on a day."""
    wanted = [own]
    for place in ABOVE[:3]:
        rows = [(row.since, row.minimum) for row in standards if row.code == place and row.since <= day]
        wanted += [max(rows)[1]] if rows else []
    return max(wanted)


def plain_reading(cycle, days, world, today):
    """The words of the office for one round: ``(state, count, minimum)``."""
    count = sum(one.day in set(days) for one in world["events"])
    minimum = asked_on(days[0], world["minimum"], world["standards"])
    opened, closed = world["opened"], world["closed"]
    stands = all((opened is None or opened <= day) and (closed is None or day < closed) for day in days)
    lifted = any(
        all(one.first <= day and (one.last is None or day <= one.last) for day in days)
        for one in world["excuses"]
    )
    if count >= minimum:
        return "done", count, minimum
    if not stands:
        return "not_applicable", count, minimum
    if lifted:
        return "excused", count, minimum
    if today > days[-1]:
        return "overdue", count, minimum
    is_near = today >= days[0] and (days[-1] - today).days < rule(cycle).soon
    return "due" if is_near else "future", count, minimum


@st.composite
def worlds(draw):
    opened = draw(st.none() | DAYS)
    closed = draw(st.none() | DAYS)
    if opened and closed and closed <= opened:
        closed = opened + timedelta(days=1)
    excuses = [
        Excuse(first, None if open_end else first + timedelta(days=length), "装修")
        for first, open_end, length in draw(
            st.lists(st.tuples(DAYS, st.booleans(), st.integers(0, 500)), max_size=2)
        )
    ]
    standards = [
        Standard(code, since, minimum)
        for code, since, minimum in draw(
            st.lists(st.tuples(st.sampled_from(ABOVE), DAYS, st.integers(1, 4)), max_size=4,
                     unique_by=lambda row: row[:2])
        )
    ]  # fmt: skip
    return {
        "opened": opened,
        "closed": closed,
        "events": [event(day) for day in draw(st.lists(DAYS, max_size=12))],
        "excuses": excuses,
        "standards": standards,
        "minimum": draw(st.integers(1, 3)),
    }


def given_facts(world):
    one = unit(opened=world["opened"], closed=world["closed"])
    return facts([one], world["events"], world["standards"], {one.key: world["excuses"]})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RETURNING), worlds(), DAYS, DAYS, st.integers(0, 400))
def test_every_cell_is_what_a_plain_reading_says(cycle, world, today, first, length):
    duty = rule(cycle, world["minimum"])
    slots = slots_touching(cycle, first, first + timedelta(days=length))
    cells = results(duty, given_facts(world), slots, today)
    for cell, slot in zip(cells, slots, strict=True):
        days = days_of(cycle, slot.first)
        assert (slot.first, slot.last) == (days[0], days[-1])
        assert (str(cell.state), cell.count, cell.minimum) == plain_reading(cycle, days, world, today)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(RETURNING), DAYS, st.integers(0, 800))
def test_rounds_cover_a_period_without_a_gap_and_whole_ones_lie_inside(cycle, first, length):
    last = first + timedelta(days=length)
    touching, within = slots_touching(cycle, first, last), slots_within(cycle, first, last)
    assert touching[0].first <= first <= touching[0].last
    assert touching[-1].first <= last <= touching[-1].last
    for before, after in pairwise(touching):
        assert after.first == before.last + timedelta(days=1)
    assert within == [slot for slot in touching if first <= slot.first and slot.last <= last]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(RETURNING), worlds(), DAYS)
def test_the_number_of_a_rule_is_the_least_of_what_applied(cycle, world, today):
    duty = rule(cycle, world["minimum"])
    slots = slots_within(cycle, date(2020, 1, 1), date(2024, 12, 31))
    cells = results(duty, given_facts(world), slots, today)
    counts = []
    for slot in slots:
        days = days_of(cycle, slot.first)
        state, count, _ = plain_reading(cycle, days, world, today)
        stands = all(
            (world["opened"] is None or world["opened"] <= day)
            and (world["closed"] is None or day < world["closed"])
            for day in days
        )
        if state not in ("not_applicable", "excused") and stands:
            counts.append(count)
    assert least(cells) == (min(counts) if counts else None)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | st.integers(1, 900)), max_size=6), DAYS, DAYS)
def test_a_standing_duty_is_kept_on_the_days_that_somebody_holds_it(terms, on, today):
    held = [
        event(day, until=None if length is None else day + timedelta(days=length)) for day, length in terms
    ]
    (cell,) = results(rule(Cycle.STANDING), facts(events=held), slots_within(Cycle.STANDING, on, on), today)
    count = sum(day <= on and (length is None or on < day + timedelta(days=length)) for day, length in terms)
    assert cell.count == count
    assert (str(cell.state) == "done") == (count > 0)
