"""What the registry counts, rolled up; after every step the totals agree with the records."""

from datetime import date

import pytest

from core import scope
from core.figures.verify import verify
from families.entries import ContactEntry, StateEntry
from families.services.change import (
    change_family,
    change_state,
    move_family,
    remove_member,
    set_contacts,
    set_services,
    undo_state,
)
from tests.factories import figure
from tests.families.making import contacts, fresh, make_family, member

pytestmark = pytest.mark.django_db
ALL = ["key_support", "basic_insurance", "supplementary_insurance", "chronic_doctor"]
FAMILIES, KEY = "special_family_count", "key_support_special_members"
JUNE, JULY, AUGUST, END = date(2022, 6, 1), date(2022, 7, 1), date(2022, 8, 1), date(2022, 9, 30)


@pytest.fixture(autouse=True)
def nothing_differs(db):
    yield
    assert verify().differences == []


def at(place, code, day=END):
    return figure(place, code, None, day)


def act(actor, service, family, **given):
    family = fresh(family)
    with scope.use(actor.scope):
        return service(actor=actor, family=family, expected_version=family.version, **given)


def test_a_registered_family_counts_in_its_village_and_above(tree, clerk):
    make_family(clerk, tree.village, members=[member(services=ALL)], contacts=contacts())
    for place in (tree.village, tree.township, tree.county, tree.city):
        assert at(place, FAMILIES) == 1
        assert at(place, "special_family_death_count") == 1
        assert at(place, "special_family_disability_count") is None
        assert at(place, KEY) == 1
        assert at(place, "basic_medical_insurance_coverage") == 100
        assert at(place, "chronic_family_doctor_coverage") == 100
        assert at(place, "dual_contact_coverage") == 100
    assert at(tree.neighbour, FAMILIES) is None


def test_it_counts_from_the_day_of_its_confirmation(tree, clerk):
    make_family(clerk, tree.village, confirmed_on=JUNE)
    assert at(tree.county, FAMILIES, date(2022, 5, 31)) is None
    assert at(tree.county, FAMILIES, JUNE) == 1


def test_only_key_support_members_are_numerators(tree, clerk):
    two = [member(services=ALL), member("向远山", "spouse", services=["basic_insurance"])]
    make_family(clerk, tree.village, members=two)
    assert at(tree.county, KEY) == 1
    assert at(tree.county, "basic_medical_insurance_members") == 1


def test_a_disability_family_that_loses_its_child_changes_its_type_on_the_day(tree, clerk):
    family = make_family(clerk, tree.village, family_type="disability")
    act(clerk, change_state, family, entry=StateEntry(JULY, "review", family_type="death"))
    before = date(2022, 6, 30)
    assert (at(tree.county, "special_family_disability_count", before), at(tree.county, FAMILIES)) == (1, 1)
    assert at(tree.county, "special_family_disability_count") == 0
    assert at(tree.county, "special_family_death_count") == 1
    assert fresh(family).family_type == "death"


def test_an_exit_ends_every_figure_and_coming_back_begins_them_again(tree, clerk):
    family = make_family(clerk, tree.village, members=[member(services=ALL)], contacts=contacts())
    act(clerk, change_state, family, entry=StateEntry(JULY, "review", status="suspended"))
    codes = [FAMILIES, KEY, "basic_medical_insurance_members", "dual_contact_families"]
    assert [at(tree.county, code) for code in codes] == [0, 0, 0, 0]
    act(clerk, change_state, family, entry=StateEntry(AUGUST, "review", status="registered"))
    assert [at(tree.county, code) for code in codes] == [1, 1, 1, 1]
    assert at(tree.county, FAMILIES, date(2022, 7, 31)) == 0


def test_a_move_takes_the_figures_along_from_its_day_on(tree, clerk):
    family = make_family(clerk, tree.village, members=[member(services=ALL)])
    act(clerk, move_family, family, entry=StateEntry(JULY, "move", place=tree.changqi))
    assert (at(tree.village, FAMILIES, date(2022, 6, 30)), at(tree.village, FAMILIES)) == (1, 0)
    assert (at(tree.changqi, KEY, date(2022, 6, 30)), at(tree.changqi, KEY)) == (None, 1)
    assert (at(tree.county, FAMILIES, date(2022, 6, 30)), at(tree.county, FAMILIES)) == (1, 1)
    assert {row.association for row in fresh(family).members.all()} == {tree.changqi}


def test_a_service_after_a_move_counts_at_the_new_place_only(tree, clerk):
    family = make_family(clerk, tree.village, members=[member(services=["key_support"])])
    act(clerk, move_family, family, entry=StateEntry(JULY, "move", place=tree.changqi))
    key = fresh(family).members.all()[0].pk
    act(clerk, set_services, family, day=AUGUST, services={key: {"basic_insurance": True}})
    assert at(tree.village, "basic_medical_insurance_members") is None
    assert at(tree.changqi, "basic_medical_insurance_members") == 1


def test_a_backdated_type_holds_at_both_places_of_a_family_that_moved_later(tree, clerk):
    family = make_family(clerk, tree.village, family_type="disability")
    act(clerk, move_family, family, entry=StateEntry(JULY, "move", place=tree.changqi))
    act(clerk, change_state, family, entry=StateEntry(JUNE, "review", family_type="death"))
    assert at(tree.village, "special_family_death_count", date(2022, 6, 30)) == 1
    assert at(tree.changqi, "special_family_death_count") == 1
    assert at(tree.changqi, "special_family_disability_count") is None


def test_a_change_that_was_a_mistake_is_taken_back_whole(tree, clerk):
    family = make_family(clerk, tree.village)
    act(clerk, move_family, family, entry=StateEntry(JULY, "move", place=tree.changqi))
    act(clerk, undo_state, family)
    assert (at(tree.village, FAMILIES), at(tree.changqi, FAMILIES)) == (1, None)
    assert {row.association for row in fresh(family).members.all()} == {tree.village}


def test_a_service_is_switched_off_and_on_by_day(tree, clerk):
    family = make_family(clerk, tree.village, members=[member(services=["family_doctor"])])
    key = fresh(family).members.all()[0].pk
    act(clerk, set_services, family, day=JULY, services={key: {"family_doctor": False}})
    assert [at(tree.county, "family_doctor_families", day) for day in (JUNE, JULY)] == [1, 0]
    act(clerk, set_services, family, day=AUGUST, services={key: {"family_doctor": True}})
    assert [at(tree.county, "family_doctor_families", day) for day in (JULY, AUGUST)] == [0, 1]
    act(clerk, set_services, family, day=JUNE, services={key: {"family_doctor": True}})
    assert [at(tree.county, "family_doctor_families", day) for day in (JUNE, JULY)] == [1, 1]


def test_a_family_has_its_two_contacts_only_while_both_posts_are_held(tree, clerk):
    family = make_family(clerk, tree.village, contacts=contacts())
    act(
        clerk,
        set_contacts,
        family,
        contacts=[ContactEntry("village_cadre", "", JULY, replaces=_cadre(family))],
    )
    assert [at(tree.county, "dual_contact_families", day) for day in (JUNE, JULY)] == [1, 0]
    act(clerk, set_contacts, family, contacts=[ContactEntry("village_cadre", "龙新任", AUGUST)])
    assert at(tree.county, "dual_contact_families") == 1


def _cadre(family):
    return next(row.pk for row in fresh(family).contacts.all() if row.role == "village_cadre")


def test_who_leaves_no_longer_counts_and_a_mistaken_member_never_did(tree, clerk):
    family = make_family(
        clerk, tree.village,
        members=[
            member(services=ALL),
            member("向远山", "spouse", services=ALL),
            member("覃小雨", "child", services=ALL),
        ],
    )  # fmt: skip
    _, second, third = (row.pk for row in fresh(family).members.all())
    act(clerk, remove_member, family, member=second, day=JULY)
    act(clerk, remove_member, family, member=third, day=None)
    assert [at(tree.county, KEY, day) for day in (JUNE, JULY)] == [2, 1]


def test_a_corrected_day_of_confirmation_moves_the_beginning(tree, clerk):
    family = make_family(clerk, tree.village, confirmed_on=JUNE)
    act(clerk, change_family, family, fields={"confirmed_on": date(2022, 3, 1)})
    assert at(tree.county, FAMILIES, date(2022, 3, 1)) == 1
