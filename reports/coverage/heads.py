"""What stands above the matrix: sums of the columns, and the ways to another one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.calendar import FIRST_YEAR
from core.duties.results import minimum_for
from core.figures.periods import zh_short
from reports.coverage.asked import ONLY, Asked, groups_for
from reports.coverage.cells import overdue_url, sum_words
from reports.coverage.matrix import Matrix, Sum
from reports.coverage.words import Column

YEARS_BACK = 3


@dataclass(frozen=True)
class Head:
    """A column's head: its name and rule, its sum, where it leads."""

    column: Column
    total: Sum
    asks: str
    url: str
    overdue_url: str
    drawer_url: str
    words: str


def heads(asked: Asked, matrix: Matrix) -> list[Head]:
    several = len(asked.group.rules()) > 1
    return [
        Head(
            column,
            total,
            column.rule.asks(minimum_for(column.rule, [], asked.association.code, asked.first)),
            asked.link(duty="" if asked.rule else column.rule.code) if several and not column.month else "",
            overdue_url(asked, column),
            _drawer(asked, column),
            sum_words(matrix, total),
        )
        for column, total in zip(matrix.columns, matrix.sums, strict=True)
    ]


def _drawer(asked: Asked, column: Column) -> str:
    """The rule's own number, with the list of those that do not keep it."""
    if not column.rule.indicator:
        return ""
    path = reverse("reports:figure_drawer", args=[asked.association.code, column.rule.indicator])
    return f"{path}?{urlencode({'period': 'year', 'year': asked.year})}"


def picks(asked: Asked) -> dict[str, Any]:
    """The pickers of the sentence and the filters, each with its links."""
    return {
        "groups": [
            {"label": group.label, "url": asked.link(group=group.code, duty="", township="", text=""),
             "is_here": group == asked.group}
            for group in groups_for(asked.account)
        ],
        "years": [
            {"label": f"{year}年", "url": asked.link(year=str(year)), "is_here": year == asked.year}
            for year in _years(asked)
        ],
        "rules": _rules(asked),
        "only": [
            {"label": label, "url": asked.link(only=code), "is_here": code == asked.only}
            for code, label in ONLY.items()
        ],
        "sort": asked.link(sort="" if asked.sort else "gaps"),
        "clear": asked.link(only="", township="", text=""),
        "open_all": asked.link(open="" if asked.opened == "all" else "all"),
        "until": zh_short(min(asked.today, asked.last)),
        "hidden": [(name, value) for name, value in asked.query.items() if name != "text"],
    }  # fmt: skip


def _years(asked: Asked) -> list[int]:
    here = asked.today.year
    found = {here - back for back in range(YEARS_BACK + 1)} | {asked.year, asked.year - 1}
    return sorted((year for year in found if FIRST_YEAR <= year <= here), reverse=True)


def _rules(asked: Asked) -> list[dict[str, Any]]:
    """「按职责」, then each duty alone: by its rounds."""
    rules = asked.group.rules()
    if len(rules) < 2:
        return []
    whole = {"label": "按职责（全部）", "url": asked.link(duty=""), "is_here": asked.rule is None}
    return [
        whole,
        *(
            {
                "label": f"按时段：{rule.head}",
                "url": asked.link(duty=rule.code),
                "is_here": rule == asked.rule,
            }
            for rule in rules
        ),
    ]
