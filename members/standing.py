"""Who was what, where, from when to when: pure functions over the dated standings of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.associations.models import Association
from core.figures.lines import FigureLine
from members.choices import NEEDED, Flag, Status

ONE = 100  # hundredths of a person
COUNTED = {Flag.BACKBONE: "backbone_member_count", Flag.VOLUNTEER: "volunteer_count"}
Span = tuple[date, date | None]


@dataclass(frozen=True)
class Standing:
    """From ``since`` on: a status at a place, until the next one begins."""

    since: date
    status: str
    place: Association


@dataclass(frozen=True)
class Stay:
    """A standing with its end: the day from which the next one counts; None while it lasts."""

    standing: Standing
    end: date | None


def stays(standings: Sequence[Standing]) -> list[Stay]:
    """Standings, oldest first, each with its end."""
    ends = [later.since for later in standings[1:]]
    return [Stay(one, end) for one, end in zip(standings, [*ends, None], strict=True)]


def joined_on(standings: Sequence[Standing]) -> date | None:
    """入会日期: the first day of the last unbroken time as a member, moves included."""
    found = None
    for before, one in zip([None, *standings], standings, strict=False):
        if one.status == Status.ENROLLED and (before is None or before.status != Status.ENROLLED):
            found = one.since
    return found


def end_of(flag: Flag, since: date, standings: Sequence[Standing]) -> date | None:
    """The first day after ``since`` whose status no longer allows ``flag``; None where all do."""
    needed = NEEDED[flag]
    return next((one.since for one in standings if one.since > since and one.status not in needed), None)


def status_on(day: date, standings: Sequence[Standing]) -> str:
    """The status of a day; empty before the first one."""
    return next((one.status for one in reversed(standings) if one.since <= day), "")


def lines(standings: Sequence[Standing], flags: dict[Flag, list[Span]]) -> list[FigureLine]:
    """+1 where and when somebody begins to count, -1 where and when it ends; what cancels out is left out.

    A day counts as ``since <= day < end``: on the day of the end the person counts no more.
    """
    sums: dict[tuple[str, date, int], tuple[int, Association]] = {}
    for stay in stays(standings):
        for indicator, (start, end) in _counted(stay, flags):
            _add(sums, indicator, start, stay.standing.place, ONE)
            if end is not None:
                _add(sums, indicator, end, stay.standing.place, -ONE)
    return [
        FigureLine(indicator, day, value, place)
        for (indicator, day, _), (value, place) in sorted(sums.items(), key=lambda row: row[0])
        if value
    ]


def _counted(stay: Stay, flags: dict[Flag, list[Span]]) -> Iterable[tuple[str, Span]]:
    whole: Span = (stay.standing.since, stay.end)
    if stay.standing.status == Status.ENROLLED:
        yield "member_count", whole
    for flag, spans in flags.items():
        for span in spans if stay.standing.status in NEEDED[flag] else []:
            common = _overlap(whole, span)
            if common is not None:
                yield COUNTED[flag], common


def _overlap(one: Span, other: Span) -> Span | None:
    start = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end <= start else (start, end)


def _add(
    sums: dict[tuple[str, date, int], tuple[int, Association]],
    indicator: str,
    day: date,
    place: Association,
    value: int,
) -> None:
    key = (indicator, day, place.pk)
    before = sums[key][0] if key in sums else 0
    sums[key] = (before + value, place)
