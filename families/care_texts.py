"""Services and cases on the page of one family."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from families.choices import Aid, HelpKind
from families.models import Case, Family, Referral, ServiceRecord
from families.texts import Event


def service_mark(record: ServiceRecord) -> dict[str, str]:
    """Mark and word, as status.html takes them."""
    if record.is_overdue(timezone.localdate()):
        return {"state": "overdue", "word": f"{record.get_state_display()}，逾期"}
    lights = {"confirmed": "done", "cancelled": "none", "done": "due"}
    return {"state": lights.get(record.state, "waiting"), "word": record.get_state_display()}


def referral_mark(referral: Referral) -> dict[str, str]:
    """Mark and word, as status.html takes them."""
    word = referral.get_state_display()
    if referral.is_overdue(timezone.localdate()):
        return {"state": "overdue", "word": f"{word}，逾期"}
    lights = {"sent": "due", "accepted": "waiting", "returned": "due", "done": "done"}
    return {"state": lights.get(referral.state, "none"), "word": word}


def case_mark(case: Case) -> dict[str, str]:
    """Mark and word, as status.html takes them."""
    if not case.is_open:
        return {"state": "done", "word": case.get_result_display()}
    is_late = case.is_overdue(timezone.localdate())
    return {"state": "overdue" if is_late else "waiting", "word": "逾期" if is_late else "办理中"}


def care_rows(family: Family, care: dict[str, list[Any]]) -> dict[str, Any]:
    """The panel 「服务和诉求」: open ones, and how many are done."""
    services = [{"row": row, "mark": service_mark(row)} for row in care["services"] if row.is_open]
    cases = [{"row": row, "mark": case_mark(row)} for row in care["cases"] if row.is_open]
    ended = len(care["services"]) + len(care["cases"]) - len(services) - len(cases)
    return {
        "services": services,
        "cases": cases,
        "ended": ended,
        "create_url": reverse("families:service_create", args=[family.pk]),
        "case_url": f"{reverse('families:case_create')}?family={family.pk}",
    }


def need_url(family: Family, need: str) -> str:
    """Where the service that a need calls for is asked for; empty where there is none of this name."""
    if need not in HelpKind.values and need not in Aid.values:
        return ""
    return f"{reverse('families:service_create', args=[family.pk])}?need={need}"


def care_events(care: dict[str, list[Any]]) -> list[Event]:
    """Services and cases in the timeline of a family, each on the days that matter."""
    events = []
    for row in care["services"]:
        what, url = row.get_kind_display(), row.get_absolute_url()
        events.append(Event(row.requested_on, f"提出服务：{what}", row.helper, url))
        if row.done_on is not None:
            events.append(Event(row.done_on, f"完成服务：{what}", row.helper, url))
    for row in care["cases"]:
        what, url = row.get_topic_display(), row.get_absolute_url()
        events.append(Event(row.opened_on, f"受理诉求：{what}", row.handler, url))
        if row.closed_on is not None:
            events.append(Event(row.closed_on, f"办结诉求：{what}", row.get_result_display(), url))
    return events
