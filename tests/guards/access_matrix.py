"""Every address as every seat: what must come back, and what came back."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from tests.guards.access_samples import SAMPLES
from tests.guards.access_table import CITY_ONLY, PAGES, RIGHTS, Page
from tests.guards.access_world import (
    PLUMBING,
    ROLES,
    SEAT_PLACES,
    Answer,
    Seat,
    World,
    changed_tables,
    undone,
    without_marks_of_the_moment,
)

CHANGE, READINGS = "core:password_change", "core_reading"
# Seats that differ from those without the family right on pages that ask for it, and nowhere else.
FAMILY_ONLY = ("reviewer+family", "administrator+family", "auditor+family")
UNUSUAL = ("new password", "disabled")
PLAIN = [("GET", False), ("POST", False)]
REQUESTS = [*PLAIN, ("GET", True), ("POST", True)]
# Inside and outside of the places that the suite of every day asks about; the soak asks for all.
ASKED_BY_HTMX = ("township", "neighbour")


@dataclass(frozen=True)
class Cell:
    """One request of the matrix: who asks for which page about the thing of which place, and how."""

    name: str
    seat: Seat
    place: str
    method: str
    htmx: bool

    @property
    def page(self) -> Page:
        return PAGES[self.name]

    def __str__(self) -> str:
        about = f" about {self.place}" if self.page.about else ""
        return f"{'htmx ' if self.htmx else ''}{self.method} {self.name}{about} as {self.seat}"


def path_of(world: World, name: str, place: str) -> str:
    """The address of a page about the samples of a place."""
    about = PAGES[name].about.items()
    return reverse(name, kwargs={argument: world.samples[place][kind] for argument, kind in about})


def missing_path(name: str) -> str:
    """The same address about something that does not exist."""
    about = PAGES[name].about.items()
    return reverse(name, kwargs={argument: SAMPLES[kind].missing() for argument, kind in about})


def cells(world: World, name: str, places: list[str]) -> Iterator[Cell]:
    """All requests for a page; things that belong to no place are asked for once."""
    is_placed = any(not SAMPLES[kind].shared for kind in PAGES[name].about.values())
    for place in places if is_placed else places[:1]:
        for seat in seats(world, name, every=len(places) > 1):
            for method, htmx in REQUESTS if len(places) > 1 or seat.place in ASKED_BY_HTMX else PLAIN:
                yield Cell(name, seat, place, method, htmx)


def seats(world: World, name: str, *, every: bool) -> list[Seat]:
    """Who asks; unless ``every`` one is wanted, those that can make a difference to this page."""
    rows = [(role, place) for role in ROLES for place in SEAT_PLACES]
    if not (PAGES[name].family or PAGES[name].guarded_by_kind):
        rows = [(role, place) for role, place in rows if role not in FAMILY_ONLY]
    if not every:
        shows_figures = name.startswith(("reports:", "activities:activity", "families:", "core:reveal"))
        rows = [(role, place) for role, place in rows if "family" not in role or shows_figures]
        rows = [(role, place) for role, place in rows if role not in UNUSUAL or place == "township"]
        rows = [(role, place) for role, place in rows if place != "neighbour_township"]
    return [world.anonymous, *(world.seats[row] for row in rows)]


def wanted(world: World, cell: Cell) -> tuple[int, ...]:
    """The right answers, from the table alone."""
    page, seat, right = cell.page, cell.seat, cell.page.right(cell.method)
    if seat.account is None or seat.role == "disabled":
        return (401,) if cell.htmx or cell.method == "POST" else (302,)
    if not right:
        return (405,)
    if seat.role == "new password" and not page.old_password:
        return (302,)
    if right not in RIGHTS[seat.base_role] or (right in CITY_ONLY and seat.place != "city"):
        return (403,)
    if page.family and not seat.has_family_right:
        return (403,)
    if not all(world.is_visible(seat, kind, cell.place) for kind in page.about.values()):
        return (404,)
    if page.guarded_by_kind and not seat.has_family_right:
        return (403,)
    return page.shown if cell.method == "GET" else page.empty


def is_good(world: World, cell: Cell) -> bool:
    """Whether the request reaches what it asks for."""
    page = cell.page
    usual = cell.seat.role not in UNUSUAL or page.old_password
    refusals = {401, 403, 404, 405}
    return usual and cell.seat.account is not None and not refusals.issuperset(wanted(world, cell))


def faults(world: World, cell: Cell) -> list[str]:
    """What is wrong with the answer to one request; each fault as a line."""
    path = path_of(world, cell.name, cell.place)
    right = wanted(world, cell)
    found = []
    with undone():
        answer = world.send_for_good(cell.seat, cell.method, path, htmx=cell.htmx)
        found += wrong_writes(world, cell, answer)
    if answer.status not in right:
        found.append(f"{answer.status} instead of {'/'.join(map(str, right))} {answer.error}")
    if leaked := world.foreign_marks(cell.seat, answer.text):
        found.append(f"shows {leaked}")
    if cell.seat.role == "new password" and right == (302,) and answer.location != reverse(CHANGE):
        found.append(f"leads to {answer.location}")
    if right == (404,) and answer.status == 404:
        found += tells_apart(world, cell, answer, path)
    return [f"{cell}: {fault}" for fault in found]


def wrong_writes(world: World, cell: Cell, answer: Answer) -> list[str]:
    """What a request changed that had no business to; a good POST may try, and find nothing to change."""
    written = sorted(answer.written - PLUMBING)
    if cell.page.logs and is_good(world, cell):
        if cell.method == "GET" and answer.status == 200 and READINGS not in written:
            return ["shows persons, and the reading log does not know"]
        written = [table for table in written if table != READINGS]
    if not written or (is_good(world, cell) and cell.method == "POST" and cell.page.acts):
        return []
    if is_good(world, cell) and cell.method == "POST":
        written = changed_tables(world.start)
    return [f"wrote to {written}"] if written else []


def tells_apart(world: World, cell: Cell, answer: Answer, path: str) -> list[str]:
    """How the answer about a foreign thing differs from the one about a thing that does not exist."""
    other = missing_path(cell.name)
    missing = world.send(cell.seat, cell.method, other, htmx=cell.htmx)
    found = []
    if missing.status != 404:
        found.append(f"{missing.status} where there is nothing")
    here, there = (
        without_marks_of_the_moment(one.text, at) for one, at in ((answer, path), (missing, other))
    )
    if here != there:
        found.append("the page tells a foreign thing from a missing one")
    if len(answer.said) != len(missing.said):
        found.append(
            f"{len(answer.said)} statements for a foreign thing, {len(missing.said)} for a missing one"
        )
    return found
