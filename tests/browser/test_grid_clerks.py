"""Two clerks in one grid."""

from playwright.sync_api import expect

from tests.activities.entries import all_activities, clinic, people_of
from tests.browser.grids import all_saved, cell, keys, line, notes, open_grid
from tests.factories import make_account


def two(page_for, tree):
    first = make_account("first_clerk", tree.township, name="易晓荷")
    second = make_account("second_clerk", tree.township, name="刘春生")
    return open_grid(page_for(first)), open_grid(page_for(second))


def test_the_slower_one_learns_of_the_faster_one_and_chooses(page_for, tree):
    first, second = two(page_for, tree)
    keys(first, "40", "Enter")
    all_saved(first)
    keys(second, "45", "Enter")
    question = notes(second, "双溪社区")
    expect(question).to_contain_text("易晓荷 5月29日 已报 40 人次。您填的是：义诊服务人次 45。")
    assert people_of(tree.community) == 40
    question.get_by_role("button", name="改那条").click()
    all_saved(second)
    assert people_of(tree.community) == 45
    assert len(all_activities()) == 1
    # The first one still shows 40, and changes it: both values, and a choice.
    keys(first, "ArrowUp", "41", "Enter")
    conflict = notes(first, "双溪社区")
    expect(conflict).to_contain_text("义诊服务人次 刘春生存的是 45，您填的是 41。")
    assert people_of(tree.community) == 45
    conflict.get_by_role("button", name="用我的").click()
    all_saved(first)
    assert people_of(tree.community) == 41


def test_the_other_value_can_be_taken(page_for, tree):
    first, second = two(page_for, tree)
    keys(first, "40", "Enter")
    all_saved(first)
    keys(second, "45", "Enter")
    notes(second, "双溪社区").get_by_role("button", name="改那条").click()
    all_saved(second)
    keys(first, "ArrowUp", "41", "Enter")
    notes(first, "双溪社区").get_by_role("button", name="用刘春生的").click()
    expect(cell(first, "双溪社区")).to_have_text("45")
    all_saved(first)
    assert people_of(tree.community) == 45


def test_different_cells_of_one_row_are_merged_unasked(page_for, tree, county_editor):
    first, second = two(page_for, tree)
    keys(first, "40", "Enter")
    all_saved(first)
    open_grid(second)
    cell(second, "双溪社区", 1).click()
    keys(second, "12", "Enter", "Enter")  # 改那条
    all_saved(second)
    keys(first, "ArrowUp", "Tab", "Tab", "300", "Enter")
    all_saved(first)
    expect(notes(first, "双溪社区")).to_have_count(0)
    (activity,) = all_activities()
    assert sorted(value for value in activity.lines.values() if value > 100) == [1200, 4000, 30000]


def test_a_record_that_was_deleted_meanwhile_can_be_made_again(page_for, tree):
    first, second = two(page_for, tree)
    keys(first, "40", "Enter")
    all_saved(first)
    keys(first, "ArrowUp")
    (activity,) = all_activities()
    second.goto(f"{activity.get_absolute_url()}withdraw/")
    second.get_by_label("原因").fill("登记重复了")
    second.locator("main button[type=submit]").click()
    keys(first, "41", "Enter")
    notes(first, "双溪社区").get_by_role("button", name="另记一场").click()
    all_saved(first)
    assert people_of(tree.community) == 41


def test_a_form_in_another_tab_does_not_get_lost_or_in_the_way(page_for, tree):
    page = open_grid(page_for(make_account("first_clerk", tree.township)))
    keys(page, "40", "Enter")
    all_saved(page)
    with page.context.expect_page() as opened:
        line(page, "双溪社区").get_by_role("link", name="详：打开这条记录").click()
    form = opened.value
    form.locator("#entry-more summary").click()
    form.fill("#id_title", "义诊进社区")
    form.keyboard.press("Control+s")
    expect(form.locator("#notices")).to_contain_text("已保存修改")
    cell(page, "双溪社区").click()
    keys(page, "44", "Enter")
    all_saved(page)
    (activity,) = all_activities()
    assert (activity.title, activity.version) == ("义诊进社区", 3)
    assert people_of(tree.community) == 44


def test_what_stands_above_is_a_note(page_for, tree, county_editor):
    clinic(county_editor, tree.township, 760)
    page = open_grid(page_for(county_editor))
    expect(page.locator(".grid__group").first).to_contain_text("黔城镇 5月29日 已登记义诊 760 人次")
