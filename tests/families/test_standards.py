"""Policy standards: dated, inherited, corrected on the same day, never summed."""

from datetime import date

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.figures.models import Indicator
from tests.factories import figure
from tests.families.pages import unit, url

PREMIUM = "health_insurance_premium_standard"
LIST = url("standard_list")
END = date(2022, 9, 30)


@pytest.fixture
def post(client_for):
    def send(actor, place, value, since="2022-01-01", code=PREMIUM):
        indicator = Indicator.objects.get(code=code).pk
        data = {
            **unit(place),
            "indicator": indicator,
            "since": since,
            "value": value,
            "basis": "县财政局文件",
        }
        return client_for(actor).post(LIST, data)

    return send


def test_the_own_standard_comes_before_the_one_above(post, tree, clerk, city_clerk):
    assert post(city_clerk, tree.city, "120").status_code == 302
    assert figure(tree.village, PREMIUM, None, END) == 120
    assert post(clerk, tree.county, "150").status_code == 302
    assert figure(tree.village, PREMIUM, None, END) == 150
    assert figure(tree.neighbour, PREMIUM, None, END) == 120


def test_a_new_standard_holds_from_its_day_on(post, tree, clerk):
    post(clerk, tree.county, "150")
    post(clerk, tree.county, "180", since="2022-07-01")
    assert figure(tree.county, PREMIUM, None, date(2022, 6, 30)) == 150
    assert figure(tree.county, PREMIUM, None, END) == 180
    assert figure(tree.county, PREMIUM, None, date(2021, 12, 31)) is None


def test_the_same_day_once_more_is_a_correction_with_a_trace(post, tree, clerk, whole_network, client_for):
    post(clerk, tree.county, "150")
    post(clerk, tree.county, "155")
    assert figure(tree.county, PREMIUM, None, END) == 155
    entry = AuditEntry.objects.get(action="update", summary__contains="政策标准")
    assert entry.changes["金额"] == ["150.00 元/人·年", "155.00 元/人·年"]
    page = client_for(clerk).get(LIST).content.decode()
    assert "155" in page
    assert "执行中" in page


def test_a_parameter_opens_where_it_was_set_and_since_when(post, tree, clerk, client_for):
    post(clerk, tree.county, "150")
    path = reverse("reports:figure_drawer", args=[tree.village.code, PREMIUM])
    page = client_for(clerk).get(path, {"from": "2022-01-01", "to": "2022-09-30"}).content.decode()
    assert "150" in page
    assert "洪江市 2022-01-01 起，县财政局文件" in page


def test_a_neighbour_cannot_set_it_and_nobody_sets_nothing(post, tree, clerk, neighbour_clerk):
    assert post(neighbour_clerk, tree.county, "150").status_code == 422
    assert post(clerk, tree.county, "0").status_code == 422
    assert figure(tree.county, PREMIUM, None, END) is None
