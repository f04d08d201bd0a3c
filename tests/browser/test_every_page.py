"""Every page as its rightful reader, at a desk and on a phone: nothing refused, nothing foreign, legible."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, Response

from tests.browser.conftest import DESK, PHONE
from tests.guards.access_forms import sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_table import PAGES
from tests.guards.access_world import Seat, World

SIZES = {"desk": DESK, "phone": PHONE}
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.tagName + "." + one.className).slice(0, 3)"""
QUIET = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"


@dataclass
class Walker:
    """One window that looks at pages and writes down what is wrong with them."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)
    here: str = ""

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("pageerror", lambda error: self.note(f"script error: {error}"))
        self.page.on("console", lambda line: self.note(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self._own(request.url))

    def note(self, fault: str) -> None:
        """Refused forms are answers, not faults."""
        if "the server responded with a status of 4" not in fault:
            self.faults.append(f"{self.here}: {fault[:300]}")

    def _own(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.note(f"asks for {url}")

    def look(self, name: str, path: str) -> None:
        self.here = name
        self._judge(self.page.goto(path))

    def send_empty(self, name: str) -> None:
        """The page as it comes back with all that is missing."""
        form = self.page.locator("main form[method=post]").last
        if form.count():
            self.here = f"{name}, sent empty"
            with self.page.expect_navigation() as sent:
                form.evaluate("form => form.submit()")
            self._judge(sent.value)

    def _judge(self, answer: Response | None) -> None:
        if answer is None or answer.status >= 500:
            self.note(f"answers {answer and answer.status}")
        self.page.wait_for_function(QUIET)
        for refused in self.page.evaluate("window.refused"):
            self.note(f"the policy refuses {refused}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if wide:
            self.note(f"scrolls sideways: {self.page.evaluate(TOO_WIDE)}")
        for rule in Axe().run(self.page).response["violations"]:
            places = [" ".join(node["target"]) for node in rule["nodes"][:3]]
            self.note(f"axe {rule['id']} ({rule['impact']}): {places}")


@pytest.fixture
def world(transactional_db) -> World:
    return World()


@pytest.fixture
def walkers(page_for, live_server) -> Iterator[Any]:
    made: dict[tuple[str, Seat], Walker] = {}

    def walker(size: str, seat: Seat) -> Walker:
        if (size, seat) not in made:
            made[size, seat] = Walker(page_for(seat.account, size=SIZES[size]), live_server.url)
        return made[size, seat]

    yield walker
    faults = [fault for one in made.values() for fault in one.faults]
    assert not faults, "\n".join(faults)


def shown(world: World) -> Iterator[tuple[str, Seat, str]]:
    """Pages with a frame of their own; fragments and files stand in others."""
    for name, page in PAGES.items():
        if not page.get:
            continue
        seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
        with transaction.atomic():
            answer = world.send(seat, "GET", path)
        if answer.body.lstrip()[:14].lower() == "<!doctype html":
            yield name, seat, path


@pytest.mark.parametrize("size", SIZES)
def test_every_page_stands(world, walkers, size):
    looked = 0
    for name, seat, path in shown(world):
        walker = walkers(size, seat)
        walker.look(name, path)
        looked += 1
        # A form with its complaints is the tallest and widest on a phone.
        if size == "phone" and 422 in PAGES[name].empty and PAGES[name].post:
            walker.send_empty(name)
    assert looked > 25


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_every_level_stand(world, walkers, size):
    """Home, dashboard and drawer look different at a city, a county, a township and a village."""
    for place in ("city", "county", "township", "village"):
        walker = walkers(size, world.seats["editor", place if place != "minzhu" else "village"])
        for name in (
            "reports:home",
            "reports:dashboard",
            "reports:figure_drawer",
            "reports:association_detail",
        ):
            walker.look(f"{name} of {place}", path_of(world, name, place))


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_without_a_login_and_of_refusals_stand(world, walkers, size):
    walker = walkers(size, world.anonymous)
    walker.look("login", reverse("core:login"))
    walker.send_empty("login")
    walker.look("spent link", reverse("core:link", args=["x" * 24]))
    reader = walkers(size, world.seats["viewer", "township"])
    reader.look("403", reverse("core:account_list"))
    reader.look("404", reverse("reports:dashboard", args=[world.units["neighbour"].code]))
