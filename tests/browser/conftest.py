"""A real Chromium and the real server. Without a Chromium the tests skip; with REQUIRE_BROWSER they fail.

``page_for(account)`` opens a window in which the account is logged in, ``page_for(None)`` one without login.
A test fails afterwards when a script of a page raised an error or the content security policy was broken.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from core.accounts.models import Account
from tests.factories import client_for

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)("no Chromium is installed")
    # Playwright keeps an event loop in this thread: Django would take plain queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_for(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    windows, faults = [], []

    def open_window(account: Account | None, *, size: dict[str, int] = DESK, scripts: bool = True) -> Page:
        window = chromium.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=scripts, locale="zh-CN"
        )
        windows.append(window)
        window.set_default_timeout(15_000)
        if account is not None:
            mark = client_for(account).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": mark, "url": live_server.url}
            window.add_cookies([cookie])
        page = window.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if is_fault(line) else None)
        return page

    yield open_window
    for window in windows:
        window.close()
    assert faults == []


def is_fault(line) -> bool:
    """Refused forms (422, 409) are answers, not faults; nor is a network that a test takes away."""
    return line.type == "error" and not any(
        words in line.text
        for words in ("the server responded with a status of 4", "ERR_INTERNET_DISCONNECTED")
    )
