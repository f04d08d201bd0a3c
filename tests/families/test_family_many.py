"""Many families at once: few statements, and the same answer as one by one."""

import pytest

from core import scope
from core.figures.verify import verify
from families.choices import ServiceKind
from families.entries import FamilyChange
from families.models import Family
from families.services.base import whole
from families.services.change import change_families
from families.services.leave import remove_families
from families.services.register import register_families
from tests.factories import figure
from tests.families.making import END, SINCE, contacts, entry, member, resident_id
from tests.families.pages import LIST

pytestmark = pytest.mark.django_db


def entries(tree, number):
    kinds = [kind.value for kind in ServiceKind]
    return [
        entry(
            tree.village if at % 2 else tree.changqi,
            household_number=f"M-{at:04}",
            members=[
                member(resident_id=resident_id(at % 500, f"19{60 + at // 500}0301"), services=kinds),
                member("向远山", "spouse"),
            ],
            contacts=contacts(),
            needs=["aid_in_age"],
        )
        for at in range(number)
    ]


def test_hundreds_are_registered_changed_and_removed_with_few_statements(clerk, tree, counted):
    with scope.use(clerk.scope):
        with counted() as first:
            families = register_families(actor=clerk, entries=entries(tree, 300))
        loaded = list(whole(Family.objects.filter(pk__in=[row.pk for row in families])))
        changes = [
            FamilyChange(
                row, row.version, fields={"confirmed_by": "卫健局"}, day=SINCE,
                services={row.members.all()[1].pk: {"key_support": True}},
            )
            for row in loaded
        ]  # fmt: skip
        with counted() as second:
            change_families(actor=clerk, changes=changes)
        assert figure(tree.county, "key_support_special_members", None, END) == 600
        assert figure(tree.county, "basic_medical_insurance_members", None, END) == 300
        versions = dict(Family.objects.values_list("pk", "version"))
        with counted() as third:
            remove_families(actor=clerk, versions=versions, reason="撤销导入")
    assert verify().differences == []
    assert figure(tree.county, "special_family_count", None, END) is None
    assert max(len(first), len(second), len(third)) < 150, (len(first), len(second), len(third))


def test_the_list_asks_the_same_number_of_questions_for_two_and_for_forty(clerk, tree, client_for, counted):
    numbers = []
    browser = client_for(clerk)
    for part in (entries(tree, 42)[:2], entries(tree, 42)[2:]):
        with scope.use(clerk.scope):
            register_families(actor=clerk, entries=part)
        with counted() as queries:
            assert browser.get(LIST).status_code == 200
        numbers.append(len(queries))
    assert numbers[1] <= numbers[0] < 25
