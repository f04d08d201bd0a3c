"""What the page of a grid shows: the sentence with its pickers, the options, the rows as JSON."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from activities import content as contents
from activities.choices import Need, Venue
from activities.grid.forms import GridForm
from activities.grid.period import GridPeriod, one_day, recent_months, whole_month
from activities.grid.places import Choice, Group, choices_of, groups_of, units_of
from activities.grid.queries import around, below, columns_of, contents as row_contents, kinds_for_grid
from activities.grid.rows import NONE_TITLES, RowWriter, below_text
from activities.models import ActivityKind, KindFigure
from activities.queries import most_used_kinds
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.figures.models import Campaign
from core.parsing import decimal_places

NO_RECORD = UUID(int=0)


@dataclass(frozen=True)
class Grid:
    """One grid: kind × period × the units below a place."""

    kind: ActivityKind
    period: GridPeriod
    place: Association
    choices: list[Choice]
    by: str
    only: frozenset[int] = frozenset()

    @classmethod
    def of(cls, form: GridForm, account: Account) -> "Grid":
        """What the address asks, with what the person most probably means for the rest."""
        place = form.value("association", account.association)
        choices = choices_of(place)
        offered = [choice.by for choice in choices]
        wanted = form.value("by", "")
        usual = "village" if "village" in offered else (offered or [""])[-1]
        by = wanted if wanted in offered else usual
        kind = form.value("kind", None) or _usual_kind(account)
        return cls(kind, form.period(), place, choices, by, form.value("units", frozenset()))

    def units(self) -> list[Association]:
        """The rows: all units below the place, or those of them that the address names."""
        rows = units_of(self.place, self.by) if self.by else []
        return [unit for unit in rows if unit.code in self.only] if self.only else rows

    def address(self, **changes: str) -> str:
        """The address of this grid with some of it changed."""
        query = {
            "kind": self.kind.code,
            "when": self.period.value,
            "association": str(self.place.code),
            "by": self.by,
        }
        if self.only and changes.get("by", self.by) == self.by:
            query["units"] = ",".join(map(str, sorted(self.only)))
        return f"{reverse('activities:activity_grid')}?{urlencode({**query, **changes})}"


def _usual_kind(account: Account) -> ActivityKind:
    offered = list(kinds_for_grid())
    used = [kind for kind in most_used_kinds(account.pk) if kind in offered]
    return (used or offered)[0]


def page_context(grid: Grid, account: Account, query: QueryDict) -> dict[str, Any]:
    """Context of ``activities/grid.html``."""
    units = grid.units()
    groups = groups_of(grid.place, units)
    columns = columns_of(grid.kind)
    writer = RowWriter(account, columns, grid.period)
    notes = _notes(grid, units, writer)
    return {
        "grid": grid,
        "columns": columns,
        "choice": next((choice for choice in grid.choices if choice.by == grid.by), None),
        "kinds": [
            {"kind": kind, "url": grid.address(kind=kind.code), "is_here": kind == grid.kind}
            for kind in kinds_for_grid()
        ],
        "periods": _periods(grid),
        "places": [
            {"label": choice.label, "url": grid.address(by=choice.by), "is_here": choice.by == grid.by}
            for choice in grid.choices
        ],
        "campaigns": _campaigns(grid.period, query),
        "need": _need(grid.kind, query),
        "notes": notes.pop(grid.place.pk, []) + notes.pop(0, []),
        "nothing": {"title": "这里没有可登记的单位", "text": "请换一个单位：选乡镇，就列出它的各个村。"},
        "data": _data(grid, groups, columns, writer, account, notes),
    }


def _periods(grid: Grid) -> dict[str, list[dict[str, Any]]]:
    today = timezone.localdate()
    around_it = whole_month(grid.period.start.replace(day=1), today)
    months = [
        {"label": month.label, "url": grid.address(when=month.value), "is_here": month == grid.period}
        for month in dict.fromkeys([around_it, *recent_months(today)])
    ]
    return {"days": [{"label": "今天", "url": grid.address(when=one_day(today).value)}], "months": months}


def _campaigns(period: GridPeriod, query: QueryDict) -> list[dict[str, Any]]:
    """Suggestions for the day of new records; ticked as in the entry form, or as the address says."""
    days = (period.day, period.day)
    names = dict(Campaign.objects.values_list("code", "name"))
    chosen = set(query.getlist("campaigns")) if "campaigns" in query else contents.preselected(days)
    found = []
    for key in contents.suggestions(days):
        code, _, year = key.partition(":")
        if code in names:
            found.append({"key": key, "label": f"{year}年{names[code]}", "is_ticked": key in chosen})
    return found


def _need(kind: ActivityKind, query: QueryDict) -> dict[str, Any] | None:
    """What the kind asks besides its figures: one box for all rows."""
    if not kind.needs:
        return None
    return {
        "name": kind.needs,
        "label": Need(kind.needs).label,
        "value": query.get(kind.needs, "")[:80],
        "choices": Venue.choices if kind.needs == Need.VENUE else None,
    }


def _notes(grid: Grid, units: list[Association], writer: RowWriter) -> dict[int, list[str]]:
    """Records above the rows by the unit that made them, in words; key 0: those above the whole grid."""
    notes: dict[int, list[str]] = {}
    above = {*grid.place.ancestor_codes}
    for activity in around(grid.place, units, grid.kind, grid.period):
        key = 0 if activity.code in above else activity.association_id
        notes.setdefault(key, []).append(writer.note(activity))
    return notes


def _data(
    grid: Grid,
    groups: list[Group],
    columns: list[KindFigure],
    writer: RowWriter,
    account: Account,
    notes: dict[int, list[str]],
) -> dict[str, Any]:
    """The rows and all that the scripts need, as JSON can hold it."""
    units = [unit for group in groups for unit in group.rows]
    rows = row_contents(units, grid.kind, grid.period, account)
    counts = below(units, grid.kind, grid.period) if units and units[0].level < Level.VILLAGE else {}
    state = {row.unit.pk: {**writer.state(row), "last": writer.last(row)} for row in rows}
    return {
        "kind": grid.kind.code,
        "kindName": grid.kind.name,
        "when": grid.period.value,
        "day": grid.period.day.isoformat(),
        "place": grid.place.pk,
        "by": grid.by,
        "noneLabel": NONE_TITLES[grid.period.is_month],
        "path": grid.place.path(),
        "columns": [_column(row) for row in columns],
        "groups": [
            {
                "name": group.unit.name if group.unit.pk != grid.place.pk else "",
                "notes": notes.get(group.unit.pk, []),
                "rows": [_row(unit, state, counts) for unit in group.rows],
            }
            for group in groups
        ],
        "urls": {
            "save": reverse("activities:grid_save"),
            "match": reverse("activities:grid_match"),
            "create": reverse("activities:activity_create"),
            "edit": reverse("activities:activity_edit", args=[NO_RECORD]),
        },
    }


def _column(row: KindFigure) -> dict[str, Any]:
    indicator = row.indicator
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "places": decimal_places(indicator.unit),
        "required": row.is_required,
    }


def _row(unit: Association, state: dict[int, Any], counts: dict[int, int]) -> dict[str, Any]:
    row = {"id": unit.pk, "code": unit.code, "name": unit.name, **state[unit.pk]}
    if unit.pk in counts:
        row["below"] = below_text(counts[unit.pk])
    return row
