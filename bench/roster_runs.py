"""The measurements of rosters; imported when Django is set up on the bench database."""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter
from typing import Any

from django.utils import timezone
from import_export.resources import ModelResource
from openpyxl import Workbook
from tablib import Dataset

from activities.models import School
from bench.measures import prepare
from core import scope
from core.accounts.models import Account, Role
from core.associations.models import Association, Level
from core.rosters.batches import read_batch
from core.rosters.committing import commit_rows
from core.rosters.declare import kind_of
from core.rosters.exports import roster_workbook
from core.rosters.models import RosterBatch
from core.rosters.services import Upload, commit_batch, start_batch

HEAD = ["序号", "县市区", "乡镇", "村", "学校名称", "学段"]
STAGES = ["幼儿园", "小学", "初中", "高中"]


class PlainSchools(ModelResource):  # type: ignore[misc]
    """What django-import-export does without anything of ours."""

    class Meta:
        model = School
        fields = ("id", "association", "name", "stage")
        import_id_fields = ("name",)


def run(what: str, *given: str) -> dict[str, Any]:
    call: Any = {"prepare": setup, "import": take_in, "plain": plain, "export": take_out, "make": make}[what]
    found: dict[str, Any] = call(*given) or {}
    usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found["memory"] = sum(usage) // 1024
    return found


def setup() -> None:
    prepare()
    with scope.everything(), scope.transaction():
        city = Association.objects.get(level=Level.CITY)
        Account(username="bench_roster", name="测试", association=city, role=Role.ADMINISTRATOR).save()


def actor() -> Account:
    return Account.objects.select_related("association").get(username="bench_roster")


def villages() -> list[tuple[str, str, str, int]]:
    rows = Association.objects.filter(level=Level.VILLAGE).select_related("parent__parent").order_by("code")
    return [(row.parent.parent.name, row.parent.name, row.name, row.pk) for row in rows]


def make(name: str, rows: str, path: str) -> None:
    """The workbook, written by another process: it is not ours to count."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["怀化市学校名册"])
    sheet.append(HEAD)
    places = villages()
    for number in range(int(rows)):
        county, township, village, _ = places[number % len(places)]
        school = f"{name}第{number}学校"
        sheet.append([number + 1, county, township, village, school, STAGES[number % len(STAGES)]])
    book.save(path)


def content_of(name: str, rows: str) -> bytes:
    path = Path(gettempdir()) / f"bench-roster-{name}-{rows}.xlsx"
    if not path.exists():
        command = [sys.executable, "bench/rosters.py", "--run", "make", name, rows, str(path)]
        subprocess.run(command, check=True, capture_output=True)
    content = path.read_bytes()
    return content


def take_in(name: str, rows: str) -> dict[str, Any]:
    content, who = content_of(name, rows), actor()
    kind = kind_of("schools")
    assert kind is not None
    with scope.use(who.scope):
        start = perf_counter()
        batch = start_batch(actor=who, kind=kind, upload=Upload("名册.xlsx", content), wait=True)
        read_batch(batch, who)
        preview = perf_counter() - start
        with scope.reading():
            batch = RosterBatch.objects.select_related("association").get(pk=batch.pk)
        counts = batch.counts
        assert counts["new"] + counts["unchanged"] == int(rows), counts
        if counts["new"]:
            commit_batch(actor=who, batch=batch, wait=True)
            commit_rows(batch, who)
        spent = perf_counter() - start
    return {"seconds": spent, "preview": preview, "commit": spent - preview}


def plain(rows: str) -> dict[str, Any]:
    content, who = content_of("p", rows), actor()
    ids = [pk for _, _, _, pk in villages()]
    start = perf_counter()
    read = Dataset().load(content, format="xlsx", skip_lines=1)
    data = Dataset(headers=["association", "name", "stage"])
    for number, row in enumerate(list(read)):
        data.append([ids[number % len(ids)], row[4], "primary"])
    with scope.use(who.scope):
        for is_dry in (True, False):
            with scope.transaction():
                result = PlainSchools().import_data(
                    data, dry_run=is_dry, use_transactions=True, raise_errors=True
                )
                assert result.totals["new"] == int(rows), result.totals
    return {"seconds": perf_counter() - start}


def take_out() -> dict[str, Any]:
    who, kind = actor(), kind_of("schools")
    assert kind is not None
    with scope.use(who.scope), scope.snapshot():
        count = kind.export_count(who)
        start = perf_counter()
        product = roster_workbook(kind, who, {}, timezone.now(), purpose="测量", count=count)
    return {"seconds": perf_counter() - start, "rows": product.count}
