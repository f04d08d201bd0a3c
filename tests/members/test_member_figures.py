"""Stocks of members: each figure of each day is what a reading day by day gives."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from core.accounts.models import Role
from core.figures.verify import verify
from tests import factories
from tests.members.registry import DAYS, LAST, Registry, step

quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=quiet)
LONG = settings(max_examples=500, deadline=None, suppress_health_check=quiet)


@pytest.fixture
def actor(tree, time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")
    return factories.make_account("city_editor", tree.city, Role.EDITOR)


def work(registry, steps, days):
    with transaction.atomic():
        for one in steps:
            registry.do(one)
            registry.check(one["day"])
        for day in [*days, LAST]:
            registry.check(day)
        assert verify().differences == []
        transaction.set_rollback(True)


@QUICK
@given(steps=st.lists(step, min_size=4, max_size=14), days=st.lists(st.sampled_from(DAYS), max_size=3))
def test_the_stocks_of_any_day_are_those_of_a_reading_day_by_day(actor, tree, steps, days):
    work(Registry(actor, tree), steps, days)


@pytest.mark.soak
@LONG
@given(steps=st.lists(step, min_size=25, max_size=30), days=st.lists(st.sampled_from(DAYS), max_size=5))
def test_the_stocks_agree_after_long_work_too(actor, tree, steps, days):
    work(Registry(actor, tree), steps, days)
