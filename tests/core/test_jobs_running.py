"""Jobs as workers run them: scope, rights of the moment, faults, cancelling, two workers, expiry of files."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from activities.views import listing
from core.audit.models import AuditEntry
from core.jobs.models import JobWorker
from core.jobs.running import rescue, tidy
from core.jobs.worker import Worker
from tests import factories
from tests.core import job_kinds
from tests.core.job_kinds import SECRET, ask, become, seen, stored

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2022, 5, 29)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def clinics(county_editor, neighbour_editor, tree):
    for editor, place in (
        (county_editor, tree.village),
        (county_editor, tree.minzhu),
        (neighbour_editor, tree.neighbour_village),
    ):
        factories.make_activity(editor, place, DAY, {"free_clinic_person_times": 7}, kind="free_clinic")


@pytest.fixture
def desk(county_editor, client_for):
    return client_for(county_editor)


def work():
    Worker().serve(once=True)


@contextmanager
def working():
    """A worker in a thread of its own, until the block ends."""
    worker = Worker()

    def serve():
        try:
            worker.serve()
        finally:
            connection.close()

    thread = Thread(target=serve)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()


def wait_for(condition, seconds=10):
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.05)


def change(account, **values):
    type(account).objects.filter(pk=account.pk).update(**values)
    account.refresh_from_db()


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_long_export_holds_what_its_owner_may_see_and_leaves_a_trace(
    desk, clinics, county_editor, monkeypatch
):
    monkeypatch.setattr(listing, "AT_ONCE", 1)
    page = desk.post("/activities/export/?first=2022-01-01&last=2022-12-31")["Location"]
    work()
    answer = desk.post(f"{page}download/")
    assert answer["Content-Disposition"].startswith("attachment; ")
    rows = list(load_workbook(BytesIO(content_of(answer))).active.iter_rows(values_only=True))
    assert {row[2] for row in rows[2:4]} == {"茶溪村", "民主社区"}
    assert rows[-1][0].endswith("导出，共 2 条")
    assert "洪江市 向县" in rows[-1][0]
    with factories.whole_network():
        entry = AuditEntry.objects.get(action="download")
    assert JobWorker.objects.count() == 0  # it has ended, and said so
    assert (entry.actor, entry.target_id) == (county_editor, page.split("/")[2])


def test_a_job_runs_in_the_scope_of_who_asked(clinics, county_editor, village_editor, neighbour_editor):
    jobs = [ask(person, "tests.places") for person in (county_editor, village_editor, neighbour_editor)]
    work()
    names = [seen(job).file.read().decode() for job in jobs]
    assert [set(text.split("、")) for text in names] == [{"茶溪村", "民主社区"}, {"茶溪村"}, {"仰溪铺村"}]


def test_rights_are_those_of_the_moment_it_runs(county_editor, tree):
    job = ask(county_editor, "tests.places")
    change(county_editor, is_active=False)
    work()
    assert (seen(job).state, seen(job).message) == ("unfinished", "您的账号已没有这项权限。")
    change(county_editor, is_active=True, association=tree.neighbour)
    become(job, state="waiting")
    work()
    assert seen(job).state == "unfinished"
    assert "原来的单位" in seen(job).message
    assert stored() == []


def test_rights_are_those_of_the_moment_of_the_download(client_for, tree):
    keeper = factories.make_account("keeper", tree.county, family_right=True)
    job = ask(keeper, "tests.lines", count=3)
    work()
    address = f"/jobs/{job.pk}/download/"
    change(keeper, family_right=False)
    answer = client_for(keeper).post(address)
    assert answer.status_code == 403
    change(keeper, family_right=True, association=tree.city)
    assert client_for(keeper).post(address).status_code == 403
    change(keeper, association=tree.neighbour)
    assert client_for(keeper).post(address).status_code == 404
    change(keeper, association=tree.county)
    assert client_for(keeper).post(address).status_code == 200


def test_a_fault_is_told_in_words_without_its_insides(desk, county_editor, caplog):
    broken, refused = (ask(county_editor, kind) for kind in ("tests.poison", "tests.refused"))
    work()
    pages = [desk.get(f"/jobs/{job.pk}/").content.decode() for job in (broken, refused)]
    assert f"系统出错，没有完成。可以重试；再不行，请把编号 {str(broken.pk)[:8]} 告诉管理员。" in pages[0]
    assert "这个单位已经停用。" in pages[1]
    for page in pages:
        assert not any(word in page for word in (SECRET, "RuntimeError", "Traceback", "no number"))
        assert "重试" in page
    assert str(broken.pk) in caplog.text


def test_a_fault_of_the_database_is_tried_three_times(county_editor):
    good, bad = (ask(county_editor, "tests.flaky", after=after) for after in (3, 9))
    work()
    assert (seen(good).state, seen(good).attempts) == ("done", 3)
    assert (seen(bad).state, seen(bad).attempts) == ("unfinished", 3)
    assert "中断" in seen(bad).message


def test_a_job_that_was_cancelled_stops_and_leaves_nothing(desk, county_editor):
    job = ask(county_editor, "tests.lines", count=2000, pause=0.02)
    with working() as worker:
        wait_for(lambda: seen(job).done > 0)
        desk.post(f"/jobs/{job.pk}/cancel/")
        wait_for(lambda: worker.run is None)
    assert seen(job).state == "cancelled"
    assert stored() == []


def test_a_worker_that_is_told_to_end_puts_its_job_back(county_editor):
    job = ask(county_editor, "tests.lines", count=2000, pause=0.02)
    with working():
        wait_for(lambda: seen(job).done > 0)
    assert (seen(job).state, seen(job).attempts, seen(job).lease) == ("waiting", 0, None)
    assert JobWorker.objects.count() == 0


def test_two_workers_never_run_one_job_twice(county_editor, village_editor, neighbour_editor):
    job_kinds.ran.clear()
    people = (county_editor, village_editor, neighbour_editor)
    jobs = [ask(person, "tests.lines", count=3, pause=0.01, n=n) for n in range(4) for person in people]

    def serve(number):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(serve, range(4)))
    assert sorted(job_kinds.ran) == sorted(str(job.pk) for job in jobs)
    assert {seen(job).state for job in jobs} == {"done"}
    assert {seen(job).attempts for job in jobs} == {1}


def test_silent_jobs_are_put_back_twice_and_then_given_up(county_editor):
    job = ask(county_editor, "tests.lines", count=3)
    states = []
    for attempt in (1, 2, 3):
        silent = timezone.now() - timedelta(seconds=31)
        become(job, state="running", attempts=attempt, heartbeat=silent, lease=job.pk)
        rescue()
        states.append(seen(job).state)
    assert states == ["waiting", "waiting", "unfinished"]
    assert seen(job).message.startswith("中断")


def test_a_job_that_is_alive_is_left_alone(county_editor):
    job = ask(county_editor, "tests.lines", count=3)
    become(job, state="running", heartbeat=timezone.now() - timedelta(seconds=20), lease=job.pk)
    rescue()
    assert seen(job).state == "running"


def test_files_go_after_seven_days(desk, county_editor):
    job = ask(county_editor, "tests.lines", count=3)
    work()
    for days, kept in ((6, 1), (8, 0)):
        become(job, finished_at=timezone.now() - timedelta(days=days))
        tidy()
        assert len(stored()) == kept
    assert (seen(job).file.name, seen(job).arguments) == ("", {})
    left = ask(county_editor, "tests.lines", count=3)
    desk.post(f"/jobs/{left.pk}/cancel/")
    for days, can_be_retried in ((6, True), (8, False)):
        become(left, finished_at=timezone.now() - timedelta(days=days))
        tidy()
        assert seen(left).can_be_retried == can_be_retried
    assert "文件保留 7 天，已经删除。" in desk.get(f"/jobs/{job.pk}/").content.decode()
    assert "没有可以下载的文件" in desk.post(f"/jobs/{job.pk}/download/", follow=True).content.decode()
