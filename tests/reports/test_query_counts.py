"""A dashboard asks the same few questions, however many counties, villages and records there are."""

from datetime import date

import pytest

from core import scope
from core.associations.models import Association, Kind, Level
from tests import factories
from tests.reports.conftest import YEAR

pytestmark = pytest.mark.usefixtures("september")
FIGURES = ("core_monthtotal", "core_figure")


@pytest.fixture
def thirteen_counties(tree):
    """Eleven more counties, each with two townships of three villages."""
    made = []
    for number in range(1, 12):
        county = _unit(tree.city, 431230000000 + number * 10**6, Level.COUNTY, f"第{number}县")
        for township in range(1, 3):
            town = _unit(county, county.code + township * 10**3, Level.TOWNSHIP, f"第{township}镇")
            made += [_unit(town, town.code + at, Level.VILLAGE, f"第{at}村") for at in range(1, 4)]
    return made


def _unit(parent, code, level, name):
    return Association.objects.create(
        code=code, level=level, kind=Kind.OTHER, name=name, official_name=name, parent=parent, initials="d"
    )


@pytest.fixture
def busy(thirteen_counties, tree):
    """An activity in every village of nine counties; the rest is silent."""
    boss = factories.make_account("boss", tree.city)
    with scope.use(boss.scope):
        for place in thirteen_counties[:54]:
            for day in (date(2022, 5, 29), date(2021, 5, 29)):
                factories.make_activity(
                    boss, place, day, {"free_clinic_person_times": 40}, kind="free_clinic"
                )


def asked_of_figures(queries):
    return [query for query in queries if any(f'FROM "{table}"' in query for table in FIGURES)]


def test_a_year_of_a_city_takes_five_queries_of_figures(busy, city, counted, tree):
    address = f"/dashboard/{tree.city.code}/?period=half&year=2022"
    with counted() as queries:
        page = city.get(address)
    assert len(page.context["table"].rows) == 14
    assert len(page.context["silent"]) == 4
    assert len(asked_of_figures(queries)) == 5, "\n".join(asked_of_figures(queries))
    assert len(queries) <= 15, "\n".join(queries)


def test_more_counties_take_no_more_queries(city, counted, tree, request):
    address = f"/dashboard/{tree.city.code}/?period=half&year=2022"
    city.get(address)  # the first page of a session writes it
    with counted() as small:
        city.get(address)
    request.getfixturevalue("busy")
    with counted() as large:
        city.get(address)
    assert len(large) == len(small)


def test_a_period_that_is_not_over_adds_the_cut_month_of_last_year(busy, city, counted, tree):
    with counted() as queries:
        city.get(f"/dashboard/{tree.city.code}/?{YEAR}")
    assert len(asked_of_figures(queries)) == 6
    with counted() as queries:
        city.get(f"/dashboard/{tree.city.code}/?from=2022-05-10&to=2022-08-20")
    assert len(queries) <= 18


@pytest.mark.parametrize(
    ("code", "most"),
    [
        ("free_clinic_person_times", 14),
        ("prenatal_screening_completion_rate", 9),
        ("activity_village_count", 12),
        ("association_count", 12),
    ],
)
def test_a_drawer_takes_few_queries(busy, city, counted, tree, code, most):
    with counted() as queries:
        city.get(f"/figures/{tree.city.code}/{code}/?{YEAR}")
    assert len(queries) <= most, "\n".join(queries)


def test_the_home_page_takes_few_queries(busy, city, counted):
    with counted() as queries:
        city.get("/")
    assert len(queries) <= 20, "\n".join(queries)
