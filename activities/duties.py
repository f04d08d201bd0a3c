"""Duties that activities fulfil: R1 (慰问, 活动 of a Warm Home), R2, R3, R4, R9 of peers.md §0."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from activities.models import Activity, School
from activities.queries import standing
from core.duties.declare import Area, DutyRule, Event, Unit, UnitSpan
from core.duties.slots import Cycle, Slot
from core.duties.units import day_within, organisations, villages
from families.duties import home_spans

KIND = Activity._meta.label_lower
CONDOLENCES = "condolence_sessions"


@dataclass(frozen=True)
class Counted:
    """What makes an activity count: the number that it must have (none: any that took place), and the column
    that names its unit."""

    indicator: str
    unit: str = "association_id"
    form_kind: str = ""


COUNTED = {
    "warm_home_condolence": Counted(CONDOLENCES, "warm_home_id", "condolence"),
    "warm_home_activity": Counted("", "warm_home_id", "warm_activity"),
    "health_lecture": Counted("health_lecture_sessions", form_kind="health_lecture"),
    "youth_session": Counted("youth_health_education_sessions", "school_id", "youth_health_education"),
    "council_meeting": Counted("council_meeting_sessions", form_kind="council_meeting"),
    "backbone_training": Counted("backbone_training_sessions", form_kind="backbone_training"),
    "family_award": Counted("award_event_sessions", form_kind="award"),
}
PLACES = {"association_id": "code", "school_id": "school__code", "warm_home_id": "warm_home__code"}
COLUMNS = (
    "pk", "first_day", "lines", "title", "kind__name", "association_id", "school_id", "warm_home_id",
)  # fmt: skip


def school_spans(area: Area) -> Iterable[UnitSpan]:
    """Schools in use."""
    rows = School.objects.filter(code__range=(area.low, area.high), is_active=True).order_by("code", "name")
    return [UnitSpan(str(pk), name, code) for pk, name, code in rows.values_list("pk", "name", "code")]


def activity_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """Activities that took place, by the unit that each rule asks; one statement for all rules.

    A duty goes by the first day of the activity. A statement that there was none (all numbers 0) counts for
    nothing; an activity of a township is not one of its villages.
    """
    wanted = {rule.code: COUNTED[rule.code] for rule in rules}
    inside = Q()
    for counted in set(wanted.values()):
        here = Q(**{f"{PLACES[counted.unit]}__range": (area.low, area.high)})
        if counted.indicator:
            here &= Q(lines__has_key=counted.indicator)
        inside |= here
    rows = standing().filter(inside, first_day__range=(first, last)).order_by()
    for row in rows.values(*COLUMNS):
        for code, counted in wanted.items():
            unit = row[counted.unit]
            if unit is not None and _took_place(row["lines"], counted.indicator):
                yield code, _event(row, str(unit))


def _took_place(lines: dict[str, int], indicator: str) -> bool:
    return lines.get(indicator, 0) > 0 if indicator else any(lines.values()) or not lines


def _event(row: dict[str, Any], unit: str) -> Event:
    sort = "慰" if row["lines"].get(CONDOLENCES, 0) > 0 else ""
    return Event(unit, row["first_day"], KIND, row["pk"], row["title"] or row["kind__name"], sort=sort)


def _form(code: str, name: str = "") -> Callable[[UnitSpan, Slot], str]:
    """The entry form with association, kind and a day inside the round; ``name``: the box of the unit."""

    def address(unit: UnitSpan, slot: Slot) -> str:
        asked = {
            "association_code": str(unit.association),
            "kind": COUNTED[code].form_kind,
            "days": day_within(slot).isoformat(),
        }
        if name:
            asked[name] = unit.key
        else:
            asked["association"] = unit.label
        return f"{reverse('activities:activity_create')}?{urlencode(asked)}"

    return address


RULES = [
    DutyRule(
        "health_lecture",
        "“健康人生”大讲堂",
        "health_lecture_per_village_year",
        Unit.VILLAGE,
        Cycle.YEAR,
        2,
        units=villages,
        events=activity_events,
        form=_form("health_lecture"),
        in_panel=True,
        short="大讲堂",
    ),
    DutyRule(
        "council_meeting",
        "村级理事会议",
        "council_meeting_per_village_year",
        Unit.VILLAGE,
        Cycle.YEAR,
        1,
        units=villages,
        events=activity_events,
        form=_form("council_meeting"),
        in_panel=True,
        short="理事会议",
    ),
    DutyRule(
        "backbone_training",
        "骨干会员培训",
        "backbone_training_per_village_year",
        Unit.VILLAGE,
        Cycle.YEAR,
        1,
        units=villages,
        events=activity_events,
        form=_form("backbone_training"),
        in_panel=True,
        short="骨干培训",
    ),
    DutyRule(
        "family_award",
        "“幸福好家庭”评选表彰",
        "family_award_per_org_year",
        Unit.ORGANISATION,
        Cycle.YEAR,
        1,
        units=organisations,
        events=activity_events,
        form=_form("family_award"),
        in_panel=True,
        short="评选表彰",
        exact=True,
    ),
    DutyRule(
        "youth_session",
        "青春健康教育",
        "youth_session_per_school_semester",
        Unit.SCHOOL,
        Cycle.SEMESTER,
        1,
        units=school_spans,
        events=activity_events,
        form=_form("youth_session", "school"),
        in_panel=True,
    ),
    DutyRule(
        "warm_home_condolence",
        "暖心家园季度有慰问",
        "warm_home_condolence_per_quarter",
        Unit.WARM_HOME,
        Cycle.QUARTER,
        1,
        units=home_spans,
        events=activity_events,
        form=_form("warm_home_condolence", "warm_home"),
        in_panel=True,
        short="季慰问",
    ),
    DutyRule(
        "warm_home_activity",
        "暖心家园每月有活动",
        "warm_home_activity_per_month",
        Unit.WARM_HOME,
        Cycle.MONTH,
        1,
        units=home_spans,
        events=activity_events,
        form=_form("warm_home_activity", "warm_home"),
        in_panel=True,
        short="月活动",
    ),
]
