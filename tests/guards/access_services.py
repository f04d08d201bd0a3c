"""One call of every service: whatever page, roster or command leads there, the service itself must refuse."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.http import QueryDict

from activities.grid.period import read_period
from activities.grid.services import RowEntry
from activities.kinds import Yield
from activities.models import Activity, ActivityKind, Attachment, School
from activities.services import ActivityDraft
from core.accounts.models import Account
from core.accounts.services import NewAccount
from core.attachments.preparing import Prepared
from core.figures.models import FigureEntry, Indicator
from core.jobs.files import store
from core.jobs.models import Job, State
from core.reveal.registry import find_revealable
from families.models import FamilyMember
from tests.guards.access_calls import Call, Service, one
from tests.guards.access_samples import COUNTED, DAY, TYPED
from tests.guards.access_world import World
from tests.guards.services_care import CARE
from tests.guards.services_duties import DUTIES
from tests.guards.services_families import FAMILIES
from tests.guards.services_homes import HOMES
from tests.guards.services_members import MEMBERS
from tests.guards.services_rosters import ROSTERS
from tests.guards.services_sites import SITES
from tests.guards.services_visits import VISITS


def account(world: World, place: str) -> Account:
    return one(world, place, Account, "account")


def activity(world: World, place: str) -> Activity:
    return one(world, place, Activity, "activity")


def _accounts(world: World, place: str) -> dict[str, Any]:
    return {"accounts": [account(world, place)]}


def _account(world: World, place: str) -> dict[str, Any]:
    return {"account": account(world, place)}


def _new(world: World, place: str) -> NewAccount:
    return NewAccount("newcomer02", world.units[place], "editor")


def _changed_account(world: World, place: str, to: str = "") -> dict[str, Any]:
    seat = {"name": "改名", "association": world.units[to or place], "role": "viewer", "family_right": False}
    return {"account": account(world, place), **seat}


def fresh_activity(world: World, place: str) -> Activity:
    kind = ActivityKind.objects.get(code="theme_publicity")
    return Activity(association=world.units[place], kind=kind, first_day=DAY, last_day=DAY)


def _draft(world: World, place: str) -> dict[str, Any]:
    return {"draft": ActivityDraft(fresh_activity(world, place), {COUNTED: 100})}


def _changed_activity(world: World, place: str, to: str = "") -> dict[str, Any]:
    row = activity(world, place)
    row.association = world.units[to or place]
    return {"draft": ActivityDraft(row, {COUNTED: 100}), "expected_version": row.version}


def _files(world: World, place: str) -> dict[str, Any]:
    file = Prepared("other", "说明.txt", ".txt", "text/plain", ContentFile(b"text"), 4)
    return {"activity": activity(world, place), "files": [file]}


def _sent_file(world: World, place: str) -> dict[str, Any]:
    given = _files(world, place)
    return {"activity": given["activity"], "key": uuid4(), "file": given["files"][0]}


def _changed_school(world: World, place: str, to: str = "") -> dict[str, Any]:
    row = one(world, place, School, "school")
    row.association = world.units[to or place]
    return {"school": row, "expected_version": row.version}


def _entry(world: World, place: str) -> FigureEntry:
    indicator = Indicator.objects.get(code=TYPED)
    return FigureEntry(association=world.units[place], indicator=indicator, day=date(2022, 5, 1), value=100)


def _changed_entry(world: World, place: str, to: str = "") -> dict[str, Any]:
    row = one(world, place, FigureEntry, "entry")
    row.association, row.day = world.units[to or place], date(2022, 5, 2)
    return {"entry": row, "expected_version": row.version}


def _kind(world: World, place: str) -> dict[str, Any]:
    yields = [Yield(Indicator.objects.get(code=COUNTED))]
    return {"kind": ActivityKind(code="guard_kind", name="守卫活动"), "yields": yields}


def _indicator(world: World, place: str) -> dict[str, Any]:
    given = {
        "code": "guard_sum",
        "name": "守卫数",
        "unit": "次",
        "kind": "flow",
        "source": "core.figureentry",
    }
    return {"indicator": Indicator(**given, entry_level="city")}


def _standing(world: World, place: str) -> dict[str, Any]:
    return {"indicator": Indicator.objects.get(code=TYPED)}


def _row(world: World, place: str) -> dict[str, Any]:
    kind = ActivityKind.objects.get(code="theme_publicity")
    period = read_period("2022-04-15", today=date(2022, 6, 1))
    return {"entry": RowEntry(world.units[place], kind, period, uuid4(), numbers={COUNTED: 100})}


def _kept_draft(world: World, place: str) -> dict[str, Any]:
    given = {"content": QueryDict("title=x"), "title": "x", "expected": 0, "is_edit": False}
    return {"record": uuid4(), **given}


def _protected(world: World, place: str) -> dict[str, Any]:
    found = find_revealable("families.familymember", "name")
    return {"found": found, "row": one(world, place, FamilyMember, "protected"), "reason": "走访慰问：核对"}


def _job(**given: Any) -> Call:
    """A job of the viewer of the place: nobody else may touch it, whatever the right."""

    def arguments(world: World, place: str) -> dict[str, Any]:
        owner = world.seats["viewer", place].account
        job = Job(association=world.units[place], created_by=owner, kind="activities.export", **given)
        job.arguments, job.title = {"period": "all"}, "活动记录"
        if job.state == State.DONE:
            job.file, job.file_name = store(job.pk, uuid4(), b"text"), "活动记录.xlsx"
        job.save()
        return {"job": job}

    return arguments


SERVICES = (
    MEMBERS
    | FAMILIES
    | CARE
    | DUTIES
    | ROSTERS
    | SITES
    | HOMES
    | VISITS
    | {
        "activities.drafts.save_draft": Service("record", _kept_draft, placed=False),
        "activities.files.attach_files": Service("record", _files),
        "activities.files.attach_once": Service("record", _sent_file),
        "activities.files.remove_file": Service(
            "record", lambda world, place: {"attachment": one(world, place, Attachment, "text_file")}
        ),
        "activities.grid.services.save_row": Service("record", _row),
        "activities.kinds.save_kind": Service("catalogue", _kind, placed=False),
        "activities.kinds.set_kind_active": Service(
            "catalogue",
            lambda world, place: {"kind": ActivityKind.objects.first(), "is_active": False},
            placed=False,
        ),
        "activities.schools.save_school": Service("record", _changed_school, moved=_changed_school),
        "activities.schools.set_school_active": Service(
            "record", lambda world, place: {"school": one(world, place, School, "school"), "is_active": False}
        ),
        "activities.services.record_activity": Service("record", _draft),
        "activities.services.update_activity": Service("record", _changed_activity, moved=_changed_activity),
        "activities.services.withdraw_activity": Service(
            "record", lambda world, place: {"activity": activity(world, place), "reason": "重复"}
        ),
        "activities.services.withdraw_activities_many": Service(
            "record", lambda world, place: {"activities": [activity(world, place)], "reason": "重复"}
        ),
        "activities.services.restore_activity": Service(
            "record", lambda world, place: {"activity": one(world, place, Activity, "withdrawn")}
        ),
        "activities.services.record_activities_many": Service(
            "record", lambda world, place: {"drafts": [_draft(world, place)["draft"]]}
        ),
        "core.accounts.links.issue_links": Service("administer", _accounts),
        "core.accounts.links.revoke_links": Service("administer", _accounts),
        "core.accounts.services.create_account": Service(
            "administer", lambda world, place: {"wanted": _new(world, place)}
        ),
        "core.accounts.services.create_accounts_many": Service(
            "administer", lambda world, place: {"wanted": [_new(world, place)]}
        ),
        "core.accounts.services.change_account": Service(
            "administer", _changed_account, moved=_changed_account
        ),
        "core.accounts.services.disable_account": Service("administer", _account),
        "core.accounts.services.enable_account": Service("administer", _account),
        "core.accounts.services.unlock_account": Service("administer", _account),
        "core.accounts.services.change_password": Service(
            "own", lambda world, place: {"password": "gaoyuan-lanse-77"}, placed=False
        ),
        "core.accounts.steps.note_step": Service(
            "own", lambda world, place: {"step": "hidden"}, placed=False
        ),
        "core.associations.services.change_association": Service(
            "administer",
            lambda world, place: {"association": world.units[place], "grid_name": "", "is_active": True},
        ),
        "core.figures.entries.save_entry": Service("record", _changed_entry, moved=_changed_entry),
        "core.figures.entries.delete_entry": Service(
            "record",
            lambda world, place: {"entry": one(world, place, FigureEntry, "entry"), "reason": "重复"},
        ),
        "core.figures.entries.save_entries_many": Service(
            "record", lambda world, place: {"entries": [_entry(world, place)]}
        ),
        "core.jobs.services.request_job": Service(
            "export",
            lambda world, place: {"kind": "activities.export", "title": "活动记录", "arguments": {}},
            placed=False,
        ),
        "core.reveal.services.reveal_field": Service("view", _protected, family=True),
        "core.jobs.services.cancel_job": Service("own", _job()),
        "core.jobs.services.retry_job": Service("export", _job(state=State.UNFINISHED)),
        "core.jobs.services.open_result": Service("export", _job(state=State.DONE)),
        "core.indicators.services.create_indicator": Service("catalogue", _indicator, placed=False),
        "core.indicators.services.change_indicator": Service("catalogue", _standing, placed=False),
        "core.indicators.services.retire_indicator": Service(
            "catalogue", lambda world, place: {**_standing(world, place), "reason": "不用了"}, placed=False
        ),
        "core.indicators.services.reactivate_indicator": Service("catalogue", _standing, placed=False),
    }
)
# Deletes nothing but what the actor wrote.
PERSONAL = {"activities.drafts.discard_draft"}
