"""The rows as the page gets them: the same state when it opens and as the answer to every save."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from activities.grid.period import GridPeriod
from activities.grid.queries import Last, RowContent
from activities.models import Activity, KindFigure
from activities.queries import is_odd
from activities.texts import doubt_text
from core.accounts.models import Account
from core.associations.models import Association
from core.figures.display import grouped, hundredths_text, shown, with_unit
from core.parsing import decimal_places

NONE_TITLES = {True: "本月无", False: "当日无"}


class RowWriter:
    """Turns contents into what JSON can hold, for one account; numbers that it must not see stay out."""

    def __init__(self, account: Account, columns: Sequence[KindFigure], period: GridPeriod) -> None:
        self.account, self.period = account, period
        self.indicators = {row.indicator.code: row.indicator for row in columns}

    def state(self, row: RowContent) -> dict[str, Any]:
        """What changes with a save; what is empty is left out."""
        own = row.own
        state: dict[str, Any] = {"others": [self._other(row.unit, one) for one in row.others]}
        if own is not None:
            state |= {"record": str(own.pk), "version": own.version, **self._numbers(row.unit, own)}
            state["odd"] = self._doubts(own, row.last)
            if own.says_none:
                state["none"] = self._none(own)
        return {key: value for key, value in state.items() if value}

    def last(self, row: RowContent) -> dict[str, list[str]]:
        """``{code: [number, day]}``: 「742」,「5月12日」."""
        found = {}
        for code, indicator in self.indicators.items():
            if code in row.last:
                value, day = row.last[code]
                found[code] = [shown(value, indicator, row.unit, self.account).text, self._short(day)]
        return found

    def _numbers(self, unit: Association, activity: Activity) -> dict[str, Any]:
        """``numbers`` as typed; ``hidden``: as printed where the number itself is not for this account."""
        numbers: dict[str, str] = {}
        hidden: dict[str, str] = {}
        for code, indicator in self.indicators.items():
            if code not in activity.lines:
                continue
            value = activity.lines[code]
            seen = shown(Decimal(value) / 100, indicator, unit, self.account)
            if seen.is_withheld:
                hidden[code] = seen.text
            else:
                numbers[code] = hundredths_text(value, decimal_places(indicator.unit))
        return {key: found for key, found in (("numbers", numbers), ("hidden", hidden)) if found}

    def _other(self, unit: Association, activity: Activity) -> dict[str, Any]:
        return {
            "record": str(activity.pk),
            "version": activity.version,
            "text": self.source_text(unit, activity),
            **self._numbers(unit, activity),
        }

    def source_text(self, unit: Association, activity: Activity) -> str:
        """「村里 5月29日 已报 40 人次」."""
        who = f"{self._who(unit, activity)} {self._short(activity.first_day)}"
        if activity.says_none:
            return f"{who} 报“没有发生”"
        return f"{who} 已报{self.first_amount(unit, activity)}"

    def first_amount(self, unit: Association, activity: Activity) -> str:
        """「 760 人次」: the first number that the kind asks; nothing where none was filled in."""
        for code, indicator in self.indicators.items():
            if code in activity.lines:
                seen = shown(Decimal(activity.lines[code]) / 100, indicator, unit, self.account)
                return f" {with_unit(seen.text, indicator.unit)}"
        return ""

    def _who(self, unit: Association, activity: Activity) -> str:
        if activity.created_by_id == self.account.pk:
            return "您"
        if activity.recorder_id == self.account.association_id and activity.created_by is not None:
            return activity.created_by.name
        if activity.recorder_id == unit.pk:
            return "村里" if unit.name.endswith("村") else unit.name
        return activity.recorder.name

    def _none(self, activity: Activity) -> str:
        """「唐新苗 5月31日 14:03」: whose statement it is, and when it was made."""
        at = timezone.localtime(activity.updated_at)
        name = activity.created_by.name if activity.created_by else "系统"
        return f"{name} {at.month}月{at.day}日 {at:%H:%M}"

    def _doubts(self, activity: Activity, last: Last) -> dict[str, str]:
        """Questions that wait for a reason, by indicator code: 「比上次多 9 倍」."""
        if not activity.needs_check:
            return {}
        return {
            code: doubt_text(value, int(last[code][0] * 100))
            for code, value in activity.lines.items()
            if code in last
            and code in self.indicators
            and code not in activity.explanations
            and is_odd(value, int(last[code][0] * 100))
        }

    def _short(self, day: date) -> str:
        """「5月29日」, with the year where it is another one than the grid's."""
        year = "" if day.year == self.period.start.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日"

    def note(self, activity: Activity) -> str:
        """「黔城镇 5月29日 已登记义诊 760 人次」: a record above the rows, perhaps the same event."""
        unit = activity.association
        what = f"{activity.kind.name}{self.first_amount(unit, activity)}"
        if activity.says_none:
            what = f"“{activity.title or '没有发生'}”"
        return f"{unit.name} {self._short(activity.first_day)} 已登记{what}"


def below_text(count: int) -> str:
    return f"下属单位已登记 {grouped(count)} 条"
