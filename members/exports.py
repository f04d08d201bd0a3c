"""The Excel file of the list of members, in the columns of the roster: it can be imported again.

Telephone numbers are masked, unless somebody who keeps the register asks for them and says what for.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.jobs.registry import Product, Progress, silent
from core.rosters.declare import RosterField
from core.workbooks import SheetColumn, write_workbook
from members.forms import MemberFilter, in_words
from members.queries import choose, for_list
from members.rosters import ROSTER

AT_ONCE = 2_000  # rows that a page writes while somebody waits
MOST = 100_000


def count_of(chosen: dict[str, Any]) -> int:
    return choose(for_list(withdrawn=chosen.get("status") == "withdrawn"), chosen).count()


def arguments_of(chosen: dict[str, Any], *, phones: bool) -> dict[str, str]:
    """A filter as a job keeps it."""
    place = chosen.get("association")
    given = {
        "association": place.name if place else "",
        "association_code": str(place.code) if place else "",
        "phones": "yes" if phones else "",
        **{name: chosen.get(name) or "" for name in ("status", "backbone", "volunteer", "group", "text")},
    }
    return {name: value for name, value in given.items() if value}


def chosen_by(arguments: dict[str, str]) -> dict[str, Any]:
    """The filter that a job was asked for; ``ValidationError`` where it names what is no more."""
    form = MemberFilter(arguments)
    if not form.is_valid():
        raise ValidationError("筛选条件里的单位已经停用，请在会员列表里重新筛选后导出。")
    return form.cleaned_data


def title_of(chosen: dict[str, Any], count: int) -> str:
    """「会员名册 2,400 人（单位 洪江市）」; what was searched for stays out of it."""
    words = "，".join(f"{label} {text}" for label, text in in_words(chosen).items() if label != "文字")
    return f"会员名册 {count:,} 人（{words}）" if words else f"会员名册 {count:,} 人"


def trace_of(chosen: dict[str, Any], count: int, *, phones: bool, reason: str = "") -> dict[str, Any]:
    """What the trace says of an export; not what was searched for, which may be a name."""
    words = {label: ["", text] for label, text in in_words(chosen).items() if label != "文字"}
    what = "，含完整电话" if phones else ""
    return {"summary": f"会员名册 {count} 人{what}", "changes": words, "reason": reason}


def workbook(
    account: Account,
    chosen: dict[str, Any],
    moment: datetime,
    progress: Progress = silent,
    *,
    phones: bool = False,
) -> Product:
    """The filtered list as a file. ``phones``: numbers in full, for seats that may record only."""
    phones = phones and can(account, Action.RECORD)
    count, now = count_of(chosen), timezone.localtime(moment)
    rows = _rows(account, chosen, count, progress, phones=phones)
    columns = [SheetColumn(one.column_name, one.width) for one in ROSTER.fields]
    # An import leaves out what begins so.
    footer = f"说明：{account.association.name} {account.name} {now:%Y-%m-%d %H:%M} 导出，共 {count:,} 人"
    content = write_workbook("会员名册", columns, rows, footer=footer)
    return Product(f"会员名册{now:%Y%m%d%H%M}.xlsx", content, count)


def _rows(
    account: Account, chosen: dict[str, Any], count: int, progress: Progress, *, phones: bool
) -> Iterator[list[Any]]:
    for number, values in enumerate(ROSTER.export_rows(account, chosen)):
        if number % 500 == 0:
            progress(number, count)
        yield [_cell(one, values.get(one.name), phones=phones) for one in ROSTER.fields]
    progress(count, count)


def _cell(one: RosterField, value: Any, *, phones: bool) -> Any:
    if one.sensitive and not phones:
        return one.shown(value)
    return one.widget.for_sheet(value)
