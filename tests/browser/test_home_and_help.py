"""The home page and the help in a real browser: order on a phone, readers, keys, paper."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import DESK, PHONE

PEOPLE = "free_clinic_person_times"
SEATS = ["village_editor", "county_editor", "county_reviewer", "city_viewer", "administrator", "auditor"]


def violations(page):
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.fixture
def doubt(transactional_db, tree, county_editor):
    """A clinic of a surprising number after a usual one."""
    for day, number in ((1, 760), (2, 7600)):
        last = factories.make_activity(
            county_editor, tree.village, date(2022, 9, day), {PEOPLE: number}, kind="free_clinic"
        )
    return last


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_seat_gets_pages_that_fit_and_can_be_read_aloud(page_for, doubt, people, size):
    for username in SEATS:
        page = page_for(people[username], size=size)
        for address in ("/", "/help/") if username != "county_editor" else ("/", "/worklist/"):
            page.goto(address)
            expect(page.locator("h1")).to_have_count(1)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
            assert violations(page) == [], f"{username} {address}"
        page.context.close()


def test_on_a_phone_quick_entry_comes_first_then_what_is_to_do(page_for, doubt, county_editor):
    page = page_for(county_editor, size=PHONE)
    page.goto("/")
    headings = [text.strip() for text in page.locator(".home h2").all_inner_texts()]
    tops = [box.bounding_box()["y"] for box in page.locator(".home h2").all()]
    assert headings == ["快速登记", "待我办理", "最近登记", "我单位本月"]
    assert tops == sorted(tops)
    expect(page.get_by_role("link", name="手机登记", exact=True)).to_be_visible()


def test_at_a_desk_what_is_to_do_stands_left_of_quick_entry(page_for, doubt, county_editor):
    page = page_for(county_editor)
    page.goto("/")
    todo, quick = (page.locator(place).bounding_box() for place in ("#todo", ".home__quick"))
    assert todo["x"] < quick["x"]
    assert abs(todo["y"] - quick["y"]) < 2
    assert todo["width"] > quick["width"]
    expect(page.get_by_role("link", name="手机登记", exact=True)).to_be_hidden()


def test_a_number_is_verified_and_the_change_undone_by_two_buttons(page_for, doubt, county_editor):
    page = page_for(county_editor)
    page.goto("/")
    page.get_by_role("link", name="去核实").click()
    page.fill(f"#id_figure_{PEOPLE}", "780")
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator("#todo")).to_contain_text("今天没有到期事项。")
    expect(page.locator("#notices")).to_contain_text("已保存修改：茶溪村 9月2日 义诊 780 人次")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#todo")).to_contain_text("义诊 7,600 人次")


def test_f1_in_a_box_opens_its_definition_and_esc_gives_the_box_back(
    page_for, transactional_db, village_editor
):
    page = page_for(village_editor)
    page.goto("/activities/new/?kind=free_clinic")
    box = page.locator(f"#id_figure_{PEOPLE}")
    box.fill("40")
    page.keyboard.press("F1")
    expect(page.locator("#drawer-title")).to_have_text("义诊服务人次：口径")
    expect(page.locator("#drawer-body")).to_contain_text("怎么填、怎么算")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value("40")
    page.get_by_role("link", name="义诊服务人次的口径").click()
    expect(page.locator("#drawer-title")).to_have_text("义诊服务人次：口径")


def test_tab_passes_the_marks_by(page_for, transactional_db, village_editor):
    page = page_for(village_editor)
    page.goto("/activities/new/?kind=free_clinic")
    boxes = page.locator("#entry-figures input[inputmode]")
    boxes.nth(0).focus()
    page.keyboard.press("Tab")
    expect(boxes.nth(1)).to_be_focused()


def test_the_sheet_of_a_leader_is_one_page(page_for, doubt, city_viewer):
    page = page_for(city_viewer)
    page.goto("/")
    expect(page.get_by_role("button", name="打印一页纸")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".leader h2")).to_have_text("怀化市计生协工作情况")
    expect(page.locator(".home")).to_be_hidden()
    expect(page.locator(".sheet__foot")).to_contain_text("数据截至")


def test_the_help_prints_without_furniture_and_leads_from_part_to_part(
    page_for, transactional_db, village_editor
):
    page = page_for(village_editor)
    page.goto("/")
    page.locator(".foot").get_by_role("link", name="帮助").click()
    page.get_by_role("link", name="填错了怎么改").click()
    expect(page.locator("#correct h2")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.locator(".help__contents")).to_be_hidden()
    expect(page.locator(".help__tabs")).to_be_hidden()
    expect(page.locator("#correct")).to_be_visible()
