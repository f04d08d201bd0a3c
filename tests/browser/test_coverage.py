"""The coverage matrix in a real browser: moving by keys, working off three gaps, exempting ticked rows."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from activities.models import Activity
from core import scope
from core.duties.models import DutyExemption
from tests.browser.conftest import PHONE
from tests.factories import make_activity, make_edition

MATRIX = "/coverage/431281000000/"
DUTY, BOX = "council_meeting", "[name=figure_participant_person_times]"


@pytest.fixture
def county(transactional_db, people):
    return people["county_editor"]


def meetings() -> int:
    with scope.everything(), scope.reading():
        return Activity.objects.filter(kind__code=DUTY).count()


def gap(page, village):
    return page.get_by_label(f"{village}，理事会议，应 1 次，已 0 次")


def test_three_gaps_are_worked_off_one_after_another(page_for, county):
    page = page_for(county)
    page.goto(f"{MATRIX}?open=all")
    gap(page, "双溪社区").click()
    panel = page.locator("#entry-panel")
    for number, village in enumerate(("双溪社区", "小江村", "茶溪村"), start=1):
        expect(page.get_by_role("dialog")).to_contain_text(f"{village} · 理事会议")
        panel.locator(BOX).fill("12")
        panel.get_by_role("button", name="保存").click()
        expect(page.get_by_label(f"{village}，理事会议，应 1 次，已 1 次，已完成")).to_have_text("● 1/1")
        expect(page.get_by_text(f"已完成 {number} / 应完成 5")).to_be_visible()
        assert meetings() == number
        onwards = page.get_by_role("button", name="下一个缺口")
        expect(onwards).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("民主社区 · 理事会议")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_refused_form_keeps_what_was_typed_and_says_why(page_for, county):
    page = page_for(county)
    page.goto(f"{MATRIX}?open=all")
    gap(page, "茶溪村").click()
    panel = page.locator("#entry-panel")
    panel.locator(BOX).fill("十二")
    panel.get_by_role("button", name="保存").click()
    expect(panel.locator(BOX)).to_have_value("十二")
    expect(panel.get_by_text("请填数字，例如 760。").first).to_be_visible()
    assert meetings() == 0


def test_arrow_keys_move_and_enter_opens(page_for, county):
    page = page_for(county)
    page.goto(f"{MATRIX}?open=all")
    gap(page, "双溪社区").focus()
    page.keyboard.press("ArrowDown")
    expect(gap(page, "小江村")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("小江村 · 大讲堂")
    assert Axe().run(page).violations_count == 0


def test_ticked_rows_are_exempted_copied_and_taken_to_the_grid(page_for, county):
    page = page_for(county)
    page.goto(f"{MATRIX}?open=all")
    for village in ("茶溪村", "小江村"):
        page.get_by_label(f"勾选{village}").check()
    expect(page.get_by_text("已勾选 2 行")).to_be_visible()
    assert page.locator("#coverage-names").input_value() == "黔城镇：小江村、茶溪村"
    page.get_by_text("批量免除").click()
    page.locator("select[name=duty]").select_option(label="村级理事会议")
    page.locator("#coverage-form [name=reason]").fill("整村搬迁")
    page.get_by_role("button", name="免除勾选的单位").click()
    expect(page.get_by_text("已免除 2 个单位")).to_be_visible()
    with scope.everything(), scope.reading():
        assert DutyExemption.objects.count() == 2
    page.get_by_label("勾选茶溪村").check()
    page.get_by_role("link", name="批量登记大讲堂").click()
    expect(page.get_by_role("heading", name="批量登记")).to_be_visible()
    assert "units=431281101221" in page.url
    expect(page.get_by_text("小江村")).to_have_count(0)


def test_the_matrix_is_sound_and_a_phone_shows_townships_and_gaps(page_for, county, tree):
    make_activity(county, tree.village, date(2022, 3, 1), kind=DUTY, editions=[make_edition()])
    page = page_for(county)
    page.goto(f"{MATRIX}?open=all")
    assert Axe().run(page).violations_count == 0
    page = page_for(county, size=PHONE)
    page.goto(MATRIX)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("link", name="黔城镇 3 个").click()
    expect(page.get_by_text("茶溪村 · 大讲堂")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert Axe().run(page).violations_count == 0
