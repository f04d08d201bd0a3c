"""What the words of the catalogue mean, for the pages about indicators."""

from core.figures.models import IndicatorKind

ACTIVITY, TYPED = "activities.activity", "core.figureentry"
SOURCES = {
    ACTIVITY: "活动记录",
    TYPED: "填报数",
    "activities.award": "表彰记录",
    "activities.document": "文件记录",
    "activities.mediareport": "媒体报道记录",
    "families.case": "维权个案",
    "families.family": "特殊家庭名册",
    "families.visit": "走访记录",
    "families.warmhome": "暖心家园",
    "funds.disclosure": "幸福基金公示",
    "funds.ledgerentry": "幸福基金流水",
    "members.member": "会员名册",
    "members.site": "阵地台账",
    "projects.enrolment": "参保记录",
    "projects.payment": "发放记录",
    "projects.project": "项目台账",
}
LEVELS = {"city": "市级", "county": "县级", "township": "乡镇级", "village": "村级"}
MEANINGS = {
    IndicatorKind.FLOW: "期间内每条记录的数相加，下级的数汇总到上级。",
    IndicatorKind.STOCK: "到某一天为止的数，等于期初数加减之后的变动；下级的数汇总到上级。",
    IndicatorKind.TARGET: "全年的任务数，一个单位一年一条；年内任何期间都显示全年的数，不按月相加。",
    IndicatorKind.RATIO: "分子、分母先各自汇总，最后相除，不是各单位百分比的平均。",
    IndicatorKind.UNITS: "期间内自己有这项记录的村（社区）个数。",
    IndicatorKind.RULE: "最低标准：期间内应达到的单位中，做得最少的那个单位的次数。",
    IndicatorKind.PARAMETER: "标准：取当时有效的数，本单位没有定的用上级的；不相加。",
    IndicatorKind.COMPUTED: "由系统从台账计算。",
}


def source_text(source: str) -> str:
    """「由活动记录生成」, 「在填报数中填写」, 「由系统计算」."""
    if source == TYPED:
        return "在“填报数”中填写"
    return f"由{SOURCES.get(source, source)}生成" if source else "由系统计算"


def level_text(level: str) -> str:
    return LEVELS.get(level, level)
