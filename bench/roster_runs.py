"""The measurements of rosters; imported when Django is set up on the bench database."""

import re
from os import getpid
from pathlib import Path
from tempfile import gettempdir
from threading import Event, Thread
from time import perf_counter
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from bench.measures import prepare
from bench.roster_subjects import SUBJECTS, Place
from core import scope
from core.accounts.models import Account, Role
from core.associations.models import Association, Level
from core.rosters.batches import read_batch
from core.rosters.committing import commit_rows
from core.rosters.declare import RosterKind, kind_of
from core.rosters.exports import roster_workbook
from core.rosters.models import RosterBatch
from core.rosters.services import Upload, commit_batch, start_batch


def run(what: str, *given: str) -> dict[str, Any]:
    call: Any = {"prepare": setup, "import": take_in, "plain": plain, "export": take_out, "make": make}[what]
    with Memory() as memory:
        found: dict[str, Any] = call(*given) or {}
    return {**found, "memory": memory.peak // 1024}


class Memory(Thread):
    """Watches how much this process and its children hold together; ``peak`` in KB.

    What the kernel reports of an ended child counts the pages of the parent that it was forked from.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.is_over = 0, Event()

    def __enter__(self) -> "Memory":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.is_over.set()
        self.join()

    def run(self) -> None:
        me = getpid()
        while not self.is_over.wait(0.02):
            children = " ".join(path.read_text() for path in Path(f"/proc/{me}/task").glob("*/children"))
            self.peak = max(self.peak, sum(held_by(int(one)) for one in [me, *children.split()]))


def held_by(process: int) -> int:
    """Resident memory in KB; 0 where it has ended meanwhile."""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) if found else 0


def setup() -> None:
    prepare()
    with scope.everything(), scope.transaction():
        city = Association.objects.get(level=Level.CITY)
        account = Account(username="bench_roster", name="测试", association=city, role=Role.ADMINISTRATOR)
        account.family_right = True
        account.save()


def actor() -> Account:
    return Account.objects.select_related("association").get(username="bench_roster")


def the_kind(subject: str) -> RosterKind:
    kind = kind_of(SUBJECTS[subject].kind)
    assert kind is not None
    return kind


def villages() -> list[Place]:
    rows = Association.objects.filter(level=Level.VILLAGE).select_related("parent__parent").order_by("code")
    return [(row.parent.parent.name, row.parent.name, row.name, row.pk) for row in rows]


def path_of(subject: str, name: str, rows: str) -> Path:
    return Path(gettempdir()) / f"bench-roster-{subject}-{name}-{rows}.xlsx"


def make(subject: str, name: str, rows: str) -> None:
    """The workbook; a run of its own, as its memory is not ours to count."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["怀化市花名册"])
    sheet.append(SUBJECTS[subject].head)
    for row in SUBJECTS[subject].rows(name, int(rows), villages()):
        sheet.append(row)
    book.save(path_of(subject, name, rows))


def take_in(subject: str, name: str, rows: str) -> dict[str, Any]:
    content, who = path_of(subject, name, rows).read_bytes(), actor()
    with scope.use(who.scope):
        start = perf_counter()
        batch = start_batch(actor=who, kind=the_kind(subject), upload=Upload("名册.xlsx", content), wait=True)
        read_batch(batch, who)
        preview = perf_counter() - start
        with scope.reading():
            batch = RosterBatch.objects.select_related("association").get(pk=batch.pk)
        counts = batch.counts
        assert counts["new"] + counts["unchanged"] == int(rows), (counts, batch.faults, batch.message)
        if counts["new"]:
            commit_batch(actor=who, batch=batch, wait=True)
            commit_rows(batch, who)
        spent = perf_counter() - start
    times = SUBJECTS[subject].times
    return {"seconds": spent, "preview": preview, "commit": spent - preview, "times": times}


def plain(subject: str, rows: str) -> dict[str, Any]:
    """Dry run and import, as the admin of django-import-export does; reading the file is left out."""
    who, places = actor(), villages()
    fed = SUBJECTS[subject].plain(int(rows), places)
    start = perf_counter()
    with scope.use(who.scope):
        for resource_, data in fed:
            for is_dry in (True, False):
                with scope.transaction():
                    result = resource_.import_data(
                        data, dry_run=is_dry, use_transactions=True, raise_errors=True
                    )
                    assert result.totals["new"] == len(data), result.totals
    return {"seconds": perf_counter() - start}


def take_out(subject: str) -> dict[str, Any]:
    who, kind = actor(), the_kind(subject)
    with scope.use(who.scope), scope.snapshot():
        start = perf_counter()
        product = roster_workbook(kind, who, {}, timezone.now(), purpose="测量")
    return {"seconds": perf_counter() - start, "rows": product.count}
