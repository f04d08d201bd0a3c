"""What activities give to the home page: numbers to look at again, forms that were not finished."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from activities.forms.listing import ALL
from activities.models import Activity
from activities.queries import ShownFigure, doubtful, drafts_of, shown_figures
from activities.tables import unit_path
from core.access import Action, can
from core.accounts.models import Account
from core.associations.models import Level
from core.drafts import Draft
from core.home import Found, Row, returning
from core.moments import near_day, said_moment

OLD = timedelta(days=1)


def to_check(account: Account, most: int) -> Found | None:
    """Records with a surprising number that nobody has explained, one's own first.

    Who records goes to the form; a reviewer looks at the record.
    """
    records = can(account, Action.RECORD)
    if not records and not can(account, Action.REVIEW):
        return None
    found = doubtful(account.pk)
    shown = list(found[:most])
    figures = shown_figures(shown, account)
    return Found(
        [_to_check(row, figures[row.pk], account, records=records) for row in shown],
        total=len(shown) if len(shown) < most else found.count(),
        label="待核实的活动记录",
        url=f"{reverse('activities:activity_list')}?{urlencode({'period': ALL, 'only': 'check'})}",
    )


def _to_check(activity: Activity, figures: list[ShownFigure], account: Account, *, records: bool) -> Row:
    typed = [figure.amount for figure in figures[:1] if figure.is_asked]
    edit = reverse("activities:activity_edit", args=[activity.pk])
    day = near_day(activity.first_day, timezone.localdate())
    return Row(
        light="due",
        word="待核实",
        what=f"{' '.join([activity.kind.name, *typed])}，有数字与上次相差很大",
        where=unit_path(activity.association, below=max(account.association.level, Level.CITY)),
        due=f"{day}活动",
        label="去核实" if records else "去看",
        url=returning(edit) if records else activity.get_absolute_url(),
    )


def old_drafts(account: Account, most: int) -> Found | None:
    """Forms that were begun more than a day ago: one by name, several as one row."""
    if not can(account, Action.RECORD):
        return None
    rows = drafts_of(account.pk, before=timezone.now() - OLD)
    if not rows:
        return Found()
    first = rows[-1]
    if len(rows) > 1:
        what, label, url = f"{len(rows)} 份草稿存了一天以上", "去看", reverse("activities:draft_list")
    else:
        what, label, url = f"草稿：{first}", "继续", draft_url(first)
    since = f"{'最早' if len(rows) > 1 else ''}{said_moment(first.updated_at)}"
    return Found([Row(light="waiting", word="未保存", what=what, due=since, label=label, url=url)], 1)


def draft_url(draft: Draft) -> str:
    """The form as it was left; after saving one is back on the home page."""
    path = reverse("activities:activity_create")
    if draft.target is not None:
        path = reverse("activities:activity_edit", args=[draft.target])
    return returning(f"{path}?{urlencode({'draft': str(draft.pk)})}")
