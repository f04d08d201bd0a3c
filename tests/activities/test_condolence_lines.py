"""慰问到户 through the services: visits and payment lines, what they count, how they follow."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activities.condolences import Handout, Tick
from activities.models import Activity, ActivityKind
from activities.services import (
    ActivityDraft,
    record_activity,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from core import scope
from core.accounts.models import Role
from core.figures.verify import verify
from families.models import Family, Visit
from families.services.base import whole
from families.services.visits import withdraw_visits
from projects.models import Payment
from tests.activities.entries import reread
from tests.factories import figure, make_account, make_edition
from tests.families.making import make_family, member

DAY, FIRST, LAST = date(2022, 6, 1), date(2022, 1, 1), date(2022, 12, 31)
PERSONS, TIMES = "condolence_persons", "special_family_condolence_person_times"
MONEY, VISITS = "condolence_payment_amount", "special_family_visit_count"


@pytest.fixture
def clerk(tree):
    return make_account("condolence_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def homes(clerk, tree):
    """A couple and a single person of one village, one family of another township."""
    couple = [member(), member("向远山", "spouse")]
    rows = [(tree.village, couple), (tree.village, [member("石晓芸")]), (tree.minzhu, [member("田小禾")])]
    return [make_family(clerk, place, members=people) for place, people in rows]


def loaded(*families):
    rows = whole(Family.objects.filter(pk__in=[family.pk for family in families]))
    return sorted(rows, key=lambda row: [family.pk for family in families].index(row.pk))


def draft(place, ticks, *, numbers=None, activity=None, day=DAY, money=0, editions=()):
    if activity is None:
        activity = Activity(kind=ActivityKind.objects.get(code="condolence"))
    activity.association, activity.first_day, activity.last_day = place, day, day
    return ActivityDraft(activity, numbers or {}, list(editions), handout=Handout(ticks, money))


def condole(clerk, place, families, amount=200, **given):
    with scope.use(clerk.scope):
        ticks = [Tick(family, amount * 100, "大米") for family in loaded(*families)]
        return record_activity(actor=clerk, draft=draft(place, ticks, **given))


def numbers_of(place, edition=None):
    found = (figure(place, code, FIRST, LAST, edition) for code in (PERSONS, TIMES, MONEY, VISITS))
    return tuple(int(value or 0) for value in found)


def change(clerk, activity, families, *, amount=200, place=None, day=DAY, **given):
    with scope.use(clerk.scope):
        row = Activity.objects.select_related("association", "kind").get(pk=activity.pk)
        ticks = [Tick(family, amount * 100, "大米") for family in loaded(*families)]
        made = draft(place or row.association, ticks, activity=row, day=day, **given)
        return update_activity(actor=clerk, draft=made, expected_version=row.version)


def test_ticked_families_make_visits_and_lines_and_all_is_counted_from_them(clerk, homes, tree):
    edition = make_edition()
    activity = condole(clerk, tree.county, homes, editions=[edition])
    assert activity.households == 3
    assert numbers_of(tree.county) == (4, 4, 600, 3)
    assert numbers_of(tree.village)[2:] == (400, 2)
    assert numbers_of(tree.city, edition)[:3] == (4, 4, 600)
    with scope.everything():
        visit = Visit.objects.get(family=homes[0].pk)
        assert (visit.event, visit.kind, visit.persons, visit.visitor) == (
            activity.pk,
            "condolence",
            2,
            "石登记",
        )
    assert verify().differences == []


def test_a_changed_entry_changes_just_the_lines_that_differ(clerk, homes, tree):
    activity = condole(clerk, tree.county, homes)
    with scope.everything():
        kept = Payment.objects.get(family=homes[0].pk).pk
    change(clerk, activity, homes[:2])
    assert numbers_of(tree.county) == (3, 3, 400, 2)
    with scope.everything():
        assert Payment.objects.get(family=homes[0].pk).pk == kept
    change(clerk, activity, homes[:2], amount=250, day=date(2022, 6, 3))
    assert numbers_of(tree.county) == (3, 3, 500, 2)
    with scope.everything():
        rows = list(Payment.objects.filter(family=homes[0].pk).order_by("amount"))
        assert [(row.amount, row.withdrawn_at is None) for row in rows] == [(20000, False), (25000, True)]
        assert {visit.day for visit in Visit.objects.filter(withdrawn_at=None)} == {date(2022, 6, 3)}
    assert verify().differences == []


def test_withdrawing_takes_the_lines_back_and_restoring_brings_back_just_these(clerk, homes, tree):
    activity = condole(clerk, tree.county, homes)
    change(clerk, activity, homes[:2])
    with scope.use(clerk.scope):
        withdraw_activity(actor=clerk, activity=reread(activity), reason="重复登记")
    assert numbers_of(tree.county) == (0, 0, 0, 0)
    with scope.use(clerk.scope):
        restore_activity(actor=clerk, activity=reread(activity))
    assert numbers_of(tree.county) == (3, 3, 400, 2)
    assert verify().differences == []


def test_without_ticks_the_typed_counts_stand_and_one_sum_is_paid(clerk, tree, county_editor):
    with scope.use(county_editor.scope):
        made = draft(tree.village, [], numbers={PERSONS: 3000, TIMES: 1000}, money=50000)
        activity = record_activity(actor=county_editor, draft=made)
    assert numbers_of(tree.county) == (30, 10, 500, 0)
    with scope.use(county_editor.scope):
        row = Activity.objects.select_related("association", "kind").get(pk=activity.pk)
        row.first_day = row.last_day = date(2022, 6, 5)
        told = ActivityDraft(row, {PERSONS: 3000})
        update_activity(actor=county_editor, draft=told, expected_version=row.version)
    assert numbers_of(tree.county) == (30, 0, 500, 0)
    with scope.everything():
        assert {row.day for row in Payment.objects.filter(withdrawn_at=None)} == {date(2022, 6, 5)}
    assert verify().differences == []


def test_what_the_ticks_count_cannot_be_typed(clerk, homes, tree):
    with pytest.raises(ValidationError) as refused:
        condole(clerk, tree.county, homes, numbers={PERSONS: 3000})
    assert "勾选的 3 户共 4 人" in str(refused.value)
    with pytest.raises(ValidationError, match="由各户相加"):
        condole(clerk, tree.county, homes, money=100)
    with pytest.raises(ValidationError, match="不在这个单位"):
        condole(clerk, tree.village, homes)
    with pytest.raises(ValidationError, match="认定"):
        condole(clerk, tree.county, homes, day=date(2021, 6, 1))
    assert numbers_of(tree.county) == (0, 0, 0, 0)
    with scope.everything():
        assert not Activity.objects.exists()
        assert not Visit.objects.exists()


def test_who_has_no_family_right_can_neither_tick_nor_touch_what_was_ticked(
    clerk, homes, tree, county_editor
):
    with pytest.raises(PermissionDenied):
        condole(county_editor, tree.county, homes)
    activity = condole(clerk, tree.county, homes)
    with pytest.raises(ValidationError, match="特殊家庭权限"):
        change(county_editor, activity, [])
    with scope.use(county_editor.scope), pytest.raises(ValidationError, match="特殊家庭权限"):
        withdraw_activity(actor=county_editor, activity=reread(activity), reason="重复登记")
    assert numbers_of(tree.county) == (4, 4, 600, 3)


def test_another_kind_lets_go_of_the_lines(clerk, homes, tree):
    activity = condole(clerk, tree.county, homes)
    with scope.use(clerk.scope):
        row = Activity.objects.select_related("association", "kind").get(pk=activity.pk)
        row.kind = ActivityKind.objects.get(code="work_meeting")
        update_activity(actor=clerk, draft=ActivityDraft(row, {}), expected_version=row.version)
    assert numbers_of(tree.county) == (0, 0, 0, 0)
    assert reread(activity).households == 0
    assert verify().differences == []


def test_a_visit_of_a_condolence_is_not_taken_back_alone(clerk, homes, tree):
    condole(clerk, tree.county, homes)
    with scope.use(clerk.scope):
        visit = Visit.objects.select_related("association", "place", "family__association").first()
        with pytest.raises(ValidationError, match="来自一场慰问"):
            withdraw_visits(actor=clerk, visits=[visit])


def test_money_is_kept_to_the_cent(clerk, homes, tree):
    with scope.use(clerk.scope):
        ticks = [Tick(family, 12345, "") for family in loaded(*homes)]
        record_activity(actor=clerk, draft=draft(tree.county, ticks))
    assert figure(tree.county, MONEY, FIRST, LAST) == Decimal("370.35")
