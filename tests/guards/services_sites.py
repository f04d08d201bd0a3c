"""Calls of the services of sites."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from core.attachments.preparing import Prepared
from members.models import Site, SiteCheck, SiteFile, Standard
from tests.guards.access_calls import Service
from tests.guards.access_world import World

DAY = date(2022, 6, 1)


def site(world: World, place: str) -> Site:
    return Site.objects.select_related("association").get(pk=world.samples[place]["site"])


def _new(world: World, place: str) -> Site:
    return Site(id=uuid4(), association=world.units[place], name="守卫书屋", type="reading_room")


def _named(world: World, place: str) -> dict[str, Any]:
    row = site(world, place)
    return {"site": row, "expected_version": row.version}


def _closing(world: World, place: str) -> dict[str, Any]:
    return {**_named(world, place), "day": DAY, "reason": "整村搬迁"}


def _closed(world: World, place: str) -> dict[str, Any]:
    Site.objects.filter(pk=world.samples[place]["site"]).update(closed_on=DAY)
    return {**_named(world, place), "reason": "停错了"}


def _withdrawn(world: World, place: str) -> dict[str, Any]:
    Site.objects.filter(pk=world.samples[place]["site"]).update(withdrawn_at="2022-06-01T00:00Z")
    return {"site": site(world, place)}


def _answers(world: World, place: str) -> dict[str, Any]:
    standard = Standard.objects.get(code="five_haves")
    answers = {item["code"]: {"met": True, "evidence": ""} for item in standard.items}
    return {"site": site(world, place), "standard": standard, "day": DAY, "answers": answers}


def _review(world: World, place: str) -> dict[str, Any]:
    rows = SiteCheck.objects.select_related("association", "standard")
    return {"check": rows.get(pk=world.samples[place]["site_check"]), "passed": True}


def _files(world: World, place: str) -> dict[str, Any]:
    file = Prepared("other", "说明.txt", ".txt", "text/plain", ContentFile(b"text"), 4)
    return {"site": site(world, place), "files": [file]}


def _file(world: World, place: str) -> dict[str, Any]:
    rows = SiteFile.objects.select_related("association")
    return {"file": rows.get(pk=world.samples[place]["site_file"])}


def _standard(world: World, place: str) -> dict[str, Any]:
    return {"name": "新标准", "site_type": "reading_room", "since": DAY, "items": ["有书", "有人管"]}


SITES = {
    "members.sites.standards.publish_standard": Service("catalogue", _standard, placed=False),
    "members.sites.services.register_site": Service(
        "record", lambda world, place: {"site": _new(world, place)}
    ),
    "members.sites.services.register_sites": Service(
        "record", lambda world, place: {"sites": [_new(world, place)]}
    ),
    "members.sites.services.change_site": Service(
        "record", lambda world, place: {**_named(world, place), "values": {"host": "村卫生室"}}
    ),
    "members.sites.services.change_sites": Service(
        "record", lambda world, place: {"changes": [(row := site(world, place), row.version, {"area": 80})]}
    ),
    "members.sites.services.close_site": Service("record", _closing),
    "members.sites.services.reopen_site": Service("record", _closed),
    "members.sites.services.withdraw_sites": Service(
        "record", lambda world, place: {"sites": [site(world, place)], "reason": "重复"}
    ),
    "members.sites.services.restore_site": Service("record", _withdrawn),
    "members.sites.checks.record_check": Service("record", _answers),
    "members.sites.checks.review_check": Service("review", _review),
    "members.sites.files.add_files": Service("record", _files),
    "members.sites.files.remove_site_file": Service("record", _file),
}
