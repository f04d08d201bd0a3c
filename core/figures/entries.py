"""Services for typed numbers (填报数) and opening figures (期初数)."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association
from core.audit import services as audit
from core.figures.display import SMALL, hundredths_text, is_small
from core.figures.models import IN_TOTALS, FigureEntry, Indicator, IndicatorKind
from core.figures.posting import post_many, require_open, unpost
from core.figures.queries import TYPED
from core.parsing import LARGEST, decimal_places
from core.records import Conflict

CONTENT = ("association_id", "indicator_id", "day", "value", "is_opening", "note")
TAKEN = "这个单位这一天（年度任务为这一年）已有这项指标的填报数，请打开那一条修改。"


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
    if value % 10 ** (2 - decimal_places(indicator.unit)):
        raise ValidationError({"value": f"{indicator.unit}只能是整数，不能有小数。"})
    if is_opening and not note.strip():
        raise ValidationError({"note": "期初数请写明来源，例如“2022年第21期简报”。"})


def save_entry(*, actor: Account, entry: FigureEntry, expected_version: int | None = None) -> FigureEntry:
    """Create a typed number, or change the one of ``expected_version``; re-post its series; leave a trace.

    Needs RECORD at its association, before and after. The id comes with the form: the same form sent twice
    gives the first result again. Raises ``ValidationError`` for a number that cannot be, ``Conflict`` where
    somebody changed the entry since ``expected_version`` was read.
    """
    _admit(actor, entry)
    try:
        with scope.transaction():
            before = _lock(entry)
            if before is not None and expected_version is None:
                return _repeated(before, entry)
            _admit_change(actor, before, entry, expected_version)
            return _write(actor, before, entry)
    except IntegrityError:
        standing = FigureEntry.objects.select_related("association", "indicator").filter(pk=entry.pk).first()
        if standing is None or expected_version is not None:
            raise ValidationError(TAKEN) from None
        return _repeated(standing, entry)


def delete_entry(*, actor: Account, entry: FigureEntry, reason: str) -> None:
    """Take a typed number back; the next one of its series gets the right difference again.

    Raises ``Conflict`` where the entry is no longer at the version of ``entry``.
    """
    require(actor, Action.RECORD, entry.association)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明删除原因。"})
    with scope.transaction():
        before = _lock(entry)
        _admit_change(actor, before, entry, entry.version)
        audit.record(actor, "delete", entry, changes=audit.changes_between(shown(entry), {}), reason=reason)
        unpost(entry)
        place = (entry.association_id, entry.indicator_id)
        FigureEntry.objects.filter(pk=entry.pk).delete()
        _repost([], {place})


def save_entries_many(*, actor: Account, entries: list[FigureEntry]) -> None:
    """The bulk door of ``save_entry`` for new entries (rosters, the demo): same rules, one statement set."""
    for entry in entries:
        _admit(actor, entry)
        _admit_indicator(entry.indicator)
        entry.created_by, entry.change = actor, entry.value
    try:
        with scope.transaction():
            _lock_places({entry.association_id for entry in entries})
            _refuse_second(entries)
            FigureEntry.objects.bulk_create(entries, batch_size=500)
            _repost(entries, {(entry.association_id, entry.indicator_id) for entry in entries})
            audit.record_many(audit.entry(actor, "create", row, changes=_added(row)) for row in entries)
    except IntegrityError:
        raise ValidationError(TAKEN) from None


def shown(entry: FigureEntry) -> dict[str, Any]:
    """What the trace says of an entry; auditors have no family right, so few families are not told there."""
    number = hundredths_text(entry.value, decimal_places(entry.indicator.unit))
    if is_small(entry.amount, entry.indicator, entry.association):
        number = SMALL
    return {
        "association": entry.association.name,
        "indicator": entry.indicator.name,
        "day": entry.day.isoformat(),
        "value": f"{number} {entry.indicator.unit}",
        "is_opening": entry.is_opening,
        "note": entry.note,
    }


def _added(entry: FigureEntry) -> dict[str, Any]:
    return audit.changes_between({}, shown(entry))


def _admit(actor: Account, entry: FigureEntry) -> None:
    require(actor, Action.RECORD, entry.association)
    require_open(entry.association, entry.day)
    check_entry(entry.indicator, entry.day, entry.value, is_opening=entry.is_opening, note=entry.note)


def _admit_indicator(indicator: Indicator) -> None:
    if not indicator.is_active:
        raise ValidationError({"indicator": "这项指标已停用，不能再填报。"})


def _admit_change(
    actor: Account, before: FigureEntry | None, entry: FigureEntry, expected_version: int | None
) -> None:
    """Whether ``before`` may become ``entry``: nobody changed it meanwhile, and its month is open too."""
    if before is None:
        if expected_version is not None:
            raise ValidationError("这条填报数已被删除。")
        _admit_indicator(entry.indicator)
        return
    if before.version != expected_version:
        raise Conflict(before)
    if before.indicator_id != entry.indicator_id:
        _admit_indicator(entry.indicator)
    require(actor, Action.RECORD, before.association)
    require_open(before.association, before.day)


def _repeated(standing: FigureEntry, entry: FigureEntry) -> FigureEntry:
    """The same form once more: the first result. A changed one is no repetition and must not vanish."""
    if all(getattr(standing, name) == getattr(entry, name) for name in CONTENT):
        return standing
    raise Conflict(standing)


def _lock(entry: FigureEntry) -> FigureEntry | None:
    """The entry as it stands, with its series locked.

    The association's row comes first, always: whoever corrects the next one's difference waits there, and not
    for an entry that the other one holds (PostgreSQL would find a deadlock).
    """
    rows = FigureEntry.objects.filter(pk=entry.pk)
    places = set(rows.values_list("association_id", flat=True))
    _lock_places({entry.association_id, *places})
    before = (
        rows.select_for_update(of=("self",))
        .select_related("association", "indicator", "created_by__association")
        .first()
    )
    if before is not None and before.association_id not in {entry.association_id, *places}:
        raise Conflict(before)
    return before


def _lock_places(places: set[int]) -> None:
    units = Association.objects.filter(pk__in=places).order_by("pk").select_for_update(no_key=True)
    list(units.values_list("pk", flat=True))


def _write(actor: Account, before: FigureEntry | None, entry: FigureEntry) -> FigureEntry:
    entry.change = entry.value
    entry.created_by = before.created_by if before else actor
    entry.version = before.version + 1 if before else 1
    _refuse_second([entry])
    entry.full_clean(exclude=["id", "change", "created_by", "code"])
    entry.save(force_insert=before is None, force_update=before is not None)
    series = {(row.association_id, row.indicator_id) for row in (before, entry) if row is not None}
    _repost([entry], series)
    changes = audit.changes_between(shown(before) if before else {}, shown(entry))
    audit.record(actor, "update" if before else "create", entry, changes=changes)
    return entry


def _refuse_second(entries: list[FigureEntry]) -> None:
    """A target has one entry a year, and a stock that records yield has one opening level."""
    once = [
        entry for entry in entries if _stands_alone(entry) or entry.indicator.kind == IndicatorKind.TARGET
    ]
    if not once:
        return
    others = FigureEntry.objects.filter(
        association__in={entry.association_id for entry in once},
        indicator__in={entry.indicator_id for entry in once},
    ).exclude(pk__in=[entry.pk for entry in once])
    taken = {_slot(other) for other in others.select_related("indicator")}
    for entry in once:
        if _slot(entry) in taken:
            raise ValidationError({"day": _second(entry)})
        taken.add(_slot(entry))


def _stands_alone(entry: FigureEntry) -> bool:
    return entry.indicator.kind == IndicatorKind.STOCK and entry.indicator.source != TYPED


def _slot(entry: FigureEntry) -> tuple[int, int, int]:
    year = entry.day.year if entry.indicator.kind == IndicatorKind.TARGET else 0
    return entry.association_id, entry.indicator_id, year


def _second(entry: FigureEntry) -> str:
    if _stands_alone(entry):
        return f"{entry.association.name}的“{entry.indicator.name}”已有期初数，请打开那一条修改。"
    return f"{entry.association.name}{entry.day.year}年的“{entry.indicator.name}”已填报，请打开那一条修改。"


def _repost(changed: list[FigureEntry], series: Iterable[tuple[int, int]]) -> None:
    """Post ``changed``. A stock is one series: a late entry also corrects the next one's difference."""
    wanted = set(series)
    stocks = FigureEntry.objects.filter(
        association__in={place for place, _ in wanted},
        indicator__in={indicator for _, indicator in wanted},
        indicator__kind=IndicatorKind.STOCK,
    ).select_related("association", "indicator")
    mine = {entry.pk: entry for entry in changed}
    posted = {pk: entry for pk, entry in mine.items() if entry.indicator.kind != IndicatorKind.STOCK}
    moved = []
    ordered = stocks.order_by("association_id", "indicator_id", "day")
    for place, rows in groupby(ordered, lambda row: (row.association_id, row.indicator_id)):
        level = 0
        for row in rows:
            if place in wanted and (row.change != row.value - level or row.pk in mine):
                row.change = row.value - level
                moved.append(row)
            level = row.value
    FigureEntry.objects.bulk_update(moved, ["change"], batch_size=500)
    for row in moved:
        if row.pk in mine:
            mine[row.pk].change = row.change
    post_many([*posted.values(), *moved])
