"""The lines of a family, against a reading of its history for every single day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from families.choices import ContactRole, FamilyStatus, FamilyType, ServiceKind
from families.lines import (
    DUAL,
    FAMILIES,
    FAMILY_FIGURES,
    KEY_MEMBERS,
    MEMBER_FIGURES,
    TYPE_FIGURES,
    History,
    Person,
    State,
    intersection,
    steps_of,
    union,
)

START, LENGTH = date(2022, 1, 1), 24
DAYS = st.integers(0, LENGTH).map(lambda number: START + timedelta(days=number))
SPANS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=3)
STATES = st.lists(
    st.builds(
        State,
        since=DAYS,
        place=st.sampled_from(["茶溪村", "小江村"]),
        status=st.sampled_from(FamilyStatus.values),
        family_type=st.sampled_from(FamilyType.values),
    ),
    max_size=5,
    unique_by=lambda state: state.since,
)
PERSONS = st.builds(
    Person,
    services=st.dictionaries(st.sampled_from(ServiceKind.values), SPANS, max_size=5),
    left_on=st.none() | DAYS,
)
HISTORIES = st.builds(
    History,
    states=STATES,
    members=st.lists(PERSONS, max_size=3),
    contacts=st.dictionaries(st.sampled_from(ContactRole.values), SPANS, max_size=4),
)


def covers(spans, day):
    return any(start <= day and (end is None or day < end) for start, end in spans)


def has(person, kind, day):
    is_there = person.left_on is None or day < person.left_on
    return is_there and covers(person.services.get(kind, []), day)


def read_by_hand(history, day):
    """``{(figure, place): number}`` of one day, without any interval arithmetic."""
    begun = [state for state in history.states if state.since <= day]
    if not begun:
        return {}
    now = max(begun, key=lambda state: state.since)
    if now.status != FamilyStatus.REGISTERED:
        return {}
    key = [person for person in history.members if has(person, ServiceKind.KEY_SUPPORT, day)]
    posts = (ContactRole.TOWNSHIP_LEADER, ContactRole.VILLAGE_CADRE)
    numbers = {
        FAMILIES: 1,
        KEY_MEMBERS: len(key),
        DUAL: int(all(covers(history.contacts.get(role, []), day) for role in posts)),
        **{name: int(now.family_type == wanted) for name, wanted in TYPE_FIGURES.items()},
        **{
            name: int(any(has(person, kind, day) for person in history.members))
            for name, kind in FAMILY_FIGURES.items()
        },
        **{
            name: sum(has(person, kind, day) for person in key)
            for name, kind in MEMBER_FIGURES.items()
        },
    }  # fmt: skip
    return {(name, now.place): number for name, number in numbers.items() if number}


@settings(max_examples=300, deadline=None)
@given(HISTORIES)
def test_the_steps_up_to_any_day_add_up_to_what_that_day_shows(history):
    steps = steps_of(history)
    for number in range(-1, LENGTH + 2):
        day = START + timedelta(days=number)
        sums = {}
        for step in steps:
            if step.day <= day:
                key = (step.indicator, step.place)
                sums[key] = sums.get(key, 0) + step.change
        assert {key: value for key, value in sums.items() if value} == read_by_hand(history, day)


@given(HISTORIES)
def test_no_step_is_empty_and_no_day_has_two_of_one_figure(history):
    steps = steps_of(history)
    assert all(step.change for step in steps)
    assert len({(step.indicator, step.day, step.place) for step in steps}) == len(steps)


@given(SPANS, SPANS)
def test_union_and_intersection_hold_exactly_the_days_they_should(one, other):
    both, either = intersection(one, other), union([*one, *other])
    for number in range(LENGTH + 2):
        day = START + timedelta(days=number)
        assert covers(both, day) == (covers(one, day) and covers(other, day))
        assert covers(either, day) == (covers(one, day) or covers(other, day))
    for (_, end), (start, _) in pairwise(either):
        assert end is not None
        assert end < start
