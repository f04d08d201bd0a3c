"""The duties about Warm Homes and special families, over their real records."""

from datetime import date

import pytest
import time_machine

from core import scope
from core.duties.declare import duty_rule
from core.duties.queries import read_duties
from core.duties.results import State
from families.entries import StateEntry
from families.homes.plans import save_plan
from families.homes.services import LiaisonEntry, appoint_liaison
from families.models import WarmHome
from families.services.change import change_state
from families.services.visits import VisitEntry, record_visits
from members.models import Site
from members.sites.services import close_site, register_site
from tests.factories import figure, make_account, make_activity, make_edition, whole_network
from tests.families.making import contacts, fresh, make_family, member

CONDOLENCE = {"condolence_persons": 4}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2022-06-15 12:00+08:00"):
        yield


@pytest.fixture
def clerk(tree):
    return make_account("care_clerk", tree.county, family_right=True)


@pytest.fixture
def home(clerk, tree):
    row = WarmHome(association=tree.community, name="双溪社区暖心家园", opened_on=date(2020, 7, 1))
    with scope.use(clerk.scope):
        return register_site(actor=clerk, site=row)


def cells(place, code, first, last, today=date(2022, 6, 15)):
    with whole_network():
        return read_duties([duty_rule(code)], place, first, last, today)[code]


def states(*asked, **given):
    return [(cell.state, cell.count) for cell in cells(*asked, **given)]


def test_a_condolence_is_the_activity_of_its_month_and_quarter_once_whatever_festivals_coincide(
    clerk, home, tree
):
    both = [make_edition("mid_autumn_festival", 2020), make_edition("national_day", 2020)]
    make_activity(
        clerk, tree.community, date(2020, 10, 1), CONDOLENCE, kind="condolence", warm_home=home, editions=both
    )
    autumn = date(2020, 10, 1), date(2020, 12, 31)
    assert states(tree.county, "warm_home_condolence", *autumn) == [(State.DONE, 1)]
    late = (State.OVERDUE, 0)
    assert states(tree.county, "warm_home_activity", *autumn) == [(State.DONE, 1), late, late]


def test_an_activity_on_a_leap_day_is_the_one_of_february(clerk, home, tree):
    with time_machine.travel("2024-03-02 12:00+08:00"):
        make_activity(clerk, tree.community, date(2024, 2, 29), kind="warm_activity", warm_home=home,
                      numbers={"participant_person_times": 9})  # fmt: skip
    months = states(tree.county, "warm_home_activity", date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 1))
    assert [count for _, count in months] == [0, 1, 0]


def test_a_home_has_no_duty_before_it_opened_and_after_it_closed(clerk, home, tree):
    with scope.use(clerk.scope):
        close_site(
            actor=clerk, site=home, day=date(2022, 3, 10), reason="社区合并", expected_version=home.version
        )
    year = states(tree.county, "warm_home_activity", date(2022, 1, 1), date(2022, 4, 30))
    assert [str(state) for state, _ in year] == ["overdue", "overdue", "not_applicable", "not_applicable"]
    before = states(tree.county, "warm_home_activity", date(2020, 6, 1), date(2020, 7, 31))
    assert [str(state) for state, _ in before] == ["not_applicable", "overdue"]


def test_a_plan_is_due_by_the_end_of_march_and_late_after_it(clerk, home, tree):
    year = date(2022, 1, 1), date(2022, 12, 31)
    assert states(tree.county, "warm_home_plan", *year, today=date(2022, 3, 31)) == [(State.DUE, 0)]
    assert states(tree.county, "warm_home_plan", *year) == [(State.OVERDUE, 0)]
    with scope.use(clerk.scope):
        save_plan(actor=clerk, home=home, year=2022, day=date(2022, 5, 5), text="全年计划")
    (cell,) = cells(tree.county, "warm_home_plan", *year)
    assert (cell.state, cell.is_late) == (State.DONE, True)


def test_a_home_has_one_liaison_and_its_number_says_so(clerk, home, tree):
    with scope.use(clerk.scope):
        entry = LiaisonEntry("王春燕", date(2021, 1, 1), "双溪社区卫生室")
        appoint_liaison(actor=clerk, home=home, entry=entry, expected_version=home.version)
    day = date(2022, 5, 31)
    assert figure(tree.county, "warm_home_health_liaison_per_site", day, day) == 1
    before = date(2020, 12, 31)
    assert figure(tree.county, "warm_home_health_liaison_per_site", before, before) == 0


def test_the_compliance_rate_counts_homes_that_did_all_that_was_due(clerk, home, tree):
    quarter = date(2022, 1, 1), date(2022, 3, 31)
    for month in (1, 2, 3):
        make_activity(
            clerk, tree.community, date(2022, month, 5), CONDOLENCE, kind="condolence", warm_home=home
        )
    assert figure(tree.county, "warm_home_compliant_count", *quarter) == 1
    assert figure(tree.county, "warm_home_compliance_rate", *quarter) == 100
    assert figure(tree.county, "warm_home_compliant_count", date(2022, 1, 1), date(2022, 4, 30)) == 0


def test_families_ask_for_visits_volunteers_and_both_posts(clerk, tree):
    family = make_family(
        clerk, tree.village, confirmed_on=date(2020, 5, 1), contacts=contacts(date(2021, 6, 1))
    )
    with scope.use(clerk.scope):
        entries = [VisitEntry(fresh(family), date(2021, month, 3), "田支书") for month in (2, 6, 9)]
        record_visits(actor=clerk, entries=entries)
    year = date(2021, 1, 1), date(2021, 12, 31)
    assert states(tree.county, "family_visits", *year) == [(State.DONE, 3)]
    assert figure(tree.county, "special_family_visit_rounds_min", *year) == 3
    assert states(tree.county, "dual_contact", *year) == [(State.DONE, 2)]
    may = date(2021, 5, 31)
    assert states(tree.county, "dual_contact", may, may) == [(State.OVERDUE, 0)]
    assert states(tree.county, "family_volunteer", *year) == [(State.OVERDUE, 0)]


def test_a_family_that_left_the_registry_is_asked_for_nothing_more(clerk, tree):
    family = make_family(clerk, tree.village, confirmed_on=date(2020, 5, 1))
    with scope.use(clerk.scope):
        row = fresh(family)
        entry = StateEntry(date(2021, 7, 1), "review", status="exited")
        change_state(actor=clerk, family=row, entry=entry, expected_version=row.version)
    year = date(2021, 1, 1), date(2021, 12, 31)
    assert states(tree.county, "family_visits", *year) == [(State.NOT_APPLICABLE, 0)]
    assert figure(tree.county, "special_family_visit_rounds_min", *year) is None


def test_full_coverage_asks_insurance_of_all_members_and_a_family_doctor(clerk, tree):
    insured = ("basic_insurance", "supplementary_insurance")
    for place, second in ((tree.village, insured), (tree.xiaojiang, ())):
        head = member(services=(*insured, "family_doctor"))
        make_family(clerk, place, members=[head, member("石小雨", "spouse", services=second)])
    day = date(2022, 6, 1)
    found = {cell.unit.association: cell.count for cell in cells(tree.county, "family_coverage", day, day)}
    assert found == {tree.village.code: 3, tree.xiaojiang.code: 1}


def test_each_township_has_one_demonstration_home(clerk, tree):
    site = Site(
        association=tree.village, name="茶溪村会员之家", type="member_home", opened_on=date(2022, 1, 5),
        demonstration_since=date(2022, 3, 1),
    )  # fmt: skip
    with scope.use(clerk.scope):
        register_site(actor=clerk, site=site)
    day = date(2022, 6, 1)
    assert figure(tree.township, "member_home_demo_per_township", day, day) == 1
    assert figure(tree.county, "member_home_demo_per_township", day, day) == 0
