"""What every write to a family has in common: its version, its figures, what lies beyond the range."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, QuerySet
from django.utils import timezone

from core import scope
from core.figures.posting import post_many, require_open
from core.records import Conflict, Record
from families.lines import steps_of
from families.models import Family
from families.services.persons import claim_persons, holding

CHUNK = 500
BEYOND = "这项改动涉及这户在其他单位的日子，您的账号改不到，请由上级单位办理。"
GONE = "这户已匿名，个人信息已删除，不能再改。"
T = TypeVar("T")


def whole(rows: QuerySet[Family]) -> QuerySet[Family]:
    """Families with everything that belongs to them: six statements, however many they are."""
    return rows.select_related("association").prefetch_related(*Family.counted_with, "needs")


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    stream = iter(rows)
    while part := list(islice(stream, size)):
        yield part


@contextmanager
def writing(versions: Mapping[UUID, int]) -> Iterator[dict[UUID, Family]]:
    """Take the next version of some families, hand them out whole; afterwards post what they count now.

    Raises ``Conflict`` where somebody saved one since its version was read, and ``ValidationError`` where the
    change would alter figures of a place outside the scope.
    """
    with scope.transaction():
        families = _taken(versions)
        before = {key: _steps_beyond(family) for key, family in families.items()}
        persons = _persons(families.values())
        yield families
        after = list(whole(Family.objects.filter(pk__in=versions)))
        claim_persons(persons, _persons(after))
        if any(_steps_beyond(family) != before[family.pk] for family in after):
            raise ValidationError(BEYOND)
        post_many(after)


def _persons(families: Iterable[Family]) -> dict[UUID, str]:
    return {key: number for family in families for key, number in holding(family).items()}


def _taken(versions: Mapping[UUID, int]) -> dict[UUID, Family]:
    """The families, locked until commit where the database locks rows."""
    rows = Family.objects.filter(pk__in=versions)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    families = {family.pk: family for family in whole(rows)}
    for key, version in versions.items():
        if key not in families:
            raise ValidationError("有的家庭已不在您的范围内，请刷新后重试。")
        if families[key].version != version:
            raise Conflict(families[key])
        if families[key].anonymised_at is not None:
            raise ValidationError(GONE)
    rows.update(version=F("version") + 1, updated_at=timezone.now())
    for family in families.values():
        family.version += 1
        _adopt(family)
    return families


def _adopt(family: Family) -> None:
    """All that belongs to a family lives where it lives: known without asking for each row."""
    members = list(family.members.all())
    services = [row for member in members for row in member.services.all()]
    for row in [*members, *services, *family.states.all(), *family.contacts.all(), *family.needs.all()]:
        row.association = family.association


def _steps_beyond(family: Family) -> set[tuple[str, date, int, int]]:
    """What a family counts at places outside the scope, where it lived before."""
    reach = scope.current()
    return {
        (step.indicator, step.day, step.place.code, step.change)  # type: ignore[attr-defined]
        for step in steps_of(family.history())
        if not reach.covers(step.place.code)  # type: ignore[attr-defined]
    }


def store(rows: Sequence[Record], fields: Iterable[str]) -> None:
    """Write some columns of standing rows, many with few statements."""
    if not rows:
        return
    for row in rows:
        row.updated_at = timezone.now()
    type(rows[0]).objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*fields, "updated_at"],
        batch_size=CHUNK,
    )


@contextmanager
def telling_doubles() -> Iterator[None]:
    """What the unique constraints refuse, as a sentence; they also see what lies outside the scope."""
    try:
        with scope.transaction():
            yield
    except IntegrityError as error:
        text = str(error)
        if "household_number" in text:
            raise ValidationError({"household_number": "这个户编号在本县已经使用，请核对。"}) from None
        if "one_holder" in text:
            raise ValidationError({"contacts": "乡镇领导干部、村干部各只能有一位在任。"}) from None
        raise ValidationError("这张表单已失效，请刷新页面后重新提交。") from None


def allow(families: Iterable[Family], days: Iterable[date]) -> None:
    """Whether records of these days may still be written; none lies ahead."""
    today, days = timezone.localdate(), set(days)
    if any(day > today for day in days):
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    for place in {family.association_id: family.association for family in families}.values():
        for day in days:
            require_open(place, day)
