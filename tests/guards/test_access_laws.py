"""The laws of the fence hold."""

import pytest

from tests.guards.access_laws import LAWS


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(world, law):
    LAWS[law](world)
