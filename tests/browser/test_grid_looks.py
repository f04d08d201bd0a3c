"""The grid on a phone, for screen readers, and with four hundred rows."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.activities.entries import clinic, people_of
from tests.activities.grids import GRID
from tests.browser.conftest import DESK, PHONE
from tests.browser.grids import add_villages, all_saved, keys, notes, open_grid, paste
from tests.factories import make_account

MEASURE = """() => {
  window.times = [];
  document.addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.times.push(performance.now() - start);
      painted.port2.postMessage(0);
    });
  }, true);
}"""


def violations(page):
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_a_phone_shows_one_village_at_a_time(page_for, tree, county_editor):
    clinic(county_editor, tree.village, 40)
    page = open_grid(page_for(make_account("township_editor", tree.township), size=PHONE))
    expect(page.locator(".grid__row:visible")).to_have_count(1)
    expect(page.locator(".grid__row:visible .grid__name")).to_have_text("双溪社区")
    page.locator(".grid__row:visible .grid__figure").first.click()
    keys(page, "40", "Enter", "12")
    page.get_by_role("button", name="下一个村").click()
    expect(page.locator(".grid__row:visible .grid__name")).to_have_text("小江村")
    expect(page.locator("#grid-at")).to_have_text("2 / 3")
    page.get_by_role("button", name="下一个村").click()
    expect(page.locator(".grid__row:visible")).to_contain_text("洪江市 5月29日 已报 40 人次")
    all_saved(page)
    assert people_of(tree.community) == 40
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def test_a_screen_reader_finds_its_way(page_for, tree, village_editor):
    clinic(village_editor, tree.village, 40)
    page = open_grid(page_for(make_account("township_editor", tree.township), size=DESK))
    keys(page, "-3", "Enter", "5", "Enter", "45", "Enter")
    expect(notes(page, "双溪社区")).to_contain_text("不能为负数")
    expect(page.get_by_role("grid")).to_have_attribute("aria-label", "批量登记：义诊，2022年5月29日，黔城镇")
    assert violations(page) == []
    paste(page, [["甲村", 5], ["小江村", 6]])
    expect(page.get_by_role("region", name="粘贴预览")).to_be_visible()
    assert violations(page) == []


def test_a_month_on_a_phone_and_a_wrong_address_are_clean_too(page_for, tree):
    page = page_for(make_account("township_editor", tree.township), size=PHONE)
    open_grid(page, f"{GRID}?kind=five_entries&when=2022-05")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    page.goto(f"{GRID}?kind=nothing&when=13月")
    expect(page.locator(".grid-problem")).to_have_count(2)
    assert violations(page) == []


def test_four_hundred_villages_stay_quick(page_for, tree, county_editor, capsys):
    add_villages(tree.township, 400)
    page = open_grid(page_for(county_editor))
    expect(page.locator('[data-count="all"]')).to_have_text("405")
    page.evaluate(MEASURE)
    for _ in range(15):
        keys(page, "4", "2", "Enter")
    times = sorted(page.evaluate("window.times"))
    server = page.evaluate(
        "(() => { const one = performance.getEntriesByType('navigation')[0];"
        " return one.responseStart - one.requestStart; })()"
    )
    with capsys.disabled():
        print(
            f"\n405 rows: page {server:.0f} ms, key to paint median {times[len(times) // 2]:.0f} ms,"
            f" slowest {times[-1]:.0f} ms"
        )
    all_saved(page)
    assert people_of(tree.county) == 15 * 42
