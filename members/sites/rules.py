"""What a site must be to stand in the register."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.figures.posting import require_open
from members.models import Site, SiteRecord

LARGEST = 100_000  # square metres
DAYS = ("planned_on", "accepted_on", "opened_on", "demonstration_since", "closed_on")
PLAIN = ("name", "address", "area", "equipment", "host", "grade", *DAYS[:4])
GONE = "这条阵地记录已删除，请先恢复再修改。"


def plain_of(model: type[SiteRecord]) -> tuple[str, ...]:
    """The columns that forms and rosters may set."""
    own = {"type", "team"} & {field.name for field in model._meta.concrete_fields}
    return (*PLAIN, *sorted(own))


def check_site(site: SiteRecord) -> None:
    """Raise ``ValidationError`` by field: names, days in their order, none to come where it would count."""
    errors: dict[str, Any] = {}
    try:
        site.clean_fields(exclude=["created_by", "code"])
    except ValidationError as error:
        errors.update(error.error_dict)
    errors = {**{name: text for name, text in _faults(site) if name not in errors}, **errors}
    if errors:
        raise ValidationError(errors)


def _faults(site: SiteRecord) -> list[tuple[str, str]]:
    opened, closed, shown = site.opened_on, site.closed_on, site.demonstration_since
    today = timezone.localdate()
    checks: list[tuple[bool, str, str]] = [
        (_over(site.area), "area", f"面积填 1 到 {LARGEST:,} 平方米。"),
        (_after(opened, today), "opened_on", "启用日期在今天之后，还没有启用的先空着。"),
        (_after(shown, today), "demonstration_since", "示范点日期在今天之后，请核对。"),
        (_after(site.accepted_on, today), "accepted_on", "验收日期在今天之后，请核对。"),
        (_after(site.planned_on, opened), "planned_on", "筹建日期晚于启用日期，请核对。"),
        (_after(site.planned_on, site.accepted_on), "accepted_on", "验收日期早于筹建日期，请核对。"),
        (bool(shown) and opened is None, "demonstration_since", "启用以后才能成为示范点。"),
        (_after(opened, shown), "demonstration_since", "示范点日期早于启用日期，请核对。"),
        (bool(closed) and opened is None, "opened_on", "已停用的阵地要有启用日期。"),
        (bool(closed and opened and closed <= opened), "closed_on", "停用日期要在启用日期之后。"),
        (bool(closed and shown and shown >= closed), "demonstration_since", "示范点日期要在停用日期之前。"),
        (_after(closed, today), "closed_on", "停用日期在今天之后，请到那天再登记。"),
    ]
    return [(name, text) for wrong, name, text in checks if wrong]


def _over(area: int | None) -> bool:
    return area is not None and not 1 <= area <= LARGEST


def _after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other


def require_days_open(*sites: SiteRecord) -> None:
    """The days on which a site counts, before and after a change, must be open."""
    for site in sites:
        for name in ("opened_on", "closed_on", "demonstration_since"):
            day = getattr(site, name)
            if day is not None:
                require_open(site.association, day)


def shown(site: SiteRecord) -> dict[str, Any]:
    """What the trace keeps of a site."""
    facts: dict[str, Any] = {"单位": site.association.name}
    if isinstance(site, Site):
        facts["类型"] = site.get_type_display()
    for name in (*PLAIN, "closed_on", "closed_reason", "team"):
        if not hasattr(site, name):
            continue
        value = getattr(site, name)
        label = str(site._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        text = site.get_grade_display() if name == "grade" else value
        facts[label] = text.isoformat() if isinstance(text, date) else text
    return {label: value for label, value in facts.items() if value not in ("", None)}
