"""The main job of a clerk, with the keyboard alone."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.activities.entries import all_activities, clinic, people_of
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD

CLINIC = "#id_figure_free_clinic_person_times"


class Keys:
    """A keyboard that counts; a chord is as many presses as it has keys."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.count += len(key.split("+"))
            self.page.keyboard.press(key)

    def type(self, text):
        self.press(*text)


def year_of_529():
    today = timezone.localdate()
    return today.year if (today.month, today.day) >= (5, 29) else today.year - 1


def choose_village(page, keys, letters="cxc"):
    keys.type(letters)
    expect(page.locator("[role=option]").first).to_contain_text("茶溪村")
    keys.press("Enter")


def fill_clinic(page, keys, people="760"):
    choose_village(page, keys)
    keys.type("5.29")
    keys.press("Enter")
    keys.type("yz")
    keys.press("Enter")
    expect(page.locator(CLINIC)).to_be_focused()
    keys.type(people)


def test_a_clinic_takes_at_most_40_keys_and_stands_on_the_city_page(
    page_for, county_editor, city_viewer, tree
):
    page = page_for(county_editor)
    page.goto("/activities/new/")
    expect(page.locator("#id_association")).to_be_focused()
    keys = Keys(page)
    fill_clinic(page, keys)
    expect(page.locator("#entry-gains")).to_contain_text("茶溪村 +760、黔城镇 +760、洪江市 +760")
    keys.press("Control+s")
    expect(page.locator("#notices")).to_contain_text("已登记 茶溪村 5月29日 义诊 760 人次")
    assert keys.count <= 40
    city = page_for(city_viewer)
    city.goto(f"/dashboard/{tree.city.code}/?period=year&year={year_of_529()}")
    expect(city.locator("main")).to_contain_text(re.compile(r"义诊[\s\S]*760"))


def test_what_is_typed_before_the_boxes_are_there_goes_into_the_first_one(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto("/activities/new/")
    keys = Keys(page)
    choose_village(page, keys)
    page.route("**/activities/figures/**", lambda route: (page.wait_for_timeout(700), route.continue_()))
    keys.type("5.29")
    keys.press("Enter")
    keys.type("yz")
    keys.press("Enter")
    keys.type("760")
    expect(page.locator(CLINIC)).to_have_value("760")
    expect(page.locator(CLINIC)).to_be_focused()


def test_save_and_next_keeps_kind_and_day_for_the_next_village(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto("/activities/new/")
    keys = Keys(page)
    fill_clinic(page, keys)
    keys.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("已登记 茶溪村")
    expect(page.locator("#id_association")).to_be_focused()
    expect(page.locator(CLINIC)).to_have_value("")
    keys.type("xjc")
    expect(page.locator("[role=option]").first).to_contain_text("小江村")
    keys.press("Enter", "Enter", "Enter")
    expect(page.locator(CLINIC)).to_be_focused()
    keys.type("40")
    keys.press("Control+s")
    expect(page.locator("#notices")).to_contain_text("已登记 小江村 5月29日 义诊 40 人次")
    assert people_of(tree.county, year=year_of_529()) == 800


def test_typed_numbers_survive_another_village_and_another_kind(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto(f"/activities/new/?association={tree.village.code}&kind=free_clinic&day=2022-05-29")
    page.fill("#id_figure_publicity_material_copies", "300")
    page.fill("#id_association", "xjc")
    page.locator("[role=option]").first.click()
    expect(page.locator("#entry-rail")).to_contain_text("小江村最近 5 条")
    expect(page.locator("#id_figure_publicity_material_copies")).to_have_value("300")
    page.fill("#id_kind_pick", "咨询")
    page.keyboard.press("Enter")
    expect(page.locator("#entry-figures")).to_contain_text("数字：咨询")
    expect(page.locator("#id_figure_publicity_material_copies")).to_have_value("300")
    expect(page.locator(CLINIC)).to_have_count(0)


def test_a_surprising_number_is_asked_about_under_its_box(page_for, county_editor, tree):
    clinic(county_editor, tree.village, 742)
    page = page_for(county_editor)
    page.goto(f"/activities/new/?association={tree.village.code}&kind=free_clinic&day=2022-06-29")
    page.locator(CLINIC).focus()
    keys = Keys(page)
    keys.type("7600")
    keys.press("Enter")
    question = page.locator("[data-soft-question]")
    expect(question).to_contain_text("比上次多 9.2 倍")
    question.locator('input[aria-label="原因"]').fill("全镇集中义诊")
    keys.press("Control+s")
    expect(page.locator("#notices")).to_contain_text("已登记")
    activity = next(row for row in all_activities() if row.first_day.month == 6)
    assert activity.explanations == {"free_clinic_person_times": "全镇集中义诊"}
    assert not activity.needs_check


def test_the_draft_saves_itself_and_a_reopened_browser_goes_on(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto("/activities/new/")
    fill_clinic(page, Keys(page), "76")
    expect(page.locator("[data-draft-status]")).to_contain_text("草稿已存", timeout=15_000)
    again = page_for(county_editor)
    again.goto("/activities/drafts/")
    again.get_by_role("link", name="继续").click()
    expect(again.locator(CLINIC)).to_have_value("76")
    expect(again.locator("#id_kind_pick")).to_have_value("义诊")


def test_a_login_that_ended_loses_nothing(page_for, county_editor, tree):
    page = page_for(county_editor)
    page.goto("/activities/new/")
    fill_clinic(page, Keys(page))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("Control+s")
    page.fill('input[name="username"]', county_editor.username)
    page.fill('input[name="password"]', PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("提交|继续")).click()
    expect(page.locator("#notices")).to_contain_text("已登记 茶溪村 5月29日 义诊 760 人次")


def test_without_scripts_the_form_still_saves(page_for, county_editor, tree):
    page = page_for(county_editor, scripts=False)
    page.goto("/activities/new/")
    page.fill("#id_association", "茶溪村")
    page.fill("#id_days", "2022-05-29")
    page.select_option("#id_kind", "free_clinic")
    page.locator('button[name="refresh"]').click()
    page.fill(CLINIC, "760")
    page.locator('button[data-shortcut="save"]').click()
    assert people_of(tree.city) == 760


@pytest.mark.parametrize("path", ["/activities/new/", "/activities/?period=all", "{detail}", "{detail}edit/"])
def test_nothing_is_wider_than_a_phone(page_for, village_editor, tree, path):
    detail = clinic(village_editor, tree.village).get_absolute_url()
    page = page_for(village_editor, size=PHONE)
    page.goto(path.format(detail=detail))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
