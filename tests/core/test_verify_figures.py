"""verify_figures: silent on what services wrote, and naming each planted difference."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from core import scope
from core.figures.models import Figure
from core.figures.verify import models_with_figures, verify
from tests import factories

DAY = date(2022, 5, 29)
# The application role may not write totals: the planted damage is the owner's on PostgreSQL.
damage = pytest.mark.django_db(
    transaction=True, databases=["default", "owner"] if connection.vendor == "postgresql" else ["default"]
)


def as_owner(statement):
    alias = "owner" if connection.vendor == "postgresql" else "default"
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def records(tree, county_editor, neighbour_editor):
    edition = factories.make_edition()
    factories.make_entry(county_editor, tree.village, "wechat_post_issues", DAY, 3)
    factories.make_entry(neighbour_editor, tree.namesake, "prenatal_screening_completed", DAY, 1952)
    numbers = {"publicity_material_copies": 350, "consultation_person_times": 80}
    factories.make_activity(county_editor, tree.community, DAY, numbers, editions=[edition])


def test_what_services_wrote_agrees(records):
    result = verify()
    assert result.records == 3
    assert result.totals == 4 + 4 + 4 * 4
    assert result.differences == []


def test_the_command_prints_one_json_document(records):
    out = StringIO()
    call_command("verify_figures", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"records": 3, "totals": 24, "differences": []}


@damage
@pytest.mark.parametrize(
    ("statement", "what", "count"),
    [
        (
            "UPDATE core_monthtotal SET value = value + 100 WHERE value = 195200 AND code = 431200000000",
            "total",
            1,
        ),
        ("DELETE FROM core_monthtotal WHERE value = 300 AND code = 431281101221", "total", 1),
        ("UPDATE core_figure SET value = 100 WHERE value = 300", "line", 1),
        ("UPDATE core_figure SET day = '2022-06-01' WHERE value = 195200", "line", 2),
        ("DELETE FROM core_figure WHERE edition_id IS NULL AND value = 8000", "line", 1),
        ("DELETE FROM core_figure WHERE edition_id IS NOT NULL AND value = 8000", "line", 1),
        ("UPDATE core_figure SET kind = 'core.gone' WHERE value = 300", "line", 2),
        ("UPDATE core_figureentry SET change = 400 WHERE value = 300", "total", 4),
        ("UPDATE core_figure SET code = 431222102204 WHERE value = 300", "address", 1),
        ("UPDATE core_figureentry SET code = 431222102204 WHERE value = 300", "address", 1),
        ("DELETE FROM activities_activity_editions", "line", 4),
    ],
)
def test_a_planted_difference_is_found(records, statement, what, count):
    as_owner(statement)
    found = [difference for difference in verify().differences if difference["what"] == what]
    assert len(found) == count
    with pytest.raises(CommandError, match="处不一致"):
        call_command("verify_figures", stdout=StringIO())


@damage
def test_a_line_without_its_record_is_found(records):
    as_owner("DELETE FROM core_figureentry WHERE value = 300")
    differences = verify().differences
    assert [row["found"] for row in differences if row["what"] == "line"] == ["3"]
    assert len([row for row in differences if row["what"] == "total"]) == 4


@damage
def test_a_difference_says_where_it_is(records):
    as_owner("UPDATE core_monthtotal SET value = 777 WHERE value = 195200 AND code = 431222000000")
    assert verify().differences == [
        {
            "what": "total",
            "association": "沅陵县",
            "indicator": "prenatal_screening_completed",
            "month": "2022-05",
            "expected": "1952",
            "found": "7.77",
        }
    ]


def test_a_record_that_posts_what_another_model_owns_is_named(records, tree, whole_network):
    with scope.transaction():
        entry = Figure.objects.filter(kind="core.figureentry").first()
        model = next(model for model in models_with_figures() if model._meta.label_lower == entry.kind)
        row = model.objects.get(pk=entry.record_id)
        model.objects.filter(pk=row.pk).update(indicator=factories.indicator("activity_sessions"))
    assert "record" in {difference["what"] for difference in verify().differences}
