"""Hand-overs: a service goes to another unit of the county, which takes it on, sends it back, or ends it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.associations.models import SPANS, Level
from core.audit import services as audit
from core.records import Conflict
from families.checks import clean_words
from families.choices import ReferralState
from families.models import Referral, ServiceRecord
from families.services.care import OPEN, Step, advance_service

COUNTY = SPANS[Level.COUNTY]


@dataclass(frozen=True)
class Answer:
    """One act: whose it is, from which states, to which."""

    label: str
    is_receivers: bool
    before: tuple[str, ...]
    after: str


ANSWERS = {
    "accept": Answer("接收", True, (ReferralState.SENT,), ReferralState.ACCEPTED),
    "finish": Answer("办结", True, (ReferralState.ACCEPTED,), ReferralState.DONE),
    "return": Answer("退回", True, (ReferralState.SENT, ReferralState.ACCEPTED), ReferralState.RETURNED),
    "withdraw": Answer("撤回", False, (ReferralState.SENT,), ReferralState.WITHDRAWN),
}


def refer_service(*, actor: Account, referral: Referral, expected_version: int) -> Referral:
    """Hand the service of ``referral`` over; ``expected_version`` is that of the service.

    Needs RECORD and the family right where the family lives. The receiver is a township of the same county,
    or the county; it sees this row and nothing else. The same form sent twice gives the first result again.
    """
    record: ServiceRecord = referral.service
    require_family(actor, Action.RECORD, record.association)
    standing: Referral | None = Referral.objects.filter(pk=referral.pk).first()
    if standing is not None:
        return standing
    _check(referral, record)
    with scope.transaction():
        step = Step(
            record,
            "assign",
            referral.sent_on,
            helper=referral.receivers_name,
            due_on=referral.due_on,
        )
        advance_service(actor=actor, step=step, expected_version=expected_version)
        referral.association, referral.created_by = record.association, actor
        referral.kind, referral.household_number = record.kind, record.family.household_number
        referral.save(force_insert=True)
        audit.record(actor, "create", referral, changes=audit.changes_between({}, _shown(referral)))
    return referral


def answer_referral(
    *, actor: Account, referral: Referral, expected_version: int, act: str, day: date, helper: str = "",
    answer: str = "",
) -> Referral:  # fmt: skip
    """The receiver takes it on, ends it or sends it back; the sender takes it back while nobody has answered.

    Needs RECORD and the family right at the receiver, for 撤回 at the sender. 退回 and 办结 say why and how.
    """
    wanted = ANSWERS.get(act)
    is_receivers = wanted is None or wanted.is_receivers
    require_family(actor, Action.RECORD, referral.receiver if is_receivers else referral.association)
    if wanted is None or referral.state not in wanted.before:
        raise ValidationError("这件转介的状态已经变了，请刷新页面。")
    _check_answer(referral, act, day, answer)
    with scope.transaction():
        rows = Referral.objects.filter(pk=referral.pk, version=expected_version)
        if not rows.update(version=F("version") + 1):
            raise Conflict(referral)
        before = _shown(referral)
        referral.version, referral.state = expected_version + 1, wanted.after
        referral.helper, referral.answer = helper or referral.helper, answer or str(referral.answer)
        if act == "finish":
            referral.done_on, referral.done_by = day, actor
        else:
            referral.answered_on = day
        referral.save()
        changes = audit.changes_between(before, _shown(referral))
        place = referral.receiver if wanted.is_receivers else referral.association
        audit.record(actor, "update", referral, association=place, changes=changes)
    return referral


def _check(referral: Referral, record: ServiceRecord) -> None:
    errors, receiver = {}, referral.receiver
    is_near = receiver.code // COUNTY == record.code // COUNTY
    if not is_near or receiver.level not in (Level.COUNTY, Level.TOWNSHIP) or not receiver.is_active:
        errors["receiver"] = "只能转给本县市区的乡镇、街道或县级计生协。"
    if receiver == record.association:
        errors["receiver"] = "这就是家庭所在的单位，不用转介。"
    if record.state not in OPEN:
        raise ValidationError("这项服务已完成或取消，不用转介。")
    if not referral.liaison:
        errors["liaison"] = "请填联系人，接收单位要找得到人。"
    if text := clean_words(str(referral.note)):
        errors["note"] = text
    if errors:
        raise ValidationError(errors)


def _check_answer(referral: Referral, act: str, day: date, answer: str) -> None:
    errors = {}
    if day > timezone.localdate():
        errors["day"] = "日期在今天之后，请核对。"
    elif day < (referral.answered_on or referral.sent_on):
        errors["day"] = f"上一步是 {referral.answered_on or referral.sent_on}，日期不能更早。"
    if act in ("return", "finish") and not answer.strip():
        errors["answer"] = "请写明办理情况。" if act == "finish" else "请写明退回的原因。"
    if text := clean_words(answer):
        errors["answer"] = text
    if errors:
        raise ValidationError(errors)


def _shown(referral: Referral) -> dict[str, Any]:
    """What the trace says: no words, only that there are some."""
    return {
        "服务项目": referral.get_kind_display(),
        "户编号": referral.household_number,
        "接收单位": referral.receiver.name,
        "状态": referral.get_state_display(),
        "联系人": referral.liaison,
        "承办人": referral.helper,
        "办理期限": referral.due_on.isoformat() if referral.due_on else "",
        "转介说明": "已填" if referral.note else "",
        "答复": "已填" if referral.answer else "",
    }
