"""The dashboard: one page at four levels."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import scope
from core.access import Action, access, account_of, visible_association
from core.associations.models import Level
from core.audit import services as audit
from core.figures.models import Campaign
from core.pages.views import Page
from core.workbooks import workbook_answer
from reports import cards, exports, maps, periods, records, texts
from reports.asked import GROUPS, Asked, dashboard_url, read_asked
from reports.headlines import picker
from reports.queries import Board, read_board
from reports.sentence import sentence
from reports.tables import grid

TABS = {
    "month": "本月",
    "quarter": "本季",
    "half": "上半年",
    "nine": "1–9月",
    "year": "全年",
    "statistical": "统计年",
}
QUARTERS = "一二三四"
MEMBER_DAY = "member_day_529"


@access(get=Action.VIEW)
def my_dashboard(request: HttpRequest) -> HttpResponse:
    """看板 of the own association."""
    return HttpResponseRedirect(dashboard_url(account_of(request).association, {}))


@access(get=Action.VIEW)
class Dashboard(Page):
    """看板 of one association: sentence, cards, ranking, trend, table, silent units."""

    template = "reports/dashboard.html"

    def get(self, request: HttpRequest, code: int) -> HttpResponse:
        asked = read_asked(request, visible_association(code))
        board = read(asked)
        ranking = cards.ranking(asked, board) if board.children else None
        return self.show(
            **head(asked),
            sentence=sentence(asked, board.now.head, board.before),
            cards=cards.cards(asked, board),
            ranking=ranking,
            map=maps.sketch(asked, ranking) if ranking else None,
            trend=cards.trend(asked, board.trend),
            has_months=bool(board.trend),
            table=grid(asked, board) if board.children else None,
            groups=groups(asked),
            **silence(asked, board),
            latest=latest(asked) if not board.children else None,
            is_empty=not board.now.head,
        )


@access(post=Action.EXPORT)
def dashboard_export(request: HttpRequest, code: int) -> HttpResponse:
    """The table of the dashboard as a workbook; leaves a trace."""
    asked = read_asked(request, visible_association(code))
    content = exports.board_sheet(asked, read(asked))
    title = exports.board_title(asked)
    with scope.transaction():
        summary = f"看板 {title} {GROUPS[asked.group]}"
        audit.record(asked.account, "export", association=asked.association, summary=summary)
    return workbook_answer(f"看板 {title}", content)


def read(asked: Asked) -> Board:
    before = asked.before if asked.compares else None
    return read_board(asked.association, asked.chosen, before, asked.indicators, asked.indicator)


def head(asked: Asked) -> dict[str, Any]:
    """What stands above the figures: path, period, switches."""
    unit = asked.association
    return {
        "heading": f"{unit.name} 看板",
        "asked": asked,
        "viewing": unit,
        "breadcrumb": path(asked),
        "tabs": tabs(asked),
        "campaigns": campaigns(asked),
        "earlier": _step(asked, -1),
        "later": _step(asked, 1),
        "moment": texts.moment(timezone.now()),
        "before_label": asked.before.label,
        "compare_url": asked.link(compare="off" if asked.compares else None),
        "export_url": dashboard_url(unit, asked.query).replace(
            reverse("reports:dashboard", args=[unit.code]),
            reverse("reports:dashboard_export", args=[unit.code]),
        ),
        "coverage_url": reverse("reports:coverage", args=[unit.code]),
        "detail_url": reverse("reports:association_detail", args=[unit.code]),
        "picker": picker(asked),
        "hidden": hidden_fields(asked, without=("indicator",)),
        "days_hidden": hidden_fields(asked, without=("from", "to")),
    }


def path(asked: Asked) -> list[dict[str, str]]:
    """The way down from the reader's own association."""
    own = asked.account.association
    steps = [
        unit for unit in asked.association.ancestors() if own.low <= unit.code and unit.level >= own.level
    ]
    units = [*steps, asked.association]
    return [{"label": unit.name, "url": asked.link(unit)} for unit in units] if steps else []


def tabs(asked: Asked) -> list[dict[str, Any]]:
    """Presets of the year that is looked at; 「本月」 of another year is called by its name."""
    chosen, today = asked.chosen, asked.today
    year = chosen.year
    rows = []
    for name, label in TABS.items():
        to = periods.named(name, year, periods.last_month(today.month) if name == "quarter" else today.month)
        if name in ("month", "quarter") and year != today.year:
            label = f"{today.month}月" if name == "month" else f"{QUARTERS[(today.month - 1) // 3]}季度"
        rows.append({"label": label, "url": asked.link(chosen=to), "is_current": chosen.name == name})
    shown = chosen if chosen.edition is not None else periods.campaign_link(MEMBER_DAY, "5.29", year)
    name = shown.edition.campaign.name if shown.edition is not None else ""
    label = "5.29" if name.startswith("5.29") else name
    rows.append({"label": label, "url": asked.link(chosen=shown), "is_current": chosen.edition is not None})
    return rows


def campaigns(asked: Asked) -> list[dict[str, str]]:
    """Every campaign of the year that is looked at."""
    rows = Campaign.objects.filter(is_active=True)
    links = [(row.name, periods.campaign_link(row.code, row.name, asked.chosen.year)) for row in rows]
    return [{"label": name, "url": asked.link(chosen=chosen)} for name, chosen in links]


def _step(asked: Asked, step: int) -> dict[str, str] | None:
    moved = asked.chosen.moved(step)
    return {"label": moved.label, "url": asked.link(chosen=moved)} if moved is not None else None


def hidden_fields(asked: Asked, *, without: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a small GET form carries along."""
    return [(name, value) for name, value in asked.query.items() if name not in without]


def groups(asked: Asked) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"{asked.link(group=code)}#table", "is_current": code == asked.group}
        for code, label in GROUPS.items()
    ]


def silence(asked: Asked, board: Board) -> dict[str, Any]:
    """谁还没登记, and the words of the status line about it."""
    if not board.children:
        return {"silent": [], "told": ""}
    noun = texts.CHILDREN[Level(asked.association.level)]
    active = [unit for unit in board.children if unit.is_active]
    silent = [
        {"name": unit.name, "url": asked.link(unit), "words": texts.since(day, asked.today)}
        for unit, day in board.silent
    ]
    heading = f"{asked.association.name}{asked.chosen.label}还没有登记的{noun}（{len(silent)} 个）："
    listed = [(row["name"], row["words"]) for row in silent]
    return {
        "silent": silent,
        "told": f"{len(active)} 个{noun}已登记 {len(active) - len(silent)} 个",
        "silent_text": texts.names_to_copy(heading, listed),
    }


def latest(asked: Asked) -> list[dict[str, Any]]:
    """最近登记 of a village."""
    sees = asked.account.family_right
    rows = records.latest(asked.association)
    return [{"record": row, "amounts": records.amounts(row, may_see_families=sees)} for row in rows]
