"""What the tests of activities send and read: plain functions, beside ``tests/factories.py``."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from activities.models import Activity, ActivityKind, School
from activities.services import ActivityDraft, record_activity
from core import scope
from core.accounts.models import Account
from core.associations.models import Association
from core.figures.models import CampaignEdition
from tests.factories import figure, whole_network

DAY = date(2022, 5, 29)
NEW = "/activities/new/"


def form(
    place: Association, kind: str = "free_clinic", days: str = "2022-05-29", **more: Any
) -> dict[str, Any]:
    """The entry form as a browser sends it; figures by their code: ``free_clinic_person_times=760``."""
    codes = {
        "record",
        "campaigns_for",
        "campaigns",
        "title",
        "place",
        "partners",
        "summary",
        "venue",
        "school",
    }
    codes |= {
        "themes",
        "deliveries",
        "version",
        "then",
        "twin_answer",
        "campaign_other",
        "draft_version",
        "window",
    }
    sent: dict[str, Any] = {"record": str(uuid4()), "association": place.name, "association_code": place.code}
    sent |= {"kind": kind, "days": days, "campaigns_for": days}
    for name, value in more.items():
        plain = name in codes or name.startswith("files_") or name.endswith(("_reason", "_verified"))
        sent[name if plain else f"figure_{name}"] = value
    return sent


def made(
    actor: Account,
    place: Association,
    kind: str = "free_clinic",
    *,
    day: date = DAY,
    editions: list[CampaignEdition] | None = None,
    given: dict[str, Any] | None = None,
    **numbers: int,
) -> Activity:
    """A recorded activity, through the service; numbers in units, ``given``: other columns."""
    with scope.use(actor.scope):
        kind_row = ActivityKind.objects.get(code=kind)
        activity = Activity(association=place, kind=kind_row, first_day=day, last_day=day, **(given or {}))
        hundredths = {code: value * 100 for code, value in numbers.items()}
        return record_activity(actor=actor, draft=ActivityDraft(activity, hundredths, editions or []))


def clinic(actor: Account, place: Association, people: int = 760, **given: Any) -> Activity:
    """A 义诊."""
    return made(actor, place, free_clinic_person_times=people, **given)


def reread(activity: Activity) -> Activity:
    with whole_network():
        return Activity.objects.select_related("association", "kind").get(pk=activity.pk)


def all_activities() -> list[Activity]:
    with whole_network():
        return list(Activity.objects.all())


def people_of(place: Association, code: str = "free_clinic_person_times", year: int = 2022) -> Decimal | None:
    """The figure of a year at one unit, as its pages read it."""
    return figure(place, code, date(year, 1, 1), date(year, 12, 31))


def make_school(actor: Account, place: Association, name: str = "黔城中学") -> School:
    with scope.use(actor.scope), scope.transaction():
        return School.objects.create(association=place, name=name, stage="junior", created_by=actor)


def text_of(answer: Any) -> str:
    return answer.content.decode()
