"""Twenty-seven villages by one paste from Excel."""

from playwright.sync_api import expect

from tests.activities.entries import all_activities, people_of
from tests.activities.grids import ASKED, COPIES, PEOPLE
from tests.browser.grids import add_villages, all_saved, cell, keys, line, notes, open_grid, paste
from tests.factories import make_account


def block(names):
    """As a township keeps it: a head, serial numbers, three figures, a sum below."""
    rows = [[at, name, at + 10, f"{at * 100:,}", at] for at, name in enumerate(names, start=1)]
    sums = ["", "合计", *(sum(int(str(row[col]).replace(",", "")) for row in rows) for col in (2, 3, 4))]
    return [["序号", "村名", "义诊服务人次（人次）", "咨询", "宣传资料"], *rows, sums]


def test_27_villages_by_one_paste_with_one_wrong_name_and_one_refused_cell(page_for, tree):
    villages = add_villages(tree.township, 26)
    names = [*(village.name for village in villages), "茶西村委会"]
    page = open_grid(page_for(make_account("township_editor", tree.township)))
    rows = block(names)
    rows[5][2] = "约15"
    paste(page, rows)
    panel = page.get_by_role("region", name="粘贴预览")
    expect(panel).to_contain_text("识别为 28 行 × 3 列，按")
    expect(panel).to_contain_text("1 个村名没找到")
    picker = panel.get_by_label("“茶西村委会” 没找到：")
    expect(picker).to_be_focused()
    expect(panel.get_by_role("button", name="填入 26 行")).to_be_enabled()
    assert all_activities() == []
    picker.select_option(label="茶溪村")
    expect(panel).to_contain_text("都找到了")
    panel.get_by_role("button", name="填入 27 行").click()
    expect(page.locator("#grid-filled")).to_have_text("27")
    wrong = villages[4].name
    expect(notes(page, wrong)).to_have_text("✗被拒：义诊服务人次 请填准确数，不写“约”。")
    expect(page.locator("#grid-saved")).to_have_text("3 格未存", timeout=60_000)
    assert len(all_activities()) == 26
    page.get_by_role("button", name="有问题").click()
    expect(page.locator(".grid__row:visible")).to_have_count(1)
    cell(page, wrong).click()
    keys(page, "15", "Enter")
    all_saved(page)
    page.get_by_role("button", name="全部").click()
    expected = {PEOPLE: sum(range(11, 38)), ASKED: 100 * sum(range(1, 28)), COPIES: sum(range(1, 28))}
    for code, total in expected.items():
        expect(page.locator(f'[data-sum="{code}"]')).to_have_text(f"{total:,}")
        assert people_of(tree.city, code) == total
    assert people_of(tree.village) == 37
    assert len(all_activities()) == 27


def test_one_step_back_takes_the_whole_block_back(page_for, tree):
    page = open_grid(page_for(make_account("township_editor", tree.township)))
    paste(page, [["茶溪村", 5], ["小江村", 6]])
    page.get_by_role("button", name="填入 2 行").click()
    all_saved(page)
    assert people_of(tree.township) == 11
    keys(page, "Control+z")
    expect(page.locator("#grid-filled")).to_have_text("0")
    expect(page.locator("#grid-saved")).to_have_text("")
    assert people_of(tree.township) is None


def test_a_block_without_names_goes_down_from_the_cell(page_for, tree):
    page = open_grid(page_for(make_account("township_editor", tree.township)))
    keys(page, "ArrowDown")
    paste(page, [[40, 12], [41, 13], [42, 14]])
    panel = page.get_by_role("region", name="粘贴预览")
    expect(panel).to_contain_text("识别为 3 行 × 2 列，按")
    expect(panel).to_contain_text("1 行没有对应")
    panel.get_by_role("button", name="填入 2 行").click()
    all_saved(page)
    expect(cell(page, "茶溪村", 1)).to_have_text("13")
    assert people_of(tree.township) == 81


def test_a_cancelled_block_leaves_no_trace(page_for, tree):
    page = open_grid(page_for(make_account("township_editor", tree.township)))
    paste(page, [["茶溪村", 5]])
    expect(page.get_by_role("button", name="填入 1 行")).to_be_focused()
    keys(page, "Escape")
    expect(page.get_by_role("region", name="粘贴预览")).to_have_count(0)
    expect(page.locator(".grid__box")).to_be_focused()
    assert all_activities() == []


def test_the_second_of_two_equal_names_is_not_filled_unasked(page_for, tree):
    page = open_grid(page_for(make_account("township_editor", tree.township)))
    paste(page, [["茶溪村", 5], ["茶溪村委会", 7]])
    panel = page.get_by_role("region", name="粘贴预览")
    expect(panel).to_contain_text("“茶溪村委会” 重复，已有一行")
    panel.get_by_role("button", name="填入 1 行").click()
    expect(line(page, "茶溪村").locator(".grid__state")).to_have_text("✓已存")
    assert people_of(tree.village) == 5
