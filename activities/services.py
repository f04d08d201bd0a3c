"""Writing activities. Every page, roster and command passes these doors."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from activities.checks import REFERENCES, check
from activities.condolences import (
    Handout,
    counts,
    keep_lines,
    require_open_to,
    standing_handout,
    take_along,
    takes_families,
)
from activities.entries import ActivityDraft, asked_of, yields_of, yields_of_all
from activities.models import Activity, KindFigure
from activities.queries import odd_numbers
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.calendar import semester_of
from core.figures.models import Campaign, CampaignEdition
from core.figures.posting import post, post_many, require_open
from core.records import Conflict

__all__ = [
    "REFERENCES", "ActivityDraft", "check", "edition_of", "record_activities_many", "record_activity",
    "restore_activity", "update_activity", "withdraw_activities_many", "withdraw_activity", "yields_of",
]  # fmt: skip
EDITED = [
    "association", "kind", "first_day", "last_day", "title", "place", "partners", "summary", "key_task",
    "service_line", "themes", "venue", "deliveries", "school", "warm_home", "site",
]  # fmt: skip


def record_activity(*, actor: Account, draft: ActivityDraft) -> Activity:
    """Record an activity, post its figures and leave a trace, all at once. Needs RECORD at its association.

    The id comes with the form: the same form sent twice gives the first result again. Raises
    ``ValidationError`` with sentences by field (numbers under ``figure_<code>``).
    """
    activity = draft.activity
    require(actor, Action.RECORD, activity.association)
    asks = yields_of(activity.kind_id)
    check(draft, asks)
    try:
        with scope.transaction():
            return _insert(actor, draft, asks)
    except IntegrityError:
        return _standing_twin(actor, activity)


def _standing_twin(actor: Account, activity: Activity) -> Activity:
    """What this very form made before: a repeated request gets it back, a changed form is refused."""
    standing = Activity.objects.select_related("association", "kind").filter(pk=activity.pk).first()
    if standing is None or standing.created_by_id != actor.pk:
        raise ValidationError("这张表单已失效，请刷新页面后重新提交。")
    if any(getattr(standing, name) != getattr(activity, name) for name in (*EDITED, "lines")):
        raise ValidationError(
            f"这张表单已登记为“{standing}”，现在的内容与它不同，没有保存。要改请打开那条记录，另一场请新登记。"
        )
    return standing


def _insert(actor: Account, draft: ActivityDraft, asks: list[KindFigure]) -> Activity:
    activity = draft.activity
    _fill(activity, draft, _fresh_constants(draft, asks))
    activity.created_by, activity.recorder = actor, actor.association
    activity.save(force_insert=True)
    _join_editions([draft])
    post_many([activity], fresh=True)
    if draft.handout is not None:
        keep_lines(actor, [(activity, draft.handout, draft.editions)], fresh=True)
    audit.record(actor, "create", activity, changes=audit.changes_between({}, shown(activity)))
    return activity


def update_activity(
    *, actor: Account, draft: ActivityDraft, expected_version: int, right: Action = Action.RECORD
) -> Activity:
    """Change an activity; a roster asks for its own ``right``.

    Raises ``Conflict`` where somebody saved it since ``expected_version`` was read.
    """
    activity = draft.activity
    before = Activity.objects.select_related("association", *REFERENCES).get(pk=activity.pk)
    require(actor, right, before.association)
    require(actor, right, activity.association)
    require_open(before.association, before.first_day)
    if before.withdrawn_at is not None:
        raise ValidationError("这条记录已删除，请先恢复再修改。")
    asks = yields_of(activity.kind_id)
    _keep_handout(actor, draft, before, asks)
    check(draft, asks)
    with scope.transaction():
        _take_version(activity, expected_version)
        _fill(activity, draft, _kept_constants(before, draft, asks))
        shown_before = shown(before)
        activity.save()
        activity.editions.set(draft.editions)
        _take_files_along(activity)
        post(activity)
        if draft.handout is not None:
            keep_lines(actor, [(activity, draft.handout, draft.editions)], fresh=False)
        changes = audit.changes_between(shown_before, shown(activity))
        audit.record(actor, "update", activity, changes=changes)
    return activity


def _keep_handout(actor: Account, draft: ActivityDraft, before: Activity, asks: list[KindFigure]) -> None:
    """What a condolence handed out follows its day and unit, and goes where it becomes another kind."""
    require_open_to(actor, [before])
    if draft.handout is None and takes_families(yields_of(before.kind_id)):
        draft.handout = standing_handout(before) if takes_families(asks) else Handout([])


def _take_files_along(activity: Activity) -> None:
    """Files have the address of their activity."""
    for attachment in activity.attachments.exclude(association=activity.association_id):
        attachment.association = activity.association
        attachment.save(update_fields=["association", "code"])


def withdraw_activity(*, actor: Account, activity: Activity, reason: str) -> None:
    """Delete with a reason: the record stays for the trace, its figures are taken back; can be restored."""
    require(actor, Action.RECORD, activity.association)
    require_open(activity.association, activity.first_day)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明删除原因。"})
    require_open_to(actor, [activity])
    _set_withdrawn(actor, activity, timezone.now(), reason.strip())


def withdraw_activities_many(
    *, actor: Account, activities: list[Activity], reason: str, right: Action = Action.RECORD
) -> None:
    """The bulk door of ``withdraw_activity`` (undoing an import): the same rules, one set of statements."""
    for activity in activities:
        require(actor, right, activity.association)
        require_open(activity.association, activity.first_day)
    with scope.transaction():
        ids = [activity.pk for activity in activities]
        rows = list(Activity.objects.filter(pk__in=ids, withdrawn_at=None).select_for_update().order_by("pk"))
        now = timezone.now()
        Activity.objects.filter(pk__in=[row.pk for row in rows]).update(
            withdrawn_at=now, withdrawn_reason=reason, version=F("version") + 1, updated_at=now
        )
        here = Activity.objects.filter(pk__in=[row.pk for row in rows])
        gone = list(here.select_related("association").prefetch_related("editions"))
        require_open_to(actor, gone)
        post_many(gone)
        take_along(actor, gone, now)
        audit.record_many(audit.entry(actor, "withdraw", row, reason=reason) for row in gone)


def restore_activity(*, actor: Account, activity: Activity) -> None:
    """Undo a withdrawal: the same figures stand again."""
    require(actor, Action.RECORD, activity.association)
    require_open(activity.association, activity.first_day)
    require_open_to(actor, [activity])
    _set_withdrawn(actor, activity, None, "")


def _set_withdrawn(actor: Account, activity: Activity, at: Any, reason: str) -> None:
    with scope.transaction():
        since = dict(Activity.objects.filter(pk=activity.pk).values_list("pk", "withdrawn_at"))
        changed = Activity.objects.filter(pk=activity.pk, withdrawn_at__isnull=at is not None).update(
            withdrawn_at=at, withdrawn_reason=reason, version=F("version") + 1, updated_at=timezone.now()
        )
        if not changed:
            return
        activity.refresh_from_db()
        post(activity)
        take_along(actor, [activity], at, since)
        audit.record(actor, "withdraw" if at else "restore", activity, reason=reason)


def record_activities_many(
    *, actor: Account, drafts: list[ActivityDraft], right: Action = Action.RECORD
) -> list[Activity]:
    """The bulk door of ``record_activity`` (rosters, the demo): the same rules, one set of statements.

    ``right``: what is needed at each association; a roster asks for its own. Raises ``ValidationError`` of
    the first bad row, before anything is written.
    """
    asks = yields_of_all({draft.activity.kind_id for draft in drafts})
    for draft in drafts:
        activity = draft.activity
        require(actor, right, activity.association)
        check(draft, asks[activity.kind_id])
        _fill(activity, draft, _fresh_constants(draft, asks[activity.kind_id]), ask=False)
        activity.created_by, activity.recorder = actor, actor.association
    with scope.transaction():
        rows = Activity.objects.bulk_create([draft.activity for draft in drafts], batch_size=500)
        _join_editions(drafts)
        post_many(rows, fresh=True)
        handed = [draft for draft in drafts if draft.handout is not None]
        events = [(draft.activity, draft.handout or Handout([]), draft.editions) for draft in handed]
        keep_lines(actor, events, fresh=True)
        audit.record_many(audit.entry(actor, "create", row) for row in rows)
    return rows


def edition_of(campaign_code: str, year: int) -> CampaignEdition:
    """The edition of a campaign, made where it is the first record of its year."""
    found = CampaignEdition.objects.filter(campaign__code=campaign_code, year=year).first()
    if found is not None:
        return found
    campaign = Campaign.objects.get(code=campaign_code)
    return CampaignEdition.objects.get_or_create(campaign=campaign, year=year)[0]


def _constants(rows: list[KindFigure]) -> dict[str, int]:
    return {row.indicator.code: row.constant for row in rows if row.constant is not None}


def _join_editions(drafts: list[ActivityDraft]) -> None:
    """Tie new activities to their editions, and let each know its own without asking again."""
    through = Activity.editions.through
    pairs = [(draft.activity, edition) for draft in drafts for edition in draft.editions]
    if pairs:
        through.objects.bulk_create(
            through(activity_id=activity.pk, campaignedition_id=edition.pk) for activity, edition in pairs
        )
    for draft in drafts:
        draft.activity._prefetched_objects_cache = {"editions": list(draft.editions)}  # type: ignore[attr-defined]


def _fresh_constants(draft: ActivityDraft, asks: list[KindFigure]) -> dict[str, int]:
    """What a new record counts by itself; a statement that there was none says 0."""
    constants = _constants(asks)
    if not draft.took_place:
        return dict.fromkeys(constants, 0)
    return constants | counts(draft.handout, asks, draft.activity.first_day)


def _kept_constants(before: Activity, draft: ActivityDraft, asks: list[KindFigure]) -> dict[str, int]:
    """A record keeps the constants it was saved with, unless it becomes another kind or did take place."""
    counted = counts(draft.handout, asks, draft.activity.first_day)
    happened = any(draft.numbers.values()) or bool(counted)
    if before.kind_id != draft.activity.kind_id or (before.says_none and happened):
        return _constants(asks) | counted
    asked = asked_of(asks)
    return {code: value for code, value in before.lines.items() if code not in asked} | counted


def _fill(activity: Activity, draft: ActivityDraft, constants: dict[str, int], *, ask: bool = True) -> None:
    """Set what the record stores about its figures. ``ask``: look whether a number is odd."""
    activity.lines = {**constants, **draft.numbers}
    activity.households = len(draft.handout.ticks) if draft.handout is not None else 0
    odd = odd_numbers(activity, draft.numbers) if ask else set()
    activity.explanations = {code: text.strip() for code, text in draft.explanations.items() if text.strip()}
    activity.needs_check = bool(odd - set(activity.explanations))
    activity.key_task = activity.key_task or activity.kind.key_task
    activity.service_line = activity.service_line or activity.kind.service_line
    activity.semester = semester_of(activity.first_day) if activity.school_id else ""


def _take_version(activity: Activity, expected: int) -> None:
    """Claim the next version; on PostgreSQL the row stays locked until commit."""
    rows = Activity.objects.filter(pk=activity.pk, version=expected)
    if not rows.update(version=F("version") + 1):
        raise Conflict(
            Activity.objects.select_related("association", "kind", "created_by").get(pk=activity.pk)
        )
    activity.version = expected + 1


def shown(activity: Activity) -> dict[str, Any]:
    """What audit keeps of an activity, by label, numbers by indicator code; it holds no personal data."""
    facts: dict[str, Any] = {}
    for name in EDITED:
        label = str(Activity._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        value = getattr(activity, f"get_{name}_display", lambda name=name: getattr(activity, name))()
        facts[label] = value if isinstance(value, list) else "" if value is None else str(value)
    facts["慰问到户"] = f"{activity.households} 户" if activity.households else ""
    facts["宣传主题"], facts["五送"] = activity.theme_labels, activity.delivery_labels
    facts["数字"] = {code: f"{Decimal(value) / 100:f}" for code, value in activity.lines.items()}
    facts["核实说明"] = dict(activity.explanations)
    return {label: value for label, value in facts.items() if value}
