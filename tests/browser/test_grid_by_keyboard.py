"""The grid with the keyboard alone."""

from datetime import date

from playwright.sync_api import expect

from tests.activities.entries import all_activities, clinic, people_of
from tests.activities.grids import ASKED, GRID, PEOPLE
from tests.browser.grids import all_saved, cell, keys, line, notes, open_grid
from tests.factories import make_account


def township_editor(tree):
    return make_account("township_editor", tree.township, name="易晓荷")


def test_numbers_typed_row_by_row_save_themselves(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    expect(page.get_by_role("textbox", name="双溪社区 义诊服务人次")).to_be_focused()
    keys(page, "760", "Tab", "1204", "Enter", "ArrowLeft", "40", "Enter", "6")
    expect(page.locator(f'[data-sum="{PEOPLE}"]')).to_have_text("806")  # live, while it is typed
    expect(page.locator("#grid-filled")).to_have_text("3")
    keys(page, "Enter")
    all_saved(page)
    expect(line(page, "小江村").locator(".grid__state")).to_have_text("✓已存")
    assert people_of(tree.township) == 806
    assert people_of(tree.community, ASKED) == 1204
    assert len(all_activities()) == 3


def test_the_keys_do_what_they_say(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "76", "Enter", "Control+d", "Enter")  # as above
    expect(cell(page, "小江村")).to_have_text("76")
    keys(page, "5", "Escape")  # what is being typed
    expect(cell(page, "茶溪村")).to_have_text("")
    keys(page, "ArrowUp", "F2", "0", "Enter")  # 76 becomes 760
    expect(cell(page, "小江村")).to_have_text("760")
    all_saved(page)
    keys(page, "Control+z")
    expect(cell(page, "小江村")).to_have_text("76")
    all_saved(page)
    keys(page, "Control+z")  # the whole row is gone, and so is its record
    expect(cell(page, "小江村")).to_have_text("")
    expect(line(page, "小江村").get_by_role("button", name="小江村 当日无")).to_be_visible()
    keys(page, "Control+ArrowDown")
    expect(page.get_by_role("textbox", name="茶溪村 义诊服务人次")).to_be_focused()
    keys(page, "9", "Control+ArrowDown")
    expect(page.get_by_role("textbox", name="小江村 义诊服务人次")).to_be_focused()
    all_saved(page)
    assert people_of(tree.township) == 85


def test_a_refused_cell_says_why_and_can_be_put_right(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "-3", "Enter")
    expect(notes(page, "双溪社区")).to_have_text("✗被拒：义诊服务人次 不能为负数。")
    expect(page.locator('[data-count="wrong"]')).to_have_text("1")
    keys(page, "ArrowUp")
    box = page.get_by_role("textbox", name="双溪社区 义诊服务人次")
    expect(box).to_have_attribute("aria-invalid", "true")
    keys(page, "3", "Enter")
    all_saved(page)
    expect(notes(page, "双溪社区")).to_have_count(0)
    assert people_of(tree.community) == 3


def test_a_row_waits_for_what_it_requires(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "Tab", "12", "Enter")
    expect(notes(page, "双溪社区")).to_contain_text("还差 义诊服务人次，填了才会存")
    keys(page, "ArrowUp", "ArrowLeft", "0", "Enter")
    all_saved(page)
    assert people_of(tree.community) == 0


def test_a_surprising_number_is_answered_under_its_row(page_for, tree, county_editor):
    clinic(county_editor, tree.community, 76, day=date(2022, 4, 1))
    page = open_grid(page_for(township_editor(tree)))
    expect(page.locator("#grid-where")).to_contain_text("双溪社区 · 黔城镇 · 洪江市")
    expect(page.locator("#grid-where")).to_contain_text("上次 76（4月1日）")
    keys(page, "760", "Enter")
    expect(notes(page, "双溪社区")).to_contain_text("比上次多 9 倍，请核实")
    keys(page, "ArrowUp", "Alt+ArrowDown", "全镇集中义诊", "Enter")
    expect(notes(page, "双溪社区")).to_have_count(0)
    all_saved(page)
    activity = max(all_activities(), key=lambda one: one.first_day)
    assert activity.explanations == {PEOPLE: "全镇集中义诊"}


def test_what_others_reported_is_grey_and_typing_asks(page_for, tree, village_editor):
    clinic(village_editor, tree.village, 40)
    page = open_grid(page_for(township_editor(tree)))
    expect(line(page, "茶溪村").locator(".grid__state")).to_have_text("村里 5月29日 已报 40 人次")
    expect(cell(page, "茶溪村")).to_have_class("grid__figure grid__figure--grey")
    expect(page.locator(f'[data-sum="{PEOPLE}"]')).to_have_text("40")
    keys(page, "ArrowDown", "ArrowDown", "45", "Enter")
    expect(page.get_by_role("button", name="改那条")).to_be_focused()
    keys(page, "Enter")
    all_saved(page)
    assert people_of(tree.village) == 45
    assert len(all_activities()) == 1


def test_another_one_of_the_same_day_is_a_second_record(page_for, tree, village_editor):
    clinic(village_editor, tree.village, 40)
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "ArrowDown", "ArrowDown", "45", "Enter", "ArrowRight", "Enter")
    all_saved(page)
    assert people_of(tree.village) == 85
    expect(line(page, "茶溪村").locator(".grid__state")).to_contain_text("另有 村里 5月29日 已报 40 人次")


def test_that_there_was_none_is_one_key_press(page_for, tree):
    page = open_grid(page_for(township_editor(tree)), f"{GRID}?kind=free_clinic&when=2022-05")
    expect(page.locator("main")).to_contain_text("整月的数字记在 5月31日（当月最后一天）")
    keys(page, *["ArrowRight"] * 4)
    expect(page.get_by_role("button", name="双溪社区 本月无")).to_be_focused()
    keys(page, "Enter")
    expect(line(page, "双溪社区").locator(".grid__state")).to_contain_text("✓本月无，易晓荷")
    expect(cell(page, "双溪社区")).to_have_text("0")
    assert people_of(tree.community) == 0
    keys(page, "Control+z")
    expect(cell(page, "双溪社区")).to_have_text("")
    expect(page.get_by_role("button", name="双溪社区 本月无")).to_be_visible()


def test_hands_that_press_ctrl_s_are_served(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "40", "Control+s")
    all_saved(page)
    assert people_of(tree.community) == 40
    keys(page, "41", "Enter")  # the cell is still chosen
    all_saved(page)
    assert people_of(tree.community) == 41


def test_tab_leaves_the_grid_at_its_end(page_for, tree):
    page = open_grid(page_for(township_editor(tree)))
    keys(page, "Control+End")
    expect(page.locator(".grid__box")).to_be_focused()
    keys(page, "Tab")
    expect(page.locator(".grid__box")).not_to_be_focused()
