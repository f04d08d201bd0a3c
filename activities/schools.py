"""Services for the register of schools."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from activities.choices import Stage
from activities.models import School
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.records import Conflict

LONGEST_NAME = 60
STAGES = frozenset(Stage.values)


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


SchoolChange = tuple[UUID, int, str]  # id, the version that it must have, the new stage


def save_schools(*, actor: Account, new: list[School], changed: list[SchoolChange]) -> None:
    """The bulk door of ``save_school`` (rosters): new schools and new stages, one set of statements.

    Needs IMPORT where schools are added, IMPORT_CHANGES where they are changed. Raises ``Conflict`` where one
    was changed meanwhile, ``ValidationError`` for a name or a stage that no form would take.
    """
    for unit in {school.association_id: school.association for school in new}.values():
        require(actor, Action.IMPORT, unit)
    if changed:
        require(actor, Action.IMPORT_CHANGES, actor.association)
    for school in new:
        school.created_by = actor
        _check(school.name, school.stage)
    with scope.transaction():
        School.objects.bulk_create(new, batch_size=1000)
        _trace(actor, len(new), changed)
        _set_stages(actor, changed)


def restore_schools(*, actor: Account, changed: list[SchoolChange]) -> None:
    """Give schools the stage that they had before an import. Needs IMPORT_CHANGES."""
    require(actor, Action.IMPORT_CHANGES, actor.association)
    with scope.transaction():
        _trace(actor, 0, changed)
        _set_stages(actor, changed)


def remove_schools(*, actor: Account, ids: list[UUID]) -> None:
    """Take schools back that an import has added and nothing refers to. Needs IMPORT."""
    require(actor, Action.IMPORT, actor.association)
    with scope.transaction():
        rows = School.objects.filter(pk__in=ids)
        _require_inside(actor, rows)
        rows.delete()
        if ids:
            audit.record(actor, "delete", summary=f"撤回导入的学校 {len(ids):,} 所")


def _require_inside(actor: Account, rows: Any) -> None:
    """``PermissionDenied`` where one of the rows belongs to somebody else, whatever scope is active."""
    if rows.exclude(code__range=(actor.scope.low, actor.scope.high)).exists():
        raise PermissionDenied("有学校不在您的单位范围内。")


def _set_stages(actor: Account, changed: list[SchoolChange]) -> None:
    """One statement for each stage."""
    by_stage: dict[str, list[SchoolChange]] = {}
    for one in changed:
        _check("学校", one[2])
        by_stage.setdefault(one[2], []).append(one)
    now = timezone.now()
    for stage, rows in by_stage.items():
        wanted = School.objects.filter(pk__in=[pk for pk, _, _ in rows])
        _require_inside(actor, wanted)
        standing = dict(wanted.values_list("pk", "version"))
        if any(standing.get(pk) != version for pk, version, _ in rows):
            raise Conflict(None)
        wanted.update(stage=stage, version=F("version") + 1, updated_at=now)


def _trace(actor: Account, added: int, changed: list[SchoolChange]) -> None:
    """One entry for all that was added (the import knows each), one for each that was changed."""
    if added:
        audit.record(actor, "create", summary=f"导入新增学校 {added:,} 所")
    stages = dict(Stage.choices)
    new = {pk: stage for pk, _, stage in changed}
    rows = School.objects.filter(pk__in=new).select_related("association")
    entries = [
        audit.entry(actor, "update", row, changes={"学段": [stages[row.stage], stages[new[row.pk]]]})
        for row in rows
    ]
    audit.record_many(entries)


def _check(name: str, stage: str) -> None:
    if not name or len(name) > LONGEST_NAME or stage not in STAGES:
        raise ValidationError("学校名称或学段不对，请核对。")
