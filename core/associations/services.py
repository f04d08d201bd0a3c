"""Changing what the office keeps about its units. Names, codes and levels come from the division table."""

from django.core.exceptions import ValidationError

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.audit import services as audit


def change_association(
    *, actor: Account, association: Association, grid_name: str, is_active: bool, reason: str = ""
) -> Association:
    """Set the 微网格 of a village, or whether a unit is in use. Needs ADMINISTER at the unit.

    Raises ``ValidationError`` where a unit cannot be taken out of use yet, or what is above it is not in use.
    """
    require(actor, Action.ADMINISTER, association)
    with scope.transaction():
        row = Association.objects.select_for_update(no_key=True).get(pk=association.pk)
        if grid_name and row.level != Level.VILLAGE:
            raise ValidationError({"grid_name": "微网格只填在村、社区。"})
        if row.is_active and not is_active:
            _check_retirement(actor, row, reason)
        if is_active and not row.is_active and any(not unit.is_active for unit in row.ancestors()):
            raise ValidationError({"is_active": "上级单位已停用，请先启用上级。"})
        wanted = {"grid_name": grid_name, "is_active": is_active}
        changes = audit.changes_between({name: getattr(row, name) for name in wanted}, wanted)
        if changes:
            Association.objects.filter(pk=row.pk).update(**wanted)
            audit.record(actor, "update", row, association=row, changes=changes, reason=reason)
        row.grid_name, row.is_active = grid_name, is_active
    return row


def _check_retirement(actor: Account, row: Association, reason: str) -> None:
    if row.pk == actor.association_id:
        raise ValidationError({"is_active": "不能停用您自己所在的单位。"})
    below = row.descendants().filter(is_active=True).count()
    if below:
        raise ValidationError({"is_active": f"下级还有 {below} 个在用的单位，请先停用下级。"})
    seats = Account.objects.within(row.scope).filter(is_active=True).count()
    if seats:
        raise ValidationError({"is_active": f"这个单位还有 {seats} 个启用的账号，请先停用账号。"})
    if len(reason) < 2:
        raise ValidationError({"reason": "请写明停用原因，例如“并入黔城镇双溪社区”。"})
