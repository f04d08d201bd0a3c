"""Services for the register of schools."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F

from activities.models import School
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.records import Conflict


def save_school(*, actor: Account, school: School, expected_version: int | None = None) -> School:
    """Add a school, or change the one of ``expected_version``. Needs RECORD at its association.

    The id comes with the form: the same form sent twice gives the first result again. Raises
    ``ValidationError`` for a second school of that name, ``Conflict`` where somebody changed it meanwhile.
    """
    require(actor, Action.RECORD, school.association)
    with scope.transaction():
        before = School.objects.select_related("association").filter(pk=school.pk).first()
        if before is not None and expected_version is None:
            return before
        if before is not None:
            require(actor, Action.RECORD, before.association)
            if not School.objects.filter(pk=school.pk, version=expected_version).update(
                version=F("version") + 1
            ):
                raise Conflict(before)
            school.version = before.version + 1
        else:
            school.created_by = actor
        school.full_clean(exclude=["created_by", "code"])
        _write(school)
        changes = audit.changes_between(_shown(before) if before else {}, _shown(school))
        audit.record(actor, "update" if before else "create", school, changes=changes)
    return school


def _write(school: School) -> None:
    try:
        with scope.transaction():
            school.save()
    except IntegrityError:  # the id that came with the form stands outside the scope
        raise ValidationError("这张表单已失效，请刷新页面后重新提交。") from None


def set_school_active(*, actor: Account, school: School, is_active: bool) -> None:
    """停用 or 启用: a retired school stays in old records and is not offered any more."""
    require(actor, Action.RECORD, school.association)
    with scope.transaction():
        rows = School.objects.filter(pk=school.pk, is_active=not is_active)
        if rows.update(is_active=is_active, version=F("version") + 1):
            audit.record(actor, "enable" if is_active else "retire", school)


def _shown(school: School) -> dict[str, Any]:
    return {"单位": school.association.name, "学校": school.name, "学段": school.get_stage_display()}


def changed_meanwhile() -> ValidationError:
    return ValidationError("这所学校刚被别人修改过，下面是您填的；请在另一窗口核对后再保存。")
