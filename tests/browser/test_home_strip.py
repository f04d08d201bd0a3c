"""The year strip of a Warm Home: what is there, what is missing, and one click to record it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from core import scope
from families.homes.plans import save_plan
from families.models import WarmHome
from members.sites.services import register_site
from tests.browser.conftest import PHONE
from tests.factories import find_tree, make_activity, make_edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2022-09-28 12:00+08:00")


@pytest.fixture
def home(county_editor):
    """In use since February, with a plan; July is missing, the condolence of the third quarter too."""
    tree = find_tree()
    row = WarmHome(association=tree.community, name="双溪社区暖心家园", opened_on=date(2022, 1, 1))
    with scope.use(county_editor.scope):
        home = register_site(actor=county_editor, site=row)
        save_plan(actor=county_editor, home=home, year=2022, day=date(2022, 3, 1), text="每月一次活动")
    spring = make_edition("spring_festival", 2022)
    for month in (1, 2, 3, 4, 5, 6, 8):
        is_visit = month in (2, 5)
        kind = "condolence" if is_visit else "warm_activity"
        box = "condolence_persons" if is_visit else "participant_person_times"
        given = {"kind": kind, "title": f"{month}月的活动", "warm_home": home}
        given["editions"] = [spring] if month == 2 else []
        make_activity(county_editor, tree.community, date(2022, month, 8), {box: 12}, **given)
    return home


def test_the_strip_tells_what_is_missing_and_leads_to_the_form(page_for, county_editor, home):
    page = page_for(county_editor)
    page.goto(home.get_absolute_url())
    strip = page.locator(".strip")
    expect(strip.locator("tbody tr").nth(0)).to_contain_text("● 3月1日 提交")
    expect(strip.locator("tbody tr").nth(1)).to_contain_text("▲ 还有 2 天")
    july = strip.locator("tbody tr").nth(2).locator("td").nth(6)
    expect(july).to_contain_text("■ 缺")
    words = "2022年：计划有，慰问 2/2 季，活动 7/8 月（只算已到的）。缺：7月活动。"
    expect(page.locator(".strip__sentence")).to_contain_text(words)
    expect(strip.locator(".strip__tick").nth(0)).to_have_text("◆ 春节")
    expect(strip.locator(".strip__tick").nth(1)).to_have_text("◇ 端午")

    july.get_by_role("link").click()
    expect(page.locator("[name=association]")).to_have_value("双溪社区 · 黔城镇 · 洪江市")
    assert page.locator("[name=days]").input_value().startswith("2022-07-")
    page.locator("[name=figure_participant_person_times]").fill("20")
    page.locator("[data-shortcut=save]").click()
    page.wait_for_url("**/warm-homes/**")
    expect(page.locator(".strip__sentence")).to_contain_text("活动 8/8 月（只算已到的）。没有缺项。")
    july = page.locator(".strip tbody tr").nth(2).locator("td").nth(6)
    expect(july).to_contain_text("补记")


def test_all_homes_stand_on_one_page_and_on_a_phone(page_for, county_editor, home):
    tree = find_tree()
    with scope.use(county_editor.scope):
        other = WarmHome(association=tree.minzhu, name="民主社区暖心家园", opened_on=date(2022, 1, 1))
        register_site(actor=county_editor, site=other)
    page = page_for(county_editor, size=PHONE)
    page.goto("/warm-homes/years/")
    expect(page.locator("tbody.strip__home th[scope=rowgroup] a").nth(0)).to_have_text("民主社区暖心家园")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    gap = page.locator("tbody.strip__home").nth(0).locator("td.strip__cell--overdue a").nth(0)
    assert gap.bounding_box()["height"] >= 40
    page.goto("/warm-homes/years/?year=2021")
    expect(page.get_by_text("没有在用的暖心家园")).to_be_visible()
