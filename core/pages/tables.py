"""What a list page shows: declared columns, sorted and paged by the server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


@dataclass(frozen=True)
class Column:
    """One column. ``value`` reads a row (default: the attribute ``key``); ``sort`` is the order's field.

    ``long``: a sentence that may take several lines.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    numeric: bool = False
    long: bool = False

    def of(self, row: Any) -> Any:
        return self.value(row) if self.value else getattr(row, self.key)


def sorted_rows(request: HttpRequest, rows: QuerySet[Any], columns: list[Column]) -> QuerySet[Any]:
    """Order by ``?sort=key`` or ``?sort=-key``; anything that is not a declared column is ignored."""
    wanted = request.GET.get("sort", "")
    sortable = {column.key: column for column in columns if column.sort}
    column = sortable.get(wanted.removeprefix("-"))
    if column is None:
        return rows
    return rows.order_by(f"-{column.sort}" if wanted.startswith("-") else column.sort, "pk")


def header(request: HttpRequest, columns: list[Column]) -> list[dict[str, Any]]:
    """Columns as ``components/table.html`` wants them, each with the link that sorts by it."""
    wanted = request.GET.get("sort", "")
    cells = []
    for column in columns:
        sorted_now = {column.key: "ascending", f"-{column.key}": "descending"}.get(wanted, "")
        turn = f"-{column.key}" if sorted_now == "ascending" else column.key
        cells.append(
            {
                "key": column.key,
                "label": column.label,
                "sortable": bool(column.sort),
                "numeric": column.numeric,
                "sort_url": with_query(request, sort=turn, page=None),
                "sorted": sorted_now,
            }
        )
    return cells


def cells(row: Any, columns: list[Column]) -> list[dict[str, Any]]:
    return [{"value": column.of(row), "numeric": column.numeric, "long": column.long} for column in columns]


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for; a number beyond the end gives the last one, nonsense the first."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The address of this page with some query values changed (None: taken out)."""
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"
