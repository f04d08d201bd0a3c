"""Typed numbers saved at the same moment: one series never ends wrong, and nobody is deadlocked."""

import threading
import uuid
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection

from core import scope
from core.figures.entries import save_entry
from core.figures.models import FigureEntry
from tests.factories import figure, indicator, make_entry, whole_network


def at_once(*acts):
    """Run ``acts`` in threads of their own; the faults that they met."""
    faults, gate = [], threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(timeout=20)
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return faults


@pytest.mark.django_db(transaction=True)
def test_late_entries_of_one_series_at_once_end_at_the_right_levels(county_editor, tree):
    days = [date(2022, month, 15) for month in range(1, 9)]
    values = {day: number for number, day in enumerate(days, start=3)}
    order = days[::2] + days[1::2][::-1]
    halves = order[:4], order[4:]

    def save(part):
        for day in part:
            make_entry(county_editor, tree.county, "staffing_quota", day, values[day])

    assert at_once(*(lambda part=part: save(part) for part in halves)) == []
    for day, after in pairwise([*days, date(2022, 9, 15)]):
        assert figure(tree.city, "staffing_quota", None, after.replace(day=14)) == values[day]


@pytest.mark.django_db(transaction=True)
def test_changing_one_entry_while_a_late_one_comes_is_no_deadlock(county_editor, tree):
    standing = make_entry(county_editor, tree.county, "staffing_quota", date(2022, 6, 15), 9)

    def change():
        for _ in range(5):
            with scope.use(county_editor.scope), scope.transaction():
                row = FigureEntry.objects.select_related("association", "indicator").get(pk=standing.pk)
                row.value += 100
                save_entry(actor=county_editor, entry=row, expected_version=row.version)

    def come_late():
        for day in range(1, 6):
            make_entry(county_editor, tree.county, "staffing_quota", date(2022, 1, day), day)

    assert at_once(change, come_late) == []
    assert figure(tree.city, "staffing_quota", None, date(2022, 6, 30)) == 14
    assert figure(tree.city, "staffing_quota", None, date(2022, 5, 31)) == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_record(county_editor, tree):
    key = uuid.uuid4()

    def send():
        make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3, id=key)

    assert at_once(send, send, send) == []
    assert figure(tree.city, "wechat_post_issues", None, date(2022, 12, 31)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_targets_of_one_year_at_once_leave_one(county_editor, tree):
    def send(day):
        make_entry(county_editor, tree.county, "prenatal_screening_target", day, 2400)

    faults = at_once(lambda: send(date(2022, 1, 5)), lambda: send(date(2022, 2, 5)))
    assert len(faults) == 1
    assert "已填报" in str(faults[0])
    with whole_network():
        assert FigureEntry.objects.filter(indicator=indicator("prenatal_screening_target")).count() == 1
