"""The roster of Warm Homes: the same columns as every site, and the name of the team."""

from typing import Any

from core.rosters import RosterField, register_kind
from core.rosters.widgets import TextCell
from families.models import WarmHome
from members.sites.roster import OTHERS, PLACES, VALUES, SitesRoster, name_field


class HomeRoster(SitesRoster):
    """暖心家园."""

    code, title, unit, list_url, model = "warm_homes", "暖心家园", "家", "families:home_list", WarmHome
    columns = (*VALUES, "team")
    fields = (
        *PLACES,
        name_field("双溪社区暖心家园"),
        *OTHERS,
        RosterField("team", "志愿服务队", widget=TextCell(longest=40), width=16),
    )
    totals = {"warm_home_count": "暖心家园"}

    def counted_as(self, values: dict[str, Any]) -> str:
        return "warm_home_count"


register_kind(HomeRoster())
