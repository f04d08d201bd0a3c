"""Visits in a real browser: four taps on a phone, and a condolence whose families are ticked."""

from datetime import date
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.accounts.models import Role
from families.models import Visit
from tests.browser.conftest import PHONE
from tests.factories import figure, make_account, whole_network
from tests.families.making import make_family, member

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, LAST = date(2022, 1, 1), date.max


def violations(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


@pytest.fixture
def cadre(tree):
    return make_account("visiting_cadre", tree.village, Role.EDITOR, name="田村办", family_right=True)


@pytest.fixture
def homes(cadre, tree):
    couple = [member(), member("向远山", "spouse")]
    return [
        make_family(cadre, tree.village, members=people, household_number=f"访{at}")
        for at, people in enumerate((couple, [member("石晓芸")], [member("田小禾")]))
    ]


def test_a_visit_takes_four_taps_on_a_phone_and_is_taken_back(page_for, cadre, homes, tree):
    page = page_for(cadre, size=PHONE)
    page.goto(reverse("activities:phone_start"))
    page.get_by_role("link", name="走访", exact=True).click()
    expect(page.get_by_text("还差 3 次")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    page.get_by_role("link", name="户 访0 记一次走访").click()
    page.get_by_text("问候聊天").click()
    page.get_by_label("下次").select_option("60")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".notice").first).to_contain_text("已记 户 访0")
    expect(page.get_by_text("1/3 次")).to_have_count(1)
    assert figure(tree.village, "special_family_visit_count", FIRST, LAST) == 1
    with whole_network():
        visit = Visit.objects.get()
    assert (visit.day, visit.visitor, visit.purposes) == (timezone.localdate(), "田村办", ["greeting"])
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".notice").first).to_contain_text("已撤销 户 访0")
    assert not figure(tree.village, "special_family_visit_count", FIRST, LAST)


def test_a_condolence_ticks_its_families(page_for, cadre, homes, tree):
    page = page_for(cadre)
    page.goto(f"{reverse('activities:activity_create')}?{urlencode({'day': '2022-06-01'})}")
    page.locator("#id_kind").evaluate(
        "(one) => { one.value = 'condolence'; one.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    boxes = page.locator('input[name="ticked"]')
    expect(boxes).to_have_count(3)
    page.get_by_label("全部勾选").check()
    expect(page.locator('input[name="ticked"]:checked')).to_have_count(3)
    boxes.nth(2).uncheck()
    page.get_by_label("每户金额").fill("200")
    page.get_by_label("户 访1 的金额").fill("300")
    page.locator("#id_days").fill("2022-06-02")
    page.locator("#id_days").blur()
    expect(page.locator("#entry-rail")).to_contain_text("茶溪村")
    expect(page.locator('input[name="ticked"]:checked')).to_have_count(2)
    assert violations(page) == []
    page.locator('[data-shortcut="save"]').click()
    expect(page.locator(".notice").first).to_contain_text("已登记 茶溪村 6月2日 慰问")
    assert figure(tree.village, "condolence_payment_amount", FIRST, LAST) == 500
    assert figure(tree.village, "condolence_persons", FIRST, LAST) == 3
    with whole_network():
        assert Visit.objects.filter(withdrawn_at=None, day=date(2022, 6, 2)).count() == 2
    page.get_by_role("link", name="查看").first.click()
    expect(page.locator("main")).to_contain_text("慰问到户 2 户，500.00 元")
    assert violations(page) == []
