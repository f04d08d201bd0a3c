"""Cases (诉求、维权服务): taken in, seen to, closed with a result."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.figures.posting import post_many, require_open, unpost
from core.records import Conflict
from families.checks import clean_words
from families.masks import masked
from families.models import Case
from families.services.base import CHUNK

GONE = "这条诉求已被删除，请刷新页面。"
MEANWHILE = "这条诉求刚被别人修改过，下面是您填的；请在另一窗口核对后再保存。"


def save_case(*, actor: Account, case: Case, expected_version: int | None = None) -> Case:
    """Take a case in, or change the one of ``expected_version``: who sees to it, until when, how it ended.

    Needs RECORD and the family right at its association, before and after. The id comes with the form: the
    same form sent twice gives the first result again. Raises ``Conflict`` where somebody changed it since.
    """
    require_family(actor, Action.RECORD, case.association)
    if expected_version is None:
        standing: Case | None = Case.objects.filter(pk=case.pk).first()
        return standing if standing is not None else save_cases(actor=actor, cases=[case])[0]
    _check(case)
    with scope.transaction():
        rows = Case.objects.filter(pk=case.pk)
        before = rows.select_for_update(of=("self",)).select_related("association", "family").first()
        if before is None:
            raise ValidationError(GONE)
        require_family(actor, Action.RECORD, before.association)
        require_open(before.association, before.opened_on)
        if not rows.filter(version=expected_version).update(version=F("version") + 1):
            raise Conflict(before)
        case.version, case.created_by, case.created_at = (
            before.version + 1,
            before.created_by,
            before.created_at,
        )
        case.save()
        post_many([case])
        changes = audit.changes_between(_shown(before), _shown(case))
        audit.record(actor, "update", case, changes=changes)
    return case


def save_cases(*, actor: Account, cases: Sequence[Case]) -> list[Case]:
    """The bulk door for new cases: the same rules, few statements, all or nothing."""
    for place in {case.association_id: case.association for case in cases}.values():
        require_family(actor, Action.RECORD, place)
    for case in cases:
        _check(case)
        case.created_by = actor
    with scope.transaction():
        Case.objects.bulk_create(cases, batch_size=CHUNK)
        post_many(cases, fresh=True)
        audit.record_many(
            audit.entry(actor, "create", case, changes=audit.changes_between({}, _shown(case)))
            for case in cases
        )
    return list(cases)


def remove_case(*, actor: Account, case: Case, expected_version: int, reason: str) -> None:
    """Delete a case that was entered by mistake; it never counted. Needs RECORD and the family right."""
    require_family(actor, Action.RECORD, case.association)
    require_open(case.association, case.opened_on)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明删除原因。"})
    with scope.transaction():
        rows = Case.objects.filter(pk=case.pk)
        if not rows.filter(version=expected_version).exists():
            raise Conflict(rows.first()) if rows.exists() else ValidationError(GONE)
        changes = audit.changes_between(_shown(case), {})
        audit.record(actor, "delete", case, changes=changes, reason=reason.strip())
        unpost(case)
        rows.delete()


def _check(case: Case) -> None:
    """Raise everything that is wrong with a case, by field."""
    today, errors = timezone.localdate(), {}
    if case.opened_on > today:
        errors["opened_on"] = "受理日期在今天之后，请核对。"
    if case.due_on is not None and case.due_on < case.opened_on:
        errors["due_on"] = "办理期限不能早于受理日期。"
    if case.closed_on is not None:
        if case.closed_on > today:
            errors["closed_on"] = "办结日期在今天之后，请核对。"
        elif case.closed_on < case.opened_on:
            errors["closed_on"] = "办结日期不能早于受理日期。"
        if not case.result:
            errors["result"] = "办结了，请选办理结果。"
    elif case.result:
        errors["closed_on"] = "选了办理结果，请填办结日期。"
    if case.family is None and not case.name:
        errors["name"] = "请填诉求人，或填登记家庭的户编号。"
    for name in ("words", "outcome"):
        if text := clean_words(str(getattr(case, name))):
            errors[name] = text
    if errors:
        raise ValidationError(errors)
    require_open(case.association, case.opened_on)


def _shown(case: Case) -> dict[str, Any]:
    """What the trace keeps: who asked masked, the words only as filled or not."""
    return {
        "单位": case.association.name,
        "家庭": str(case.family) if case.family is not None else "",
        "类别": case.get_topic_display(),
        "来源": case.get_channel_display(),
        "受理日期": case.opened_on.isoformat(),
        "办理期限": case.due_on.isoformat() if case.due_on else "",
        "承办人": case.handler,
        "诉求人": masked("name", case.name),
        "诉求人电话": masked("phone", case.phone),
        "诉求内容": "已填" if case.words else "",
        "办结日期": case.closed_on.isoformat() if case.closed_on else "",
        "办理结果": case.get_result_display(),
        "处理情况": "已填" if case.outcome else "",
    }
