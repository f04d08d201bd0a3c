"""Hands for the browser tests of the grid."""

from contextlib import contextmanager

from playwright.sync_api import Page, expect

from core.associations.models import Association
from tests.activities.grids import GRID

CLINICS = f"{GRID}?kind=free_clinic&when=2022-05-29"
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
PLACES = "坪冲溪坡湾界田塘坳洞垅岭坝岩桥湖"
FAMILIES = "向舒杨易宋蒲唐滕谌符石田龙吴张王李刘陈黄周徐孙马朱胡"


def add_villages(township: Association, count: int) -> list[Association]:
    """More villages below a township; each has a name of its own."""
    names = [f"{first}家{second}村" for second in PLACES for first in FAMILIES]
    rows = [
        Association(
            code=township.code + 300 + at,
            level=4,
            kind="village",
            name=name,
            official_name=f"{name}村委会",
            parent=township,
            initials="",
        )
        for at, name in enumerate(names[:count])
    ]
    return Association.objects.bulk_create(rows)


def open_grid(page: Page, address: str = CLINICS) -> Page:
    page.goto(address)
    expect(page.locator(".grid__box")).to_have_count(1)
    return page


def line(page: Page, name: str):
    """The row of a village, with its cells, state and buttons."""
    return page.locator(".grid__row").filter(has=page.locator(".grid__name", has_text=name))


def cell(page: Page, name: str, column: int = 0):
    return line(page, name).locator(".grid__figure").nth(column)


def notes(page: Page, name: str):
    """The line under a row."""
    return page.locator(f".grid__row:has(.grid__name:text-is('{name}')) + .grid__line")


def paste(page: Page, rows: list[list[object]]) -> None:
    text = "\r\n".join("\t".join(map(str, row)) for row in rows)
    page.evaluate(PASTE, f"{text}\r\n")


def keys(page: Page, *presses: str) -> None:
    """Words are typed, names of keys pressed."""
    for press in presses:
        if press in ("Enter", "Tab", "Escape", "F2", "Delete") or press.startswith(
            ("Arrow", "Control+", "Alt+", "Shift+")
        ):
            page.keyboard.press(press)
        else:
            page.keyboard.type(press)


def all_saved(page: Page) -> None:
    expect(page.locator("#grid-saved")).to_have_text("都已存", timeout=60_000)


@contextmanager
def answering(page: Page, status: int):
    """Saves get this answer."""
    page.evaluate(
        "status => { page.truePost = page.post; page.post = async () => new Response('', { status }); }",
        status,
    )
    yield
    page.evaluate("page.post = page.truePost")
