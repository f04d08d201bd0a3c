"""Columns of the lists of the registry. Names are masked; nothing here holds a number or an address."""

from typing import Any

from core.associations.models import Association, Level
from core.pages.tables import Column
from families.choices import SHORT_TYPES, Gap
from families.masks import head_name
from families.models import Family
from families.queries import gaps_of

FAMILIES = [
    Column("number", "户编号", sort="household_number"),
    Column("association", "村社区", sort="code"),
    Column("name", "户主"),
    Column("family_type", "家庭类型", sort="family_type"),
    Column("status", "状态", sort="status"),
    Column("members", "成员", numeric=True),
    Column("confirmed_on", "认定日期", sort="confirmed_on"),
    Column("since", "状态起始", sort="since"),
    Column("gaps", "还缺什么"),
]
SHOWN_GAPS = 3


def unit_path(unit: Association, *, below: int = Level.CITY) -> str:
    """「茶溪村 · 黔城镇」: names from the unit up to the level under ``below``; parents must be loaded."""
    names = [unit.name]
    while unit.level - 1 > below and unit.parent is not None:
        unit = unit.parent
        names.append(unit.name)
    return " · ".join(names)


def family_cells(family: Family, level: int, day: Any) -> list[dict[str, Any]]:
    """One row of the list, in the order of ``FAMILIES``. ``level``: of the seat that looks."""
    present = [member for member in family.members.all() if member.is_present(day)]
    gaps = gaps_of(family, day)
    return [
        {"value": family.household_number},
        {"value": unit_path(family.association, below=max(level, Level.CITY))},
        {"value": head_name(family)},
        {"value": SHORT_TYPES[family.family_type]},
        {"value": family.get_status_display()},
        {"value": f"{len(present)}", "numeric": True},
        {"value": family.confirmed_on.isoformat()},
        {"value": family.since.isoformat()},
        _gaps_cell(family, gaps),
    ]


def _gaps_cell(family: Family, gaps: list[Gap]) -> dict[str, Any]:
    if family.is_registered and not gaps:
        return {"value": "不缺", "state": "done"}
    return {"value": gaps_text(gaps), "long": True}


def gaps_text(gaps: list[Gap]) -> str:
    """「双岗联系人不齐、未签家庭医生等 4 项」."""
    names = "、".join(str(gap.label) for gap in gaps[:SHOWN_GAPS])
    return names if len(gaps) <= SHOWN_GAPS else f"{names}等 {len(gaps)} 项"
