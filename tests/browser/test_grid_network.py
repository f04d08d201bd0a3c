"""Nothing typed into the grid is lost: no network, no login, a closed page."""

from django.conf import settings
from playwright.sync_api import expect

from tests.activities.entries import all_activities, people_of
from tests.browser.grids import CLINICS, all_saved, answering, keys, line, open_grid
from tests.factories import PASSWORD, make_account


def grid_of(page_for, tree):
    return open_grid(page_for(make_account("township_editor", tree.township)))


def test_without_a_network_the_cells_wait_and_are_saved_once(page_for, tree):
    page = grid_of(page_for, tree)
    page.context.set_offline(True)
    keys(page, "40", "Tab", "12", "Enter", "ArrowLeft", "41", "Enter")
    strip = page.locator("#grid-strip")
    expect(strip).to_contain_text("3 格未保存，正在重试")
    expect(line(page, "双溪社区").locator(".grid__state")).to_contain_text("没存上，正在重试")
    page.context.set_offline(False)
    all_saved(page)
    expect(strip).to_be_hidden()
    assert len(all_activities()) == 2
    assert people_of(tree.township) == 81


def test_a_lost_answer_makes_no_second_record(page_for, tree):
    page = grid_of(page_for, tree)
    sent = []

    def lose_first(route):
        sent.append(route.request.post_data)
        if len(sent) == 1:
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/activities/grid/save/", lose_first)
    keys(page, "40", "Enter")
    all_saved(page)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert len(all_activities()) == 1
    assert people_of(tree.community) == 40


def test_a_server_that_does_not_answer_is_asked_again(page_for, tree):
    page = grid_of(page_for, tree)
    with answering(page, 503):
        keys(page, "40", "Enter")
        expect(page.locator("#grid-strip")).to_contain_text("系统暂时没有应答")
    retry_now(page)
    all_saved(page)
    assert people_of(tree.community) == 40


def retry_now(page):
    """Press 「现在重试」, unless the page has just tried again by itself and the button is gone."""
    page.evaluate("() => document.querySelector('#grid-strip button')?.click()")


def test_after_a_new_login_in_another_window_it_goes_on(page_for, tree):
    page = grid_of(page_for, tree)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    keys(page, "40", "Enter")
    expect(page.locator("#grid-strip")).to_contain_text("登录已过期，1 格未保存，内容还在本页。")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    door = opened.value
    door.fill('input[name="username"]', "township_editor")
    door.fill('input[name="password"]', PASSWORD)
    door.keyboard.press("Enter")
    expect(door.locator(".topbar__account")).to_be_visible()
    page.bring_to_front()
    retry_now(page)
    all_saved(page)
    assert people_of(tree.community) == 40


def test_leaving_asks_while_something_is_not_saved(page_for, tree):
    page = grid_of(page_for, tree)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with answering(page, 503):
        keys(page, "40", "Enter")
        expect(page.locator("#grid-strip")).to_contain_text("1 格未保存")
        page.locator(".grid-pick summary").first.click()
        page.get_by_role("link", name="咨询", exact=True).click()
        expect(page.locator(".grid-pick summary").first).to_contain_text("义诊")
    assert asked == ["beforeunload"]
    keys(page, "Escape")
    retry_now(page)
    all_saved(page)
    page.locator(".grid-pick summary").first.click()
    page.get_by_role("link", name="咨询", exact=True).click()
    expect(page.locator(".grid-pick summary").first).to_contain_text("咨询")
    assert "when=2022-05-29" in page.url
    assert asked == ["beforeunload"]


def test_a_reloaded_page_shows_what_was_saved(page_for, tree):
    page = grid_of(page_for, tree)
    keys(page, "40", "Enter")
    all_saved(page)
    open_grid(page, CLINICS)
    expect(line(page, "双溪社区").locator(".grid__state")).to_have_text("✓已登记")
    expect(page.get_by_role("textbox", name="小江村 义诊服务人次")).to_be_focused()
