"""Kinds of jobs that the tests need, and a worker that knows them: ``python -m tests.core.job_kinds``."""

import os
import sys
from time import sleep
from typing import Any

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError

from activities.models import Activity
from core import scope
from core.accounts.models import Account
from core.jobs import files
from core.jobs.models import Job
from core.jobs.registry import Product, job
from core.jobs.services import request_job
from tests import factories

SECRET = "431299195601019013"
ran: list[str] = []  # which jobs ran in this process


@job("tests.lines", title="若干行")
def lines(row: Job, progress: Any) -> Product:
    """``count`` lines, one every ``pause`` seconds."""
    ran.append(str(row.pk))
    count, written = row.arguments["count"], []
    for number in range(count):
        progress(number, count)
        sleep(row.arguments.get("pause", 0))
        written.append(f"第 {number} 行")
    return Product("若干行.xlsx", "\n".join(written).encode(), count)


@job("tests.places", title="看得到的单位")
def places(row: Job, progress: Any) -> Product:
    """Where there are activities within the scope of the job."""
    ran.append(str(row.pk))
    with scope.reading():
        names = [activity.association.name for activity in Activity.objects.select_related("association")]
    return Product("单位.xlsx", "、".join(names).encode(), len(names))


@job("tests.poison", title="出错")
def poison(row: Job, progress: Any) -> Product:
    raise RuntimeError(f"{SECRET} is no number")


@job("tests.refused", title="被拒")
def refused(row: Job, progress: Any) -> None:
    raise ValidationError("这个单位已经停用。")


@job("tests.flaky", title="时好时坏")
def flaky(row: Job, progress: Any) -> Product:
    ran.append(str(row.pk))
    if ran.count(str(row.pk)) < row.arguments["after"]:
        raise OperationalError("server closed the connection unexpectedly")
    return Product("好.xlsx", b"good", 1)


def ask(account: Account, kind: str, **arguments: Any) -> Job:
    """A job of ``account``, through the service."""
    with scope.use(account.scope):
        return request_job(
            actor=account,
            kind=kind,
            title=kind,
            arguments={"n": 0, **arguments},
            total=arguments.get("count", 0),
        )


def become(job: Job, **values: Any) -> None:
    """The row of a job as a worker, or its death, would have left it."""
    with scope.everything(), scope.transaction():
        Job.objects.filter(pk=job.pk).update(**values)


def seen(job: Job) -> Job:
    """The job as it stands now."""
    with factories.whole_network():
        return Job.objects.get(pk=job.pk)


def stored() -> list[str]:
    """Names of all files of jobs, whole or half."""
    storage = files.default_storage
    folders = storage.listdir(files.FOLDER)[0] if storage.exists(files.FOLDER) else []
    return [
        f"{folder}/{name}" for folder in folders for name in storage.listdir(f"{files.FOLDER}/{folder}")[1]
    ]


def store_slowly(job_id: Any, lease: Any, content: bytes) -> str:
    """Half of the file is written, then the disk takes its time."""
    path = files.default_storage.path(f"{files.folder_of(job_id)}/{lease}")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        sleep(60)
    return path


if __name__ == "__main__":
    if "--slow-disk" in sys.argv:
        files.store = store_slowly
    call_command("run_jobs", once="--once" in sys.argv)
