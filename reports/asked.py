"""What a request for figures asks: place, period, indicator, and how it is to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.access import account_of
from core.accounts.models import Account
from core.associations.models import Association
from core.figures.models import Indicator, ServiceLine
from core.figures.reading import Selection
from reports.forms import DaysForm
from reports.periods import Chosen, days, read_chosen
from reports.queries import catalogue, latest_year

USUAL, ORGANISATION = "usual", "organisation"
GROUPS = {USUAL: "常用", **dict(ServiceLine.choices), ORGANISATION: "组织保障"}
DEFAULT_INDICATOR = "activity_sessions"


@dataclass(frozen=True)
class Asked:
    """One question, as the address of a dashboard or a drawer puts it. Its links ask the next one."""

    account: Account
    association: Association
    chosen: Chosen
    indicators: dict[str, Indicator]
    indicator: Indicator
    today: date
    group: str = USUAL
    sort: str = ""
    by: str = "count"
    compares: bool = True
    days_form: DaysForm | None = None

    @property
    def selection(self) -> Selection:
        return Selection(self.association, self.chosen.period, self.chosen.edition)

    @property
    def label(self) -> str:
        return self.chosen.label_on(self.today)

    @property
    def before(self) -> Chosen:
        return self.chosen.year_before(self.today)

    @property
    def query(self) -> dict[str, str]:
        """Everything but the place; what is as usual is left out."""
        query = dict(self.chosen.query)
        if self.indicator.code != DEFAULT_INDICATOR:
            query["indicator"] = self.indicator.code
        shape = {
            "group": self.group,
            "sort": self.sort,
            "by": self.by,
            "compare": "" if self.compares else "off",
        }
        usual = {"group": USUAL, "sort": "", "by": "count", "compare": ""}
        return {**query, **{key: value for key, value in shape.items() if value != usual[key]}}

    def link(
        self, association: Association | None = None, chosen: Chosen | None = None, **changes: str | None
    ) -> str:
        """The dashboard of the same question with something else in it (None takes a value out)."""
        query: dict[str, str | None] = dict(self.query)
        if chosen is not None:
            query = {key: value for key, value in query.items() if key not in self.chosen.query}
            query = {**chosen.query, **query}
        query.update(changes)
        return dashboard_url(association or self.association, query)

    def figure_link(
        self,
        indicator: Indicator | str,
        association: Association | None = None,
        chosen: Chosen | None = None,
        **more: str,
    ) -> str:
        """The drawer of a number."""
        code = indicator if isinstance(indicator, str) else indicator.code
        return figure_url(association or self.association, code, chosen or self.chosen, **more)


def dashboard_url(association: Association, query: Mapping[str, str | None]) -> str:
    return _address(reverse("reports:dashboard", args=[association.code]), query)


def figure_url(association: Association, code: str, chosen: Chosen, **more: str) -> str:
    return _address(reverse("reports:figure_drawer", args=[association.code, code]), {**chosen.query, **more})


def _address(path: str, query: Mapping[str, str | None]) -> str:
    kept = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def read_asked(request: HttpRequest, association: Association, indicator: Indicator | None = None) -> Asked:
    """The question of an address; whatever it does not say, or says in nonsense, is as usual."""
    return ask(account_of(request), association, request.GET, indicator)


def ask(
    account: Account, association: Association, query: Mapping[str, str], indicator: Indicator | None = None
) -> Asked:
    """The same for who has no request, such as a job."""
    indicators, today = catalogue(), timezone.localdate()
    chosen, form = _read_period(query, association, today)
    if indicator is None:
        indicator = usual_indicator(indicators, query.get("indicator", ""))
    group = query.get("group", USUAL)
    return Asked(
        account=account,
        association=association,
        chosen=chosen,
        indicators=indicators,
        indicator=indicator,
        today=today,
        group=group if group in GROUPS else USUAL,
        sort=query.get("sort", ""),
        by="village" if query.get("by") == "village" else "count",
        compares=query.get("compare") != "off",
        days_form=form,
    )


def usual_indicator(indicators: dict[str, Indicator], wanted: str = "") -> Indicator:
    """The indicator asked for, else the usual one, else the first; 404 while there are none at all."""
    for code in (wanted, DEFAULT_INDICATOR, *indicators):
        if code in indicators:
            return indicators[code]
    raise Http404("还没有指标：请先装载指标。")


def _read_period(query: Any, association: Association, today: date) -> tuple[Chosen, DaysForm]:
    if "from" in query or "to" in query:
        form = DaysForm({"from": query.get("from", ""), "to": query.get("to", "")})
        if form.is_valid():
            return days(form.cleaned_data["from"], form.cleaned_data["to"] or today), form
        return read_chosen(query, today, latest_year(association, today)), form
    year = today.year if query.get("year") else latest_year(association, today)
    chosen = read_chosen(query, today, year)
    shown = {"from": chosen.period.start, "to": chosen.period.end}
    return chosen, DaysForm(initial=shown)
