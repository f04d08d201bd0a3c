"""Full forms of imports."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import scope
from core.rosters.models import RosterBatch, RosterRow
from tests.guards.access_recipes import NOTHING, Recipe, Values, typed
from tests.guards.access_world import World
from tests.guards.services_rosters import roster_file


def _roster_file(world: World, place: str) -> Values:
    return {"kind": "schools", "file": SimpleUploadedFile("名册.xlsx", roster_file("新的小学"))}


def _roster_is(state: str) -> Callable[[World, str], None]:
    def prepare(world: World, place: str) -> None:
        with scope.everything():
            rows = RosterBatch.objects.filter(pk=world.samples[place]["roster"])
            rows.update(state=state, committed_at=timezone.now(), counts={"added": 1, "changed": 0})

    return prepare


def _changed_row(world: World, place: str) -> None:
    with scope.everything():
        RosterRow.objects.filter(pk=world.samples[place]["roster_row"]).update(outcome="update")


COLUMNS = typed(sheet="Sheet", first="1", last="1", column_1="village", column_2="name", column_3="stage")
COLUMN_NAMES = frozenset({"sheet", "first", "last", "column_1", "column_2", "column_3"})
ROSTERS = {
    "core:roster_create": Recipe(_roster_file),
    "core:roster_export": Recipe(typed(purpose="核对全县学校")),
    "core:roster_columns": Recipe(COLUMNS, prepare=_roster_is("columns"), also=COLUMN_NAMES),
    "core:roster_back": NOTHING,
    "core:roster_rule": Recipe(typed(updates="blank"), also=frozenset({"updates"})),
    "core:roster_correct": Recipe(typed(field="stage", text="小学"), also=frozenset({"field", "text"})),
    "core:roster_decide": Recipe(typed(skip="yes"), prepare=_changed_row, also=frozenset({"skip"})),
    "core:roster_marked": NOTHING,
    "core:roster_commit": Recipe(typed(valid_only="yes"), also=frozenset({"valid_only"})),
    "core:roster_discard": NOTHING,
    "core:roster_undo": Recipe(prepare=_roster_is("done")),
}
