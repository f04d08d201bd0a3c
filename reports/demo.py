"""The demo data set: its parts, in the order in which they need each other. A new piece adds its own line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from activities.demo.condolences import load as load_condolences
from activities.demo.duties import load_relief
from activities.demo.homes import load as load_home_activities
from activities.demo.load import load as load_activities
from core import scope
from core.associations import network
from core.catalogue import load_everything
from core.demo import accounts, entries
from core.demo.stage import Stage, set_stage
from core.management.loading import load_network, read_network
from families.demo.care import load as load_care
from families.demo.homes import load as load_homes
from families.demo.load import load as load_families
from families.demo.visits import load as load_visits
from members.demo.load import load as load_members
from members.demo.sites import load as load_sites

# Each answers how many records it made; 0 where its records stand already.
PARTS: list[tuple[str, Callable[[Stage], int]]] = [
    ("填报数", entries.load),
    ("会员和志愿者", load_members),
    ("学校和活动", load_activities),
    ("职责标准和免除", load_relief),
    ("特殊家庭", load_families),
    ("走访", load_visits),
    ("慰问到户", load_condolences),
    ("阵地", load_sites),
    ("暖心家园", load_homes),
    ("暖心家园活动", load_home_activities),
    ("政策标准、服务和诉求", load_care),
]


@dataclass
class Loaded:
    """What a load did: how many records each part made, and the logins."""

    made: dict[str, int]
    logins: list[str]


def load(today: date) -> Loaded:
    """Load what is missing, all or nothing, through the services that pages use."""
    with scope.everything(), scope.transaction():
        fresh = not accounts.are_standing()
        if fresh:
            load_network(read_network(network.DIVISIONS), source=network.DIVISIONS.name)
        made = load_everything()
        stage = set_stage(today)
        if fresh:
            made["账号"] = accounts.make(stage)
        accounts.take_editors(stage)
        for name, part in PARTS:
            made[name] = part(stage)
    return Loaded(made, accounts.lines(stage))
