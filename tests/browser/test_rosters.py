"""Importing a roster in a real browser: upload, columns, preview, mending a cell, commit, undo."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.jobs.worker import Worker
from tests.browser.conftest import PHONE
from tests.rosters.books import schools

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SHOTS", "")
ROWS = [
    ["黔城镇", "茶溪村", "茶溪小学", "小学"],
    ["黔城镇", "双溪社区", "双溪中学", "初中"],
    ["黔城镇", "茶西村", "茶西小学", "小学"],
    ["黔城镇", "茶溪村", "茶溪幼儿园", "幼园"],
    ["安江镇", "长碛村", "", "小学"],
    ["麻溪铺镇", "仰溪铺村", "仰溪铺小学", "小学"],
    ["黔城镇", "茶溪村", "茶溪小学", "小学"],
]


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def check(page):
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def upload(page, content, name="学校花名册.xlsx"):
    page.goto("/rosters/new/")
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    shot(page, "1-create")
    check(page)
    page.select_option("select[name=kind]", "schools")
    page.click("button:has-text('上传并核对')")
    page.wait_for_selector("text=可以关掉本页")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_roster_is_checked_mended_committed_and_taken_back(page_for, people, size):
    page = page_for(people["county_editor"], **({"size": size} if size else {}))
    mark = "phone" if size else "desk"
    upload(page, schools(*ROWS, head=["序号", "乡镇", "村社区", "学校名称", "学段", "孕情"]))
    shot(page, f"2-busy-{mark}")
    Worker().serve(once=True)
    page.wait_for_selector("text=文件的列对应系统的哪一列")
    shot(page, f"3-columns-{mark}")
    check(page)
    page.click("text=下一步：核对每一行")
    Worker().serve(once=True)
    page.wait_for_selector("text=共 7 行")
    shot(page, f"4-preview-{mark}")
    check(page)
    form = page.locator("tbody", has_text="茶西小学").locator("form")
    form.locator("select").select_option(index=1)
    form.locator("button").click()
    page.wait_for_selector("text=新增 3")
    shot(page, f"5-mended-{mark}")
    page.check("text=仅提交无错误的 3 行")
    page.click("text=提交 3 行")
    Worker().serve(once=True)
    page.wait_for_selector("text=新增 3 行")
    shot(page, f"6-done-{mark}")
    check(page)
    page.click("text=撤销整批")
    shot(page, f"7-undo-{mark}")
    page.click("button:has-text('撤销整批')")
    Worker().serve(once=True)
    page.wait_for_selector("text=撤回 3 行")
    page.goto("/rosters/")
    shot(page, f"8-list-{mark}")
    check(page)
