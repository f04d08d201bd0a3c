"""待走访: the families of a unit by whose turn it is, by a festival, by the birthdays of a month."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.tables import page_of, with_query
from core.pages.views import Page
from families import visit_queries as visits
from families.forms.visits import VisitFilter
from families.visit_rows import birthday_row, festival_row, names_text, turn_row

VIEWS = [("", "待走访"), ("festival", "节日慰问"), ("birthdays", "集体生日")]
NARROWED_BY = {"": "only", "festival": "festival", "birthdays": "month"}
MOST_COPIED = 1000


@access(get=Action.VIEW, family=True, logs=True)
class VisitList(Page):
    """走访: three views of the same families."""

    heading = "走访"
    template = "families/visit_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        view = request.GET.get("view", "")
        self.view = view if view in NARROWED_BY else ""
        self.today = timezone.localdate()
        form = VisitFilter(self._asked())
        form.keep(NARROWED_BY[self.view])
        chosen = form.cleaned_data if form.is_valid() else {}
        rows, context = getattr(self, f"_{self.view or 'turns'}")(chosen)
        rows = self._inside(rows, chosen) if form.is_valid() else rows.none()
        page = page_of(request, rows)
        shown = [getattr(row, "family", row) for row in page]
        account = account_of(request)
        record_reading(
            account, What.LIST, shown, note=f"{dict(VIEWS)[self.view]}：{chosen.get('association') or ''}"
        )
        return self.show(
            page=page,
            filters=form,
            tabs=self._tabs(),
            view=self.view,
            can_record=can(account, Action.RECORD),
            here=request.get_full_path(),
            person=account.name,
            empty={"title": "没有符合条件的家庭", "text": "换一个单位或条件再看；只列在册家庭。"},
            **context,
            **self._rows(page, account, context),
        )

    def _asked(self) -> QueryDict:
        """The query, with the festival and the month that are at hand where none is named."""
        asked = self.request.GET.copy()
        if self.view == "festival" and not asked.get("festival"):
            node, year = visits.festival_of("", self.today)
            asked["festival"] = f"{node.code}:{year}"
        if self.view == "birthdays" and not asked.get("month"):
            asked["month"] = str(self.today.month)
        return asked

    def _inside(self, rows: Any, chosen: dict[str, Any]) -> Any:
        place = chosen.get("association")
        return rows.filter(code__range=(place.low, place.high)) if place is not None else rows

    def _tabs(self) -> list[dict[str, Any]]:
        """The unit stays while the view changes."""
        kept = dict.fromkeys(("only", "festival", "month", "page"))
        return [
            {"label": label, "url": with_query(self.request, view=code, **kept), "is_here": code == self.view}
            for code, label in VIEWS
        ]

    def _turns(self, chosen: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        rows = visits.turns(self.today)
        if chosen.get("only") == "overdue":
            rows = rows.filter(due_on__lt=self.today)
        elif chosen.get("only") == "short":
            rows = rows.filter(rounds__lt=visits.ROUNDS)
        return rows, {"row": turn_row}

    def _festival(self, chosen: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        node, year = visits.festival_of(chosen.get("festival", ""), self.today)
        rows = visits.festival_plan(node, year)
        inside = self._inside(rows, chosen)
        left = inside.filter(visited_on=None)
        first, last = node.window(year)
        context = {
            "row": festival_row,
            "is_open": first <= self.today <= last,
            "words": f"{year}年{node.name}（{first} 至 {last}）",
            "visited": inside.exclude(visited_on=None).count(),
            "left": left.count(),
            "most_copied": MOST_COPIED,
            "copied": names_text(left.prefetch_related(None)[:MOST_COPIED]),
        }
        return rows, context

    def _birthdays(self, chosen: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        month = int(chosen.get("month") or self.today.month)
        rows = visits.born_in(month, self.today)
        return rows, {"row": birthday_row, "words": f"{month}月过生日的成员"}

    def _rows(self, page: Any, account: Any, context: dict[str, Any]) -> dict[str, Any]:
        make, level = context["row"], account.association.level
        return {"rows": [make(row, level, self.today) for row in page]}
