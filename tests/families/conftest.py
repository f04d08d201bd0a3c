"""The people of the registry: all of them have the family right."""

import pytest

from core.accounts.models import Role
from tests.factories import make_account


@pytest.fixture
def clerk(tree):
    """The county's clerk of the registry."""
    return make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def village_clerk(tree):
    return make_account("registry_village", tree.village, Role.EDITOR, name="田村办", family_right=True)


@pytest.fixture
def city_clerk(tree):
    return make_account("registry_city", tree.city, Role.EDITOR, name="向市办", family_right=True)


@pytest.fixture
def neighbour_clerk(tree):
    return make_account("registry_neighbour", tree.neighbour, Role.EDITOR, name="宋县办", family_right=True)
