"""A protected value in a real browser: asked for by mouse and keyboard, shown for half a minute, gone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from core import scope
from core.accounts.models import Role
from core.audit.models import AuditEntry
from families.models import FamilyMember
from tests.browser.conftest import DESK, PHONE
from tests.factories import make_account
from tests.families.making import make_family, member, resident_id

NUMBER, PHONE_NUMBER = resident_id(911), "13874590011"
MASKED = f"{NUMBER[:4]}**********{NUMBER[-4:]}"


@pytest.fixture
def clerk(transactional_db, tree):
    return make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def family(clerk, tree):
    people = [
        member("覃晚晴", resident_id=NUMBER, phone=PHONE_NUMBER),
        member("向远山", "spouse", sex="male", born="1960-02"),
    ]
    return make_family(clerk, tree.village, members=people, address="黔城镇茶溪村枫木组17号")


def reveals() -> int:
    with scope.everything(), scope.reading():
        return AuditEntry.objects.filter(action="reveal").count()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_value_is_asked_for_shown_and_hidden_again_by_itself(page_for, clerk, family, size):
    page = page_for(clerk, size=size)
    page.clock.install()
    page.goto(f"/families/{family.pk}/")
    expect(page.get_by_text(MASKED, exact=True)).to_be_visible()
    button = page.get_by_role("button", name="显示身份证号").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("显示完整内容将留痕")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert Axe().run(page).violations_count == 0
    page.get_by_label("用途").select_option("走访慰问")
    page.get_by_label("说明").fill("看看")
    page.keyboard.press("Enter")
    expect(page.get_by_text("请写清楚，至少 6 个字。").first).to_be_visible()
    assert reveals() == 0
    page.get_by_label("说明").fill("入户走访前核对身份")
    page.keyboard.press("Enter")
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_text(NUMBER)).to_be_focused()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    page.clock.run_for(15_000)
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.clock.run_for(16_000)
    expect(page.get_by_text(NUMBER)).to_have_count(0)
    assert NUMBER not in page.content()
    expect(button).to_be_focused()
    assert reveals() == 1
    page.keyboard.press("Enter")
    expect(page.get_by_label("用途")).to_be_visible()


def test_it_can_be_hidden_at_once_and_the_question_be_left(page_for, clerk, family):
    page = page_for(clerk)
    page.goto(f"/families/{family.pk}/")
    page.get_by_role("button", name="显示联系电话").first.click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_label("用途")).to_have_count(0)
    page.get_by_role("button", name="显示联系电话").first.click()
    page.get_by_label("用途").select_option("联系本人或家属")
    page.get_by_label("说明").fill("通知体检时间变动")
    page.get_by_role("button", name="显示 30 秒").click()
    expect(page.get_by_text(PHONE_NUMBER)).to_be_visible()
    page.get_by_role("button", name="隐藏").click()
    assert PHONE_NUMBER not in page.content()


def test_going_away_and_back_shows_nothing(page_for, clerk, family):
    page = page_for(clerk)
    page.goto(f"/families/{family.pk}/")
    page.get_by_role("button", name="显示联系电话").first.click()
    page.get_by_label("用途").select_option("联系本人或家属")
    page.get_by_label("说明").fill("通知体检时间变动")
    page.get_by_role("button", name="显示 30 秒").click()
    expect(page.get_by_text(PHONE_NUMBER)).to_be_visible()
    page.goto("/families/")
    page.go_back()
    expect(page.get_by_role("button", name="显示联系电话").first).to_be_visible()
    assert PHONE_NUMBER not in page.content()


def test_without_scripts_a_page_of_its_own_does_the_same(page_for, clerk, family):
    page = page_for(clerk, scripts=False)
    page.goto(f"/families/{family.pk}/")
    page.get_by_role("button", name="显示身份证号").first.click()
    page.get_by_label("用途").select_option("走访慰问")
    page.get_by_label("说明").fill("入户走访前核对身份")
    page.get_by_role("button", name="显示 30 秒").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    page.get_by_role("link", name="返回").click()
    expect(page).to_have_url(f"{page.url.split('/families')[0]}/families/{family.pk}/")
    assert NUMBER not in page.content()


def test_too_many_in_an_hour_are_refused_where_the_value_would_stand(page_for, clerk, family):
    with scope.everything(), scope.transaction():
        row = FamilyMember.objects.first()
        rows = [
            AuditEntry(association=row.association, actor=clerk, actor_name="石登记", action="reveal")
            for _ in range(20)
        ]
        AuditEntry.objects.bulk_create(rows)
    page = page_for(clerk)
    page.goto(f"/families/{family.pk}/")
    page.get_by_role("button", name="显示身份证号").first.click()
    page.get_by_label("用途").select_option("走访慰问")
    page.get_by_label("说明").fill("入户走访前核对身份")
    page.get_by_role("button", name="显示 30 秒").click()
    expect(page.get_by_text("一小时内最多显示 20 项")).to_be_visible()
    expect(page.get_by_text("系统没有完成这一步")).to_have_count(0)
