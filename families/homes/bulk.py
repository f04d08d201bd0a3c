"""The bulk door of all that belongs to homes (the demo)."""

from collections.abc import Sequence
from typing import Any

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from families.models import HomeFamily, HomeLiaison, HomePlan, HomeVolunteer


def load_links(
    *, actor: Account, liaisons: Sequence[HomeLiaison], families: Sequence[HomeFamily],
    volunteers: Sequence[HomeVolunteer], plans: Sequence[HomePlan],
) -> int:  # fmt: skip
    """What belongs to new homes, at once. Needs RECORD and the family right at each home."""
    links: list[Any] = [*liaisons, *families, *volunteers, *plans]
    for link in links:
        require_family(actor, Action.RECORD, link.home.association)
        link.association, link.created_by = link.home.association, actor
    with scope.transaction():
        HomeLiaison.objects.bulk_create(liaisons)
        HomeFamily.objects.bulk_create(families, batch_size=500)
        HomeVolunteer.objects.bulk_create(volunteers)
        HomePlan.objects.bulk_create(plans)
        homes = {link.home_id: link.home for link in links}
        audit.record_many(
            audit.entry(actor, "update", home, changes={"联系人、服务家庭、志愿者、计划": ["", "已登记"]})
            for home in homes.values()
        )
    return len(links)
