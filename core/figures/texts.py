"""What pages say about typed numbers."""

from core.accounts.models import Account
from core.figures.display import with_unit
from core.figures.models import FigureEntry, IndicatorKind
from core.figures.periods import zh_day
from core.figures.queries import shown_entry

ASKS: dict[str, str] = {
    IndicatorKind.FLOW: "填这一次新增的数",
    IndicatorKind.STOCK: "填到这一天为止的数",
    IndicatorKind.TARGET: "填全年的任务数，一年一条",
}


def category_of(entry: FigureEntry) -> str:
    return "期初数" if entry.is_opening else "填报数"


def value_text(entry: FigureEntry, account: Account) -> str:
    """「6 名」."""
    return with_unit(shown_entry(entry, account), entry.indicator.unit)


def last_text(entry: FigureEntry, account: Account) -> str:
    """「6 名（2021年9月30日）」."""
    return f"{value_text(entry, account)}（{zh_day(entry.day)}）"


def sentence(entry: FigureEntry, account: Account) -> str:
    """「茶溪村 2022年5月29日 微信公众号推送期数 3 期」."""
    place, number = entry.association.name, value_text(entry, account)
    return f"{place} {zh_day(entry.day)} {entry.indicator.name} {number}"
