"""Cells of a year's ledger of activities."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from activities.models import ActivityKind
from core.figures.models import Campaign
from core.parsing import parse_days
from core.rosters.cells import NOTHING, Cell, CellError, Noted, Reading, compact
from core.rosters.dates import DateCell

Span = tuple[date, date]
WITHOUT_YEAR = re.compile(r"\d{1,2}[-./月]\d{1,2}(?!\d)|\d{4}$")
WITH_DAY = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}|\d{8}")
WITH_YEAR = "请写上年份，例如 2022-05-29 或 2022.5.28-5.30。"
SYNONYMS = {
    "大讲堂": "health_lecture", "健康人生大讲堂": "health_lecture", "健康讲座": "health_lecture",
    "义诊活动": "free_clinic", "健康义诊": "free_clinic", "咨询活动": "consultation",
    "现场咨询": "consultation",
    "宣传": "theme_publicity", "宣传活动": "theme_publicity", "主题宣传活动": "theme_publicity",
    "慰问活动": "condolence", "走访慰问": "condolence", "讲座": "healthy_birth_lecture",
    "优生讲座": "healthy_birth_lecture", "青春健康": "youth_health_education", "五进": "five_entries",
    "健康教育五进": "five_entries", "理事会": "council_meeting", "理事会会议": "council_meeting",
    "会员代表大会会议": "member_congress", "例会": "work_meeting", "培训": "staff_training",
    "骨干培训": "backbone_training", "会员骨干培训": "backbone_training", "表彰": "award",
    "暖心家园活动": "warm_activity", "志愿者服务": "volunteer_service", "志愿服务活动": "volunteer_service",
    "标语": "slogan_posting", "发放资料": "material_distribution", "发放药具": "product_distribution",
    "其他": "other",
}  # fmt: skip


class DaysCell(DateCell):
    """A day or a span of days, as (first, last). The year stands there, or in the title of the ledger."""

    def read(self, value: Any, reading: Reading) -> Any:
        text = compact(value) if isinstance(value, str) else ""
        if WITHOUT_YEAR.match(text):
            return self._of_the_year(text, reading)
        if WITH_DAY.match(text):
            try:
                return parse_days(text, today=reading.today)
            except ValidationError as error:
                if "认不出" not in error.messages[0]:
                    raise CellError(error.messages[0].rstrip("。"), "请核对日期。") from None
        day = super().read(value, reading)
        return None if day is None else (day, day)

    def _of_the_year(self, text: str, reading: Reading) -> Any:
        """5月29日 in a ledger whose title names its year."""
        if not reading.year:
            raise CellError("没有写年份", WITH_YEAR)
        whole = f"{reading.year}{text}" if text.isdecimal() else f"{reading.year}-{text}"
        try:
            return Noted(
                parse_days(whole, today=reading.today), f"没有写年份，按标题里的 {reading.year} 年记"
            )
        except ValidationError as error:
            raise CellError(error.messages[0].rstrip("。"), WITH_YEAR) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if not value:
            return ""
        first, last = value
        return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"

    def for_sheet(self, value: Any) -> Any:
        return value[0] if value and value[0] == value[1] else self.render(value)

    def pack(self, value: Any) -> Any:
        return [day.isoformat() for day in value] if value else None

    def unpack(self, value: Any) -> Any:
        return tuple(date.fromisoformat(day) for day in value) if value else None


class ListedCell(Cell):
    """One row of a small catalogue, by its name, as its code; the office may have added rows of its own."""

    repeats = True

    def rows(self) -> dict[str, str]:
        """{name: code}."""
        raise NotImplementedError

    def synonyms(self) -> dict[str, str]:
        return {}

    @property
    def labels(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(self.rows())

    def read(self, value: Any, reading: Reading) -> Any:
        text = _plain(compact(value))
        if not text or text in NOTHING:
            return None
        rows = self.rows()
        known = {_plain(name): code for name, code in rows.items()}
        code = known.get(text) or self.synonyms().get(text)
        if code in rows.values():
            return code
        listed = "、".join(list(rows)[:8])
        choices = [(name, name) for name in rows]
        raise CellError("不在可选项里", f"请改为：{listed}……。", choices=choices)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        names = {code: name for name, code in self.rows().items()} if value else {}
        return names.get(value, "")


def _plain(text: str) -> str:
    """Without quotation marks and blanks, as people leave them out."""
    return compact(text).strip().translate({ord(sign): None for sign in "“”\"'‘’《》"}).upper()


class KindCell(ListedCell):
    """活动类型."""

    def rows(self) -> dict[str, str]:
        return dict(ActivityKind.objects.filter(is_active=True).values_list("name", "code"))

    def synonyms(self) -> dict[str, str]:
        return SYNONYMS


class CampaignCell(ListedCell):
    """活动日专题; its year is that of the day."""

    def rows(self) -> dict[str, str]:
        return dict(Campaign.objects.filter(is_active=True).values_list("name", "code"))

    def synonyms(self) -> dict[str, str]:
        return {"5.29": "member_day_529", "5.29会员活动日": "member_day_529", "7.11": "population_day_711"}
