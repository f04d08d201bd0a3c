"""The records behind figures, whatever model they are of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from core.associations.models import Association
from core.figures.display import grouped, with_unit
from core.figures.models import Figure, Indicator, IndicatorKind

PLAIN = (models.ForeignKey, models.OneToOneField)
NAMED = {"created_by", "kind", "association", "indicator"}  # what a row says of its record


@dataclass
class RecordRow:
    """One record as a list shows it."""

    day: date
    association: Association
    kind: str
    title: str
    author: str
    states: list[str]
    url: str
    who: str = ""  # a person that a list may name
    lines: list[Figure] = field(default_factory=list)


def rows_of(lines: Iterable[Figure]) -> list[RecordRow]:
    """One row for each line, with what is known of its record; one query for each kind of record."""
    lines = list(lines)
    found = _records(lines)
    return [_row(line, found.get((line.kind, line.record_id))) for line in lines]


def latest(association: Association, limit: int = 10) -> list[RecordRow]:
    """The newest records of the association itself, each once, with all its figures."""
    lines = Figure.objects.filter(code=association.code, association=association, edition=None)
    recent = lines.order_by("-day", "-pk").values_list("record_id", flat=True)[: limit * 12]
    wanted = list(dict.fromkeys(recent))[:limit]
    rows: dict[Any, RecordRow] = {}
    whole = list(lines.filter(record_id__in=wanted).select_related("association", "indicator").order_by("pk"))
    for line, row in zip(whole, rows_of(whole), strict=True):
        rows.setdefault(line.record_id, row).lines.append(line)
    return [rows[record] for record in wanted if record in rows]


def _records(lines: list[Figure]) -> dict[tuple[str, Any], Any]:
    ids: dict[str, set[Any]] = {}
    for line in lines:
        ids.setdefault(line.kind, set()).add(line.record_id)
    found = {}
    for kind, wanted in ids.items():
        model = _model(kind)
        if model is not None:
            rows = model._default_manager.select_related(*_joined(model)).in_bulk(wanted)
            found.update({(kind, key): record for key, record in rows.items()})
    return found


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _joined(model: type[models.Model]) -> list[str]:
    return [row.name for row in model._meta.get_fields() if isinstance(row, PLAIN) and row.name in NAMED]


def _row(line: Figure, record: Any) -> RecordRow:
    author = getattr(record, "created_by", None)
    return RecordRow(
        day=line.day,
        association=line.association,
        kind=_kind_of(record, line),
        title=getattr(record, "title", "") or getattr(record, "note", ""),
        author=author.name if author is not None else "",
        states=_states(record),
        url=record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
        who=getattr(record, "named_in_lists", ""),
    )


def _kind_of(record: Any, line: Figure) -> str:
    kind = getattr(record, "kind", None)
    if isinstance(kind, models.Model):
        return str(kind)
    if hasattr(record, "listed_as"):  # a person or a family that is named by a part of its number
        return str(record.listed_as)
    model = _model(line.kind)
    return str(model._meta.verbose_name) if model is not None else "记录"


def _states(record: Any) -> list[str]:
    if record is None:  # it lives elsewhere by now; what it counted here stays
        return ["已划出"]
    marks = [("needs_check", "待核实"), ("is_recorded_for_another", "代录"), ("is_opening", "期初数")]
    return [word for name, word in marks if getattr(record, name, False)]


def amounts(row: RecordRow, *, may_see_families: bool) -> str:
    """「义诊服务人次 760 人次，发放宣传资料份数 200 份」; constants are left out, families not told."""
    told = [line for line in row.lines if may_see_families or not line.indicator.is_sensitive]
    words = [_amount(line.indicator, line) for line in told if not _is_constant(line)]
    return "，".join(words if len(told) == len(row.lines) else [*words, "特殊家庭数字限经办人查看"])


def _amount(indicator: Indicator, line: Figure) -> str:
    if indicator.kind == IndicatorKind.STOCK and not line.value:
        return f"{indicator.name}没有增减"
    return f"{indicator.name} {with_unit(signed(line), indicator.unit)}"


def signed(line: Figure) -> str:
    """The value of a line; what a line adds to a stock carries its sign: 「+12」."""
    adds = line.indicator.kind == IndicatorKind.STOCK and line.value > 0
    return f"{'+' if adds else ''}{grouped(line.amount, line.indicator.unit)}"


def _is_constant(line: Figure) -> bool:
    """「1 场」 says nothing beside the name of the activity."""
    return line.value == 100 and line.indicator.unit in ("场", "次", "场次")
