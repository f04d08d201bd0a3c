"""What recording on a phone needs beside the form: what the device may keep, what stands on its first page.

A phone keeps an unfinished form until it is sent, and forgets it after the save and at logout. What it may
keep is listed here, name by name; nothing else is stored there. Where an event is about special families (a
condolence, a visit), neither words nor numbers nor pictures stay on the phone: pages.md §3.4.
"""

from typing import Any

from django.urls import reverse

from activities.models import Activity, ActivityKind
from activities.queries import most_used_kinds, shown_figures
from activities.texts import saved_line, seen_line
from core.accounts.models import Account

# Which event it is: no word that a person wrote about another one.
KEPT_ALWAYS = (
    "record", "window", "draft_version", "association", "association_code", "days", "campaigns",
    "campaign_other", "campaigns_for", "kind",
)  # fmt: skip
# Only where the event is not about special families.
KEPT_OTHERWISE = (
    "school", "warm_home", "site", "venue", "title", "place", "partners", "themes", "deliveries", "summary",
    "key_task", "service_line", "figure_",
)  # fmt: skip
COMMON_KINDS = ("theme_publicity", "free_clinic", "work_meeting", "health_lecture")


def four_kinds(account: Account) -> list[ActivityKind]:
    """The four kinds that this person records most, filled up with the commonest ones."""
    kinds = {kind.code: kind for kind in most_used_kinds(account.pk) if kind.is_active}
    if len(kinds) < len(COMMON_KINDS):
        common = ActivityKind.objects.filter(code__in=COMMON_KINDS, is_active=True)
        found = {kind.code: kind for kind in common}
        for code in COMMON_KINDS:
            if code in found:
                kinds.setdefault(code, found[code])
    return list(kinds.values())[: len(COMMON_KINDS)]


def saved_answer(activity: Activity, account: Account) -> dict[str, Any]:
    """What the phone shows after saving, and where the pictures go."""
    return {
        "record": str(activity.pk),
        "line": saved_line(activity, shown_figures([activity], account)[activity.pk]),
        "seen": seen_line(activity.association),
        "url": activity.get_absolute_url(),
        "edit_url": reverse("activities:activity_edit", args=[activity.pk]),
        "files_url": reverse("activities:file_send", args=[activity.pk]),
        "needs_check": activity.needs_check,
    }
