"""Services for families: asked for, arranged, taken on, done, and confirmed by another person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.figures.posting import require_open
from core.records import Conflict
from families.checks import clean_words
from families.choices import AID_OF, HelpState, ReferralState
from families.models import Referral, ServiceRecord
from families.services.base import CHUNK, GONE, store


@dataclass(frozen=True)
class Act:
    """One step: from which states, to which, and the day that it writes."""

    label: str
    before: tuple[str, ...]
    after: str
    column: str = ""


OPEN = (HelpState.REQUESTED, HelpState.ASSIGNED, HelpState.ACCEPTED)
ACTS = {
    "assign": Act("安排", OPEN, HelpState.ASSIGNED, "assigned_on"),
    "accept": Act("接单", (HelpState.ASSIGNED,), HelpState.ACCEPTED, "accepted_on"),
    "finish": Act("完成", (HelpState.ASSIGNED, HelpState.ACCEPTED), HelpState.DONE, "done_on"),
    "confirm": Act("确认", (HelpState.DONE,), HelpState.CONFIRMED, "confirmed_on"),
    "redo": Act("退回重办", (HelpState.DONE,), HelpState.ACCEPTED),
    "cancel": Act("取消", OPEN, HelpState.CANCELLED),
}
DAYS = ("requested_on", "assigned_on", "accepted_on", "done_on")
COLUMNS = (
    "state", "helper", "helper_phone", "due_on", "assigned_on", "accepted_on", "done_on", "done_by",
    "confirmed_on", "confirmed_by",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What happens to a service on a day; ``helper`` and ``due_on`` belong to 安排."""

    record: ServiceRecord
    act: str
    day: date
    helper: str = ""
    helper_phone: str = ""
    due_on: date | None = None


def request_service(*, actor: Account, record: ServiceRecord) -> ServiceRecord:
    """A family asks for a service. The same form sent twice gives the first result again."""
    require_family(actor, Action.RECORD, record.association)
    standing: ServiceRecord | None = ServiceRecord.objects.filter(pk=record.pk).first()
    return standing if standing is not None else request_services(actor=actor, records=[record])[0]


def request_services(*, actor: Account, records: Sequence[ServiceRecord]) -> list[ServiceRecord]:
    """The bulk door of ``request_service``. Needs RECORD and the family right where the families live.

    Without a tag of 四有四助 the usual one of its kind is taken.
    """
    for place in {record.association_id: record.association for record in records}.values():
        require_family(actor, Action.RECORD, place)
    for record in records:
        _check(record)
        record.aid = record.aid or AID_OF.get(record.kind, "")  # type: ignore[call-overload]
        record.created_by = actor
    with scope.transaction():
        ServiceRecord.objects.bulk_create(records, batch_size=CHUNK)
        audit.record_many(
            audit.entry(actor, "create", record, changes=audit.changes_between({}, shown(record)))
            for record in records
        )
    return list(records)


def advance_service(*, actor: Account, step: Step, expected_version: int) -> ServiceRecord:
    """One step of one service. Raises ``Conflict`` where somebody changed it meanwhile."""
    require_family(actor, Action.RECORD, step.record.association)
    if step.record.version != expected_version:
        raise Conflict(step.record)
    return advance_services(actor=actor, steps=[step])[0]


def advance_services(*, actor: Account, steps: Sequence[Step]) -> list[ServiceRecord]:
    """The bulk door of ``advance_service``, each service once; records at the version they were read with.

    Needs RECORD and the family right. Whoever says that it is done does not confirm it.
    """
    for place in {step.record.association_id: step.record.association for step in steps}.values():
        require_family(actor, Action.RECORD, place)
    with scope.transaction():
        _take([step.record for step in steps])
        handed_over = _handed_over([step.record for step in steps])
        entries = []
        for step in steps:
            before = shown(step.record)
            _apply(actor, step, handed_over.get(step.record.pk))
            changes = audit.changes_between(before, shown(step.record))
            entries.append(audit.entry(actor, "update", step.record, changes=changes))
        rows = [step.record for step in steps]
        store(rows, COLUMNS)
        audit.record_many(entries)
    return rows


def _take(records: Sequence[ServiceRecord]) -> None:
    """Lock them and give each its next version."""
    rows = ServiceRecord.objects.filter(pk__in=[record.pk for record in records])
    standing = dict(rows.select_for_update().order_by("pk").values_list("pk", "version"))
    for record in records:
        if standing.get(record.pk) != record.version:
            raise Conflict(record)
        record.version += 1
    rows.update(version=F("version") + 1)


def _handed_over(records: Sequence[ServiceRecord]) -> dict[UUID, Referral]:
    """The hand-over of each that is under way, or that the receiver has ended, by the service."""
    states = (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.DONE)
    rows = Referral.objects.filter(service__in=[record.pk for record in records], state__in=states)
    return {row.service_id: row for row in rows.select_related("receiver").order_by("sent_on", "created_at")}


def _end_elsewhere(step: Step, referral: Referral | None) -> None:
    """What the receiver of a hand-over has ended is done; while it is under way nothing else happens."""
    record = step.record
    if referral is None or record.state not in OPEN:
        return
    if referral.is_open:
        raise ValidationError(f"已转给{referral.receiver.name}，请等对方办结，或先撤回转介。")
    if step.act == "confirm" and record.helper == referral.receivers_name:
        record.state, record.done_on, record.done_by = HelpState.DONE, referral.done_on, referral.done_by


def _apply(actor: Account, step: Step, referral: Referral | None) -> None:
    _end_elsewhere(step, referral)
    record, act = step.record, ACTS.get(step.act)
    if act is None or record.state not in act.before:
        raise ValidationError("这项服务的进度已经变了，请刷新页面。")
    _check_day(step, act)
    if step.act == "assign":
        if not step.helper:
            raise ValidationError({"helper": "请填承办人。"})
        record.helper, record.helper_phone = step.helper, step.helper_phone
        record.due_on = step.due_on or record.due_on
        record.accepted_on = None
    if step.act == "finish":
        record.done_by = actor
    if step.act == "confirm":
        if record.done_by_id == actor.pk:
            raise ValidationError("完成是您登记的，请由另一个人确认。")
        record.confirmed_by = actor
    if step.act == "redo":
        record.done_on = record.done_by = None
    record.state = act.after
    if act.column:
        setattr(record, act.column, step.day)
    _check(record)


def _check_day(step: Step, act: Act) -> None:
    days = [getattr(step.record, name) for name in DAYS if name != act.column]
    last = max(day for day in days if day is not None)
    if step.act == "assign":  # somebody else may be asked again
        last = step.record.requested_on
    if step.day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    if act.column and step.day < last:
        raise ValidationError({"day": f"上一步是 {last}，日期不能更早。"})
    require_open(step.record.association, step.day)


def _check(record: ServiceRecord) -> None:
    errors = {}
    if record.family.anonymised_at is not None:
        raise ValidationError(GONE)
    if record.requested_on > timezone.localdate():
        errors["requested_on"] = "日期在今天之后，请核对。"
    if record.due_on is not None and record.due_on < record.requested_on:
        errors["due_on"] = "办理期限不能早于提出日期。"
    if text := clean_words(str(record.note)):
        errors["note"] = text
    if errors:
        raise ValidationError(errors)
    require_open(record.association, record.requested_on)


def shown(record: ServiceRecord) -> dict[str, Any]:
    """What the trace says of a service; of its note only that there is one."""
    days = {"提出": "requested_on", "期限": "due_on", "安排": "assigned_on", "接单": "accepted_on"}
    days |= {"完成": "done_on", "确认": "confirmed_on"}
    facts = {
        "家庭": str(record.family),
        "服务项目": record.get_kind_display(),
        "四有四助": record.get_aid_display(),
        "进度": record.get_state_display(),
        "承办人": record.helper,
        "备注": "已填" if record.note else "",
    }
    return facts | {label: day.isoformat() for label, name in days.items() if (day := getattr(record, name))}
