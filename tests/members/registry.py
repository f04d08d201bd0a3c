"""Random work at the register of members, and beside it the same in plain dictionaries, day by day.

The dictionaries share no code with the services: for each person status and place of every single day,
and the days on which a flag was held.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from core import scope
from core.accounts.models import Account
from core.figures.periods import Period
from core.figures.reading import Selection, read
from members.checks import MemberDraft
from members.choices import Flag
from members.models import Member
from members.queries import with_standings
from members.services import (
    change_flags,
    change_member,
    change_statuses,
    draft_of,
    move_members,
    register_member,
    restore_member,
    withdraw_member,
)
from members.standing import Standing
from tests.factories import indicator

PLACES = ["village", "community", "township", "namesake", "county"]
UNITS = [*PLACES, "city", "neighbour", "second_township"]
FIRST, LAST = date(2021, 12, 20), date(2022, 3, 10)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
ACTS = [
    "register", "register", "status", "status", "move", "flag", "flag", "shift", "withdraw", "restore",
]  # fmt: skip
STATUSES = ["applied", "enrolled", "volunteer", "left", "moved", "deceased"]
HERE = {"applied", "enrolled", "volunteer"}
CODES = {"member": "member_count", "backbone": "backbone_member_count", "volunteer": "volunteer_count"}

step = st.fixed_dictionaries(
    {
        "act": st.sampled_from(ACTS),
        "place": st.sampled_from(PLACES),
        "day": st.sampled_from(DAYS),
        "status": st.sampled_from(STATUSES),
        "flag": st.sampled_from(list(Flag)),
        "ends": st.booleans(),
        "pick": st.integers(0, 12),
    }
)  # fmt: skip


@dataclass
class Person:
    """``days``: {day: (status, place)} from the first to the last day; ``held``: days of each flag."""

    days: dict[date, tuple[str, str]] = field(default_factory=dict)
    held: dict[str, set[date]] = field(default_factory=lambda: {"backbone": set(), "volunteer": set()})
    changes: list[date] = field(default_factory=list)
    gone: bool = False

    def put(self, since: date, status: str, place: str) -> None:
        for day in DAYS:
            if day >= since:
                self.days[day] = (status, place)
        self.changes = [*(day for day in self.changes if day < since), since]
        for flag, needed in (("backbone", {"enrolled"}), ("volunteer", HERE)):
            if status not in needed:
                self.held[flag] = {day for day in self.held[flag] if day < since}

    def counts(self, what: str, day: date) -> str:
        """The place at which the person counts on that day; empty where nowhere."""
        status, place = self.days.get(day, ("", ""))
        needed = HERE if what == "volunteer" else {"enrolled"}
        is_it = not self.gone and status in needed and (what == "member" or day in self.held[what])
        return place if is_it else ""


class Registry:
    """The two books."""

    def __init__(self, actor: Account, tree: SimpleNamespace) -> None:
        self.actor, self.tree, self.people = actor, tree, {}
        self.indicators = [indicator(code) for code in CODES.values()]

    def do(self, given: dict[str, Any]) -> None:
        with scope.use(self.actor.scope):
            getattr(self, f"do_{given['act']}")(SimpleNamespace(**given))

    def _picked(self, given: Any, *, gone: bool = False) -> Any:
        keys = [key for key, person in self.people.items() if person.gone is gone]
        key = keys[given.pick % len(keys)] if keys else None
        return with_standings(Member.objects.filter(pk=key)).get() if key else None

    def do_register(self, given: Any) -> None:
        place = getattr(self.tree, given.place)
        draft = MemberDraft(
            Member(association=place, name="舒小燕"), [Standing(given.day, given.status, place)]
        )
        member = register_member(actor=self.actor, draft=draft)
        self.people[member.pk] = Person()
        self.people[member.pk].put(given.day, given.status, given.place)

    def do_status(self, given: Any) -> None:
        member = self._picked(given)
        if member is None:
            return
        person = self.people[member.pk]
        is_dead = any(status == "deceased" for status, _ in person.days.values())
        same_day_end = person.changes[-1] == given.day
        try:
            change_statuses(actor=self.actor, members=[member], status=given.status, day=given.day)
        except ValidationError:
            assert is_dead or person.changes[-1] > given.day or same_day_end
            return
        assert person.changes[-1] <= given.day
        place = person.days[given.day][1]
        if (given.status, place) != self._before(person, given.day):
            person.put(given.day, given.status, place)
        else:  # back to what it was the day before: the change of that day is gone
            person.put(given.day, given.status, place)
            person.changes = person.changes[:-1]

    def _before(self, person: Person, day: date) -> tuple[str, str]:
        return person.days.get(day - timedelta(days=1), ("", ""))

    def do_move(self, given: Any) -> None:
        member = self._picked(given)
        if member is None:
            return
        person = self.people[member.pk]
        try:
            to = getattr(self.tree, given.place)
            move_members(actor=self.actor, members=[member], to=to, day=given.day)
        except ValidationError:
            last = person.days[LAST]
            assert (
                last[1] == given.place
                or last[0] == "deceased"
                or person.changes[-1] > given.day
                or (person.changes[-1] == given.day)
            )
            return
        status = person.days[given.day][0]
        same = (status, given.place) == self._before(person, given.day)
        person.put(given.day, status, given.place)
        if same:
            person.changes = person.changes[:-1]

    def do_flag(self, given: Any) -> None:
        member = self._picked(given)
        if member is None:
            return
        person, flag = self.people[member.pk], given.flag.value
        holds = LAST in person.held[flag]
        try:
            change_flags(actor=self.actor, members=[member], flag=given.flag, day=given.day, ends=given.ends)
        except ValidationError:
            return
        if given.ends and holds:
            person.held[flag] = {day for day in person.held[flag] if day < given.day}
        elif not given.ends and not holds:
            needed = HERE if flag == "volunteer" else {"enrolled"}
            for day in (day for day in DAYS if day >= given.day):
                if person.days[day][0] not in needed:
                    break
                person.held[flag].add(day)

    def do_shift(self, given: Any) -> None:
        """The first day was wrong: it is corrected in the form."""
        member = self._picked(given)
        if member is None:
            return
        draft = draft_of(member)
        person = self.people[member.pk]
        status, place = person.days[person.changes[0]]
        first = draft.standings[0]
        draft.standings[0] = Standing(given.day, first.status, first.place)
        later = person.changes[1] if len(person.changes) > 1 else None
        try:
            change_member(actor=self.actor, draft=draft)
        except ValidationError:
            return
        assert later is None or given.day < later
        self._shifted(person, given.day, later, (status, place))

    def _shifted(self, person: Person, day: date, later: date | None, what: tuple[str, str]) -> None:
        for one in DAYS:
            if later is None or one < later:
                person.days.pop(one, None)
                if one >= day:
                    person.days[one] = what
        person.changes[0] = day

    def do_withdraw(self, given: Any) -> None:
        member = self._picked(given)
        if member is not None:
            withdraw_member(actor=self.actor, member=member, reason="录错了")
            self.people[member.pk].gone = True

    def do_restore(self, given: Any) -> None:
        member = self._picked(given, gone=True)
        if member is not None:
            restore_member(actor=self.actor, member=member)
            self.people[member.pk].gone = False

    def check(self, day: date) -> None:
        """The stocks of every unit at the end of one day."""
        for unit_name in UNITS:
            unit = getattr(self.tree, unit_name)
            with scope.use(unit.scope):
                found = read(Selection(unit, Period(None, day)), self.indicators).head
            for what, code in CODES.items():
                wanted = sum(
                    1
                    for person in self.people.values()
                    if (place := person.counts(what, day))
                    and unit.scope.covers(getattr(self.tree, place).code)
                )
                assert int(found.get(code) or 0) == wanted, (unit_name, code, day)
