"""What pages of sites show: cells of lists, facts, checks and files of one site."""

from datetime import date
from typing import Any

from django.urls import reverse

from core.access import Action, can
from core.accounts.models import Account
from core.audit.display import action_label, changes_of
from core.pages.tables import Column
from members.choices import SiteState
from members.models import Site, SiteCheck, SiteRecord
from members.sites.forms import SiteFilesForm, items_of
from members.sites.queries import checks_of, files_of, history_of, standards_for
from members.sites.registers import register_of
from members.tables import unit_path

MARKS = {
    SiteState.PLANNED: "waiting", SiteState.ACCEPTED: "waiting", SiteState.IN_USE: "done",
    SiteState.CLOSED: "none",
}  # fmt: skip
SITES = [
    Column("name", "名称", sort="name"),
    Column("type", "类型", sort="type"),
    Column("association", "单位", sort="code"),
    Column("state", "状态"),
    Column("opened_on", "启用日期", sort="opened_on"),
    Column("shown", "示范点", sort="demonstration_since"),
    Column("area", "面积（平方米）", sort="area", numeric=True),
    Column("host", "依托单位", sort="host"),
]
MOST_HISTORY = 12


def state_cell(site: SiteRecord, day: date) -> dict[str, Any]:
    if site.withdrawn_at is not None:
        return {"value": "已删除", "state": "none"}
    state = site.state_on(day)
    text = f"{site.closed_on} 起" if state == SiteState.CLOSED else ""
    return {"value": str(state.label), "state": MARKS[state], "text": text}


def site_cells(site: Site, level: int, day: date) -> list[dict[str, Any]]:
    """One row of the list, in the order of ``SITES``. ``level``: of the seat that looks."""
    return [
        {"value": site.name},
        {"value": site.get_type_display()},
        {"value": unit_path(site.association, below=max(level, 1))},
        state_cell(site, day),
        {"value": iso(site.opened_on)},
        {"value": f"{site.demonstration_since} 起" if site.demonstration_since else ""},
        {"value": f"{site.area:,}" if site.area else "", "numeric": True},
        {"value": site.host},
    ]


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def site_facts(site: SiteRecord, day: date) -> list[dict[str, Any]]:
    """「情况」 of one site."""
    state = state_cell(site, day)
    facts: list[dict[str, Any]] = [
        {"label": "单位", "value": unit_path(site.association)},
        {"label": "状态", "value": state["value"], "state": state["state"]},
    ]
    if isinstance(site, Site):
        facts.insert(0, {"label": "类型", "value": site.get_type_display()})
    if site.closed_on:
        facts.append({"label": "停用", "value": f"{site.closed_on} 起，{site.closed_reason}"})
    plain = [
        ("筹建日期", iso(site.planned_on)), ("验收日期", iso(site.accepted_on)),
        ("启用日期", iso(site.opened_on)), ("示范点起", iso(site.demonstration_since)),
        ("项目点级别", site.get_grade_display()), ("地址", site.address),
        ("面积", f"{site.area:,} 平方米" if site.area else ""), ("依托单位", site.host),
        ("设施设备", site.equipment),
    ]  # fmt: skip
    return [*facts, *({"label": label, "value": value} for label, value in plain)]


def panels(site: SiteRecord, account: Account, day: date) -> dict[str, Any]:
    """Context of the parts that every page of a site has: checks, files, history."""
    can_record = can(account, Action.RECORD) and site.withdrawn_at is None
    standards = standards_for(register_of(site).type_of(site), day)
    words = dict(items_of(standards))
    return {
        "site": site,
        "standards": [
            {"standard": one, "url": f"{reverse('members:site_check', args=[site.pk])}?standard={one.code}"}
            for one in standards
        ],
        "checks": [check_row(check) for check in checks_of(site)],
        "files": [{"file": row, "item": words.get(row.item, "")} for row in files_of(site)],
        "files_form": SiteFilesForm(standards=standards) if can_record else None,
        "can_record": can_record,
        "history": [
            {"entry": row, "action": action_label(row.action), "lines": changes_of(row)}
            for row in history_of(site)[:MOST_HISTORY]
        ],
    }


def check_row(check: SiteCheck) -> dict[str, Any]:
    """One check in words: what was found, by whom, and what became of it."""
    if check.passed is None:
        state, word = "due", "待复核"
    else:
        state, word = ("done", "合格") if check.passed else ("overdue", "不合格")
    return {
        "check": check,
        "url": reverse("members:check_review", args=[check.pk]),
        "text": f"{check.met}/{len(check.standard.items)} 项达到",
        "state": state,
        "word": word,
    }


def check_lines(check: SiteCheck) -> list[dict[str, Any]]:
    """The items of a check with their answers."""
    lines = []
    for item in check.standard.items:
        answer = check.answers.get(item["code"], {})
        met = bool(answer.get("met"))
        lines.append(
            {
                "text": item["text"], "evidence": answer.get("evidence", ""),
                "state": "done" if met else "overdue", "word": "达到" if met else "没达到",
            }
        )  # fmt: skip
    return lines


def act_links(site: SiteRecord, account: Account) -> list[dict[str, Any]]:
    """Buttons that every register has, for who records."""
    if not can(account, Action.RECORD):
        return []
    url = reverse("members:site_act", args=[site.pk])
    if site.withdrawn_at is not None:
        return [{"label": "恢复记录", "url": f"{url}?act=restore"}]
    found = []
    if site.closed_on is not None:
        found.append({"label": "恢复使用", "url": f"{url}?act=reopen"})
    elif site.opened_on is not None:
        found.append({"label": "停用", "url": f"{url}?act=close"})
    return [*found, {"label": "删除", "url": f"{url}?act=withdraw"}]
