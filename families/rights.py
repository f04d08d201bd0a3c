"""Who may touch the registry: the right of the seat, and beside it the family right."""

from django.core.exceptions import PermissionDenied

from core.access import Action, require
from core.accounts.models import Account
from core.associations.models import Association


def require_family(actor: Account, action: Action, association: Association) -> None:
    """First line of every service of the registry."""
    require(actor, action, association)
    if not actor.family_right:
        raise PermissionDenied("您的账号没有特殊家庭权限。")
