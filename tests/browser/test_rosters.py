"""Importing a roster in a real browser: upload, columns, preview, mending a cell, commit, undo."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import expect

from core.accounts.models import Role
from core.jobs.worker import Worker
from tests.browser.conftest import PHONE
from tests.factories import make_account
from tests.rosters.books import saved, schools

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


WOMAN, WRONG = "431299196503019020", "431299196503019021"
FAMILY = {
    "乡镇": "黔城镇", "村社区": "茶溪村", "户编号": "101221-001", "姓名": "覃晚晴", "与户主关系": "户主",
    "身份证号": WRONG, "家庭类型": "独生子女死亡家庭", "认定日期": "2018-05-01", "基本医保": "是",
}  # fmt: skip


def fill(template, **cells):
    """The template as a clerk fills it in: the fourth row, below the sample."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    names = [re.sub(r"[*（].*|\s", "", str(cell.value).lstrip("*")) for cell in sheet[2]]
    for name, value in cells.items():
        sheet.cell(4, names.index(name) + 1, value)
    return saved(book)


def send(page, content, kind="families"):
    page.set_input_files(
        "input[type=file]", {"name": "花名册.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    if kind:
        page.select_option("select[name=kind]", kind)
    page.click("button:has-text('上传并核对')")
    page.wait_for_selector("text=可以关掉本页")
    Worker().serve(once=True)


def test_a_template_is_filled_refused_mended_in_the_file_committed_and_taken_back(page_for, tree):
    clerk = make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)
    page = page_for(clerk)
    page.goto("/rosters/new/")
    with page.expect_download() as download:
        page.click("text=特殊家庭名册模板")
    template = Path(download.value.path()).read_bytes()
    send(page, fill(template, **FAMILY))
    page.wait_for_selector("text=有错误 1")
    expect(page.locator("main")).to_contain_text("校验码")
    expect(page.locator("main")).not_to_contain_text(WRONG)
    with page.expect_download() as marked:
        page.click("text=下载标红的文件")
    assert marked.value.suggested_filename.endswith(".xlsx")
    page.click("text=改好后重新上传")
    send(page, fill(template, **{**FAMILY, "身份证号": WOMAN}), kind="")
    page.wait_for_selector("text=现在没有了")
    expect(page.locator("main")).to_contain_text("0 → 1")
    page.click("text=提交 1 行")
    Worker().serve(once=True)
    page.wait_for_selector("text=新增 1 行")
    page.click("text=查看")
    page.wait_for_selector("text=101221-001")
    page.go_back()
    page.click("text=撤销整批")
    page.click("button:has-text('撤销整批')")
    Worker().serve(once=True)
    page.wait_for_selector("text=撤回 1 行")
    page.goto("/families/")
    expect(page.locator("main")).not_to_contain_text("101221-001")
