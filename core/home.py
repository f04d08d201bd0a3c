"""What stands on the home page: apps declare what there is to do, and for whom, when they are ready.

A piece registers small functions in ``AppConfig.ready``: by ``add_rows`` those that give rows of the list
「待我办理」, by ``add_panels`` those that give a box of its own. Each is asked inside the scope of the seat.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from core.accounts.models import Account

HOME = "/"


@dataclass(frozen=True)
class Row:
    """One thing to do: a mark with its word, what, where, until when, and one button.

    ``light``: done, due, overdue, waiting or none (``components/status.html``), ``word`` in place of its
    usual word. ``due``: the words of the day; ``day``: the day itself, by which rows are sorted. ``words``:
    what the sender of a returned piece said. ``method`` post: the button acts at once.
    """

    light: str
    what: str
    label: str
    url: str
    where: str = ""
    due: str = ""
    day: date | None = None
    comes_first: bool = False
    words: str = ""
    word: str = ""
    method: str = "get"


@dataclass(frozen=True)
class Found:
    """What a provider found: at most as many rows as asked for, how many there are, where all are listed."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a panel."""

    text: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """A box of the home page: its lines, or what it says without any; a link to all of them."""

    title: str
    lines: list[Line]
    empty: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Worklist:
    """「待我办理」: the rows of all providers in order, and how many there are in all."""

    rows: list[Row]
    total: int
    kinds: list[Found]
    most: int

    @property
    def first(self) -> list[Row]:
        """As many as were asked for."""
        return self.rows[: self.most]

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.first)

    @property
    def rest(self) -> list[Found]:
        """Kinds of which more exist than were asked for; their lists show all."""
        return [kind for kind in self.kinds if kind.total > len(kind.rows)]


# None: this provider has nothing to say to this account, whatever there is.
Rows = Callable[[Account, int], Found | None]
Panels = Callable[[Account], Panel | None]
_rows: list[Rows] = []
_panels: list[Panels] = []


def add_rows(*providers: Rows) -> None:
    """Register providers of rows, from ``AppConfig.ready``. Their order is that of rows without a day."""
    _rows.extend(provider for provider in providers if provider not in _rows)


def add_panels(*providers: Panels) -> None:
    """Register providers of panels; called from ``AppConfig.ready``."""
    _panels.extend(provider for provider in providers if provider not in _panels)


def worklist(account: Account, most: int) -> Worklist | None:
    """What came back first, then by due day; of each kind at most ``most``. None: a seat without duties."""
    found = [answer for provider in _rows if (answer := provider(account, most)) is not None]
    if not found:
        return None
    rows = sorted((row for kind in found for row in kind.rows), key=_order)
    return Worklist(rows, sum(kind.total for kind in found), found, most)


def _order(row: Row) -> tuple[bool, date]:
    return not row.comes_first, row.day or date.max


def panels(account: Account) -> list[Panel]:
    """The boxes of this account."""
    return [panel for provider in _panels if (panel := provider(account)) is not None]


def returning(url: str) -> str:
    """An address whose page comes back to the home page after saving."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'next': HOME})}"
