"""The drawer of a number: what it is made of adds up to it, for every kind and every period."""

import re
from datetime import date

import pytest

from core import scope
from core.figures.models import Figure, IndicatorKind
from tests import factories
from tests.reports.conftest import MAY, YEAR
from tests.reports.pages import read, text

pytestmark = pytest.mark.usefixtures("september")
WHOLE = {
    "flow": "free_clinic_person_times",
    "stock": "key_contact_households",
    "target": "prenatal_screening_target",
}
PERIODS = [
    YEAR,
    "period=nine&year=2022",
    "period=month&year=2022&month=5",
    "period=statistical&year=2022",
    "campaign=member_day_529&year=2022",
    "from=2022-05-10&to=2022-06-20",
    "from=2022-05-29&to=2022-05-29",
    "to=2022-06-15",
]


def drawer(unit, code, query=YEAR):
    return f"/figures/{unit.code}/{code}/?{query}"


@pytest.fixture
def numbers(clinic, county_editor, tree):
    """A flow, some of it of the campaign and some of last year; a stock up and down; a yearly task."""
    edition = factories.make_edition()
    factories.make_activity(
        county_editor,
        tree.minzhu,
        MAY,
        {"free_clinic_person_times": 11},
        kind="free_clinic",
        editions=[edition],
    )
    factories.make_activity(
        county_editor, tree.village, date(2021, 12, 1), {"free_clinic_person_times": 3}, kind="free_clinic"
    )
    for day, value in ((date(2021, 6, 1), 41), (date(2022, 3, 1), 53), (date(2022, 6, 10), 50)):
        factories.make_entry(county_editor, tree.village, "key_contact_households", day, value)
    factories.make_entry(county_editor, tree.county, "prenatal_screening_target", date(2022, 1, 1), 2400)


@pytest.mark.parametrize("query", PERIODS)
@pytest.mark.parametrize("code", WHOLE.values(), ids=WHOLE)
def test_the_list_sums_to_the_number(numbers, county, tree, code, query):
    """The number comes from the totals, the sum from the lines: both are read on their own."""
    for unit in (tree.county, tree.township, tree.village):
        page = county.get(drawer(unit, code, query))
        if "没有登记过这项数字" in text(page):
            assert page.context["head"].is_absent
            continue
        assert page.context["check"]["agrees"], (unit, query)
        shown = text(page)
        assert f"合计 {page.context['head'].text} = 上方数字 ✓" in shown
        assert sum(int(row["value"].replace(",", "")) for row in page.context["records"]) == int(
            page.context["head"].text.replace(",", "")
        )


@pytest.mark.parametrize("query", PERIODS)
def test_the_children_sum_to_the_number_and_own_records_have_their_own_list(numbers, county, tree, query):
    page = county.get(drawer(tree.county, "free_clinic_person_times", query))
    rows = {row["name"]: row["cell"].shown.value for row in page.context["rows"]}
    assert sum(rows.values()) == page.context["head"].shown.value
    if "本级" in rows:
        own = county.get(drawer(tree.county, "free_clinic_person_times", f"{query}&own=1"))
        assert own.context["head"].shown.value == rows["本级"] == 6
        assert own.context["check"]["agrees"]
        assert "洪江市本级" in text(own)


def test_a_difference_between_list_and_number_is_said(clinic, county, tree, monkeypatch):
    """Only a fault of the system can bring this about; it must not go unseen."""
    with scope.everything():
        Figure.objects.filter(association=tree.xiaojiang, indicator__code="free_clinic_person_times").delete()
    page = county.get(drawer(tree.township, "free_clinic_person_times"))
    assert "列出的合计 760，与上方数字 800 不符" in text(page)


def test_a_record_leads_to_its_page_with_author_and_state(county_editor, client_for, tree):
    activity = factories.make_activity(
        county_editor, tree.village, MAY, {"free_clinic_person_times": 760}, kind="free_clinic"
    )
    reader = client_for(county_editor)
    page = reader.get(drawer(tree.county, "free_clinic_person_times"))
    assert dict(read(page).links)["义诊"] == f"/activities/{activity.pk}/"
    assert "茶溪村 · 黔城镇" in text(page)
    assert "代录" in text(page)
    assert county_editor.name in text(page)


def test_typed_numbers_lead_to_their_page_too(numbers, county, tree):
    page = county.get(drawer(tree.county, "prenatal_screening_target"))
    entry = county.get(dict(read(page).links)["填报数"])
    assert "2,400" in text(entry)


def test_a_stock_shows_how_it_came_about(numbers, county, tree):
    page = county.get(drawer(tree.county, "key_contact_households"))
    assert "期初 41 + 增 12 − 减 3 = 期末 50" in text(page)  # noqa: RUF001
    assert [row["value"] for row in page.context["records"]] == ["-3", "+12", "+41"]
    page = county.get(drawer(tree.county, "key_contact_households", "period=year&year=2021"))
    assert "期初 0 + 增 41 − 减 0 = 期末 41" in text(page)  # noqa: RUF001


def test_an_opening_figure_is_the_opening_wherever_it_is_dated(county_editor, county, tree):
    factories.make_entry(
        county_editor,
        tree.county,
        "member_home_count",
        date(2022, 2, 1),
        50,
        is_opening=True,
        note="2022年简报",
    )
    page = county.get(drawer(tree.county, "member_home_count"))
    assert "期初 50 + 增 0 − 减 0 = 期末 50" in text(page)  # noqa: RUF001
    assert "期初数" in text(page)


def test_a_ratio_shows_both_parts_as_links(county_editor, county, tree):
    for code, value in (("prenatal_screening_completed", 1952), ("prenatal_screening_target", 2400)):
        factories.make_entry(county_editor, tree.county, code, date(2022, 6, 30), value)
    page = county.get(drawer(tree.county, "prenatal_screening_completion_rate"))
    assert "1,952 ÷ 2,400 = 81.33%" in text(page)
    links = dict(read(page).links)
    assert links["1,952"].startswith(f"/figures/{tree.county.code}/prenatal_screening_completed/?")
    assert "合计 1,952 = 上方数字 ✓" in text(county.get(links["1,952"]))


def test_a_count_of_villages_lists_them_with_their_own_number(clinic, county, tree):
    page = county.get(drawer(tree.county, "activity_village_count"))
    assert "3 个" in text(page)
    assert "计入的单位（3）" in text(page)
    assert "茶溪村 · 黔城镇" in text(page)
    assert "合计 3 = 上方数字 ✓" in text(page)


def test_of_one_day_villages_are_counted_since_new_year(clinic, county, tree):
    """design.md §5.1: on a single day hardly any village would count."""
    page = county.get(drawer(tree.county, "activity_village_count", "from=2022-06-01&to=2022-06-01"))
    assert page.context["head"].text == "3"
    own = [row["cell"].url for row in page.context["units"]]
    assert all("from=2022-01-01&to=2022-06-01" in url for url in own)


def test_a_count_of_the_network_lists_its_units(county, tree):
    page = county.get(drawer(tree.county, "association_count"))
    assert "合计 8 = 上方数字 ✓" in text(page)
    assert "乡镇街道级" in text(page)


def test_the_drawer_is_a_fragment_and_the_same_address_is_a_page(clinic, county, tree):
    address = drawer(tree.county, "free_clinic_person_times")
    page = county.get(address)
    assert "<html" in page.content.decode()
    fragment = county.get(address, headers={"HX-Request": "true", "HX-Target": "drawer-body"})
    body = fragment.content.decode()
    assert "<html" not in body
    assert "<h1 data-drawer-title>义诊服务人次 1,006 人次 · 洪江市 · 2022年全年</h1>" in body
    assert re.search(r'data-copy="http://testserver/figures/\d+/free_clinic_person_times/\?period=year', body)


def test_a_long_list_has_pages_and_one_sum(county_editor, county, tree):
    for day in range(1, 29):
        factories.make_activity(county_editor, tree.village, date(2022, 2, day))
    first = county.get(drawer(tree.village, "activity_sessions"))
    assert len(first.context["records"]) == 20
    assert "合计 28 = 上方数字 ✓" in text(first)
    second = county.get(dict(read(first).links)["下一页"])
    assert len(second.context["records"]) == 8
    assert "合计 28 = 上方数字 ✓" in text(second)


def test_an_indicator_of_every_kind_has_a_drawer(clinic, county, tree):
    found = {(row.kind, row.is_sensitive): row.code for row in factories.Indicator.objects.all()}
    assert {kind for kind, _ in found} == set(IndicatorKind.values)
    for code in found.values():
        assert county.get(drawer(tree.county, code)).status_code == 200, code
