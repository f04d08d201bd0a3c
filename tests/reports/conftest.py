"""What the tests of the report pages share: a fixed day, and readers at every level."""

from datetime import date

import pytest

from core.accounts.models import Role
from tests import factories

MAY = date(2022, 5, 29)
YEAR = "period=year&year=2022"


@pytest.fixture
def september(time_machine):
    time_machine.move_to("2022-09-28 14:05+08:00")


@pytest.fixture
def city(client_for, city_viewer):
    return client_for(city_viewer)


@pytest.fixture
def county(client_for, county_editor):
    return client_for(county_editor)


@pytest.fixture
def caseworker(client_for, tree):
    """A seat of the county with the family right."""
    return client_for(factories.make_account("caseworker", tree.county, Role.EDITOR, family_right=True))


@pytest.fixture
def clinic(county_editor, tree):
    """Three clinics: two villages of one township, one of the other; and one of the county itself."""
    for place, number in ((tree.village, 760), (tree.xiaojiang, 40), (tree.changqi, 200), (tree.county, 6)):
        factories.make_activity(
            county_editor, place, MAY, {"free_clinic_person_times": number}, kind="free_clinic"
        )
