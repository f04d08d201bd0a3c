"""The duty that sites of the network fulfil: R7, one 会员之家 示范点 in each township (溆浦 §二)."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from core.associations.models import SPANS, Association, Level
from core.duties.declare import Area, DutyRule, Event, Unit, UnitSpan
from core.duties.slots import Cycle, Slot
from core.duties.units import townships
from members.choices import SiteType
from members.models import Site


def demonstration_events(
    rules: Sequence[DutyRule], area: Area, first: date, last: date
) -> Iterator[tuple[str, Event]]:
    """会员之家 that are 示范点, by their township, from that day until they close."""
    rows = Site.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=first),
        type=SiteType.MEMBER_HOME,
        withdrawn_at=None,
        demonstration_since__lte=last,
        code__range=(area.low, area.high),
    )
    found = list(rows.values_list("pk", "name", "code", "demonstration_since", "closed_on"))
    span = SPANS[Level.TOWNSHIP]
    keys = dict(
        Association.objects.filter(
            level=Level.TOWNSHIP, code__in={row[2] // span * span for row in found}
        ).values_list("code", "pk")
    )
    for pk, name, code, since, closed in found:
        unit = keys.get(code // span * span)
        for rule in rules if unit is not None else ():
            yield rule.code, Event(str(unit), since, Site._meta.label_lower, pk, name, closed)


def _site_form(unit: UnitSpan, slot: Slot) -> str:
    asked = {
        "association": unit.label,
        "association_code": unit.association,
        "type": SiteType.MEMBER_HOME.value,
    }
    return f"{reverse('members:site_create')}?{urlencode(asked)}"


RULES = [
    DutyRule(
        "member_home_demo",
        "会员之家示范点",
        "member_home_demo_per_township",
        Unit.TOWNSHIP,
        Cycle.STANDING,
        1,
        units=townships,
        events=demonstration_events,
        form=_site_form,
        short="示范点",
        times="个",
        exact=True,
    )
]
