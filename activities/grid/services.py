"""Saving one row of a grid: it becomes or changes one activity, by the rules of ``activities.services``."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError

from activities.grid.period import GridPeriod
from activities.grid.queries import columns_of, recorded
from activities.grid.rows import NONE_TITLES
from activities.models import Activity, ActivityKind
from activities.services import (
    REFERENCES,
    ActivityDraft,
    edition_of,
    record_activity,
    update_activity,
    withdraw_activity,
)
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association
from core.records import Conflict

CLEARED = "批量登记中清空了这一行"


class Appeared(ValidationError):
    """Somebody recorded the same kind at this unit meanwhile, and the page does not show it yet."""


@dataclass
class RowEntry:
    """One row as a page sends it.

    ``numbers`` are the cells that changed, in hundredths, None where one was emptied; the others stay as they
    are. ``version``: of the record that the page knows, 0 for a new one; ``seen``: the records of others that
    it shows. ``common``: columns that new records of this grid share (主题, 五进, 地点).
    """

    unit: Association
    kind: ActivityKind
    period: GridPeriod
    record: UUID
    version: int = 0
    says_none: bool = False
    numbers: dict[str, int | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    seen: set[UUID] = field(default_factory=set)
    editions: list[tuple[str, int]] = field(default_factory=list)
    common: dict[str, str] = field(default_factory=dict)


def save_row(*, actor: Account, entry: RowEntry) -> Activity | None:
    """Record or change the activity of one row; None where it was emptied. Needs RECORD at the unit.

    The same row sent twice gives the first result again. Raises ``Appeared`` and ``Conflict`` where another
    person was faster, ``ValidationError`` with sentences by field where a rule is broken.
    """
    require(actor, Action.RECORD, entry.unit)
    with scope.transaction():
        _lock(entry.unit)
        standing = _find(entry)
        if standing is None:
            return _record(actor, entry)
        return _change(actor, entry, standing)


def _lock(unit: Association) -> None:
    """Two rows of one unit wait for each other, so that neither misses the other's record (PostgreSQL)."""
    Association.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _find(entry: RowEntry) -> Activity | None:
    rows = Activity.objects.select_related("association", "created_by", *REFERENCES)
    standing: Activity | None = rows.filter(pk=entry.record).first()
    if standing is None and entry.version:
        raise ValidationError("这条记录已不在您单位的范围内，请刷新页面。")
    if standing is not None and (standing.association_id, standing.kind_id) != (entry.unit.pk, entry.kind.pk):
        raise ValidationError("这条记录已改为别的单位或类型，请刷新页面。")
    return standing


def _record(actor: Account, entry: RowEntry) -> Activity:
    unseen = [row for row in recorded([entry.unit], entry.kind, entry.period) if row.pk not in entry.seen]
    if unseen:
        raise Appeared("别人刚登记过这个村。")
    numbers = _zeros(entry) if entry.says_none else _filled(entry.numbers)
    if not numbers:
        raise ValidationError("这一行还没有填数。")
    day = entry.period.day
    activity = Activity(
        pk=entry.record, association=entry.unit, kind=entry.kind, first_day=day, last_day=day, **entry.common
    )
    if entry.says_none:
        activity.title = NONE_TITLES[entry.period.is_month]
    editions = [edition_of(code, year) for code, year in entry.editions]
    draft = ActivityDraft(activity, numbers, editions, entry.reasons, took_place=not entry.says_none)
    return record_activity(actor=actor, draft=draft)


def _zeros(entry: RowEntry) -> dict[str, int]:
    """0 for what the kind requires; for all that it asks where it requires nothing."""
    columns = columns_of(entry.kind)
    required = [row for row in columns if row.is_required]
    return {row.indicator.code: 0 for row in required or columns}


def _filled(numbers: dict[str, int | None]) -> dict[str, int]:
    return {code: value for code, value in numbers.items() if value is not None}


def _change(actor: Account, entry: RowEntry, standing: Activity) -> Activity | None:
    asked = {row.indicator.code for row in columns_of(entry.kind)}
    before = {code: value for code, value in standing.lines.items() if code in asked}
    numbers = _filled({**before, **entry.numbers})
    if standing.withdrawn_at is not None:
        if not numbers and not entry.says_none:
            return None
        raise Conflict(standing)
    if entry.says_none:
        return _stated(standing)
    explanations = _explanations(entry, standing, numbers)
    if numbers == before and explanations == standing.explanations:
        return standing
    expected = entry.version or _own_version(actor, standing)
    if standing.version != expected:
        raise Conflict(standing)
    if not numbers:
        _withdraw(actor, standing)
        return None
    if standing.title in NONE_TITLES.values() and any(numbers.values()):
        standing.title = entry.common.get("title", "")
    draft = ActivityDraft(standing, numbers, list(standing.editions.all()), explanations)
    return update_activity(actor=actor, draft=draft, expected_version=expected)


def _own_version(actor: Account, standing: Activity) -> int:
    """The page never got the answer to its first save: that save made version 1."""
    if standing.created_by_id != actor.pk:
        raise ValidationError("这一行已失效，请刷新页面。")
    return 1


def _explanations(entry: RowEntry, standing: Activity, numbers: dict[str, int]) -> dict[str, str]:
    """A reason stays while its number stays."""
    kept = {
        code: text
        for code, text in standing.explanations.items()
        if numbers.get(code) == standing.lines[code]
    }
    return {**kept, **{code: text for code, text in entry.reasons.items() if code in numbers}}


def _stated(standing: Activity) -> Activity:
    if not standing.says_none:
        raise ValidationError("这一行已填数字。没有发生的，请先清空再点。")
    return standing


def _withdraw(actor: Account, standing: Activity) -> None:
    """Emptying a row deletes what the same person recorded; of others only their own page does that."""
    if standing.created_by_id != actor.pk:
        raise ValidationError("清空不会删除别人登记的记录，要删除请点“详”。")
    withdraw_activity(actor=actor, activity=standing, reason=CLEARED)
