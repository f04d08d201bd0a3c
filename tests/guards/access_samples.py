"""One sample of everything that an address can be about, at every place, bearing the mark of its place.

A mark is a word that stands nowhere else; numbers are marked by being unlike any other. Whoever reads a mark
of a place outside the own range has found a leak. Names of the network are open to all and bear none.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import timezone
from PIL import Image

from activities.drafts import save_draft
from activities.files import attach_files
from activities.models import Activity, ActivityKind, Attachment, School
from activities.schools import save_school
from activities.services import ActivityDraft, record_activity, withdraw_activity
from core import scope
from core.accounts.models import Account, LinkBatch, LoginLink
from core.associations.models import Association
from core.attachments.preparing import Prepared
from core.audit.models import Reading, What
from core.audit.readings import record_reading
from core.audit.services import record
from core.jobs.files import store
from core.jobs.models import Job, State
from core.records import scoped_models
from core.rosters.batches import read_batch
from core.rosters.declare import kind_of
from core.rosters.models import RosterRow
from core.rosters.services import Upload, start_batch
from families.models import Contact, Family, FamilyMember, FamilyState
from members.checks import MemberDraft
from members.models import Member
from members.services import register_member, withdraw_member
from members.standing import Standing
from tests.factories import make_account, make_activity, make_entry
from tests.guards.samples_care import CARE
from tests.guards.samples_sites import SITES
from tests.guards.samples_visits import VISITS
from tests.plant import plant
from tests.rosters.books import xlsx

DAY = timezone.localdate()  # what lists show before anybody asks for a period
TYPED, COUNTED = "wechat_post_issues", "publicity_material_copies"
LETTERS = "abcdefghij"
# Digits of square roots: no sum of some of them is another one.
NUMBERS = [4123105, 4358898, 4795831, 5385164, 5567764, 6082762, 6403124, 6557438, 6855654, 7071067]
OTHERS = [1414213, 1732050, 2236067, 2449489, 2645751, 2828427, 3162277, 3316624, 3464101, 3605551]


@dataclass(frozen=True)
class Mark:
    """What tells the things of one place from those of any other."""

    word: str
    typed: int
    counted: int

    @property
    def pattern(self) -> str:
        numbers = [text for number in (self.typed, self.counted) for text in (f"{number:,}", str(number))]
        return rf"{self.word}|(?<![0-9A-Za-z,-])(?:{'|'.join(numbers)})(?![0-9A-Za-z-])"


def marks(places: list[str]) -> dict[str, Mark]:
    words = [f"zqm{letter * 4}qz" for letter in LETTERS]
    rows = zip(places, words, NUMBERS, OTHERS, strict=False)
    return {place: Mark(*mark) for place, *mark in rows}


@dataclass(frozen=True)
class Spot:
    """Where samples are made: a unit, its mark, and an editor of it who makes them."""

    unit: Association
    mark: Mark
    keeper: Account
    made: dict[str, Any]  # keys of the samples made so far


@dataclass(frozen=True)
class Sample:
    """How one kind of thing is made, and a key of the same type that does not exist.

    ``make`` gives the value for the address. ``shared``: it belongs to no place; ``personal``: to its maker.
    """

    make: Callable[[Spot], Any]
    missing: Callable[[], Any] = lambda: 987_654_321
    shared: bool = False
    personal: bool = False


def _association(spot: Spot) -> int:
    return spot.unit.code


def _account(spot: Spot) -> int:
    return make_account(spot.mark.word, spot.unit, name=spot.mark.word).pk


def _waiting(spot: Spot) -> int:
    """An account whose one-time link waits."""
    account = make_account(f"{spot.mark.word}-w", spot.unit, name=f"{spot.mark.word}-w")
    account.set_unusable_password()
    account.save(update_fields=["password"])
    token = LoginLink.hash(LoginLink.new_token())
    batch = LinkBatch.objects.create(created_by=spot.keeper)
    until = timezone.now() + timedelta(days=5)
    LoginLink.objects.create(account=account, batch=batch, token_hash=token, expires_at=until)
    return account.pk


def _audit(spot: Spot) -> int:
    changes = {"说明": ["", spot.mark.word]}
    with scope.transaction():
        return record(
            spot.keeper, "update", association=spot.unit, summary=spot.mark.word, changes=changes
        ).pk


def _school(spot: Spot) -> uuid.UUID:
    school = School(association=spot.unit, name=spot.mark.word, stage="primary")
    return save_school(actor=spot.keeper, school=school).pk


def _activity(spot: Spot) -> uuid.UUID:
    texts = dict.fromkeys(("title", "place", "partners", "summary"), spot.mark.word)
    kind = ActivityKind.objects.get(code="theme_publicity")
    activity = Activity(association=spot.unit, kind=kind, first_day=DAY, last_day=DAY, **texts)
    draft = ActivityDraft(activity, {COUNTED: spot.mark.counted * 100})
    return record_activity(actor=spot.keeper, draft=draft).pk


def _withdrawn(spot: Spot) -> uuid.UUID:
    activity = make_activity(spot.keeper, spot.unit, DAY, title=f"{spot.mark.word}-w")
    withdraw_activity(actor=spot.keeper, activity=activity, reason=spot.mark.word)
    return activity.pk


def _member(spot: Spot, ending: str = "") -> uuid.UUID:
    """Marked wherever a person typed something; the telephone number is everybody's."""
    texts = dict.fromkeys(("group", "team", "skills"), spot.mark.word)
    member = Member(association=spot.unit, name=f"{spot.mark.word}{ending}", phone="13874500000", **texts)
    draft = MemberDraft(member, [Standing(DAY, "enrolled", spot.unit)])
    return register_member(actor=spot.keeper, draft=draft).pk


def _withdrawn_member(spot: Spot) -> uuid.UUID:
    member = Member.objects.select_related("association").get(pk=_member(spot, "w"))
    withdraw_member(actor=spot.keeper, member=member, reason=spot.mark.word)
    return member.pk


def _file(spot: Spot) -> uuid.UUID:
    """A photo, so that there is a small picture of it; and a text that holds the mark."""
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    word, text = spot.mark.word, f"{spot.mark.word} 签到".encode()
    files = [
        Prepared(
            "photo", f"{word}.jpg", ".jpg", "image/jpeg", ContentFile(picture.getvalue()), picture.tell()
        ),
        Prepared("sign_in", f"{word}.txt", ".txt", "text/plain", ContentFile(text), len(text)),
    ]
    activity = Activity.objects.get(pk=spot.made["activity"])
    return attach_files(actor=spot.keeper, activity=activity, files=files)[0].pk


def _text_file(spot: Spot) -> uuid.UUID:
    return Attachment.objects.get(activity=spot.made["activity"], suffix=".txt").pk


def _draft(spot: Spot) -> uuid.UUID:
    content = QueryDict(mutable=True)
    content.update({"title": spot.mark.word, "association": spot.unit.name})
    given = {"title": spot.mark.word, "expected": 0, "is_edit": False}
    return save_draft(actor=spot.keeper, record=uuid.uuid4(), content=content, **given).pk


def _entry(spot: Spot) -> uuid.UUID:
    entry = make_entry(spot.keeper, spot.unit, TYPED, DAY, spot.mark.typed, note=spot.mark.word)
    return entry.pk


def _job(spot: Spot) -> uuid.UUID:
    """A finished one, with its file."""
    word = spot.mark.word
    job = Job(association=spot.unit, created_by=spot.keeper, kind="activities.export", title=word)
    name = store(job.pk, uuid.uuid4(), f"{word} 活动记录".encode())
    job.state, job.file, job.file_name, job.finished_at = State.DONE, name, f"{word}.xlsx", timezone.now()
    job.save()
    return job.pk


def _reading(spot: Spot) -> int:
    """An editor of the place looked at a school: what is looked at does not matter here."""
    school = School.objects.select_related("association").get(pk=spot.made["school"])
    with scope.transaction():
        record_reading(spot.keeper, What.OPEN, [school], note=spot.mark.word)
    return Reading.objects.filter(association=spot.unit).latest("pk").pk


def _protected(spot: Spot) -> uuid.UUID:
    """A member of a family, whose name is the mark."""
    return plant(FamilyMember, spot.unit, name=spot.mark.word).pk


def _family(spot: Spot) -> uuid.UUID:
    """A whole family with two dated states; its people, address, contact and number bear the mark."""
    word = spot.mark.word
    texts = dict.fromkeys(("household_number", "address", "confirmed_by"), word)
    family = plant(Family, spot.unit, status="registered", **texts)
    for since in (date(2022, 5, 1), date(2022, 5, 2)):
        state = {"family": family, "place": spot.unit, "status": "registered"}
        plant(FamilyState, spot.unit, since=since, **state)
    people = {"family": family, "name": word, "phone": "13874500000", "born": "1965-03", "resident_id": ""}
    for order, relation in enumerate(("head", "spouse")):
        member = plant(FamilyMember, spot.unit, order=order, relation=relation, **people)
    spot.made["family_member"] = member.pk
    spot.made["contact"] = plant(Contact, spot.unit, family=family, name=word, phone="13807450001").pk
    return family.pk


def _roster(spot: Spot) -> uuid.UUID:
    """A roster that waits for its commit: a sound row and one with a fault, both with the mark."""
    word = spot.mark.word
    head = ["村社区", "学校名称", "学段"]
    content = xlsx([head, ["", f"{word}学校", "小学"], ["", f"{word}学校二", f"{word}学段"]])
    kind = kind_of("schools")
    batch = start_batch(actor=spot.keeper, kind=kind, upload=Upload(f"{word}.xlsx", content), wait=True)
    read_batch(batch, spot.keeper)
    spot.made["roster_row"] = RosterRow.objects.get(batch=batch, outcome="invalid").pk
    return batch.pk


SAMPLES = {
    "association": Sample(_association, lambda: 431299999999),
    "account": Sample(_account),
    "waiting": Sample(_waiting),
    "audit": Sample(_audit),
    "indicator": Sample(lambda spot: TYPED, lambda: "no_such_indicator", shared=True),
    "counted": Sample(lambda spot: COUNTED, lambda: "no_such_indicator", shared=True),
    "protected": Sample(_protected, uuid.uuid4),
    "protected_kind": Sample(
        lambda spot: "families.familymember", lambda: "families.familymember", shared=True
    ),
    "protected_field": Sample(lambda spot: "name", lambda: "name", shared=True),
    "family": Sample(_family, uuid.uuid4),
    "family_member": Sample(lambda spot: spot.made["family_member"], uuid.uuid4),
    "contact": Sample(lambda spot: spot.made["contact"], uuid.uuid4),
    "role": Sample(lambda spot: "viewer", lambda: "no_such_role", shared=True),
    "kind": Sample(
        lambda spot: ActivityKind.objects.get(code="theme_publicity").pk, lambda: 9876, shared=True
    ),
    "school": Sample(_school, uuid.uuid4),
    "reading": Sample(_reading),
    "activity": Sample(_activity, uuid.uuid4),
    "withdrawn": Sample(_withdrawn, uuid.uuid4),
    "member": Sample(_member, uuid.uuid4),
    "withdrawn_member": Sample(_withdrawn_member, uuid.uuid4),
    "file": Sample(_file, uuid.uuid4),
    "text_file": Sample(_text_file, uuid.uuid4),
    "draft": Sample(_draft, uuid.uuid4, personal=True),
    "entry": Sample(_entry, uuid.uuid4),
    **{name: Sample(make, uuid.uuid4) for name, make in (CARE | SITES | VISITS).items()},
    "job": Sample(_job, uuid.uuid4, personal=True),
    "roster": Sample(_roster, uuid.uuid4, personal=True),
    "roster_row": Sample(lambda spot: spot.made["roster_row"], uuid.uuid4, personal=True),
    "roster_kind": Sample(lambda spot: "schools", lambda: "no-such-roster", shared=True),
}


def make_all(spot: Spot) -> dict[str, Any]:
    """Every sample at one place; then a marked row of every scoped model that no sample made."""
    with scope.use(spot.keeper.scope):
        for name, sample in SAMPLES.items():
            spot.made[name] = sample.make(spot)
        for model in scoped_models(apps):
            if not model._default_manager.filter(association=spot.unit).exists():
                plant(model, spot.unit, **_marked_texts(model, spot.mark))
    return spot.made


def _marked_texts(model: Any, mark: Mark) -> dict[str, str]:
    texts = [
        field
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices
    ]
    return {field.name: mark.word for field in texts if (field.max_length or 99) >= len(mark.word)}
