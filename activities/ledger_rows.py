"""Rows of a ledger into activities, and activities into rows."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from activities.catalogue import DATA
from activities.models import Activity, KindFigure, School
from activities.queries import schools_for
from activities.services import ActivityDraft, check, edition_of
from core.associations.models import Association
from core.rosters.declare import Planned, RosterRecord

TEXTS = ("title", "place", "partners", "summary", "venue")
PEOPLE = "people"
COUNTED_PEOPLE = ("人次", "人", "名")
HUNDRED = 100


@dataclass(frozen=True)
class Column:
    """A column of the ledger that holds one indicator."""

    indicator: str
    heading: str
    unit: str
    aliases: tuple[str, ...]


def figure_columns() -> list[Column]:
    """The indicators that shipped kinds ask for, with the headings that offices use."""
    with (DATA / "ledger_columns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Column(row["indicator"], row["heading"], row["unit"], tuple(row["aliases"].split("|")))
        for row in rows
    ]


COLUMNS = {column.indicator: column for column in figure_columns()}


def asks_of(codes: Iterable[str]) -> dict[str, list[KindFigure]]:
    """``{kind code: what it asks for and yields}``; one statement."""
    rows = KindFigure.objects.filter(kind__code__in=set(codes)).select_related("kind", "indicator")
    found: dict[str, list[KindFigure]] = {}
    for row in rows:
        found.setdefault(row.kind.code, []).append(row)
    return found


def people_of(asks: list[KindFigure]) -> str:
    """The indicator that 参加人次 means for a kind: its count of people, else the first that it requires."""
    asked = [row for row in asks if row.constant is None and row.indicator.unit in COUNTED_PEOPLE]
    plain = [row for row in asked if row.indicator.code == "participant_person_times"]
    needed = [row for row in asked if row.is_required]
    chosen = [*plain, *needed][:1]
    return chosen[0].indicator.code if chosen else ""


def numbers_of(values: dict[str, Any], asks: list[KindFigure]) -> dict[str, int]:
    """``{indicator: hundredths}`` of a row. Raises ``ValidationError`` by column."""
    numbers = {code: values[code] * HUNDRED for code in COLUMNS if values.get(code) is not None}
    people = values.get(PEOPLE)
    if people is None:
        return numbers
    code = people_of(asks)
    if not code:
        raise ValidationError({PEOPLE: "这个类型不填参加人次。"})
    if numbers.get(code, people * HUNDRED) != people * HUNDRED:
        raise ValidationError({PEOPLE: f"与“{COLUMNS[code].heading}”不一致，请只填一处。"})
    return {**numbers, code: people * HUNDRED}


def check_row(record: RosterRecord) -> None:
    """Refuse what the services would refuse, beside the cells."""
    values = record.values
    asks = asks_of([values["kind"]]).get(values["kind"], [])
    if not asks:
        record.refuse("kind", "这个类型没有要填的数字", "请换一个类型。")
        return
    try:
        place = Association(pk=record.association_id, code=record.code)
        if values.get("school"):
            place = Association.objects.get(pk=record.association_id)
        activity = _filled(Activity(association=place, kind=asks[0].kind), values)
        _put_school(activity, values)
        check(ActivityDraft(activity, numbers_of(values, asks)), asks)
    except ValidationError as error:
        for name, found in error.update_error_dict({}).items():
            column = name.removeprefix("figure_")
            column = {"days": "days", "participant_person_times": PEOPLE}.get(column, column)
            record.refuse(
                _shown_column(column, asks), "".join(found[0].messages).rstrip("。"), "请核对这一格。"
            )


def _shown_column(name: str, asks: list[KindFigure]) -> str:
    """A number that 参加人次 stands for is missing there, if its own column is not the usual one."""
    return PEOPLE if name not in COLUMNS and name == people_of(asks) else name


def _put_school(activity: Activity, values: dict[str, Any]) -> None:
    if not values.get("school"):
        return
    found = list(schools_for(activity.association).filter(name=values["school"])[:2])
    if len(found) != 1:
        what = "有几所同名的学校" if found else "找不到这所学校"
        raise ValidationError({"school": f"{what}，请先在“学校”里登记，再写全称。"})
    activity.school = found[0]


def _filled(activity: Activity, values: dict[str, Any]) -> Activity:
    for name in TEXTS:
        if values.get(name) is not None:
            setattr(activity, name, values[name])
    if values.get("days") is not None:
        activity.first_day, activity.last_day = values["days"]
    return activity


def new_drafts(planned: list[Planned]) -> list[ActivityDraft]:
    """Rows as new activities, with the keys that the import gives them."""
    units = Association.objects.in_bulk({one.record.association_id for one in planned})
    asks = asks_of(one.record.values["kind"] for one in planned)
    drafts = []
    for one in planned:
        values = one.record.values
        rows = asks[values["kind"]]
        activity = Activity(pk=one.id, association=units[one.record.association_id], kind=rows[0].kind)
        _put_school(_filled(activity, values), values)
        drafts.append(ActivityDraft(activity, numbers_of(values, rows), _editions(values)))
    return drafts


def _editions(values: dict[str, Any]) -> list[Any]:
    code = values.get("campaign")
    return [edition_of(code, values["days"][0].year)] if code else []


def changed_draft(activity: Activity, changed: dict[str, Any]) -> ActivityDraft:
    """A standing activity with the chosen values of a row; the rest stays."""
    asks = asks_of([activity.kind.code])[activity.kind.code]
    asked = {row.indicator.code for row in asks if row.constant is None}
    numbers = {code: value for code, value in activity.lines.items() if code in asked}
    editions = list(activity.editions.all())
    if changed.get("campaign"):
        editions.append(edition_of(changed["campaign"], activity.first_day.year))
    _put_school(_filled(activity, changed), changed)
    numbers |= numbers_of(changed, asks)
    explained = {code: text for code, text in activity.explanations.items() if numbers.get(code) is not None}
    return ActivityDraft(activity, numbers, list(dict.fromkeys(editions)), explained, not activity.says_none)


def values_of(activity: Activity) -> dict[str, Any]:
    """A standing activity in the values of the columns; its kind and editions must be loaded."""
    asks = asks_of([activity.kind.code]).get(activity.kind.code, [])
    return values_with(activity, asks)


def values_with(activity: Activity, asks: list[KindFigure]) -> dict[str, Any]:
    lines = {code: value // HUNDRED for code, value in activity.lines.items()}
    school: School | None = activity.school
    return {
        "days": (activity.first_day, activity.last_day),
        "kind": activity.kind.code,
        **{name: getattr(activity, name) or None for name in TEXTS},
        "school": school.name if school else None,
        "campaign": next((edition.campaign.code for edition in activity.editions.all()), None),
        PEOPLE: lines.get(people_of(asks)),
        **{code: lines.get(code) for code in COLUMNS},
    }


def kept(activity: Activity) -> dict[str, Any]:
    """An activity before a change, as plain JSON."""
    return {
        "days": [activity.first_day.isoformat(), activity.last_day.isoformat()],
        "texts": {name: getattr(activity, name) for name in TEXTS},
        "school": str(activity.school_id or ""),
        "lines": dict(activity.lines),
        "explanations": dict(activity.explanations),
        "editions": [edition.pk for edition in activity.editions.all()],
    }
