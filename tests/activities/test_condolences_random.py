"""Random entries of condolences against a plain list: whatever happens, lines and totals say the same."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

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
from families.models import Family
from families.services.base import whole
from tests.factories import figure, make_account
from tests.families.making import make_family, member

CODES = ("condolence_persons", "condolence_payment_amount", "special_family_visit_count")
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
DAYS = [date(2022, 3, 1), date(2022, 6, 3), date(2022, 12, 31)]

step = st.fixed_dictionaries(
    {
        "act": st.sampled_from(["enter", "change", "change", "withdraw", "restore"]),
        "which": st.integers(0, 3),
        "ticked": st.sets(st.integers(0, 2)),
        "amount": st.sampled_from([0, 20000, 30050]),
        "day": st.sampled_from(DAYS),
        "place": st.sampled_from(["township", "county"]),
    }
)


@pytest.fixture
def clerk(tree):
    return make_account("condolence_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def homes(clerk, tree):
    """Of one, two and three people, in two villages of one township."""
    rows = []
    for number, place in enumerate((tree.village, tree.village, tree.xiaojiang), 1):
        people = [
            member(f"石{name}", "head" if at == 0 else "other") for at, name in enumerate("甲乙丙"[:number])
        ]
        rows.append(make_family(clerk, place, members=people, household_number=f"随{number}"))
    return [row.pk for row in rows]


class Book:
    """The plain list: ``{event: [standing, ticked, amount]}``."""

    def __init__(self, clerk, homes, tree):
        self.clerk, self.homes, self.tree = clerk, homes, tree
        self.rows = {}

    def draft(self, activity, act):
        loaded = {row.pk: row for row in whole(Family.objects.filter(pk__in=self.homes))}
        ticks = [Tick(loaded[self.homes[at]], act["amount"]) for at in sorted(act["ticked"])]
        activity.association = getattr(self.tree, act["place"])
        activity.first_day = activity.last_day = act["day"]
        numbers = {} if ticks else {"condolence_persons": 700}
        money = 0 if ticks else act["amount"]
        return ActivityDraft(activity, numbers, handout=Handout(ticks, money))

    def play(self, act):
        keys = list(self.rows)
        if act["act"] == "enter" or not keys:
            kind = ActivityKind.objects.get(code="condolence")
            made = record_activity(actor=self.clerk, draft=self.draft(Activity(kind=kind), act))
            self.rows[made.pk] = [True, act["ticked"], act["amount"]]
            return
        key = keys[act["which"] % len(keys)]
        activity = Activity.objects.select_related("association", "kind").get(pk=key)
        if act["act"] == "change" and self.rows[key][0]:
            draft = self.draft(activity, act)
            update_activity(actor=self.clerk, draft=draft, expected_version=activity.version)
            self.rows[key] = [True, act["ticked"], act["amount"]]
        elif act["act"] == "withdraw":
            withdraw_activity(actor=self.clerk, activity=activity, reason="重复登记")
            self.rows[key][0] = False
        elif act["act"] == "restore":
            restore_activity(actor=self.clerk, activity=activity)
            self.rows[key][0] = True

    def sums(self):
        persons = money = visits = 0
        for is_standing, ticked, amount in self.rows.values():
            if is_standing:
                persons += sum(at + 1 for at in ticked) * 100 if ticked else 700
                money += amount * max(len(ticked), 1)
                visits += 100 * len(ticked)
        return [persons, money, visits]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=4, max_size=9))
def test_random_entries_count_what_a_plain_list_counts(steps, clerk, homes, tree):
    before = transaction.savepoint()
    with scope.use(clerk.scope):
        book = Book(clerk, homes, tree)
        for act in steps:
            book.play(act)
    found = [int((figure(tree.county, code, FIRST, LAST) or 0) * 100) for code in CODES]
    assert found == book.sums()
    assert verify().differences == []
    transaction.savepoint_rollback(before)
