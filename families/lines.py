"""What a family counts as, day by day: pure functions from dated facts to +1 and -1 lines.

A span is half-open: its first day counts, its ``end`` is the first day that no longer does (None: open).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from families.choices import DUAL_ROLES, FamilyStatus, FamilyType, ServiceKind

Span = tuple[date, date | None]

# Members on the key-support list who also have this (bulletin: 洪江 §五).
MEMBER_FIGURES = {
    "basic_medical_insurance_members": ServiceKind.BASIC_INSURANCE,
    "supplementary_insurance_members": ServiceKind.SUPPLEMENTARY_INSURANCE,
    "chronic_family_doctor_members": ServiceKind.CHRONIC_DOCTOR,
}
# Families of which at least one member has this: both are given to the household.
FAMILY_FIGURES = {
    "family_doctor_families": ServiceKind.FAMILY_DOCTOR,
    "green_channel_families": ServiceKind.GREEN_CHANNEL,
}
TYPE_FIGURES = {
    "special_family_death_count": FamilyType.DEATH,
    "special_family_disability_count": FamilyType.DISABILITY,
}
FAMILIES, KEY_MEMBERS, DUAL = "special_family_count", "key_support_special_members", "dual_contact_families"


@dataclass(frozen=True)
class State:
    """From ``since`` on, until the next state: where the family lives, its status and its type."""

    since: date
    place: Hashable
    status: str
    family_type: str


@dataclass(frozen=True)
class Person:
    """A member: gone from ``left_on`` on; the spans of each service."""

    services: Mapping[str, Sequence[Span]]
    left_on: date | None = None


@dataclass(frozen=True)
class History:
    """All dated facts of one family. ``contacts``: the spans in which each role has a holder."""

    states: Sequence[State]
    members: Sequence[Person] = ()
    contacts: Mapping[str, Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """``change`` of one figure on one day at one place."""

    indicator: str
    day: date
    place: Hashable
    change: int


def steps_of(history: History) -> list[Step]:
    """Every step of every figure; what is added and taken back on one day at one place is left out."""
    sums: dict[tuple[date, str, Hashable], int] = {}
    for state, span in registered(history.states):
        for indicator, spans in _figures_within(history, state, span):
            for start, end in spans:
                _add(sums, (start, indicator, state.place), 1)
                if end is not None:
                    _add(sums, (end, indicator, state.place), -1)
    found = [
        Step(indicator, day, place, change) for (day, indicator, place), change in sums.items() if change
    ]
    return sorted(found, key=lambda step: (step.day, step.indicator))


def _add(sums: dict[tuple[date, str, Hashable], int], key: tuple[date, str, Hashable], change: int) -> None:
    sums[key] = sums.get(key, 0) + change


def registered(states: Iterable[State]) -> Iterator[tuple[State, Span]]:
    """The states that are 在册, each with its span; a state ends where the next one begins."""
    rows = sorted(states, key=lambda state: state.since)
    for state, following in zip_longest(rows, rows[1:]):
        if state.status == FamilyStatus.REGISTERED:
            yield state, (state.since, following.since if following else None)


def _figures_within(history: History, state: State, span: Span) -> Iterator[tuple[str, list[Span]]]:
    """The spans of each figure while the family is registered in one state."""
    here = [span]
    yield FAMILIES, here
    for indicator, family_type in TYPE_FIGURES.items():
        if state.family_type == family_type:
            yield indicator, here
    yield DUAL, intersection(here, *(union(history.contacts.get(role, ())) for role in DUAL_ROLES))
    for indicator, kind in FAMILY_FIGURES.items():
        yield indicator, intersection(here, union(with_service(history.members, kind)))
    for person in history.members:
        key = intersection(here, spans_of(person, ServiceKind.KEY_SUPPORT))
        yield KEY_MEMBERS, key
        for indicator, kind in MEMBER_FIGURES.items():
            yield indicator, intersection(key, spans_of(person, kind))


def with_service(members: Iterable[Person], kind: str) -> list[Span]:
    """The spans in which any of them has it, one after the other."""
    return [span for person in members for span in spans_of(person, kind)]


def spans_of(person: Person, kind: str) -> list[Span]:
    """When a member has a service: never after leaving the family."""
    spans = union(person.services.get(kind, ()))
    return spans if person.left_on is None else intersection(spans, [(date.min, person.left_on)])


def union(spans: Iterable[Span]) -> list[Span]:
    """The same days as spans that neither touch nor overlap, in order; empty ones are dropped."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if end is not None and end <= start:
            continue
        if found and (found[-1][1] is None or start <= found[-1][1]):
            first, last = found[-1]
            found[-1] = (first, None if last is None or end is None else max(last, end))
        else:
            found.append((start, end))
    return found


def intersection(*sets: list[Span]) -> list[Span]:
    """The days that lie in every one of the sets."""
    found = union(sets[0])
    for spans in sets[1:]:
        others = union(spans)
        found = [both for one in found for other in others if (both := _overlap(one, other)) is not None]
    return found


def _overlap(one: Span, other: Span) -> Span | None:
    start = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    end = min(ends) if ends else None
    return (start, end) if end is None or start < end else None


def holds_on(spans: Iterable[Span], day: date) -> bool:
    """Whether ``day`` lies in one of the spans."""
    return any(start <= day and (end is None or day < end) for start, end in spans)
