"""Writing activities. Every page, roster and command passes these doors."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from activities.choices import FiveDeliveries, Need, Theme
from activities.models import Activity, KindFigure
from activities.queries import odd_numbers
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.calendar import semester_of
from core.figures.models import Campaign, CampaignEdition
from core.figures.posting import post, post_many, require_open
from core.parsing import decimal_places
from core.records import Conflict, Record

LARGEST = 10_000_000 * 100  # hundredths: more than the people of the whole city
LONGEST = timedelta(days=31)
EDITED = [
    "association", "kind", "first_day", "last_day", "title", "place", "partners", "summary", "key_task",
    "service_line", "themes", "venue", "deliveries", "school", "warm_home", "site",
]  # fmt: skip
REFERENCES = ["kind", "school", "recorder", "warm_home", "site"]


@dataclass
class ActivityDraft:
    """An unsaved activity with its numbers (``{indicator code: hundredths}``), editions and answers.

    ``took_place`` False: a statement that there was none; what its kind counts by itself (场次) is 0 too.
    """

    activity: Activity
    numbers: dict[str, int]
    editions: list[CampaignEdition] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    took_place: bool = True


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
    check(draft, asks)
    with scope.transaction():
        _take_version(activity, expected_version)
        _fill(activity, draft, _kept_constants(before, draft, asks))
        shown_before = shown(before)
        activity.save()
        activity.editions.set(draft.editions)
        _take_files_along(activity)
        post(activity)
        changes = audit.changes_between(shown_before, shown(activity))
        audit.record(actor, "update", activity, changes=changes)
    return activity


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
        post_many(gone)
        audit.record_many(audit.entry(actor, "withdraw", row, reason=reason) for row in gone)


def restore_activity(*, actor: Account, activity: Activity) -> None:
    """Undo a withdrawal: the same figures stand again."""
    require(actor, Action.RECORD, activity.association)
    require_open(activity.association, activity.first_day)
    _set_withdrawn(actor, activity, None, "")


def _set_withdrawn(actor: Account, activity: Activity, at: Any, reason: str) -> None:
    with scope.transaction():
        changed = Activity.objects.filter(pk=activity.pk, withdrawn_at__isnull=at is not None).update(
            withdrawn_at=at, withdrawn_reason=reason, version=F("version") + 1, updated_at=timezone.now()
        )
        if not changed:
            return
        activity.refresh_from_db()
        post(activity)
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
        audit.record_many(audit.entry(actor, "create", row) for row in rows)
    return rows


def edition_of(campaign_code: str, year: int) -> CampaignEdition:
    """The edition of a campaign, made where it is the first record of its year."""
    found = CampaignEdition.objects.filter(campaign__code=campaign_code, year=year).first()
    if found is not None:
        return found
    campaign = Campaign.objects.get(code=campaign_code)
    return CampaignEdition.objects.get_or_create(campaign=campaign, year=year)[0]


def check(draft: ActivityDraft, asks: list[KindFigure]) -> None:
    """Raise ``ValidationError`` with a sentence for every field that cannot stand."""
    activity, errors = draft.activity, {}
    errors.update(_day_errors(activity.first_day, activity.last_day))
    if not errors:
        require_open(activity.association, activity.first_day)
    asked = _asked(asks)
    for code, value in draft.numbers.items():
        if code not in asked:
            errors[f"figure_{code}"] = "这个类型不填这项数字。"
        elif value < 0:
            errors[f"figure_{code}"] = "不能为负数。"
        elif value > LARGEST:
            errors[f"figure_{code}"] = "数值过大，请核对位数。"
        elif value % 10 ** (2 - decimal_places(asked[code].indicator.unit)):
            errors[f"figure_{code}"] = "只能是整数，不能有小数。"
        elif value and not draft.took_place:
            errors[f"figure_{code}"] = "没有发生的，数字只能是 0。"
    for code, row in asked.items():
        if row.is_required and code not in draft.numbers:
            errors[f"figure_{code}"] = "请填写；没有发生请填 0。"
    errors.update(_need_errors(activity))
    errors.update(_column_errors(activity))
    if errors:
        raise ValidationError(errors)


def _day_errors(first: date, last: date) -> dict[str, str]:
    if last < first:
        return {"days": "结束日期不能早于开始日期。"}
    if first > timezone.localdate() or last > timezone.localdate():
        return {"days": "日期在今天之后，活动办完再登记。"}
    if last - first > LONGEST:
        return {"days": "一次活动最多 31 天，请分开登记。"}
    return {}


def _column_errors(activity: Activity) -> dict[str, Any]:
    """Lengths, choices and the two lists of codes; the rows that it refers to were read through the scope."""
    errors: dict[str, Any] = {}
    try:
        activity.clean_fields(exclude=[*REFERENCES, *(field.name for field in Record._meta.fields)])
    except ValidationError as error:
        errors.update(error.update_error_dict({}))
    for name, codes in (("themes", Theme.values), ("deliveries", FiveDeliveries.values)):
        if not set(getattr(activity, name)) <= set(codes):
            errors[name] = "有不认识的选项，请重新选。"
    return errors


def _need_errors(activity: Activity) -> dict[str, str]:
    need = activity.kind.needs
    given = {
        Need.SCHOOL: activity.school_id,
        Need.VENUE: activity.venue,
        Need.TITLE: activity.title,
        Need.PLACE: activity.place,
    }
    if need and not given[Need(need)]:
        return {need: f"“{activity.kind.name}”须填写{Need(need).label}。"}
    if activity.school_id and activity.school and not _serves(activity):
        return {"school": "学校不在这个单位的范围内。"}
    return _site_errors(activity)


def _site_errors(activity: Activity) -> dict[str, str]:
    """A home or site lies within the unit, and was open on the day."""
    place, day = activity.association, activity.first_day
    errors = {}
    for name in ("warm_home", "site"):
        site = getattr(activity, name)
        if site is not None and not place.scope.covers(site.code):
            errors[name] = f"{site.name}不在这个单位的范围内。"
        elif site is not None and not site.is_open_on(day):
            errors[name] = f"{site.name}这一天不在用，请核对日期。"
    return errors


def _serves(activity: Activity) -> bool:
    """A school serves its own association, and those above and below it."""
    school, here = activity.school.association, activity.association  # type: ignore[union-attr]
    return school.scope.covers(here.code) or here.scope.covers(school.code)


def yields_of(kind_id: int) -> list[KindFigure]:
    """What a kind asks for and yields: one read, whatever it yields."""
    return list(KindFigure.objects.filter(kind=kind_id).select_related("indicator"))


def yields_of_all(kinds: set[int]) -> dict[int, list[KindFigure]]:
    """``yields_of`` of several kinds in one read."""
    found: dict[int, list[KindFigure]] = {kind: [] for kind in kinds}
    for row in KindFigure.objects.filter(kind__in=kinds).select_related("indicator"):
        found[row.kind_id].append(row)
    return found


def _asked(rows: list[KindFigure]) -> dict[str, KindFigure]:
    return {row.indicator.code: row for row in rows if row.constant is None}


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
    return constants if draft.took_place else dict.fromkeys(constants, 0)


def _kept_constants(before: Activity, draft: ActivityDraft, asks: list[KindFigure]) -> dict[str, int]:
    """A record keeps the constants it was saved with, unless it becomes another kind or did take place."""
    if before.kind_id != draft.activity.kind_id or (before.says_none and any(draft.numbers.values())):
        return _constants(asks)
    asked = _asked(asks)
    return {code: value for code, value in before.lines.items() if code not in asked}


def _fill(activity: Activity, draft: ActivityDraft, constants: dict[str, int], *, ask: bool = True) -> None:
    """Set what the record stores about its figures. ``ask``: look whether a number is odd."""
    activity.lines = {**constants, **draft.numbers}
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
    facts["宣传主题"], facts["五送"] = activity.theme_labels, activity.delivery_labels
    facts["数字"] = {code: f"{Decimal(value) / 100:f}" for code, value in activity.lines.items()}
    facts["核实说明"] = dict(activity.explanations)
    return {label: value for label, value in facts.items() if value}
