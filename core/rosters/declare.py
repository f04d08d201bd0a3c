"""How an app declares a roster: its columns, how rows become records, how records are found and written.

An app has one class per kind in its ``rosters.py``, imported by ``AppConfig.ready``::

    class SchoolRoster(RosterKind):
        code, title, unit, list_url = "schools", "学校", "所", "activities:school_list"
        fields = (
            RosterField("township", "乡镇", place="township"),   # place columns → record.association_id
            RosterField("village", "村", place="village", aliases=("村社区",)),
            RosterField("name", "学校名称", required=True, aliases=("学校", "校名"), example="茶溪小学"),
            RosterField("stage", "学段", widget=ChoiceCell(Stage.choices, {"高中": "senior"}), required=True),
        )

        def key(self, record):                              # the same twice in one file is refused
            return record.association_id, record.values["name"]

        def find(self, records, actor):                     # one statement for many records
            ...
            return {record.number: Match(SAME, Existing(school.pk, school.version, values, str(school)))}

        def write(self, actor, planned):                    # the bulk door of the app; it requires the right
            ...
            return [Written(one.record.number, school.pk, school.version, before) ...]    # new: pk = one.id

        def undo(self, actor, written):                     # gives the reason for each that has to stay
            ...

    register_kind(SchoolRoster())

The same declaration makes the template, the preview and the export, so that what was exported can be edited
and imported again. An empty cell never clears what stands. Values are those of the widgets
(``core.rosters.widgets``): str, int, Decimal, date, bool, None.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field as made
from typing import Any, ClassVar, Final, Literal, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from import_export.fields import Field
from import_export.widgets import Widget

from core.access import Action
from core.accounts.models import Account
from core.associations.models import Association
from core.rosters.totals import stock_of
from core.rosters.widgets import TextCell

SAME: Final = "same"
POSSIBLE: Final = "possible"
ELSEWHERE: Final = "elsewhere"
PLACE_PARTS = ("county", "township", "village", "unit")


class Options(TypedDict, total=False):
    """What a column may say beyond its name."""

    widget: Widget  # reads and renders the cell; default TextCell()
    aliases: tuple[str, ...]  # other headings of the same column
    required: bool
    example: str  # of the template's sample row; never a real person
    note: str  # of the template's notes: how to fill it
    sensitive: bool  # masked in errors, previews, logs
    mask: Callable[[str], str]  # how; default: the first character
    width: int  # in characters, of template and export
    text_format: bool  # the column of the template is text: long numbers keep their digits
    unit: str  # 元, 人: may stand in the heading
    place: Literal["", "county", "township", "village", "unit"]  # together they give the association
    compared: bool  # False: only set on new records
    fills: bool  # a cell merged over several rows stands for each of them, as places always do


class RosterField(Field):  # type: ignore[misc]
    """One column: an import-export ``Field`` (attribute, column name, widget) that knows its other names."""

    def __init__(self, attribute: str, column_name: str, **options: Unpack[Options]) -> None:
        super().__init__(attribute, column_name, options.get("widget") or TextCell())
        self.name = attribute
        self.aliases = options.get("aliases", ())
        self.required = options.get("required", False)
        self.example = options.get("example", "")
        self.note = options.get("note", "")
        self.sensitive = options.get("sensitive", False) or "mask" in options
        self.mask = options.get("mask") or mask_text
        self.width = options.get("width", 14)
        self.text_format = options.get("text_format", False)
        self.unit = options.get("unit", "")
        self.place = options.get("place", "")
        self.compared = options.get("compared", not self.place)
        self.fills = options.get("fills", False)

    @property
    def choices(self) -> list[str]:
        """Labels of the drop-down in the template; empty where anything may be typed."""
        return list(getattr(self.widget, "labels", ()))

    def shown(self, value: Any, *, masked: bool = True) -> str:
        """A clean value as text, masked where the column is sensitive."""
        text = "" if value is None else str(self.widget.render(value))
        return self.mask(text) if text and masked and self.sensitive else text


def mask_text(text: str) -> str:
    """The first character alone."""
    return f"{text[:1]}***"


@dataclass(slots=True)
class Problem:
    """Why a row cannot be imported. ``value`` is masked; ``cause`` groups rows with the same reason."""

    field: str  # name of the field; "" for the whole row
    value: str
    reason: str
    remedy: str = ""
    cause: str = ""
    choices: list[tuple[str, str]] = made(default_factory=list)  # (value to write, label): to pick from
    cell: bool = False  # found while reading the cell, not by a rule over the record


@dataclass(slots=True)
class Line:
    """One row of the sheet, cleaned. ``merged``: fields whose cell continues that of the row above."""

    number: int
    values: dict[str, Any]
    merged: frozenset[str] = frozenset()
    problems: list[Problem] = made(default_factory=list)
    notes: list[str] = made(default_factory=list)  # what was read otherwise than typed, or left out


@dataclass(slots=True)
class RosterRecord:
    """One record of the app: a row, or several (a family with its members). ``number``: of the first row."""

    lines: list[Line]
    association_id: int = 0
    code: int = 0

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def values(self) -> dict[str, Any]:
        """Of the first row: all there is where a row is a record."""
        return self.lines[0].values

    def refuse(self, name: str, reason: str, remedy: str = "", *, line: int = 0, value: str = "") -> None:
        """Add a problem found by the app. ``value`` must be masked."""
        self.lines[line].problems.append(Problem(name, value, reason, remedy, cause=reason))


@dataclass(slots=True)
class Existing:
    """What the system holds. ``lines``: values by field name, for each row of the record as it stands."""

    id: UUID
    version: int
    values: dict[str, Any]
    label: str  # masked; 「张**　茶溪村」
    lines: list[dict[str, Any]] = made(default_factory=list)


@dataclass(slots=True)
class Match:
    """``same``: it is this one. ``possible``: perhaps, a person decides. ``elsewhere``: it exists outside the
    range of the importer; ``reason`` says no more than that."""

    how: Literal["same", "possible", "elsewhere"]
    existing: Existing | None = None
    reason: str = ""


@dataclass(slots=True)
class Change:
    """One value that differs. ``old`` and ``new`` are clean values; ``line``: index within the record."""

    field: str
    old: Any
    new: Any
    line: int = 0


@dataclass(slots=True)
class Planned:
    """A record that is to be written: a new one, or the chosen ``changes`` of an existing one."""

    record: RosterRecord
    id: UUID  # the key that a new record takes: it ties the record to its row, for undo
    existing: Existing | None = None
    changes: list[Change] = made(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.existing is None

    @property
    def changed(self) -> dict[str, Any]:
        """``{field: new value}`` of the first row."""
        return {change.field: change.new for change in self.changes if change.line == 0}


@dataclass(slots=True)
class Written:
    """What became of a record. ``before``: plain JSON, enough to restore it; None where it is new.

    Kept encrypted until the undo window (30 days) has passed.
    """

    number: int
    id: UUID
    version: int
    before: dict[str, Any] | None = None


@dataclass(slots=True)
class Amount:
    """What a record adds to a total: 「黔城镇 特殊家庭 901→915」."""

    what: str  # a key of ``RosterKind.totals``
    association_id: int
    delta: int


class RosterKind:
    """One kind of roster. Subclasses set the class attributes and the four methods that raise."""

    code: ClassVar[str]
    title: ClassVar[str]  # 学校, 计生特殊家庭, 会员
    unit: ClassVar[str] = "行"
    fields: ClassVar[tuple[RosterField, ...]]
    family: ClassVar[bool] = False  # needs the family right
    add: ClassVar[Action] = Action.IMPORT
    change: ClassVar[Action] = Action.IMPORT_CHANGES
    # Headings that may not be recorded, beyond those refused everywhere: {part of the heading: reason}.
    forbidden: ClassVar[dict[str, str]] = {}
    place_level: ClassVar[int | None] = None  # the level that a record must belong to; None: any
    list_url: ClassVar[str] = ""  # URL name of the list: 「查看」
    exported: ClassVar[bool] = False  # the list is taken out by ``core:roster_export``, no page of the app
    totals: ClassVar[dict[str, str]] = {}  # {stock indicator: its words} that ``amounts`` changes

    def field(self, name: str) -> RosterField:
        return next(one for one in self.fields if one.name == name)

    def group_key(self, line: Line, previous: Line | None) -> Hashable:
        """Neighbouring rows of one key are one record. Raise ``ValidationError`` where it cannot be told."""
        return line.number

    def check(self, record: RosterRecord) -> None:
        """Rules over several cells; ``record.refuse(...)`` for each that is broken. Bad cells are None."""

    def key(self, record: RosterRecord) -> Hashable | None:
        """Who the record is: later records of one key in a file are refused as duplicates."""
        return None

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        """What the system holds of these records, by ``record.number``; a fixed number of statements.

        ``record.refuse(...)`` for what is wrong only beside what stands.
        """
        raise NotImplementedError

    def differences(self, record: RosterRecord, existing: Existing) -> list[Change]:
        """What would change; empty cells change nothing. Kinds with several rows compare each."""
        return [
            Change(one.name, existing.values.get(one.name), new)
            for one in self.fields
            if one.compared
            and (new := record.values.get(one.name)) is not None
            and new != existing.values.get(one.name)
        ]

    def write(self, actor: Account, planned: list[Planned]) -> list[Written]:
        """Write a part of the batch through the app's bulk door, inside the transaction of the commit."""
        raise NotImplementedError

    def held(self, actor: Account, written: list[Written]) -> dict[UUID, str]:
        """What undo could not take back, and why: edited since, or other records depend on it."""
        raise NotImplementedError

    def undo(self, actor: Account, written: list[Written]) -> None:
        """Delete what was new, restore what was changed; none of ``written`` is held."""
        raise NotImplementedError

    def seen(self, actor: Account, ids: list[UUID]) -> None:
        """The preview shows these standing records beside the rows of the file: a kind about persons says so
        to the reading log."""

    def amounts(self, planned: Planned) -> Iterable[Amount]:
        """What the record adds to ``totals``."""
        return ()

    def standing(self, what: str, units: list[Association]) -> dict[int, int]:
        """Today's total of ``what`` by association id; default: the stock indicator of that code."""
        return stock_of(what, units)

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The values of each row of a filtered list, for the export in the same columns."""
        raise NotImplementedError

    def export_count(self, actor: Account) -> int:
        """How many rows ``export_rows`` gives without a filter."""
        raise NotImplementedError


_kinds: dict[str, RosterKind] = {}


def register_kind(kind: RosterKind) -> RosterKind:
    """Make a kind known; ``ImproperlyConfigured`` where its columns contradict each other."""
    names = [one.name for one in kind.fields]
    if len(set(names)) < len(names):
        raise ImproperlyConfigured(f"{kind.code}: a field is declared twice")
    if any(one.place and one.place not in PLACE_PARTS for one in kind.fields):
        raise ImproperlyConfigured(f"{kind.code}: unknown place part")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> RosterKind | None:
    return _kinds.get(code)


def kinds() -> list[RosterKind]:
    """All kinds in the order of registration."""
    return list(_kinds.values())
