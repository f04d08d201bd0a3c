"""How figures are printed, and what is not told to accounts without the family right."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from core.figures.display import grouped, shown, with_unit
from tests.factories import indicator


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal(16716), "人次", "16,716"),
        (Decimal("12060.00"), "份", "12,060"),
        (Decimal(0), "场", "0"),
        (Decimal(58000), "元", "58,000.00"),
        (Decimal("0.1"), "元", "0.10"),
        (Decimal("680"), "元/人·月", "680.00"),
        (Decimal("81.33"), "%", "81.33"),
        (Decimal(-3), "家", "-3"),
    ],
)
def test_a_number_is_exact_and_grouped_and_only_money_and_percents_have_two_places(value, unit, text):
    assert grouped(value, unit) == text


@pytest.fixture
def county_family_editor(county_editor):
    county_editor.family_right = True
    return county_editor


@pytest.mark.parametrize("value", [1, 2, 3, 4])
@pytest.mark.parametrize("place", ["village", "township"])
def test_one_to_four_special_families_of_a_village_or_township_are_not_told(city_viewer, tree, place, value):
    figure = shown(Decimal(value), indicator("special_family_count"), getattr(tree, place), city_viewer)
    assert (figure.text, figure.value, figure.is_withheld) == ("<5", None, True)


@pytest.mark.parametrize(
    ("place", "code", "value", "text"),
    [
        ("village", "special_family_count", 0, "0"),
        ("village", "special_family_count", 5, "5"),
        ("county", "special_family_count", 3, "3"),
        ("village", "member_count", 3, "3"),
    ],
)
def test_nought_five_counties_and_other_indicators_are_told(city_viewer, tree, place, code, value, text):
    figure = shown(Decimal(value), indicator(code), getattr(tree, place), city_viewer)
    assert (figure.text, figure.value) == (text, Decimal(value))


def test_those_with_the_family_right_see_the_number(county_family_editor, tree):
    assert (
        shown(Decimal(3), indicator("special_family_count"), tree.village, county_family_editor).text == "3"
    )


def test_a_percent_of_few_families_is_not_told_either(city_viewer, county_family_editor, tree):
    coverage, percent = indicator("dual_contact_coverage"), Decimal("66.67")
    few = {"dual_contact_families": Decimal(2), "special_family_count": Decimal(3)}
    many = {"dual_contact_families": Decimal(20), "special_family_count": Decimal(30)}
    assert shown(percent, coverage, tree.village, city_viewer, values=few).text == "不显示"
    assert shown(percent, coverage, tree.village, city_viewer).text == "不显示"
    assert shown(percent, coverage, tree.village, city_viewer, values=many).text == "66.67"
    assert shown(percent, coverage, tree.county, city_viewer).text == "66.67"
    assert shown(percent, coverage, tree.village, county_family_editor).text == "66.67"


def test_nothing_reported_is_not_nought(city_viewer, tree):
    figure = shown(None, indicator("special_family_count"), tree.village, city_viewer)
    assert (figure.text, figure.value, figure.is_withheld) == ("未报", None, False)


def test_a_unit_follows_a_number_but_not_words():
    assert [with_unit(text, "人次") for text in ("766", "<5", "未报", "不显示")] == [
        "766 人次",
        "<5 人次",
        "未报",
        "不显示",
    ]
    assert with_unit("81.33", "%") == "81.33%"


def test_templates_group_numbers_and_link_them():
    text = Template(
        "{% load figures %}{{ n|grouped:'元' }} {{ h|hundredths:'人' }} {{ none|grouped }} "
        "{% figure_link n url '元' %} {% figure_link '未报' url %} {% figure_link small %}"
    ).render(Context({"n": Decimal(1200), "h": 120400, "none": None, "small": "<5", "url": "/a?b=1&c=2"}))
    assert text == ('1,200.00 1,204 未报 <a href="/a?b=1&amp;c=2" data-drawer>1200 元</a> 未报 &lt;5')
