"""Typed numbers through their services: what the totals say after every kind of change."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import scope
from core.audit.models import AuditEntry
from core.figures.entries import delete_entry, save_entries_many, save_entry
from core.figures.models import FigureEntry, MonthTotal
from core.records import Conflict
from tests.factories import figure, indicator, make_entry, whole_network

STOCK, OTHER_STOCK = "staffing_quota", "internal_department_count"
FLOW, MONEY, TARGET = "wechat_post_issues", "warm_home_fund_raised", "prenatal_screening_target"
END = date(2022, 12, 31)


def change(actor, entry, **given):
    """Edit as a page does: the row as it stands, some fields changed, its version as it was read."""
    with scope.use(actor.scope):
        row = FigureEntry.objects.select_related("association", "indicator").get(pk=entry.pk)
        for name, value in given.items():
            setattr(row, name, value)
        return save_entry(actor=actor, entry=row, expected_version=row.version)


def remove(actor, entry, reason="录错了"):
    with scope.use(actor.scope):
        row = FigureEntry.objects.select_related("association", "indicator").get(pk=entry.pk)
        delete_entry(actor=actor, entry=row, reason=reason)


def levels(place, code, *days):
    return [figure(place, code, None, day) for day in days]


def test_a_stock_is_the_level_last_reached(county_editor, tree):
    make_entry(county_editor, tree.county, STOCK, date(2021, 9, 30), 6)
    make_entry(county_editor, tree.county, STOCK, date(2022, 3, 31), 9)
    assert levels(tree.city, STOCK, date(2021, 9, 29), date(2021, 9, 30), date(2022, 3, 30), END) == [
        None,
        6,
        6,
        9,
    ]


def test_a_late_entry_also_corrects_the_next_difference(county_editor, tree):
    make_entry(county_editor, tree.county, STOCK, date(2022, 3, 31), 9)
    make_entry(county_editor, tree.county, STOCK, date(2021, 9, 30), 6)
    assert levels(tree.county, STOCK, date(2021, 12, 31), date(2022, 3, 31), END) == [6, 9, 9]


def test_changing_the_value_of_a_flow_changes_its_figure(county_editor, tree):
    entry = make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 4)
    change(county_editor, entry, value=700)
    assert figure(tree.city, FLOW, date(2022, 5, 1), date(2022, 5, 31)) == 7


def test_moving_an_entry_to_another_day_indicator_or_association_mends_both_series(county_editor, tree):
    first = make_entry(county_editor, tree.county, STOCK, date(2022, 1, 31), 4)
    middle = make_entry(county_editor, tree.county, STOCK, date(2022, 2, 28), 6)
    make_entry(county_editor, tree.county, STOCK, date(2022, 3, 31), 9)

    change(county_editor, middle, day=date(2022, 4, 30))
    assert levels(tree.county, STOCK, date(2022, 2, 28), date(2022, 3, 31), END) == [4, 9, 6]
    change(county_editor, middle, indicator=indicator(OTHER_STOCK))
    assert levels(tree.county, STOCK, date(2022, 2, 28), END) == [4, 9]
    assert levels(tree.county, OTHER_STOCK, END) == [6]
    change(county_editor, first, association=tree.township)
    assert levels(tree.county, STOCK, date(2022, 2, 28), END) == [4, 13]
    assert levels(tree.township, STOCK, END) == [4]
    change(county_editor, middle, indicator=indicator(FLOW))
    assert levels(tree.county, OTHER_STOCK, END) == [None]
    assert figure(tree.county, FLOW, date(2022, 4, 1), date(2022, 4, 30)) == 6


def test_deleting_the_middle_of_a_series_leaves_the_later_level(county_editor, tree):
    make_entry(county_editor, tree.county, STOCK, date(2022, 1, 31), 4)
    middle = make_entry(county_editor, tree.county, STOCK, date(2022, 2, 28), 6)
    make_entry(county_editor, tree.county, STOCK, date(2022, 3, 31), 9)
    remove(county_editor, middle)
    assert levels(tree.city, STOCK, date(2022, 2, 28), date(2022, 3, 31)) == [4, 9]
    with whole_network():
        assert list(
            MonthTotal.objects.filter(association=tree.city).order_by("month").values_list("value", flat=True)
        ) == [400, 500]


def test_many_entries_at_once_end_like_single_ones(county_editor, tree):
    rows = [(tree.county, STOCK, 3, 9), (tree.county, STOCK, 1, 4), (tree.township, STOCK, 2, 5)]
    rows += [(tree.village, FLOW, 2, 3), (tree.community, FLOW, 2, 4)]
    entries = [
        FigureEntry(
            association=place, indicator=indicator(code), day=date(2022, month, 20), value=value * 100
        )
        for place, code, month, value in rows
    ]
    make_entry(county_editor, tree.county, STOCK, date(2022, 2, 10), 7)
    with scope.use(county_editor.scope):
        save_entries_many(actor=county_editor, entries=entries)
        assert (
            AuditEntry.objects.filter(action="create", target_id__in=[str(e.pk) for e in entries]).count()
            == 5
        )
    assert levels(tree.county, STOCK, date(2022, 1, 31), date(2022, 2, 15), date(2022, 2, 28), END) == [
        4,
        7,
        12,
        14,
    ]
    assert figure(tree.township, FLOW, date(2022, 1, 1), END) == 7


def test_a_target_has_one_entry_a_year_and_stands_for_the_whole_of_it(county_editor, tree):
    make_entry(county_editor, tree.county, TARGET, date(2022, 3, 1), 2400)
    make_entry(county_editor, tree.county, TARGET, date(2021, 3, 1), 2000)
    with pytest.raises(ValidationError, match="2022年的“免费产前筛查任务数”已填报"):
        make_entry(county_editor, tree.county, TARGET, date(2022, 6, 1), 2500)
    assert figure(tree.city, TARGET, date(2022, 1, 1), date(2022, 1, 31)) == 2400
    twice = [
        FigureEntry(association=tree.township, indicator=indicator(TARGET), day=date(2022, m, 1), value=100)
        for m in (1, 2)
    ]
    with scope.use(county_editor.scope), pytest.raises(ValidationError, match="已填报"):
        save_entries_many(actor=county_editor, entries=twice)


def test_a_stock_that_records_yield_takes_one_opening_figure(county_editor, tree):
    make_entry(
        county_editor, tree.village, "member_count", date(2021, 12, 31), 80, is_opening=True, note="台账"
    )
    assert figure(tree.city, "member_count", None, END) == 80
    with pytest.raises(ValidationError, match="已有期初数"):
        make_entry(
            county_editor, tree.village, "member_count", date(2022, 1, 31), 90, is_opening=True, note="台账"
        )


@pytest.mark.parametrize(
    ("code", "given", "sentence"),
    [
        ("free_clinic_person_times", {}, "只能填期初数"),
        ("free_clinic_person_times", {"is_opening": True}, "期初数请写明来源"),
        ("prenatal_screening_completion_rate", {}, "由系统计算，不能填报"),
        ("village_unit_count", {"is_opening": True, "note": "台账"}, "由系统计算，不能填报"),
        (FLOW, {"value": -1}, "不能为负数"),
        (FLOW, {"value": "1.5"}, "只能是整数"),
        (FLOW, {"value": 10**12}, "数值过大"),
        (FLOW, {"day": date(2999, 1, 1)}, "日期在今天之后"),
        (FLOW, {"day": date(1948, 1, 1)}, "日期过早"),
        (FLOW, {"note": "长" * 201}, "200"),
    ],
)
def test_a_number_that_cannot_be_is_refused(county_editor, tree, code, given, sentence):
    given = {"day": date(2022, 5, 1), "value": 3, **given}
    with pytest.raises(ValidationError, match=sentence):
        make_entry(county_editor, tree.village, code, **given)
    with whole_network():
        assert not FigureEntry.objects.exists()


def test_a_second_entry_of_the_same_day_is_refused_and_the_totals_stay(county_editor, tree):
    make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 3)
    with pytest.raises(ValidationError, match="当天已有这项指标的填报数"):
        make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 5)
    fresh = FigureEntry(association=tree.village, indicator=indicator(FLOW), day=date(2022, 5, 1), value=500)
    with scope.use(county_editor.scope), pytest.raises(ValidationError, match="已有这项指标的填报数"):
        save_entries_many(actor=county_editor, entries=[fresh])
    assert figure(tree.county, FLOW, None, END) == 3


def test_the_same_form_twice_is_one_entry_but_a_changed_one_is_not_swallowed(county_editor, tree):
    given = {"id": uuid.uuid4(), "day": date(2022, 5, 1)}
    first = make_entry(county_editor, tree.village, FLOW, value=3, **given)
    again = make_entry(county_editor, tree.village, FLOW, value=3, **given)
    assert again.pk == first.pk
    assert figure(tree.city, FLOW, None, END) == 3
    with pytest.raises(Conflict):
        make_entry(county_editor, tree.village, FLOW, value=5, **given)
    with whole_network():
        assert AuditEntry.objects.filter(target_id=str(first.pk)).count() == 1


def test_an_entry_changed_meanwhile_is_not_overwritten_or_deleted(county_editor, tree):
    entry = make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 3)
    with scope.use(county_editor.scope):
        stale = FigureEntry.objects.select_related("association", "indicator").get(pk=entry.pk)
        change(county_editor, entry, value=500)
        stale.value = 700
        with pytest.raises(Conflict) as refusal:
            save_entry(actor=county_editor, entry=stale, expected_version=1)
        assert refusal.value.current.value == 500
        with pytest.raises(Conflict):
            delete_entry(actor=county_editor, entry=stale, reason="录错了")
    assert figure(tree.city, FLOW, None, END) == 5


def test_a_deleted_entry_can_be_neither_changed_nor_deleted_again(county_editor, tree):
    entry = make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 3)
    with scope.use(county_editor.scope):
        stale = FigureEntry.objects.select_related("association", "indicator").get(pk=entry.pk)
        remove(county_editor, entry)
        with pytest.raises(ValidationError, match="已被删除"):
            save_entry(actor=county_editor, entry=stale, expected_version=1)
        with pytest.raises(ValidationError, match="已被删除"):
            delete_entry(actor=county_editor, entry=stale, reason="录错了")
    assert figure(tree.city, FLOW, None, END) is None


def test_only_editors_of_the_range_write_and_a_retired_indicator_takes_no_new_numbers(
    county_editor, county_reviewer, neighbour_editor, tree
):
    for account in (county_reviewer, neighbour_editor):
        with pytest.raises(PermissionDenied):
            make_entry(account, tree.village, FLOW, date(2022, 5, 1), 3)
    entry = make_entry(county_editor, tree.village, FLOW, date(2022, 5, 1), 3)
    retired = indicator(FLOW)
    retired.is_active = False
    retired.save()
    with pytest.raises(ValidationError, match="已停用"):
        make_entry(county_editor, tree.village, FLOW, date(2022, 6, 1), 3)
    change(county_editor, entry, value=400)
    assert figure(tree.city, FLOW, None, END) == 4


def test_the_trace_keeps_every_digit_of_the_money(county_editor, tree):
    entry = make_entry(county_editor, tree.county, MONEY, date(2022, 5, 1), "1234567.89")
    assert figure(tree.city, MONEY, None, END) == Decimal("1234567.89")
    with whole_network():
        assert AuditEntry.objects.get(target_id=str(entry.pk)).changes["value"] == [None, "1234567.89 元"]
