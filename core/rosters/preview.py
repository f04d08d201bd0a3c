"""What the preview shows: counts in words, tabs, causes, rows with what is wrong or would change."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, QuerySet

from core.access import can
from core.accounts.models import Account
from core.rosters.cleaning import LABELS
from core.rosters.committing import chosen_changes
from core.rosters.declare import RosterKind
from core.rosters.models import Outcome, RosterBatch, RosterRow
from core.rosters.planning import has_faults
from core.rosters.services import decided
from core.rosters.staging import Packer, StagedRecord, staged_record

PER_PAGE = 50
TABS = list(Outcome)
NEEDS_PERSON = (Outcome.INVALID, Outcome.POSSIBLE, Outcome.OUTSIDE, Outcome.DUPLICATE)


@dataclass
class Tab:
    """One tab with its count."""

    value: str
    label: str
    count: str
    url: str
    here: bool


def tab_of(asked: str, counts: dict[str, int]) -> str:
    """The tab asked for, else the first that needs a person, else the first that has rows."""
    if asked in Outcome.values and counts.get(asked):
        return asked
    filled = [tab.value for tab in TABS if counts.get(tab.value)]
    needing = [tab for tab in filled if tab in NEEDS_PERSON]
    return (needing or filled or [Outcome.NEW.value])[0]


def tabs(counts: dict[str, int], here: str) -> list[Tab]:
    return [
        Tab(tab.value, tab.label, f"{counts[tab.value]:,}", f"?tab={tab.value}", tab.value == here)
        for tab in TABS
        if counts.get(tab.value)
    ]


def sentence(counts: dict[str, int]) -> str:
    """「共 914 行：新增 13，更新 28，无变化 856，需确认 5，有错误 12。」"""
    order = (Outcome.NEW, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.POSSIBLE, Outcome.INVALID,
             Outcome.OUTSIDE, Outcome.DUPLICATE)  # fmt: skip
    parts = [f"{outcome.label} {counts[outcome.value]:,}" for outcome in order if counts.get(outcome.value)]
    total = sum(counts.get(outcome.value, 0) for outcome in order)
    return f"共 {total:,} 行：{'，'.join(parts) if parts else '没有数据行'}。"


def effect_words(batch: RosterBatch) -> list[str]:
    """「黔城镇 特殊家庭 901 → 915 户」"""
    return [
        f"{one['place']} {one['what']} {one['before']:,} → {one['after']:,} {one['unit']}"
        for one in batch.effects
    ]


def compared_words(batch: RosterBatch) -> str:
    """「上次 12 个错误，现剩 2 个」"""
    if batch.before is None or not batch.before.counts:
        return ""
    before, now = has_faults(batch.before.counts), has_faults(batch.counts)
    if not now:
        return f"上次 {before:,} 个错误，现在没有了。"
    return f"上次 {before:,} 个错误，现剩 {now:,} 个。"


def causes(batch: RosterBatch, tab: str, chosen: str) -> list[dict[str, Any]]:
    """「身份证校验码不符 7 行」, most frequent first, each a filter."""
    rows = RosterRow.objects.filter(batch=batch, outcome=tab).exclude(cause="")
    found = rows.values("cause").annotate(number=Count("pk")).order_by("-number", "cause")[:12]
    return [
        {
            "label": LABELS.get(one["cause"], one["cause"]),
            "number": f"{one['number']:,}",
            "url": f"?{urlencode({'tab': tab, 'cause': one['cause']})}",
            "here": one["cause"] == chosen,
        }
        for one in found
    ]


def rows_of(batch: RosterBatch, tab: str, cause: str) -> QuerySet[RosterRow]:
    rows = RosterRow.objects.filter(batch=batch, outcome=tab)
    if cause:
        rows = rows.filter(cause=cause)
    return rows.order_by("sheet", "number")


def shown_rows(
    kind: RosterKind, batch: RosterBatch, page: "Page[RosterRow]", account: Account
) -> list[dict[str, Any]]:
    packer = Packer(kind)
    return [_shown(kind, packer, batch, row, account) for row in page]


def columns_of(kind: RosterKind, batch: RosterBatch) -> list[dict[str, Any]]:
    """The columns that the file has, in our order."""
    given = {
        one["name"] for name in batch.choices.get("sheets", []) for one in batch.mapping[name]["headings"]
    }
    return [{"name": one.name, "label": one.column_name} for one in kind.fields if one.name in given]


def _shown(
    kind: RosterKind, packer: Packer, batch: RosterBatch, row: RosterRow, account: Account
) -> dict[str, Any]:
    found: dict[str, Any] = {"row": row, "notes": row.notes, "label": LABELS.get(row.cause, row.cause)}
    if not row.payload:
        return found
    one = staged_record(packer, [row])
    found["cells"] = _cells(kind, batch, one, {problem["field"] for problem in row.problems})
    found["problems"] = [_problem(kind, problem) for problem in row.problems]
    if row.target is not None:
        found["existing"] = one.label
        found["changes"] = _changes(kind, batch, one, account)
        found["beside"] = _beside(kind, one)
        found["decided"] = row.decision.get("same")
    return found


def _cells(kind: RosterKind, batch: RosterBatch, one: StagedRecord, wrong: set[str]) -> list[dict[str, Any]]:
    cells = one.reads[0].cells
    shown = []
    for column in columns_of(kind, batch):
        field = kind.field(column["name"])
        text = cells.get(field.name, "")
        shown.append(
            {"text": field.mask(text) if text and field.sensitive else text, "wrong": field.name in wrong}
        )
    return shown


def _problem(kind: RosterKind, problem: dict[str, Any]) -> dict[str, Any]:
    field = next((one for one in kind.fields if one.name == problem["field"]), None)
    return {
        **problem,
        "column": field.column_name if field else "",
        "correctable": field is not None and not field.sensitive and problem.get("cell", False),
    }


def _changes(
    kind: RosterKind, batch: RosterBatch, one: StagedRecord, account: Account
) -> list[dict[str, Any]]:
    taken = {
        (change.line, change.field) for change in chosen_changes(batch.choices, one.row.decision, one.changes)
    }
    return [
        {
            "key": f"{change.line}.{change.field}",
            "label": kind.field(change.field).column_name,
            "old": kind.field(change.field).shown(change.old) or "（空）",
            "new": kind.field(change.field).shown(change.new),
            "taken": (change.line, change.field) in taken,
        }
        for change in one.changes
    ]


def _beside(kind: RosterKind, one: StagedRecord) -> list[dict[str, Any]]:
    """Two cards side by side: what the file says and what stands."""
    new = one.record.values
    return [
        {
            "label": field.column_name,
            "new": field.shown(new.get(field.name)),
            "old": field.shown(one.existing.get(field.name)),
        }
        for field in kind.fields
        if new.get(field.name) is not None or one.existing.get(field.name) is not None
    ]


def commit_words(batch: RosterBatch, account: Account, kind: RosterKind) -> dict[str, Any]:
    """What the button says, and what it needs."""
    counts = batch.counts
    new, update = counts.get(Outcome.NEW, 0), counts.get(Outcome.UPDATE, 0)
    settled = decided(batch)
    may_change = can(account, kind.change)
    number = new + settled + (update if may_change else 0)
    open_questions = counts.get(Outcome.POSSIBLE, 0) - settled
    faulty = has_faults(counts)
    left = []
    if faulty:
        left.append(f"{faulty:,} 行有错误或不能导入")
    if open_questions:
        left.append(f"{open_questions:,} 行没有确认")
    if update and not may_change:
        left.append(f"{update:,} 行要修改原有记录，您的账号只能新增，由管理员导入")
    return {
        "number": f"{number:,}",
        "can": number > 0,
        "needs_tick": bool(faulty or open_questions),
        "left": "；".join(left),
        "consequence": f"新增 {new:,} 行" + (f"，更新 {update:,} 行" if update and may_change else ""),
    }


def skipped_words(batch: RosterBatch) -> str:
    """「第 1–2 行标题，第 918 行合计（相符），第 919 行签字」"""
    rows = RosterRow.objects.filter(batch=batch, outcome=Outcome.SKIPPED).order_by("sheet", "number")
    listed = list(rows.values_list("number", "cause", "notes")[:200])
    groups: list[tuple[int, int, str, str]] = []
    for number, cause, notes in listed:
        note = notes[0] if notes else ""
        if groups and groups[-1][1] == number - 1 and groups[-1][2:] == (cause, note):
            groups[-1] = (groups[-1][0], number, cause, note)
        else:
            groups.append((number, number, cause, note))
    words = [_group_words(*group) for group in groups[:12]]
    return "，".join(words) + ("……" if len(groups) > 12 else "")


def _group_words(first: int, last: int, cause: str, note: str) -> str:
    where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    return f"{where}{LABELS.get(cause, cause)}" + (
        f"（{'相符' if note == '相符' else '不符'}）" if note else ""
    )
