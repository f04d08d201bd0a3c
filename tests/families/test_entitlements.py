"""应享尽享: the card of a family, and the gap list in households and yuan."""

from datetime import date

import pytest

from core import scope
from core.figures.models import Indicator
from families.gap_queries import gaps_by_unit
from families.models import PolicyStandard
from families.services.standards import set_standards
from tests.families.making import contacts, make_family, member
from tests.families.pages import unit, url

SINCE = date(2022, 1, 1)
AMOUNTS = {
    "special_assistance_standard_death": 940,
    "special_assistance_standard_disability": 580,
    "health_insurance_premium_standard": 150,
}


@pytest.fixture
def standards(clerk, tree):
    rows = [
        PolicyStandard(
            association=tree.county,
            indicator=Indicator.objects.get(code=code),
            since=SINCE,
            value=amount * 100,
        )
        for code, amount in AMOUNTS.items()
    ]
    with scope.use(clerk.scope):
        set_standards(actor=clerk, standards=rows)


@pytest.fixture
def families(clerk, tree):
    """A couple with contacts whose child died; a disabled child with one parent, who lacks everything."""
    couple = [member(services=["basic_insurance"]), member("向远山", "spouse", services=["basic_insurance"])]
    other = [member("石晓芸"), member("石小雨", "child")]
    return [
        make_family(clerk, tree.village, members=couple, contacts=contacts(), household_number="E-1"),
        make_family(clerk, tree.changqi, members=other, family_type="disability", household_number="E-2"),
    ]


def card(page):
    text = page.content.decode()
    return text[text.index("应享尽享</h2>") : text.index("</section>", text.index("应享尽享</h2>"))]


def test_the_card_tells_amounts_and_raises_no_false_alarm(client_for, clerk, families, standards):
    shown = card(client_for(clerk).get(families[0].get_absolute_url()))
    assert "940 元/人·月 × 2 人" in shown
    assert "150 元/人·年 × 2 人 = 300 元/年" in shown
    assert "发放记录尚未启用" in shown
    assert "参保记录尚未启用" in shown
    assert "乡镇领导干部 石镇长" in shown
    assert f'href="{url("visit_create", families[0])}"' in shown
    assert "0/3" in shown


def test_each_gap_has_its_button_and_a_family_that_left_is_due_nothing(client_for, clerk, families):
    browser = client_for(clerk)
    shown = card(browser.get(families[1].get_absolute_url()))
    assert shown.count(url("family_contacts", families[1])) == 2
    assert "标准没有登记" in shown
    state = {"version": 1, "status": "exited", "family_type": "disability", "reason": "review"}
    browser.post(url("family_state", families[1]), {**state, "day": "2022-08-01"})
    assert "status--overdue" not in card(browser.get(families[1].get_absolute_url()))


def test_the_gap_list_counts_households_and_yuan(clerk, tree, families, standards):
    with scope.use(clerk.scope):
        total, below = gaps_by_unit(tree.county, date(2022, 9, 30))
    assert (total.families, total.lacking["dual_contact"], total.lacking["basic_insurance"]) == (2, 1, 1)
    assert total.rate("dual_contact") == 50
    assert total.assistance == 940 * 2 * 12 + 580 * 12
    assert total.premium == 150 * 4
    assert below[tree.township.code].assistance == 940 * 2 * 12
    assert below[tree.second_township.code].lacking["volunteer"] == 1


def test_the_page_of_gaps_leads_to_the_families(client_for, clerk, tree, families, standards):
    page = client_for(clerk).get(url("entitlement_list")).content.decode()
    assert "在册 2 户" in page
    assert "按标准每年 29,520 元" in page
    listed = client_for(clerk).get(url("family_list"), {**unit(tree.second_township), "gap": "dual_contact"})
    assert "E-2" in listed.content.decode()
    township = client_for(clerk).get(url("entitlement_list"), unit(tree.township)).content.decode()
    assert "在册 1 户" in township
    assert "茶溪村" in township


def test_the_gap_list_takes_few_statements(clerk, tree, families, standards, django_assert_max_num_queries):
    with scope.use(clerk.scope), django_assert_max_num_queries(4):
        gaps_by_unit(tree.county, date(2022, 9, 30))
