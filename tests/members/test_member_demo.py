"""The invented members of the demo: the same at each load, everywhere, and nobody real."""

import re
from collections import Counter
from datetime import date

import pytest

from core import scope
from core.associations.models import Level
from core.demo.stage import Stage, set_stage
from core.figures.verify import verify
from members.choices import Flag, Status
from members.demo.load import load
from members.models import Member
from tests.factories import make_account

LEADERS = ["曾祥荣", "李支云", "郑绍荣", "易利华", "曾林", "王培安"]
TODAY = date(2026, 3, 20)


@pytest.fixture
def stage(tree, time_machine) -> Stage:
    """The small tree as a stage: every unit of it takes part, one seat records for all."""
    time_machine.move_to("2026-03-20 12:00+08:00")
    made = set_stage(TODAY)
    boss = make_account("boss", tree.city)
    made.editors = {tree.city.pk: boss}
    return made


@pytest.fixture
def members(stage, whole_network) -> list[Member]:
    with scope.transaction():
        assert load(stage) > 0
    return list(Member.objects.select_related("association").prefetch_related("states__place"))


def test_every_village_of_the_play_has_some(stage, members):
    here = Counter(row.association_id for row in members)
    villages = [unit for units in stage.villages.values() for unit in units]
    assert villages
    assert all(1 <= here[unit.pk] <= 8 for unit in villages)
    assert {row.association.level for row in members} <= {Level.TOWNSHIP, Level.VILLAGE}


def test_there_are_members_backbone_members_and_volunteers_and_some_have_left(members):
    flags = Counter(flag for row in members for flag in Flag if row.has(flag))
    assert flags[Flag.BACKBONE]
    assert flags[Flag.VOLUNTEER]
    assert all(row.status in Status.values for row in members)


def test_a_second_load_changes_nothing(stage, members):
    with scope.transaction():
        assert load(stage) == 0
    assert Member.objects.count() == len(members)
    assert verify().differences == []


def test_nobody_is_real(members):
    assert not {row.name for row in members} & set(LEADERS)
    assert all(re.fullmatch(r"(1380000\d{4})?", row.phone) for row in members)
    assert all(date.fromisoformat(f"{row.birth_month or '1990-01'}-01") < TODAY for row in members)
