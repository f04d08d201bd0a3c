"""The Excel file of the list of activities: built at once for a short list, by a job for a long one."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from activities.forms.listing import ALL, ActivityFilter, in_words
from activities.models import Activity
from activities.queries import ShownFigure, choose, for_list, shown_figures
from activities.tables import sheet
from core.accounts.models import Account
from core.jobs.registry import Product, Progress, silent
from core.workbooks import write_workbook

AT_ONCE = 2_000  # rows that a page writes while somebody waits
CHUNK = 1_000


def rows_for(chosen: dict[str, Any]) -> QuerySet[Activity]:
    """What the list shows for a filter, and the export holds."""
    return choose(for_list(withdrawn=chosen.get("only") == "withdrawn"), chosen)


def arguments_of(chosen: dict[str, Any]) -> dict[str, str]:
    """A filter as a job keeps it: days instead of periods, so that it asks the same tomorrow."""
    place, kind, edition = (chosen.get(name) for name in ("association", "kind", "edition"))
    given = {
        "period": ALL,
        "first": chosen["first"].isoformat() if chosen.get("first") else "",
        "last": chosen["last"].isoformat() if chosen.get("last") else "",
        "association": place.name if place else "",
        "association_code": str(place.code) if place else "",
        "kind": kind.code if kind else "",
        "edition": str(edition.pk) if edition else "",
        "text": chosen.get("text", ""),
        "only": chosen.get("only", ""),
    }
    return {name: value for name, value in given.items() if value}


def chosen_by(arguments: dict[str, str]) -> dict[str, Any]:
    """The filter that a job was asked for; ``ValidationError`` where it names what is no more."""
    form = ActivityFilter(arguments)
    if not form.is_valid():
        raise ValidationError("筛选条件里的单位、类型或节点已经停用，请在活动记录里重新筛选后导出。")
    return form.cleaned_data


def title_of(chosen: dict[str, Any], count: int) -> str:
    """「活动记录 12,400 条（从 2022-01-01，单位 洪江市）」; what was searched for stays out of it."""
    words = "，".join(f"{label} {text}" for label, text in in_words(chosen).items() if label != "文字")
    return f"活动记录 {count:,} 条（{words}）" if words else f"活动记录 {count:,} 条"


def workbook(
    account: Account, chosen: dict[str, Any], moment: datetime, progress: Progress = silent
) -> Product:
    """The filtered list as a file; small numbers of special families as ``account`` may see them."""
    rows = rows_for(chosen).order_by("-first_day", "-created_at", "pk")
    columns, lines = sheet(_with_figures(rows, account, progress))
    count = len(lines)
    now = timezone.localtime(moment)
    footer = f"{account.association.name} {account.name} {now:%Y-%m-%d %H:%M} 导出，共 {count:,} 条"
    content = write_workbook("活动记录", columns, _told(lines, count, progress), footer=footer)
    return Product(f"活动记录{now:%Y%m%d%H%M}.xlsx", content, count)


def _with_figures(
    rows: QuerySet[Activity], account: Account, progress: Progress
) -> Iterator[tuple[Activity, list[ShownFigure]]]:
    count, found = rows.count(), rows.iterator(chunk_size=CHUNK)
    while part := list(islice(found, CHUNK)):
        progress(0, count)
        figures = shown_figures(part, account)
        yield from ((row, figures[row.pk]) for row in part)


def _told(lines: list[list[Any]], count: int, progress: Progress) -> Iterator[list[Any]]:
    for number, line in enumerate(lines):
        progress(number, count)
        yield line
    progress(count, count)
