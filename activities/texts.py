"""Sentences of the activity pages."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from activities.models import Activity
from activities.queries import ShownFigure
from core.associations.models import Association, Level
from core.audit.models import AuditEntry
from core.audit.services import LABELS
from core.figures.display import grouped
from core.figures.models import Indicator

WEEKDAYS = "一二三四五六日"
ABOVE = {Level.VILLAGE: "镇、县", Level.TOWNSHIP: "县、市", Level.COUNTY: "市"}


def days_text(first: date, last: date) -> str:
    """「2022年5月29日 周日」;「2022年5月28日 周六 至 5月30日 周一，共 3 天」."""
    text = f"{first.year}年{_day(first)} 周{WEEKDAYS[first.weekday()]}"
    if first == last:
        return text
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{text} 至 {year}{_day(last)} 周{WEEKDAYS[last.weekday()]}，共 {(last - first).days + 1} 天"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def saved_line(activity: Activity, figures: list[ShownFigure]) -> str:
    """「茶溪村 5月29日 义诊 760 人次」: the first number that a person typed names the record."""
    words = [activity.association.name, _day(activity.first_day), activity.kind.name]
    return " ".join([*words, *(figure.amount for figure in figures[:1] if figure.is_asked)])


def seen_line(association: Association) -> str:
    """「已登记，镇、县已可看到」: everybody above sees a record at once."""
    above = ABOVE.get(Level(association.level))
    return f"已登记，{above}已可看到" if above else "已登记"


def twin_line(twin: Activity, figures: list[ShownFigure], first: date, last: date) -> str:
    """「黔城镇 同日已登记义诊 760 人次」."""
    same = twin.first_day <= last and twin.last_day >= first
    typed = [figure.amount for figure in figures[:1] if figure.is_asked]
    what = " ".join([f"{'同日' if same else _day(twin.first_day)}已登记{twin.kind.name}", *typed])
    return f"{twin.association.name} {what}"


def doubt_text(value: int, last: int) -> str:
    """What is odd about a number (hundredths) after the last one, worded as in ``entry.js``."""
    if last == 0:
        return f"上次是 0，这次 {value // 100:,}"
    if value >= last:
        more = round(value / last - 1, 1)
        return f"比上次多 {more:.0f} 倍" if more >= 10 or more == int(more) else f"比上次多 {more} 倍"
    if value == 0:
        return f"上次 {last // 100:,}，这次是 0"
    share = round(value / last * 100)
    return f"只有上次的 {share}%" if share else "不到上次的 1%"


def chain_of(association: Association) -> list[Association]:
    """The association and all above it, nearest first: where its figures are counted."""
    return [association, *reversed(association.ancestors())]


def gain_lines(chain: list[Association], changes: list[tuple[Indicator, int]]) -> list[str]:
    """「义诊服务人次：茶溪村 +760、黔城镇 +760、洪江市 +760」; ``changes`` in hundredths."""
    lines = []
    for indicator, change in changes:
        amount = grouped(Decimal(abs(change)) / 100, indicator.unit)
        signed = f"{'+' if change >= 0 else '-'}{amount}"
        lines.append(f"{indicator.name}：{'、'.join(f'{unit.name} {signed}' for unit in chain)}")
    return lines


def withdrawal_lines(chain: list[Association], figures: Iterable[ShownFigure]) -> list[str]:
    """「茶溪村、黔城镇、洪江市、怀化市 的 义诊服务人次 各减 760」."""
    names = "、".join(unit.name for unit in chain)
    return [
        f"{names} 的 {figure.indicator.name} 各减 {figure.shown}"
        for figure in figures
        if figure.shown.value or figure.shown.is_withheld
    ]


def history_lines(entry: AuditEntry, indicators: dict[str, Indicator], *, sees_families: bool) -> list[str]:
    """What one entry changed, a line for each field: 「义诊服务人次 760 → 750」."""
    lines: list[str] = []
    if entry.action != "update":
        return lines
    for label, (before, after) in entry.changes.items():
        if isinstance(before, dict) or isinstance(after, dict):
            lines += _parts(before or {}, after or {}, indicators, sees_families=sees_families)
        else:
            lines.append(f"{label} {_plain(before)} → {_plain(after)}")
    return lines


def _parts(
    before: dict[str, str], after: dict[str, str], indicators: dict[str, Indicator], *, sees_families: bool
) -> list[str]:
    lines = []
    for code in dict.fromkeys([*before, *after]):
        indicator = indicators.get(code)
        if before.get(code) == after.get(code):
            continue
        if indicator is not None and indicator.is_sensitive and not sees_families:
            lines.append(f"{indicator.name} 有变动")
            continue
        lines.append(f"{indicator or code} {_plain(before.get(code))} → {_plain(after.get(code))}")
    return lines


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "没有填"
    return str(value) if value not in (None, "") else "没有填"


def action_text(entry: AuditEntry) -> str:
    return {"create": "登记", "update": "修改", "withdraw": "删除"}.get(entry.action) or LABELS[entry.action]
