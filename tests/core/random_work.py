"""Random work of an office, done through the services and, beside it, in a plain list that shares no code.

Whatever happens, the totals must be those of the list, and every reading what a sum over the list gives.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from activities import services as activities
from activities.models import Activity, ActivityKind
from activities.services import ActivityDraft
from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from core.figures import entries
from core.figures.models import CampaignEdition, FigureEntry, Indicator, MonthTotal
from core.figures.periods import Period, month_number
from core.figures.reading import Selection, read

PLACES = ["village", "community", "township", "county", "city", "namesake", "neighbour"]
DAYS = [
    date(2020, 2, 29), date(2021, 12, 31), date(2022, 1, 1), date(2022, 5, 28), date(2022, 5, 29),
    date(2022, 6, 30), date(2022, 7, 1), date(2022, 12, 31),
]  # fmt: skip
FLOW, STOCK, TARGET = "wechat_post_issues", "staffing_quota", "prenatal_screening_target"
TYPED = [FLOW, STOCK, TARGET]
COUNTED = ["publicity_material_copies", "consultation_person_times"]
CONSTANT = {"activity_sessions": 100, "advocacy_activity_sessions": 100}
ACTS = ["enter", "enter", "change", "remove", "hold", "hold", "edit", "withdraw", "restore"]
READ = [*TYPED, *COUNTED, *CONSTANT]

step = st.fixed_dictionaries(
    {
        "act": st.sampled_from(ACTS),
        "place": st.sampled_from(PLACES),
        "day": st.sampled_from(DAYS),
        "typed": st.sampled_from(TYPED),
        "number": st.integers(0, 400),
        "second": st.none() | st.integers(0, 90),
        "editions": st.integers(0, 2),
        "pick": st.integers(0, 30),
        "unit": st.sampled_from([*PLACES, "second_township", "neighbour_township"]),
        "start": st.none() | st.sampled_from(DAYS),
        "end": st.sampled_from(DAYS),
        "campaign": st.booleans(),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    place: Association
    indicator: str
    day: date
    value: int

    def slot(self) -> tuple[object, ...]:
        return (self.place.pk, self.indicator, self.day.year if self.indicator == TARGET else self.day)


@dataclass(frozen=True)
class Held:
    place: Association
    day: date
    lines: dict[str, int]
    editions: frozenset[int]
    withdrawn: bool = False


class Office:
    """The two books."""

    def __init__(self, actor: Account, tree: SimpleNamespace, editions: list[CampaignEdition]) -> None:
        self.actor, self.tree, self.editions = actor, tree, editions
        self.indicators = {row.code: row for row in Indicator.objects.filter(code__in=READ)}
        self.kind = ActivityKind.objects.get(code="theme_publicity")
        self.entries: dict[Any, Entry] = {}
        self.held: dict[Any, Held] = {}

    def do(self, given: dict[str, Any]) -> None:
        with scope.use(self.actor.scope):
            getattr(self, given["act"])(SimpleNamespace(**given))

    def _picked(self, rows: dict[Any, Any], given: Any) -> Any:
        return list(rows)[given.pick % len(rows)] if rows else None

    def enter(self, given: Any, pk: Any = None) -> None:
        place = getattr(self.tree, given.place)
        wanted = Entry(place, given.typed, given.day, given.number * 100)
        taken = wanted.slot() in {entry.slot() for other, entry in self.entries.items() if other != pk}
        row = FigureEntry() if pk is None else FigureEntry.objects.get(pk=pk)
        row.association, row.day, row.value = place, given.day, wanted.value
        row.indicator = self.indicators[given.typed]
        version = None if pk is None else row.version
        try:
            entries.save_entry(actor=self.actor, entry=row, expected_version=version)
        except ValidationError:
            assert taken
            return
        assert not taken
        self.entries[row.pk] = wanted

    def change(self, given: Any) -> None:
        pk = self._picked(self.entries, given)
        if pk is not None:
            self.enter(given, pk)

    def remove(self, given: Any) -> None:
        pk = self._picked(self.entries, given)
        if pk is not None:
            row = FigureEntry.objects.select_related("association", "indicator").get(pk=pk)
            entries.delete_entry(actor=self.actor, entry=row, reason="录错")
            del self.entries[pk]

    def hold(self, given: Any, pk: Any = None) -> None:
        numbers = {COUNTED[0]: given.number * 100}
        if given.second is not None:
            numbers[COUNTED[1]] = given.second * 100
        editions = self.editions[: given.editions]
        row = Activity() if pk is None else Activity.objects.get(pk=pk)
        row.association, row.kind = getattr(self.tree, given.place), self.kind
        row.first_day = row.last_day = given.day
        draft = ActivityDraft(row, numbers, editions=editions)
        if pk is None:
            activities.record_activity(actor=self.actor, draft=draft)
        else:
            activities.update_activity(actor=self.actor, draft=draft, expected_version=row.version)
        keys = frozenset(edition.pk for edition in editions)
        self.held[row.pk] = Held(row.association, given.day, CONSTANT | numbers, keys)

    def edit(self, given: Any) -> None:
        pk = self._picked({pk: row for pk, row in self.held.items() if not row.withdrawn}, given)
        if pk is not None:
            self.hold(given, pk)

    def withdraw(self, given: Any) -> None:
        self._set_withdrawn(given, withdrawn=True)

    def restore(self, given: Any) -> None:
        self._set_withdrawn(given, withdrawn=False)

    def _set_withdrawn(self, given: Any, *, withdrawn: bool) -> None:
        pk = self._picked(self.held, given)
        if pk is None:
            return
        row = Activity.objects.get(pk=pk)
        if withdrawn:
            activities.withdraw_activity(actor=self.actor, activity=row, reason="重复")
        else:
            activities.restore_activity(actor=self.actor, activity=row)
        self.held[pk] = replace(self.held[pk], withdrawn=withdrawn)

    def lines(self) -> list[tuple[Association, str, date, int, frozenset[int]]]:
        """Every change of every figure, from the plain list."""
        found = [
            (row.place, code, row.day, value, row.editions)
            for row in self.held.values()
            if not row.withdrawn
            for code, value in row.lines.items()
        ]
        levels: dict[int, int] = {}
        for row in sorted(self.entries.values(), key=lambda row: row.day):
            change = row.value
            if row.indicator == STOCK:
                change, levels[row.place.pk] = row.value - levels.get(row.place.pk, 0), row.value
            found.append((row.place, row.indicator, row.day, change, frozenset()))
        return found

    def check_totals(self) -> None:
        wanted: dict[tuple[int, int, str], int] = {}
        for place, code, day, value, _ in self.lines():
            for unit in vars(self.tree).values():
                if unit.low <= place.code <= unit.high and unit.level <= place.level:
                    key = (unit.pk, month_number(day), code)
                    wanted[key] = wanted.get(key, 0) + value
        with scope.everything():
            rows = MonthTotal.objects.values_list("association_id", "month", "indicator__code", "value")
            found = {(unit, month, code): value for unit, month, code, value in rows}
        assert found == wanted

    def check_reading(self, given: dict[str, Any]) -> None:
        unit, end = getattr(self.tree, given["unit"]), given["end"]
        start = given["start"] if given["start"] is None or given["start"] <= end else None
        edition = self.editions[0] if given["campaign"] else None
        children = list(unit.children.all())
        with scope.use(unit.scope):
            selection = Selection(unit, Period(start, end), edition)
            found = read(selection, list(self.indicators.values()), children)
        for code in READ:
            wanted = Decimal(self._sum(unit, code, start, end, edition)) / 100
            assert found.head.get(code, 0) == wanted, (unit, code, start, end, edition)
            parts = [found.own, *found.children.values()]
            assert sum(part.get(code, 0) for part in parts) == wanted, (unit, code, start, end, edition)

    def _sum(
        self, unit: Association, code: str, start: date | None, end: date, edition: CampaignEdition | None
    ) -> int:
        def counts(day: date, editions: frozenset[int]) -> bool:
            if edition is not None:
                return edition.pk in editions and (start is None or start <= day) and day <= end
            if code == TARGET:
                return day.year == end.year
            return day <= end and (start is None or code == STOCK or start <= day)

        return sum(
            value
            for place, indicator, day, value, editions in self.lines()
            if indicator == code and unit.scope.covers(place.code) and counts(day, editions)
        )
