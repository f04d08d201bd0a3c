"""A job in a real browser: the page follows it by itself, the file is taken, the keyboard keeps its place."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.jobs.worker import Worker
from tests.browser.conftest import PHONE
from tests.core.job_kinds import ask, become

ABSENT = "后台未运行，请联系管理员：manage.py run_jobs"


@pytest.fixture
def job(transactional_db, settings, tmp_path, county_editor):
    settings.MEDIA_ROOT = str(tmp_path)
    return ask(county_editor, "tests.lines", count=3)


def test_the_page_of_a_job_follows_it_to_its_file(page_for, county_editor, job):
    page = page_for(county_editor)
    page.goto(f"/jobs/{job.pk}/")
    expect(page.get_by_text(ABSENT)).to_be_visible()
    Worker().serve(once=True)
    expect(page.get_by_text("完成", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert download.value.suggested_filename == "若干行.xlsx"
    assert Path(download.value.path()).read_text(encoding="utf-8") == "第 0 行\n第 1 行\n第 2 行"


def test_the_list_keeps_the_focus_while_it_is_renewed_and_fits_a_phone(page_for, county_editor, job):
    page = page_for(county_editor, size=PHONE)
    page.goto("/jobs/")
    cancel = page.get_by_role("button", name="取消")
    cancel.focus()
    become(job, title="换了名字的任务")
    expect(page.get_by_role("link", name="换了名字的任务")).to_be_visible()
    expect(cancel).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.keyboard.press("Enter")
    expect(page.get_by_text("已取消", exact=True)).to_be_visible()
