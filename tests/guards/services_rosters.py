"""Calls of the services of imports; every import belongs to the editor who began it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from activities.models import School
from core.rosters.declare import kind_of
from core.rosters.models import RosterBatch, RosterRow
from core.rosters.services import ColumnChoice, Upload
from tests.guards.access_calls import Call, Service, one
from tests.guards.access_world import World
from tests.rosters.books import xlsx

HEAD = ["村社区", "学校名称", "学段"]


def roster_file(name: str = "守卫小学") -> bytes:
    """One sound row and one with a fault."""
    return xlsx([HEAD, ["", name, "小学"], ["", f"{name}二", "不知道"]])


def batch(world: World, place: str) -> RosterBatch:
    rows = RosterBatch._base_manager.select_related("association", "job", "before", "created_by")
    return rows.get(pk=world.samples[place]["roster"])


def _in_state(state: str, **given: Any) -> Call:
    def arguments(world: World, place: str) -> dict[str, Any]:
        row = batch(world, place)
        row.state, row.committed_at, row.counts = (
            state,
            timezone.now(),
            {**row.counts, "added": 1, "changed": 0},
        )
        row.save()
        return {"batch": row, **given}

    return arguments


def _row(world: World, place: str, outcome: str, **given: Any) -> dict[str, Any]:
    row = one(world, place, RosterRow, "roster_row")
    if outcome:
        row.outcome = outcome
        row.save()
    return {"batch": batch(world, place), "row": row, **given}


def _upload(**given: Any) -> Callable[[World, str], dict[str, Any]]:
    return lambda world, place: {
        "kind": kind_of("schools"), "upload": Upload("名册.xlsx", roster_file("另一所")), **given
    }  # fmt: skip


def _new_schools(world: World, place: str) -> dict[str, Any]:
    school = School(pk=uuid4(), association=world.units[place], name="守卫小学", stage="primary")
    return {"new": [school], "changed": []}


def _stage(world: World, place: str) -> dict[str, Any]:
    school = one(world, place, School, "school")
    return {"changed": [(school.pk, school.version, "junior")]}


def _export(world: World, place: str) -> dict[str, Any]:
    return {"kind": kind_of("schools"), "purpose": "核对学校", "count": 1, "moment": timezone.now()}


COLUMNS = ColumnChoice("Sheet", 1, 1, {1: "village", 2: "name", 3: "stage"}, [])
ROSTERS = {
    "activities.schools.save_schools": Service("import", _new_schools),
    "activities.schools.restore_schools": Service("import_changes", _stage),
    "activities.schools.remove_schools": Service(
        "import", lambda world, place: {"ids": [one(world, place, School, "school").pk]}
    ),
    "core.rosters.services.start_batch": Service("import", _upload(wait=True), placed=False),
    "core.rosters.direct.import_file": Service("import", _upload(dry_run=True), placed=False),
    "core.rosters.services.choose_columns": Service("import", _in_state("columns", choice=COLUMNS)),
    "core.rosters.services.release_batch": Service("import", _in_state("preview")),
    "core.rosters.services.commit_batch": Service("import", _in_state("preview", valid_only=True)),
    "core.rosters.services.undo_batch": Service("import", _in_state("done")),
    "core.rosters.services.discard_batch": Service("import", _in_state("preview")),
    "core.rosters.services.set_rule": Service("import", _in_state("preview", updates="blank")),
    "core.rosters.exports.export_roster": Service("export", _export, placed=False),
    "core.rosters.marked.marked_copy": Service("import", _in_state("preview")),
    "core.rosters.corrections.correct_cell": Service(
        "import", lambda world, place: _row(world, place, "", name="stage", text="小学")
    ),
    "core.rosters.corrections.decide_row": Service(
        "import", lambda world, place: _row(world, place, "update", decision={"skip": True})
    ),
}
