"""kill -9 at any point leaves nothing or everything; two imports at once; what changed after the preview."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from activities.models import School
from activities.schools import save_school
from core import scope
from core.jobs.models import Job, State
from core.rosters.batches import read_batch
from core.rosters.committing import commit_rows
from core.rosters.declare import kind_of
from core.rosters.models import BatchState, RosterBatch, RosterRow
from core.rosters.services import Upload, commit_batch, start_batch, undo_batch
from tests.core.test_jobs_killed import database_address
from tests.rosters.books import schools
from tests.rosters.working import work

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
COUNT = 8
ROWS = [["黔城镇", "茶溪村", f"第{number}小学", "小学"] for number in range(COUNT)]


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    for name in ("committing.PART", "planning.CHUNK", "rows.CHUNK"):
        monkeypatch.setattr(f"core.rosters.{name}", 3)


def begin(actor, content=None, *, wait=False):
    with scope.use(actor.scope):
        upload = Upload("名册.xlsx", content or schools(*ROWS))
        batch = start_batch(actor=actor, kind=kind_of("schools"), upload=upload, wait=wait)
        if wait:
            read_batch(batch, actor)
        return seen(batch)


def seen(batch):
    with scope.everything(), scope.reading():
        rows = RosterBatch.objects.select_related("association", "job", "created_by")
        return rows.get(pk=batch.pk)


def counted():
    with scope.everything(), scope.reading():
        return School.objects.count()


def die(place, settings, point, count):
    """A worker that is killed there; whether it came so far."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_address(),
        "VAR_DIR": str(place),
        "ENV_FILE": os.devnull,
        "FIELD_KEYS": settings.FIELD_KEYS,
        "INDEX_KEY": settings.INDEX_KEY,
    }
    environment.pop("DATABASE_OWNER_URL", None)
    command = [sys.executable, "-m", "tests.rosters.dying", point, str(count)]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr.decode()
    return ended.returncode != 0


def revive():
    """The silence of the dead worker is noticed, and another one takes its jobs."""
    with scope.everything(), scope.transaction():
        silent = timezone.now() - timedelta(seconds=40)
        Job.objects.filter(state=State.RUNNING).update(state=State.WAITING, heartbeat=silent, lease=None)
    work()


@pytest.mark.parametrize(("point", "count"), [("planning", 1), ("planning", 3), ("planned", 2)])
def test_killed_while_planning_every_row_is_planned_once_in_the_end(
    place, settings, people, small, point, count
):
    batch = begin(people["county_editor"])
    assert die(place, settings, point, count)
    assert counted() == 0
    revive()
    assert seen(batch).state == BatchState.PREVIEW
    assert seen(batch).counts["new"] == COUNT
    with scope.everything(), scope.reading():
        assert RosterRow.objects.filter(outcome="new").count() == COUNT


@pytest.mark.parametrize(
    ("point", "count"),
    [("writing", 1), ("writing", 2), ("written", 3), ("noted", 2), ("closing", 1), ("closed", 1)],
)
def test_killed_while_committing_nothing_is_written_and_then_everything(
    place, settings, people, small, point, count
):
    actor = people["county_editor"]
    batch = begin(actor, wait=True)
    with scope.use(actor.scope):
        commit_batch(actor=actor, batch=batch)
    assert die(place, settings, point, count)
    assert counted() == 0
    assert seen(batch).state == BatchState.COMMITTING
    revive()
    assert counted() == COUNT
    assert seen(batch).state == BatchState.DONE


def test_killed_right_after_the_commit_nothing_is_written_twice(place, settings, people, small):
    actor = people["county_editor"]
    batch = begin(actor, wait=True)
    with scope.use(actor.scope):
        commit_batch(actor=actor, batch=batch)
        commit_rows(seen(batch), actor)
    revive()
    assert counted() == COUNT
    assert seen(batch).counts["added"] == COUNT


@pytest.mark.parametrize(("point", "count"), [("undoing", 1), ("undoing", 2), ("undone", 1)])
def test_killed_while_undoing_everything_stands_and_then_nothing(
    place, settings, people, small, point, count
):
    actor = people["county_editor"]
    batch = begin(actor, wait=True)
    with scope.use(actor.scope):
        commit_batch(actor=actor, batch=batch)
        work()
        undo_batch(actor=actor, batch=seen(batch))
    assert die(place, settings, point, count)
    assert counted() == COUNT
    revive()
    assert counted() == 0
    assert seen(batch).state == BatchState.UNDONE


def test_two_people_who_import_the_same_rows_at_once_make_them_once(people, small):
    actors = [people["county_editor"], people["county_administrator"]]
    batches = [begin(actor, wait=True) for actor in actors]
    for actor, batch in zip(actors, batches, strict=True):
        with scope.use(actor.scope):
            commit_batch(actor=actor, batch=batch, wait=True)

    def commit(pair):
        actor, batch = pair
        try:
            with scope.use(actor.scope):
                commit_rows(seen(batch), actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(commit, zip(actors, batches, strict=True)))
    assert counted() == COUNT
    states = sorted(seen(batch).state for batch in batches)
    assert states == [BatchState.DONE, BatchState.PREVIEW]
    loser = next(seen(batch) for batch in batches if seen(batch).state == BatchState.PREVIEW)
    assert "一行也没有写入" in loser.message
    assert loser.counts["unchanged"] == COUNT


def test_what_changed_after_the_preview_is_shown_again_before_anything_is_written(people, tree):
    actor = people["county_editor"]
    batch = begin(actor, wait=True)
    school = School(association=tree.village, name="第3小学", stage="junior")
    with scope.use(actor.scope):
        save_school(actor=actor, school=school)
        commit_batch(actor=actor, batch=batch, wait=True)
        commit_rows(batch, actor)
    assert counted() == 1
    again = seen(batch)
    assert (again.state, again.counts["new"], again.counts["update"]) == (BatchState.PREVIEW, COUNT - 1, 1)
