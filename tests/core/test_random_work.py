"""Random creates, edits, deletes, withdrawals and moves: every figure agrees after every step."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from core.accounts.models import Role
from core.figures.verify import verify
from tests import factories
from tests.core.random_work import Office, step

quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=quiet)
LONG = settings(max_examples=500, deadline=None, suppress_health_check=quiet)


@pytest.fixture
def actor(tree):
    return factories.make_account("city_editor", tree.city, Role.EDITOR)


@pytest.fixture
def editions(db):
    return [factories.make_edition(), factories.make_edition("dragon_boat_festival")]


def work(office, steps):
    with transaction.atomic():
        for one in steps:
            office.do(one)
            office.check_totals()
            office.check_reading(one)
        assert verify().differences == []
        transaction.set_rollback(True)


@QUICK
@given(steps=st.lists(step, min_size=2, max_size=10))
def test_figures_agree_after_every_step(actor, tree, editions, steps):
    work(Office(actor, tree, editions), steps)


@pytest.mark.soak
@LONG
@given(steps=st.lists(step, min_size=30, max_size=30))
def test_figures_agree_after_every_step_of_long_work(actor, tree, editions, steps):
    work(Office(actor, tree, editions), steps)
