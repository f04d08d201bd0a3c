"""The shipped lists agree with each other, with the models, and with the house's common files."""

import csv

import pytest
from django.apps import apps

from activities.models import ActivityKind, KindFigure
from core.figures.models import IN_TOTALS, Campaign, Indicator
from core.figures.verify import models_with_figures
from tests.guards.sources import ROOT

pytestmark = pytest.mark.django_db
COMMON = ROOT.parent / "shared" / "domain"
LATER = {"members", "families", "projects", "funds", "reports", "activities"}


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_model_with_figures_is_the_source_of_some_indicator():
    sources = set(Indicator.objects.values_list("source", flat=True))
    assert {model._meta.label_lower for model in models_with_figures()} <= sources


def test_every_source_that_stands_yields_figures():
    standing = {model._meta.label_lower for model in apps.get_models()}
    yielding = {model._meta.label_lower for model in models_with_figures()}
    sources = set(Indicator.objects.exclude(source="").values_list("source", flat=True))
    assert sources & standing <= yielding
    assert {source.split(".")[0] for source in sources - standing} <= LATER


def test_only_what_is_posted_has_a_source():
    for indicator in Indicator.objects.all():
        assert bool(indicator.source) == (indicator.kind in IN_TOTALS), indicator.code


def test_ratios_have_two_parts_counts_of_units_one_and_others_none():
    wanted = {"ratio": (True, True), "units": (True, False)}
    for indicator in Indicator.objects.all():
        parts = (indicator.numerator_id is not None, indicator.denominator_id is not None)
        assert parts == wanted.get(indicator.kind, (False, False)), indicator.code


def test_kinds_yield_only_what_activities_may_post():
    for row in KindFigure.objects.select_related("indicator"):
        assert row.indicator.source == "activities.activity", (row.kind.code, row.indicator.code)
    assert ActivityKind.objects.count() > 20


def test_codes_are_identifiers_and_names_are_told_apart():
    for model in (Indicator, Campaign, ActivityKind):
        assert all(
            code.isidentifier() and code.islower() for code in model.objects.values_list("code", flat=True)
        )
        names = list(model.objects.values_list("name", flat=True))
        assert len(names) == len(set(names))


@pytest.mark.skipif(not COMMON.is_dir(), reason="the common files are not beside this checkout")
@pytest.mark.parametrize("name", ["divisions.csv", "bulletin_figures.csv"])
def test_a_shipped_table_is_the_common_one(name):
    assert (ROOT / "core" / "data" / name).read_bytes() == (COMMON / name).read_bytes()


@pytest.mark.skipif(not COMMON.is_dir(), reason="the common files are not beside this checkout")
def test_every_common_indicator_is_shipped_with_its_unit():
    shipped = {row["code"]: row for row in rows(ROOT / "core" / "data" / "indicators.csv")}
    for row in rows(COMMON / "indicators.csv"):
        mine = shipped.get(row["code"])
        assert mine is not None, row["code"]
        assert mine["unit"] == row["unit_zh"], row["code"]
