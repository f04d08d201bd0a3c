"""Members in a real browser: a list typed in by keyboard, one act for many, the number that hides."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from members.models import Member
from tests.browser.conftest import PHONE
from tests.factories import figure, whole_network
from tests.members.people import enrol

pytestmark = pytest.mark.django_db(transaction=True)


def violations(page):
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_a_paper_list_is_typed_without_a_mouse(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto("/members/new/")
    expect(page.locator("#id_association")).to_be_focused()
    page.keyboard.type("茶溪村")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("舒小燕")
    for key in ("Enter", "ArrowDown", "ArrowDown"):  # to 女
        page.keyboard.press(key)
    for typed in ("1975.3", "13874500001", "", "2021-5-29", "第一组", "是"):
        page.keyboard.press("Enter")
        page.keyboard.type(typed)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice")).to_contain_text("已登记 茶溪村 舒小燕 在册，骨干会员")
    expect(page.locator("#id_name")).to_be_focused()
    expect(page.locator("#id_group")).to_have_value("第一组")
    page.keyboard.type("向前")
    page.keyboard.press("Control+s")
    expect(page.locator("table.ledger tbody tr")).to_have_count(2)
    with whole_network():
        first = Member.objects.get(name="舒小燕")
    assert (first.sex, first.birth_month, first.backbone_since) == ("female", "1975-03", date(2021, 5, 29))


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_all_of_a_page_are_ticked_and_changed_and_it_is_taken_back(page_for, county_editor, tree, size):
    for name in ("舒小燕", "向前", "张爱华"):
        enrol(county_editor, tree.village, name)
    page = page_for(county_editor, **({"size": size} if size else {}))
    page.goto("/members/")
    page.get_by_label("勾选本页全部").check()
    expect(page.locator("[data-tick-count]")).to_have_text("已勾选 3 人")
    page.get_by_label("勾选 向前").uncheck()
    expect(page.locator("[data-tick-count]")).to_have_text("已勾选 2 人")
    page.locator("#act").select_option("volunteer")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("h1")).to_contain_text("设为志愿者")
    assert violations(page) == []
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".notice")).to_contain_text("已办理 设为志愿者")
    assert figure(tree.village, "volunteer_count", None, date.max) == 2
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".notice")).to_contain_text("恢复原样")
    assert not figure(tree.village, "volunteer_count", None, date.max)


def test_a_number_is_shown_for_a_reason_on_the_page_of_the_member(page_for, county_editor, tree):
    member = enrol(county_editor, tree.village, phone="13874500001")
    page = page_for(county_editor)
    page.goto(f"/members/{member.pk}/")
    expect(page.locator(".masked")).to_contain_text("138****0001")
    page.get_by_role("button", name="显示联系电话").click()
    page.get_by_label("用途").select_option("contact")
    page.get_by_label("说明").fill("电话通知活动时间")
    page.get_by_role("button", name="显示 30 秒").click()
    expect(page.locator(".revealed")).to_have_text("13874500001")
    page.get_by_role("button", name="隐藏").click()
    expect(page.locator(".masked")).to_contain_text("138****0001")
