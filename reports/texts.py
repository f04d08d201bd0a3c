"""Sentences of the report pages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from core.associations.models import Association, Level
from core.figures.models import Indicator, IndicatorKind
from core.moments import near_day

CHILDREN = {Level.CITY: "县市区", Level.COUNTY: "乡镇街道", Level.TOWNSHIP: "村社区", Level.VILLAGE: ""}
WHOLE = {Level.CITY: "全市", Level.COUNTY: "全县", Level.TOWNSHIP: "全乡镇", Level.VILLAGE: "本村"}
SOURCES = {
    "activities.activity": "活动登记",
    "activities.award": "评选表彰登记",
    "activities.document": "文件登记",
    "activities.mediareport": "宣传报道登记",
    "core.figureentry": "填报数",
    "families.case": "维权服务登记",
    "families.family": "特殊家庭台账",
    "families.visit": "走访登记",
    "families.warmhome": "暖心家园台账",
    "funds.disclosure": "幸福基金公示登记",
    "funds.ledgerentry": "幸福基金账",
    "members.member": "会员台账",
    "members.site": "阵地台账",
    "projects.enrolment": "参保登记",
    "projects.payment": "发放登记",
    "projects.project": "项目台账",
}
ENTERED_BY = {"city": "市级", "county": "县级以上", "township": "乡镇以上", "village": "各级"}
HOW = {
    IndicatorKind.STOCK: "期末数：此前每次增减之和。",
    IndicatorKind.TARGET: "全年任务数：一个单位一年一条，任何期间都显示全年数。",
    IndicatorKind.RATIO: "先分别合计，再相除。",
    IndicatorKind.UNITS: "期内有数的村（社区）个数。",
    IndicatorKind.COMPUTED: "按现在在用的单位计算，与期间无关。",
}


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; one with an address is a number that opens its records."""

    text: str
    url: str = ""


def whole(association: Association) -> str:
    """全市、全县 …: how the sum over an association is called."""
    if association.name.endswith(("区", "市")) and association.level == Level.COUNTY:
        return f"全{association.name[-1]}"
    if association.level == Level.TOWNSHIP:
        return {"镇": "全镇", "乡": "全乡"}.get(association.name[-1], "全街道")
    if association.level == Level.VILLAGE and association.name.endswith("社区"):
        return "本社区"
    return WHOLE[Level(association.level)]


def change_words(now: Decimal | None, before: Decimal | None, unit: str) -> str:
    """「多 12%」「少 3%」「持平」; nothing where there is nothing to compare with."""
    if now is None or before is None:
        return ""
    if now == before:
        return "持平"
    if unit.startswith("%"):
        return f"{'高' if now > before else '低'} {abs(now - before).normalize():f} 个百分点"
    if before <= 0:
        return ""
    share = (now - before) * 100 / before
    word, size = ("多", share) if share > 0 else ("少", -share)
    if size >= 1000:
        return f"多 {(size / 100).quantize(Decimal(1), ROUND_HALF_UP):,} 倍"
    rounded = size.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{word} {rounded}%" if rounded else f"{word}不到 1%"


def moment(at: datetime) -> str:
    """「9月28日 14:05」, with the year only when it is not this one."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def since(day: date | None, today: date) -> str:
    """How long a unit has been silent: 「9月3日，25 天前」."""
    if day is None:
        return "从未登记"
    if day >= today:
        return "今天"
    return f"{near_day(day, today)}，{(today - day).days:,} 天前"


def source_of(indicator: Indicator) -> str:
    """Who enters a number and where."""
    name = SOURCES.get(indicator.source)
    if name is None:
        return "系统计算"
    level = ENTERED_BY.get(indicator.entry_level, "各级")
    return f"{name}，{level}计生协录入"


def definition_of(indicator: Indicator) -> str:
    """The definition as kept, with how the number comes to be over a period."""
    how = HOW.get(IndicatorKind(indicator.kind), "")
    return indicator.definition or how or f"{indicator.name}，期内之和。"


def names_to_copy(head: str, silent: list[tuple[str, str]]) -> str:
    """The list of silent units for a chat group."""
    lines = [f"{number}. {name}（{words}）" for number, (name, words) in enumerate(silent, start=1)]
    return "\n".join([head, *lines])
