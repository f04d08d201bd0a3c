"""Services for typed numbers (填报数) and opening figures (期初数)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from core.figures.models import IN_TOTALS, FigureEntry, Indicator, IndicatorKind
from core.figures.posting import post_many, require_open, unpost

TYPED = FigureEntry._meta.label_lower
LARGEST = 10**13  # hundredths: 100 billion of the unit, far above any true figure of a city


def check_entry(indicator: Indicator, day: date, value: int, *, is_opening: bool, note: str) -> None:
    """Raise ``ValidationError`` with what the clerk can do; ``value`` in hundredths."""
    if indicator.kind not in IN_TOTALS:
        raise ValidationError({"indicator": "这项指标由系统计算，不能填报。"})
    if not is_opening and indicator.source != TYPED:
        raise ValidationError({"indicator": "这项指标由登记的记录生成，不能填报；只能填期初数。"})
    if day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    if value < 0:
        raise ValidationError({"value": "不能为负数。"})
    if value > LARGEST:
        raise ValidationError({"value": "数值过大，请核对单位和位数。"})
    if is_opening and not note.strip():
        raise ValidationError({"note": "期初数请写明来源，例如“2022年第21期简报”。"})


def save_entry(
    *,
    actor: Account,
    entry: FigureEntry,
    expected_version: int | None = None,
) -> FigureEntry:
    """Create or change a typed number, re-post its series, and leave a trace. Needs RECORD at its association.

    Raises ``ValidationError`` for a number that cannot be, and where somebody changed the entry meanwhile.
    """
    require(actor, Action.RECORD, entry.association)
    require_open(entry.association, entry.day)
    check_entry(entry.indicator, entry.day, entry.value, is_opening=entry.is_opening, note=entry.note)
    with scope.transaction():
        before = _lock(entry, expected_version)
        entry.change = entry.value if before is None else before.change
        entry.created_by = before.created_by if before else actor
        entry.version = before.version + 1 if before else 1
        entry.full_clean(exclude=["change", "created_by", "code"])
        entry.save()
        _repost(entry.association, entry.indicator, changed=[entry])
        if before is not None and before.indicator_id != entry.indicator_id:
            _repost(before.association, before.indicator, changed=[])
        audit.record(
            actor,
            "update" if before else "create",
            entry,
            changes=audit.changes_between(_shown(before) if before else {}, _shown(entry)),
        )
    return entry


def delete_entry(*, actor: Account, entry: FigureEntry, reason: str) -> None:
    """Take a typed number back; the next one of its series gets the right difference again."""
    require(actor, Action.RECORD, entry.association)
    require_open(entry.association, entry.day)
    if not reason.strip():
        raise ValidationError({"reason": "请写明删除原因。"})
    with scope.transaction():
        audit.record(actor, "delete", entry, changes=audit.changes_between(_shown(entry), {}), reason=reason)
        unpost(entry)
        association, indicator = entry.association, entry.indicator
        entry.delete()
        _repost(association, indicator, changed=[])


def save_entries_many(*, actor: Account, entries: list[FigureEntry]) -> None:
    """The bulk door of ``save_entry`` for new entries (rosters, the demo): same rules, one statement set."""
    for entry in entries:
        require(actor, Action.RECORD, entry.association)
        require_open(entry.association, entry.day)
        check_entry(entry.indicator, entry.day, entry.value, is_opening=entry.is_opening, note=entry.note)
        entry.created_by, entry.change = actor, entry.value
    with scope.transaction():
        FigureEntry.objects.bulk_create(entries)
        series = {(row.association_id, row.indicator_id): row for row in entries}
        for row in series.values():
            mine = [e for e in entries if (e.association_id, e.indicator_id) == (row.association_id, row.indicator_id)]
            _repost(row.association, row.indicator, changed=mine)
        audit.record_many(audit.entry(actor, "create", row, changes=_added(row)) for row in entries)


def _lock(entry: FigureEntry, expected_version: int | None) -> FigureEntry | None:
    before = (
        FigureEntry.objects.select_for_update(of=("self",))
        .select_related("association", "indicator", "created_by")
        .filter(pk=entry.pk)
        .first()
    )
    if before is not None and before.version != expected_version:
        raise ValidationError("这条记录刚被别人修改过，请重新打开核对后再保存。")
    return before


def _repost(association: Association, indicator: Indicator, *, changed: list[FigureEntry]) -> None:
    """Post ``changed``; a stock is one series, so that a late entry also corrects the next one's difference."""
    if indicator.kind != IndicatorKind.STOCK:
        post_many(changed)
        return
    # Locks the association's row: two late entries of one series wait for each other (PostgreSQL).
    Association.objects.select_for_update(no_key=True).get(pk=association.pk)
    series = FigureEntry.objects.filter(association=association, indicator=indicator).order_by("day", "created_at")
    level, moved = 0, []
    for row in series.select_related("association", "indicator"):
        if row.change != row.value - level or row.pk in {entry.pk for entry in changed}:
            row.change = row.value - level
            moved.append(row)
        level = row.value
    for row in moved:
        FigureEntry.objects.filter(pk=row.pk).update(change=row.change)
    post_many(moved)


def _shown(entry: FigureEntry) -> dict[str, Any]:
    return {
        "单位": entry.association.name,
        "指标": entry.indicator.name,
        "日期": entry.day.isoformat(),
        "数值": f"{entry.value / 100:g}",
        "期初数": entry.is_opening,
        "说明": entry.note,
    }


def _added(entry: FigureEntry) -> dict[str, Any]:
    return audit.changes_between({}, _shown(entry))
