"""Workers that are killed: real processes, real signals."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from core.jobs.models import JobWorker
from core.jobs.worker import Worker
from tests.core.job_kinds import ask, become, seen, stored

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
COUNT = 40
WHOLE = "\n".join(f"第 {number} 行" for number in range(COUNT)).encode()


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """Where this process and its workers keep files."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path


def database_address() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{who}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@contextmanager
def process(place, *arguments):
    """``manage.py run_jobs`` with the kinds of the tests; gone at the end of the block."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_address(),
        "VAR_DIR": str(place),
        "ENV_FILE": os.devnull,
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_OWNER_URL", None)
    command = [sys.executable, "-m", "tests.core.job_kinds", *arguments]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


def wait_for(condition, worker):
    end = monotonic() + 60
    while not condition():
        assert worker.poll() is None, worker.stderr.read()
        assert monotonic() < end, "it did not happen in time"
        sleep(0.05)


@pytest.mark.parametrize("moment", ["working", "storing"])
def test_another_worker_finishes_the_job_of_a_killed_one(place, county_editor, moment):
    job = ask(county_editor, "tests.lines", count=COUNT, pause=0.1 if moment == "working" else 0)
    arguments = ["--slow-disk"] if moment == "storing" else []
    with process(place, *arguments) as first:
        wait_for(stored if moment == "storing" else lambda: seen(job).done > 0, first)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert seen(job).state == "running"
    assert seen(job).file.name == ""
    become(job, heartbeat=timezone.now() - timedelta(seconds=31), arguments={"count": COUNT})
    Worker().serve(once=True)
    assert (seen(job).state, seen(job).attempts, seen(job).done) == ("done", 2, COUNT)
    assert seen(job).file.read() == WHOLE
    assert [f"jobs/{name}" for name in stored()] == [seen(job).file.name]


def test_sigterm_ends_a_worker_cleanly_and_the_job_waits_again(place, county_editor):
    job = ask(county_editor, "tests.lines", count=COUNT, pause=0.1)
    with process(place) as worker:
        wait_for(lambda: seen(job).done > 0, worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert (seen(job).state, seen(job).attempts) == ("waiting", 0)
    assert JobWorker.objects.count() == 0
    assert stored() == []
