"""The Excel file of the list of families, in the columns of the roster: it can be imported again.

It is made while somebody waits and never lies on a disk. Names, numbers and addresses are masked, unless
somebody who keeps the registry asks for them in full and says what for.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.audit.models import What
from core.audit.readings import record_reading
from core.rosters.declare import RosterField
from core.workbooks import SheetColumn, write_workbook
from families.forms.listing import in_words
from families.queries import choose, for_list
from families.rosters import ROSTER

MOST = 5_000


def count_of(chosen: dict[str, Any]) -> int:
    return choose(for_list(), chosen, timezone.localdate()).count()


def export_families(
    *, actor: Account, chosen: dict[str, Any], in_full: bool = False, reason: str = ""
) -> bytes:
    """The filtered list as a file. Needs EXPORT and the family right; ``in_full`` also RECORD and a reason.

    Leaves a trace and stands in the reading log with every family that is in it.
    """
    require_family(actor, Action.EXPORT, actor.association)
    if in_full:
        require_family(actor, Action.RECORD, actor.association)
    rows = choose(for_list(), chosen, timezone.localdate())
    words = in_words(chosen)
    count = rows.count()
    what = "，含完整姓名、证件号、电话、住址" if in_full else ""
    changes = audit.changes_between({}, words)
    audit.record(actor, "export", summary=f"特殊家庭名册 {count} 户{what}", changes=changes, reason=reason)
    note = "，".join(["完整" if in_full else "遮蔽", *(f"{label} {text}" for label, text in words.items())])
    record_reading(actor, What.EXPORT, rows, note=note)
    columns = [SheetColumn(one.column_name, one.width) for one in ROSTER.fields]
    now = timezone.localtime()
    # An import leaves out what begins so.
    footer = f"说明：{actor.association.name} {actor.name} {now:%Y-%m-%d %H:%M} 导出，共 {count:,} 户"
    lines = _lines(actor, chosen, in_full=in_full)
    if reason:
        footer += f"；用途：{reason}"
    return write_workbook("特殊家庭花名册", columns, lines, footer=footer)


def _lines(actor: Account, chosen: dict[str, Any], *, in_full: bool) -> Iterator[list[Any]]:
    for values in ROSTER.export_rows(actor, chosen):
        yield [_cell(one, values.get(one.name), in_full=in_full) for one in ROSTER.fields]


def _cell(one: RosterField, value: Any, *, in_full: bool) -> Any:
    return one.widget.for_sheet(value) if in_full or not one.sensitive else one.shown(value)
