"""The dashboard in a real browser: three clicks to a village, the drawer, the chart, one sheet of paper."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import PHONE


@pytest.fixture
def clinics(transactional_db, tree, county_editor):
    for place, number in ((tree.village, 760), (tree.xiaojiang, 40), (tree.changqi, 200)):
        factories.make_activity(
            county_editor, place, date(2022, 5, 29), {"free_clinic_person_times": number}, kind="free_clinic"
        )


def board(tree):
    return f"/dashboard/{tree.city.code}/?period=year&year=2022"


def test_three_clicks_lead_from_the_city_to_a_village(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer)
    page.goto(board(tree))
    for name in ("洪江市", "黔城镇", "茶溪村"):
        page.locator(".ledger--grid").get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".sentence")).to_contain_text("茶溪村2022年全年登记活动 1 场")
    expect(page.locator("#latest")).to_contain_text("义诊服务人次 760 人次")


def test_the_drawer_goes_down_and_back_and_keeps_the_place(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer)
    page.goto(board(tree))
    page.mouse.wheel(0, 400)
    page.locator(".ledger--grid tfoot").get_by_role("link", name="1,000", exact=True).click()
    title, body = page.locator("#drawer-title"), page.locator("#drawer-body")
    expect(title).to_have_text("义诊服务人次 1,000 人次 · 怀化市 · 2022年全年")
    expect(body).to_contain_text("合计 1,000 = 上方数字")
    body.get_by_role("link", name="洪江市", exact=True).click()
    expect(title).to_contain_text("洪江市")
    sent = page.url
    page.go_back()
    expect(title).to_contain_text("怀化市")
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)
    assert page.evaluate("window.scrollY") > 0
    other = page_for(city_viewer)
    other.goto(sent)
    expect(other.locator("#drawer-title")).to_contain_text("义诊服务人次 1,000 人次 · 洪江市")


def test_the_trend_is_drawn_and_can_be_read_as_a_table(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer)
    page.goto(board(tree))
    expect(page.locator(".chart__box svg")).to_be_visible()
    page.get_by_role("button", name="看表格").click()
    expect(page.locator(".chart__table")).to_be_visible()
    page.select_option("#indicator-box", "free_clinic_person_times")
    expect(page).to_have_url(re.compile("indicator=free_clinic_person_times"))
    expect(page.locator("#ranking h2")).to_contain_text("义诊服务人次排名")


def test_the_map_is_drawn_and_leads_down_by_click_and_by_key(page_for, city_viewer, clinics, tree):
    """Policy breaks and faults of scripts fail in page_for."""
    page = page_for(city_viewer)
    page.goto(f"{board(tree)}&indicator=free_clinic_person_times")
    drawing = page.locator(".map__box svg")
    expect(drawing).to_contain_text("1,000")
    expect(drawing).to_contain_text("未报")
    page.locator(".map__box").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".map__told")).to_have_text("洪江市 1,000 人次，第 1 位")
    page.keyboard.press("Enter")
    below = re.compile(f"/dashboard/{tree.county.code}/.*year=2022.*indicator=free_clinic_person_times")
    expect(page).to_have_url(below)
    expect(page.locator(".map")).to_have_count(0)
    page.go_back()
    drawing.get_by_text("洪江市", exact=True).click()
    expect(page).to_have_url(below)


def test_a_map_without_shapes_leaves_the_bars_alone(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer)
    page.route("**/huaihua.geojson", lambda route: route.fulfill(status=404, body=""))
    page.goto(board(tree))
    expect(page.locator(".map")).to_be_hidden()
    expect(page.locator("#ranking-bars")).to_contain_text("洪江市")


def test_without_scripts_everything_is_there(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer, scripts=False)
    page.goto(board(tree))
    expect(page.locator(".chart__table")).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()
    page.locator(".ledger--grid tfoot").get_by_role("link", name="1,000", exact=True).click()
    expect(page.locator("h1")).to_have_text("义诊服务人次 1,000 人次 · 怀化市 · 2022年全年")
    expect(page.locator("main")).to_contain_text("合计 1,000 = 上方数字")


def test_nothing_is_wider_than_a_phone(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer, size=PHONE)
    for address in (board(tree), "/", f"/associations/{tree.county.code}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_a_leader_gets_one_sheet_of_paper(page_for, city_viewer, clinics, tree):
    page = page_for(city_viewer)
    page.goto(board(tree))
    expect(page.locator(".map__box svg")).to_contain_text("洪江市")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".sheet__foot")).to_contain_text("怀化市计生协")
    expect(page.locator(".ledger--grid")).to_be_hidden()
