"""The check-lists that ship with the product; newer versions leave old checks as they are."""

from datetime import date

from members.choices import SiteType
from members.models import Standard

FIRST_DAY = date(2020, 1, 1)
WARM_HOME = "warm_home"
# (code, name, for, source, items); domain.md §4.5, §4.6
SHIPPED = (
    (
        "six_haves", "六有", WARM_HOME, "中国计生协“暖心家园”建设要求",
        {
            "place": "有场所", "sign": "有标识", "rules": "有制度", "plan": "有计划", "activity": "有活动",
            "management": "有管理",
        },
    ),
    (
        "four_systems", "四项制度", WARM_HOME, "“暖心家园”四项制度",
        {
            "consolation": "精神慰藉制度", "visits": "走访慰问制度", "volunteers": "志愿服务制度",
            "insurance": "保险保障制度",
        },
    ),
    (
        "five_haves", "五有", SiteType.MEMBER_HOME.value, "“会员之家”通行做法，上级标准下发后请发布新版本",
        {
            "sign": "有牌子", "place": "有场所", "rules": "有制度", "records": "有资料", "activity": "有活动",
        },
    ),
)  # fmt: skip


def load_standards() -> int:
    """Add the shipped check-lists that are missing; what the office has added stays as it is."""
    known = set(Standard.objects.values_list("code", flat=True))
    fresh = [
        Standard(
            code=code, name=name, site_type=site_type, since=FIRST_DAY, source=source,
            items=[{"code": item, "text": text} for item, text in items.items()],
        )
        for code, name, site_type, source, items in SHIPPED
        if code not in known
    ]  # fmt: skip
    Standard.objects.bulk_create(fresh)
    return len(fresh)
