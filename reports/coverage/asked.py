"""What the address of a coverage matrix asks, and the addresses of its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.access import account_of
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.calendar import FIRST_YEAR
from core.duties.declare import DutyRule, Unit, duty_rules
from core.duties.slots import Cycle, Slot, slots_touching


@dataclass(frozen=True)
class Group:
    """Rows of one sort: whose duties, at which level they stand. ``family``: summed up by village."""

    code: str
    label: str
    units: tuple[Unit, ...]
    noun: str
    level: Level | None = None
    family: bool = False

    def rules(self) -> list[DutyRule]:
        return [rule for rule in duty_rules() if rule.unit in self.units]


GROUPS = [
    Group("village", "村级职责", (Unit.VILLAGE, Unit.ORGANISATION), "个村社区", Level.VILLAGE),
    Group("school", "学校×学期", (Unit.SCHOOL,), "所学校"),
    Group("home", "暖心家园", (Unit.WARM_HOME,), "家暖心家园"),
    Group("township", "乡镇职责", (Unit.TOWNSHIP, Unit.ORGANISATION), "个乡镇街道", Level.TOWNSHIP),
    Group("family", "特殊家庭", (Unit.FAMILY,), "个村社区", family=True),
]
BY = {"duties": "按职责", "rounds": "按时段"}
ONLY = {"": "全部", "overdue": "仅逾期", "due": "仅临期"}
MOST_TEXT = 20


@dataclass(frozen=True)
class Asked:
    """One question: whose duties, of which sort, in which year, shown how."""

    account: Account
    association: Association
    group: Group
    year: int
    today: date
    rule: DutyRule | None = None
    only: str = ""
    township: int = 0
    text: str = ""
    opened: str = ""
    sort: str = ""

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def rules(self) -> list[DutyRule]:
        return [self.rule] if self.rule else self.group.rules()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.only or self.township or self.text)

    def slots(self, rule: DutyRule) -> list[Slot]:
        """The rounds that the year touches; a standing duty is looked at today, or at the end of the year."""
        if rule.period == Cycle.STANDING:
            return slots_touching(rule.period, self.first, min(self.last, max(self.today, self.first)))
        return slots_touching(rule.period, self.first, self.last)

    @property
    def query(self) -> dict[str, str]:
        asked = {
            "group": self.group.code,
            "year": str(self.year),
            "duty": self.rule.code if self.rule else "",
            "only": self.only,
            "township": str(self.township or ""),
            "text": self.text,
            "open": self.opened,
            "sort": self.sort,
        }
        return {name: value for name, value in asked.items() if value}

    def link(self, **changes: str) -> str:
        query = {name: value for name, value in {**self.query, **changes}.items() if value}
        return coverage_url(self.association, query)


def coverage_url(association: Association, query: Mapping[str, str]) -> str:
    path = reverse("reports:coverage", args=[association.code])
    return f"{path}?{urlencode(query)}" if query else path


def groups_for(account: Account) -> list[Group]:
    """Those about special families with the family right only."""
    return [group for group in GROUPS if account.family_right or not group.family]


def read_asked(request: HttpRequest, association: Association) -> Asked:
    """What is missing or unknown has its usual value."""
    account, query, today = account_of(request), request.GET, timezone.localdate()
    offered = {group.code: group for group in groups_for(account)}
    group = offered.get(query.get("group", ""), GROUPS[0])
    rules = {rule.code: rule for rule in group.rules()}
    only, sort = query.get("only", ""), query.get("sort", "")
    return Asked(
        account,
        association,
        group,
        _number(query.get("year"), FIRST_YEAR, today.year) or today.year,
        today,
        rule=rules.get(query.get("duty", "")),
        only=only if only in ONLY else "",
        township=_number(query.get("township"), association.low, association.high),
        text=query.get("text", "").strip()[:MOST_TEXT],
        opened=query.get("open", "")[:12],
        sort="gaps" if sort == "gaps" else "",
    )


def _number(text: Any, low: int, high: int) -> int:
    """0 where it is no number between the two."""
    value = int(text) if text and str(text).isascii() and str(text).isdigit() and len(text) <= 12 else 0
    return value if low <= value <= high else 0
