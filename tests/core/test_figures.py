"""What each kind of figure means over a period, rolled up (design.md §5)."""

from datetime import date
from decimal import Decimal

import pytest

from core import scope
from core.figures import entries, posting
from core.figures.models import Figure, FigureEntry, MonthTotal
from core.figures.periods import Period
from core.figures.posting import WrongSource
from core.figures.reading import Selection, lines_of, read, series
from core.figures.verify import verify
from tests.factories import figure, indicator, make_activity, make_edition, make_entry, whole_network

YEAR, HALF = date(2022, 1, 1), date(2022, 6, 30)
END = date(2022, 9, 30)


def test_a_flow_adds_up_over_the_days_of_the_period_at_every_level(tree, county_editor, neighbour_editor):
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 6, 30), 3)
    make_entry(county_editor, tree.county, "wechat_post_issues", date(2022, 7, 1), 4)
    make_entry(neighbour_editor, tree.neighbour, "wechat_post_issues", date(2021, 12, 31), 5)
    units = (tree.village, tree.township, tree.second_township, tree.county, tree.neighbour, tree.city)
    assert [figure(unit, "wechat_post_issues", YEAR, HALF) for unit in units] == [3, 3, None, 3, None, 3]
    assert [figure(unit, "wechat_post_issues", None, END) for unit in units] == [3, 3, None, 7, 5, 12]


@pytest.mark.parametrize(
    ("start", "end", "value"),
    [
        (date(2022, 5, 29), date(2022, 5, 29), 10),
        (date(2022, 5, 28), date(2022, 5, 29), 11),
        (date(2022, 5, 29), date(2022, 6, 1), 110),
        (date(2022, 5, 1), date(2022, 6, 30), 1111),
        (date(2022, 5, 2), date(2022, 6, 29), 111),
        (date(2022, 5, 1), date(2022, 5, 28), 1),
        (None, date(2022, 6, 1), 111),
    ],
)
def test_months_that_are_cut_are_counted_by_the_day(tree, county_editor, start, end, value):
    for day, number in ((28, 1), (29, 10)):
        make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, day), number)
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 6, 1), 100)
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 6, 30), 1000)
    assert figure(tree.city, "wechat_post_issues", start, end) == value


def test_a_stock_is_the_level_reached_and_a_late_entry_corrects_the_next(tree, county_editor):
    make_entry(county_editor, tree.county, "staffing_quota", date(2022, 3, 1), 6)
    make_entry(county_editor, tree.county, "staffing_quota", date(2022, 9, 1), 9)
    late = make_entry(county_editor, tree.county, "staffing_quota", date(2022, 6, 1), 14)
    days = [date(2022, 2, 28), date(2022, 3, 31), date(2022, 6, 15), date(2022, 12, 31)]
    assert [figure(tree.city, "staffing_quota", day, day) for day in days] == [None, 6, 14, 9]
    with scope.use(county_editor.scope):
        entries.delete_entry(actor=county_editor, entry=late, reason="填错了")
    assert [figure(tree.city, "staffing_quota", None, day) for day in days] == [None, 6, 6, 9]


def test_a_target_is_the_whole_years_value_for_any_period_inside_it(tree, county_editor, neighbour_editor):
    make_entry(county_editor, tree.county, "prenatal_screening_target", date(2022, 3, 10), 900)
    make_entry(neighbour_editor, tree.neighbour, "prenatal_screening_target", date(2022, 1, 5), 2400)
    make_entry(county_editor, tree.county, "prenatal_screening_target", date(2021, 1, 5), 1)
    for start, end in ((YEAR, date(2022, 1, 31)), (date(2022, 12, 31), date(2022, 12, 31)), (None, END)):
        assert figure(tree.county, "prenatal_screening_target", start, end) == 900
        assert figure(tree.city, "prenatal_screening_target", start, end) == 3300


def test_a_ratio_is_rolled_up_first_and_divided_last(tree, county_editor, neighbour_editor):
    rows = [
        (county_editor, tree.county, 900, 90),
        (neighbour_editor, tree.neighbour, 2400, 1952),
    ]
    for actor, place, target, done in rows:
        make_entry(actor, place, "prenatal_screening_target", date(2022, 1, 5), target)
        make_entry(actor, place, "prenatal_screening_completed", date(2022, 6, 30), done)
    rate = "prenatal_screening_completion_rate"
    assert figure(tree.neighbour, rate, YEAR, HALF) == Decimal("81.33")
    assert figure(tree.county, rate, YEAR, HALF) == 10
    assert figure(tree.city, rate, YEAR, HALF) == Decimal("61.88")
    assert figure(tree.second_township, rate, YEAR, HALF) is None


def test_units_are_villages_with_a_figure_of_their_own(tree, county_editor):
    make_activity(county_editor, tree.village, date(2022, 2, 1))
    make_activity(county_editor, tree.village, date(2022, 3, 1))
    make_activity(county_editor, tree.minzhu, date(2021, 3, 1))
    make_activity(county_editor, tree.township, date(2022, 3, 1))
    counts = [figure(unit, "activity_village_count", YEAR, END) for unit in (tree.city, tree.second_township)]
    assert counts == [1, 0]
    assert figure(tree.county, "activity_village_count", None, END) == 2
    assert figure(tree.county, "activity_village_count", END, END) == 1
    assert figure(tree.county, "activity_village_coverage", END, END) == 20


def test_a_campaign_counts_its_edition_and_the_period_counts_once(tree, county_editor):
    member_day, dragon_boat = make_edition(), make_edition("dragon_boat_festival")
    day, code = date(2022, 6, 1), "consultation_person_times"
    make_activity(county_editor, tree.village, day, {code: 30}, editions=[member_day, dragon_boat])
    make_activity(county_editor, tree.minzhu, day, {code: 12}, editions=[member_day])
    make_activity(county_editor, tree.county, day, {code: 5})
    assert figure(tree.county, code, YEAR, END) == 47
    assert figure(tree.county, code, YEAR, END, member_day) == 42
    assert figure(tree.county, code, date(2022, 5, 1), HALF, dragon_boat) == 30
    assert figure(tree.county, code, date(2022, 6, 2), HALF, dragon_boat) is None


def test_the_own_records_and_the_children_sum_to_the_head(tree, county_editor):
    code = "consultation_person_times"
    for place, number in ((tree.county, 5), (tree.village, 30), (tree.minzhu, 12)):
        make_activity(county_editor, place, date(2022, 6, 1), {code: number})
    with whole_network():
        children = list(tree.county.children.all())
        found = read(Selection(tree.county, Period(YEAR, END)), [indicator(code)], children)
    assert (found.head[code], found.own[code]) == (47, 5)
    assert [found.children[unit.pk][code] for unit in children] == [30, 12]


def test_the_list_behind_a_number_sums_to_it(tree, county_editor):
    for day in (date(2022, 3, 1), date(2022, 6, 1)):
        make_entry(county_editor, tree.county, "staffing_quota", day, day.month)
        make_activity(county_editor, tree.village, day, {"consultation_person_times": day.month})
    for code, wanted in (("staffing_quota", 6), ("consultation_person_times", 6)):
        with whole_network():
            lines = lines_of(Selection(tree.city, Period(date(2022, 5, 1), END)), indicator(code))
            assert sum(line.amount for line in lines) == wanted


def test_a_series_shows_flows_by_month_and_stocks_at_its_end(tree, county_editor):
    for day in (date(2022, 3, 1), date(2022, 5, 1)):
        make_entry(county_editor, tree.county, "staffing_quota", day, day.month)
        make_entry(county_editor, tree.county, "wechat_post_issues", day, day.month)
    months = [202202, 202203, 202204, 202205]
    with whole_network():
        assert series(tree.city, indicator("staffing_quota"), months) == {202203: 3, 202204: 3, 202205: 5}
        assert series(tree.city, indicator("wechat_post_issues"), months) == {202203: 3, 202205: 5}


def test_nothing_left_is_0_and_not_unreported(tree, county_editor):
    rows = [
        FigureEntry(association=tree.county, indicator=indicator("staffing_quota"), day=day, value=value)
        for day, value in ((date(2022, 5, 1), 600), (date(2022, 5, 20), 0))
    ]
    with scope.use(county_editor.scope):
        entries.save_entries_many(actor=county_editor, entries=rows)
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 0)
    assert figure(tree.city, "staffing_quota", None, END) == 0
    assert figure(tree.city, "wechat_post_issues", YEAR, END) == 0
    assert verify().differences == []


def test_an_indicator_has_one_source(tree, county_editor):
    entry = FigureEntry(
        association=tree.village, indicator=indicator("activity_sessions"), day=YEAR, value=100, change=100
    )
    with scope.use(county_editor.scope), scope.transaction(), pytest.raises(WrongSource):
        posting.post(entry)


def test_totals_are_written_when_the_transaction_ends_and_not_when_it_fails(tree, county_editor):
    def fail_after(place):
        with scope.transaction():
            make_entry(county_editor, place, "wechat_post_issues", YEAR, 3)
            with scope.everything():
                assert not MonthTotal.objects.exists()
            raise RuntimeError

    with scope.use(county_editor.scope), pytest.raises(RuntimeError):
        fail_after(tree.village)
    with scope.use(county_editor.scope), scope.transaction():
        with pytest.raises(RuntimeError):
            fail_after(tree.village)
        make_entry(county_editor, tree.minzhu, "wechat_post_issues", YEAR, 1)
    with whole_network():
        assert Figure.objects.count() == 1
        assert set(MonthTotal.objects.values_list("value", flat=True)) == {100}
