"""The world of the access guards: built once for a module, gone after it."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.guards.access_world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """Tests that ask for it must not ask for ``db`` as well: they all share one transaction."""
    logging.disable(logging.CRITICAL)  # thousands of refusals
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
