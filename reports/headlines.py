"""Which indicators a dashboard puts first."""

from core.associations.models import Level
from core.figures.models import IN_TOTALS, Indicator, ServiceLine
from core.figures.reading import Values
from reports.asked import GROUPS, ORGANISATION, USUAL, Asked
from reports.queries import counts_units, listed

MOST_COLUMNS = 12
# What offices look at most; those without any number make room for the next ones.
MOST_USED = [
    "activity_sessions",
    "activity_village_count",
    "activity_village_coverage",
    "advocacy_activity_sessions",
    "publicity_material_copies",
    "consultation_person_times",
    "free_clinic_person_times",
    "condolence_sessions",
    "condolence_persons",
    "health_lecture_sessions",
    "youth_health_education_sessions",
    "member_home_count",
    "custom_reform_activity_sessions",
    "healthy_birth_lecture_sessions",
    "member_count",
    "special_family_count",
]
# What each card prefers, in this order.
HEADLINES: dict[str, list[str]] = {
    ServiceLine.ADVOCACY: [
        "advocacy_activity_sessions",
        "publicity_material_copies",
        "consultation_person_times",
        "free_clinic_person_times",
        "reproductive_health_product_boxes",
        "member_home_count",
    ],
    ServiceLine.FAMILY_SUPPORT: [
        "condolence_sessions",
        "condolence_persons",
        "warm_home_activity_sessions",
        "special_family_count",
        "special_family_condolence_person_times",
        "warm_home_count",
        "warm_health_kit_count",
    ],
    ServiceLine.HEALTH_PROMOTION: [
        "health_lecture_sessions",
        "youth_health_education_sessions",
        "five_entries_activity_sessions",
        "prenatal_screening_completion_rate",
        "youth_health_education_audience",
        "health_station_count",
    ],
    ServiceLine.RURAL_GOVERNANCE: [
        "custom_reform_activity_sessions",
        "key_contact_households",
        "project_beneficiary_households",
        "happiness_fund_count",
        "project_count",
        "commended_integrity_household_count",
    ],
}


def offered(asked: Asked) -> list[Indicator]:
    """Indicators that say something here; a single village does not count villages."""
    rows = listed(asked.indicators.values())
    is_village = asked.association.level == Level.VILLAGE
    return [row for row in rows if not (is_village and counts_units(row))]


def columns_of(asked: Asked, head: Values) -> tuple[list[Indicator], list[str]]:
    """The indicators of the chosen group that have numbers, and the names of those that have none."""
    everything = offered(asked)
    if asked.group == USUAL:
        known = {row.code: row for row in everything}
        preferred = [known[code] for code in MOST_USED if code in known]
        full = [row for row in preferred if row.code in head]
        return sorted((full or preferred)[:MOST_COLUMNS], key=preferred.index), []
    line = "" if asked.group == ORGANISATION else asked.group
    group = [row for row in everything if row.service_line == line]
    full = [row for row in group if row.code in head]
    return full, [row.name for row in group if row.code not in head]


def headlines_of(asked: Asked, line: str, head: Values) -> list[Indicator]:
    """The four numbers of a service line's card; those without a number make room."""
    known = {row.code: row for row in offered(asked) if row.service_line == line}
    preferred = [known.pop(code) for code in HEADLINES[line] if code in known]
    everything = [*preferred, *known.values()]
    full = [row for row in everything if _is_full(row, head)]
    return [*full, *(row for row in everything if row not in full)][:4]


def _is_full(indicator: Indicator, head: Values) -> bool:
    """Whether something was reported: counts of units and their shares are 0 where nothing was."""
    value = head.get(indicator.code)
    return value is not None and (indicator.kind in IN_TOTALS or value != 0)


def picker(asked: Asked) -> list[tuple[str, list[Indicator]]]:
    """Indicators by group for the box that chooses one."""
    everything = offered(asked)
    groups: dict[str, list[Indicator]] = {label: [] for label in GROUPS.values()}
    for row in everything:
        groups[GROUPS[row.service_line or ORGANISATION]].append(row)
    return [(label, rows) for label, rows in groups.items() if rows]
