"""Somebody else saved meanwhile: both versions side by side, one choice for each field that differs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse

from activities import content as contents
from activities.content import FIGURE
from activities.forms.entry import EntryForm
from activities.forms.ticks import is_of_ticks
from activities.models import Activity
from activities.queries import history_of, last_hand
from activities.texts import days_text

TAKE = "take_"
COMPARED = [
    "association", "days", "kind", "campaigns", "school", "warm_home", "site", "venue", "title", "place",
    "partners", "themes", "deliveries", "summary", "key_task", "service_line",
]  # fmt: skip


def answer(request: HttpRequest, form: EntryForm, current: Activity) -> HttpResponse:
    """The page that compares what was typed with what stands; 409."""
    mine, sent = _typed(form), form.content
    theirs = contents.of_activity(current, contents.edition_keys(current))
    forms = [EntryForm(content, bound=False, editing=current) for content in (mine, theirs)]
    names = [*COMPARED, *dict.fromkeys(name for one in forms for name in one.figure_names)]
    changed = _changed_by_others(current, form.content.get("version", ""))
    rows = [
        {
            "name": name,
            "label": next(one.fields[name].label for one in forms if name in one.fields),
            "mine": shown_value(forms[0], name),
            "theirs": shown_value(forms[1], name),
            "take_theirs": _changed_key(forms, name) in changed,
        }
        for name in names
        if mine.getlist(name) != theirs.getlist(name)
    ]
    context = {
        "heading": "这条记录刚被别人修改过",
        "rows": rows,
        "who": last_hand(current),
        "current": current,
        "fields": [
            *((name, value) for name in mine for value in mine.getlist(name)),
            *((name, value) for name in sent if is_of_ticks(name) for value in sent.getlist(name)),
        ],
    }
    return TemplateResponse(request, "activities/activity_conflict.html", context, status=409)


def _typed(form: EntryForm) -> QueryDict:
    """What was typed, written as a standing record would be, so that both can be compared."""
    typed = form.put_into(Activity(lines=form.readable_numbers(), explanations=form.explanations()))
    return contents.of_activity(typed, form.edition_keys())


def _changed_by_others(current: Activity, version: str) -> set[str]:
    """Labels and indicator codes that the saves since ``version`` changed: there the other is proposed."""
    saves = current.version - int(version) if version.isdigit() else 0
    changed: set[str] = set()
    for entry in history_of(current).filter(action="update")[: max(saves, 0)]:
        for label, (before, after) in entry.changes.items():
            changed.add(label)
            if isinstance(before, dict) or isinstance(after, dict):
                before, after = before or {}, after or {}
                changed |= {key for key in {*before, *after} if before.get(key) != after.get(key)}
    return changed


def _changed_key(forms: list[EntryForm], name: str) -> str:
    if name.startswith(FIGURE):
        return name.removeprefix(FIGURE)
    if name == "days":
        return "日期"
    return str(forms[0].fields[name].label)


def shown_value(form: EntryForm, name: str) -> str:
    """A field as people read it."""
    if name == "association":
        return form.unit.path() if form.unit else ""
    if name == "days":
        return days_text(*form.span) if form.span else ""
    if name not in form.fields:
        return "没有这一项"
    value, field = form.initial[name], form.fields[name]
    if hasattr(field, "choices"):
        wanted = value if isinstance(value, list) else [value]
        return "、".join(str(label) for key, label in field.choices if str(key) in wanted) or "没有选"
    return f"{value} {getattr(field, 'unit', '')}".strip() if value else "没有填"


def resolved(sent: QueryDict, current: Activity) -> QueryDict:
    """The sent form with the standing value wherever 「用张某的」 was chosen.

    Where the record changed once more since then, nothing is taken over unseen: it is compared again.
    """
    content = sent.copy()
    taken = [name.removeprefix(TAKE) for name in sent if name.startswith(TAKE) and sent[name] == "theirs"]
    if not taken or sent.get("version") != str(current.version):
        return content
    theirs: Any = contents.of_activity(current, contents.edition_keys(current))
    for name in taken:
        content.setlist(name, theirs.getlist(name))
        if name == "association":
            content["association_code"] = theirs["association_code"]
    content["campaigns_for"] = content.get("days", "")
    return content
