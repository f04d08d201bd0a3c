"""The measurements themselves; imported when Django is set up on the bench database."""

import threading
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from activities.catalogue import load_kinds
from activities.models import Activity, ActivityKind, KindFigure
from activities.services import ActivityDraft, record_activity
from bench import database
from core import catalogue, scope
from core.accounts.models import Account
from core.associations import network
from core.associations.models import Association, Level
from core.database.roles import secure
from core.figures import posting
from core.figures.models import Indicator
from core.figures.periods import Period
from core.figures.reading import Selection, read

PERIOD = Period(date(2021, 1, 1), date(2022, 12, 31))
RAW = """
SELECT code / 1000000, indicator_id, sum(value) FROM core_figure
WHERE edition_id IS NULL AND day BETWEEN %s AND %s AND code BETWEEN %s AND %s
GROUP BY 1, 2
"""
WRITERS = 8


def all_of(sizes: list[int], seconds: float) -> tuple[list[str], bool]:
    """Every line printed, and whether all demands hold."""
    prepare()
    results = [*city_page(sizes), *statements(), *writers(seconds)]
    lines = []
    for text, good in results:
        line = f"{'ok  ' if good else 'MISS'} {text}"
        print(line, flush=True)
        lines.append(line)
    return lines, all(good for _, good in results)


def prepare() -> None:
    call_command("migrate", database="owner", verbosity=0)
    secure(connections["owner"], database.APPLICATION)
    with scope.everything(), scope.transaction():
        network.apply(network.compare(network.read_table(network.DIVISIONS)))
        catalogue.load_indicators()
        catalogue.load_campaigns()
        load_kinds()


def city_page(sizes: list[int]) -> list[tuple[str, bool]]:
    """Time and buffers of the city's figures by county over 24 months, at two sizes."""
    city = Association.objects.get(level=Level.CITY)
    counties = list(city.children.all())
    indicators = list(Indicator.objects.filter(kind="flow")[:60])
    rows, first = [], 1
    for size in sizes:
        database.fill(first, size)
        first = size + 1
        with scope.use(city.scope), scope.reading():
            fast = timed(lambda: read(Selection(city, PERIOD), indicators, counties), 9)
            slow = timed(lambda: raw_sums(city), 3)
            rows.append((size, fast, slow, buffers(city, counties, indicators)))
    results = [
        (
            f"city page at {size:,} figures: {fast * 1000:.1f} ms,"
            f" one GROUP BY over the lines {slow * 1000:.0f} ms,"
            f" {slow / fast:.0f} times (demand 50 at the larger size); {pages} buffers",
            slow / fast >= 50 or size != sizes[-1],
        )
        for size, fast, slow, pages in rows
    ]
    growth, spread = rows[1][1] / rows[0][1], rows[1][3] / rows[0][3]
    results.append(
        (f"growth of the city page with ten times the figures: {growth:.2f} (demand 1.2)", growth <= 1.2)
    )
    results.append((f"growth of its buffers: {spread:.2f} (demand within 10 %)", abs(spread - 1) <= 0.1))
    return results


def raw_sums(city: Association) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(RAW, [PERIOD.start, PERIOD.end, city.low, city.high])
        return cursor.fetchall()


def timed(call: Callable[[], Any], times: int) -> float:
    call()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def buffers(city: Association, counties: list[Association], indicators: list[Indicator]) -> int:
    """Pages that the query on the totals touches, hit or read."""
    with CaptureQueriesContext(connection) as captured:
        read(Selection(city, PERIOD), indicators, counties)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + captured[-1]["sql"])
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def writer_account() -> Account:
    unit = Association.objects.get(name="洪江市")
    return Account.objects.get_or_create(
        username="bench", defaults={"name": "测量", "association": unit, "role": "editor"}
    )[0]


def save_one(actor: Account, village: Association, kind: ActivityKind, codes: list[str], number: int) -> None:
    day = date(2022, 1 + number % 12, 1 + number % 28)
    activity = Activity(association=village, kind=kind, first_day=day, last_day=day)
    record_activity(actor=actor, draft=ActivityDraft(activity, dict.fromkeys(codes, 100)))


def wide_kind(figures: int) -> tuple[ActivityKind, list[str]]:
    """A kind that asks for so many figures."""
    kind = ActivityKind.objects.create(code=f"bench_{figures}", name=f"测量{figures}", initials="cl")
    chosen = list(Indicator.objects.filter(source="activities.activity", kind="flow")[:figures])
    KindFigure.objects.bulk_create(KindFigure(kind=kind, indicator=row) for row in chosen)
    return kind, [row.code for row in chosen]


def statements() -> list[tuple[str, bool]]:
    actor, village = writer_account(), Association.objects.get(code=431281101221)
    counts = []
    for figures in (1, 20):
        kind, codes = wide_kind(figures)
        with scope.use(actor.scope), CaptureQueriesContext(connection) as captured:
            save_one(actor, village, kind, codes, 1)
        counts.append(len(captured))
    text = f"statements of saving an activity: {counts[0]} with 1 figure, {counts[1]} with 20"
    text += " (demand 15 and equal)"
    return [(text, max(counts) <= 15 and counts[0] == counts[1])]


def writers(seconds: float) -> list[tuple[str, bool]]:
    """Eight writers at once, alternating with and without the roll-up so that noise meets both alike."""
    kind, codes = wide_kind(4)
    with_rollup, without = [], []
    real = posting.add_to_totals
    for _ in range(3):
        with_rollup.append(rate(kind, codes, seconds))
        posting.add_to_totals = lambda amounts: None
        without.append(rate(kind, codes, seconds))
        posting.add_to_totals = real
    ratio = median(with_rollup) / median(without)
    text = (
        f"saves a second of {WRITERS} writers: {median(with_rollup):.0f} with roll-up,"
        f" {median(without):.0f} without, ratio {ratio:.2f} (demand 0.5)"
    )
    return [(text, ratio >= 0.5)]


def rate(kind: ActivityKind, codes: list[str], seconds: float) -> float:
    actor = writer_account()
    villages = list(
        Association.objects.filter(level=Level.VILLAGE, code__range=(actor.scope.low, actor.scope.high))
    )
    counts, errors, until = [0] * WRITERS, [], time.monotonic() + seconds

    def work(number: int) -> None:
        try:
            with scope.use(actor.scope):
                while time.monotonic() < until:
                    save_one(
                        actor,
                        villages[(counts[number] * WRITERS + number) % len(villages)],
                        kind,
                        codes,
                        number,
                    )
                    counts[number] += 1
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / seconds
