"""The map of a city says what the bars beside it say, and nothing else."""

import json
from decimal import Decimal

import pytest
from django.conf import settings

from core.associations.models import Association, Level
from reports.maps import shades
from tests import factories
from tests.reports.conftest import MAY, YEAR
from tests.reports.pages import data, read, text

pytestmark = pytest.mark.usefixtures("september")
CLINIC = f"{YEAR}&indicator=free_clinic_person_times"


@pytest.fixture
def both_counties(clinic, neighbour_editor, tree):
    factories.make_activity(
        neighbour_editor, tree.neighbour_village, MAY, {"free_clinic_person_times": 90}, kind="free_clinic"
    )


def sketch(client, place, query=CLINIC):
    return data(client.get(f"/dashboard/{place.code}/?{query}"), "map-data")


@pytest.mark.parametrize("by", ["count", "village"])
def test_the_map_holds_the_words_of_the_bars(both_counties, city, tree, by):
    page = city.get(f"/dashboard/{tree.city.code}/?{CLINIC}&by={by}")
    bars = {row["name"]: (row["text"], row["url"]) for row in page.context["ranking"]["rows"]}
    units = data(page, "map-data")["units"]
    assert {row["name"]: (row["text"], row["url"]) for row in units} == bars
    assert {row["code"] for row in units} == {"431281", "431222"}
    links = read(page).links
    for name, (words, url) in bars.items():
        assert (name, url) in links
        assert words in [label for label, _ in links]


def test_the_legend_has_the_numbers_and_the_larger_is_darker(both_counties, city, tree):
    found = sketch(city, tree.city)
    assert [(row["shade"], row["label"]) for row in found["legend"]] == [("4", "1,006"), ("3", "90")]
    assert {row["name"]: row["shade"] for row in found["units"]} == {"洪江市": "4", "沅陵县": "3"}
    assert found["units"][0]["told"] == "洪江市 1,006 人次，第 1 位"
    assert found["title"] == "怀化市行政区划示意图"


def test_what_is_per_village_prints_its_denominator(both_counties, city, tree):
    found = sketch(city, tree.city, f"{CLINIC}&by=village")
    assert found["unit"] == "人次/村"
    assert found["units"][0]["told"].startswith("洪江市 201.20 人次/村，1,006 人次 ÷ 5 村，第 1 位")


def test_an_unreported_unit_is_hatched_and_says_so(clinic, city, tree):
    page = city.get(f"/dashboard/{tree.city.code}/?{CLINIC}")
    found = data(page, "map-data")
    silent = found["units"][-1]
    assert (silent["name"], silent["text"], silent["shade"]) == ("沅陵县", "未报", "absent")
    assert found["legend"][-1] == {"shade": "absent", "label": "未报"}
    assert "示意图，边界不作划界依据" in text(page)


def test_only_a_city_has_a_map_and_only_with_numbers(clinic, city, tree):
    for place in (tree.county, tree.township, tree.village):
        assert sketch(city, place) is None
    assert sketch(city, tree.city, "period=year&year=2020") is None


def test_what_only_the_city_enters_is_neither_ranked_nor_called_unreported(clinic, city, tree):
    page = city.get(f"/dashboard/{tree.city.code}/?{YEAR}&indicator=wechat_post_issues")
    assert data(page, "map-data") is None
    assert "不由下级单位填报，没有排名" in text(page)
    assert "未报 2 个" not in text(page)


def test_a_withheld_number_has_neither_shade_nor_value(county_editor, county, tree):
    """Counties are never that small; whatever is, must not be told by a shade either."""
    opening = {"is_opening": True, "note": "台账"}
    for place, number in ((tree.village, 3), (tree.xiaojiang, 7), (tree.community, 0)):
        factories.make_entry(county_editor, place, "special_family_count", MAY, number, **opening)
    page = county.get(f"/dashboard/{tree.township.code}/?{YEAR}&indicator=special_family_count")
    found = shades(page.context["ranking"], "户")
    hidden = next(row for row in found["units"] if row["name"] == "茶溪村")
    assert (hidden["text"], hidden["shade"], hidden["told"]) == ("<5", "none", "茶溪村 <5")
    assert {row["label"] for row in found["legend"]} == {"0", "7", "<5"}
    assert "3" not in json.dumps([row["text"] for row in found["units"]])


def test_equal_values_share_a_shade_and_zero_has_its_own():
    rows = [
        {"name": str(at), "code": at * 10**6, "url": "", "text": str(value), "order": Decimal(value)}
        for at, value in enumerate((9, 9, 8, 5, 4, 3, 2, 1, 0))
    ]
    found = shades({"rows": rows, "absent": []}, "场")
    by_text = {(row["text"], row["shade"]) for row in found["units"]}
    assert len(by_text) == 8
    assert [row["label"] for row in found["legend"]] == ["8–9", "4–5", "2–3", "1", "0"]


def test_every_county_of_the_real_network_has_a_shape():
    shapes = json.loads((settings.BASE_DIR / "static/map/huaihua.geojson").read_text())["features"]
    codes = {int(shape["properties"]["adcode"]) for shape in shapes}
    points = [shape["properties"]["name"] for shape in shapes if shape["geometry"]["type"] == "Point"]
    assert (len(codes), points) == (13, ["洪江管理区"])
    counties = Association.objects.filter(level=Level.COUNTY).values_list("code", flat=True)
    assert {code // 10**6 for code in counties} <= codes
