"""Jobs as their owner sees them: asking, the pages, cancelling, retrying."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.views import listing
from core.audit.models import AuditEntry
from core.jobs.models import Job, JobWorker
from reports import exports
from tests import factories
from tests.core.job_kinds import ask, become, seen

DAY = date(2022, 5, 29)
ABSENT = "后台未运行，请联系管理员：manage.py run_jobs"
POLL = 'hx-trigger="every 2s"'


@pytest.fixture
def desk(county_editor, client_for):
    return client_for(county_editor)


@pytest.fixture
def job(county_editor):
    return ask(county_editor, "tests.lines", count=20_000)


def runs(job, **values):
    become(job, state="running", heartbeat=timezone.now(), started_at=timezone.now(), **values)


def text_of(answer) -> str:
    return answer.content.decode()


def exports_of(account) -> list[str]:
    with factories.whole_network():
        return list(
            AuditEntry.objects.filter(actor=account, action="export").values_list("summary", flat=True)
        )


@pytest.fixture
def clinics(county_editor, tree):
    for place in (tree.village, tree.minzhu):
        factories.make_activity(
            county_editor, place, DAY, {"free_clinic_person_times": 7}, kind="free_clinic", title="义诊"
        )


@pytest.mark.parametrize(
    ("module", "address", "title", "summary"),
    [
        (
            listing,
            "/activities/export/?first=2022-01-01&last=2022-12-31&text=义诊",
            "活动记录 2 条（从 2022-01-01，到 2022-12-31）",
            "活动记录 2 条",
        ),
        (
            exports,
            "/figures/431281000000/free_clinic_person_times/export/?period=year&year=2022",
            "明细 洪江市 义诊服务人次 2022年全年，2 条",
            "明细 洪江市 义诊服务人次 2022年全年，2 条",
        ),
    ],
    ids=["list", "drawer"],
)
def test_a_long_export_lands_on_the_page_of_its_job(
    desk, clinics, county_editor, monkeypatch, module, address, title, summary
):
    monkeypatch.setattr(module, "AT_ONCE", 1)
    answer = desk.post(address)
    with factories.whole_network():
        job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    assert (job.title, job.total, job.state) == (title, 2, "waiting")
    assert (job.association, job.created_by) == (county_editor.association, county_editor)
    assert exports_of(county_editor) == [summary]
    assert desk.post(address)["Location"] == answer["Location"]  # pressed twice
    assert exports_of(county_editor) == [summary]


def test_the_page_says_how_far_it_is_and_asks_again_every_two_seconds(desk, job):
    runs(job, done=12_400, result={"seconds_left": 38})
    for page in (text_of(desk.get("/jobs/")), text_of(desk.get(f"/jobs/{job.pk}/"))):
        assert "已写入 12,400 / 20,000 行，约 40 秒" in page
        assert POLL in page
        assert 'value="12400" max="20000"' in page


@pytest.mark.parametrize("path", ["/jobs/", "/jobs/{}/"])
def test_what_is_asked_again_is_a_part_that_ends_its_asking_when_the_job_is_over(desk, job, path):
    part = {"HX-Request": "true", "HX-Target": "jobs"}
    page = text_of(desk.get(path.format(job.pk), headers=part))
    assert POLL in page
    assert "<html" not in page
    become(job, state="done", finished_at=timezone.now(), file="jobs/x/y", file_name="活动记录.xlsx")
    page = text_of(desk.get(path.format(job.pk), headers=part))
    assert POLL not in page
    assert "下载" in page


def test_without_a_worker_in_the_last_minute_the_page_says_so(desk, job):
    pages = ("/jobs/", f"/jobs/{job.pk}/")
    assert all(ABSENT in text_of(desk.get(page)) for page in pages)
    worker = JobWorker.objects.create(seen_at=timezone.now() - timedelta(seconds=59))
    assert not any(ABSENT in text_of(desk.get(page)) for page in pages)
    JobWorker.objects.filter(pk=worker.pk).update(seen_at=timezone.now() - timedelta(seconds=61))
    assert all(ABSENT in text_of(desk.get(page)) for page in pages)


def test_a_silent_job_is_reported_as_interrupted_and_can_be_retried(desk, job):
    runs(job, done=5, attempts=2)
    assert "任务还在进行" in text_of(desk.post(f"/jobs/{job.pk}/retry/", follow=True))
    become(job, heartbeat=timezone.now() - timedelta(seconds=31))
    page = text_of(desk.get(f"/jobs/{job.pk}/"))
    assert "中断" in page
    assert "重试" in page
    desk.post(f"/jobs/{job.pk}/retry/")
    assert (seen(job).state, seen(job).attempts, seen(job).done) == ("waiting", 0, 0)


def test_a_job_is_cancelled_once_and_may_be_taken_up_again(desk, job, county_editor):
    page = text_of(desk.post(f"/jobs/{job.pk}/cancel/", {"next": "/jobs/"}, follow=True))
    assert seen(job).state == "cancelled"
    assert "已取消" in page
    assert "任务已经结束，不用取消。" in text_of(desk.post(f"/jobs/{job.pk}/cancel/", follow=True))
    desk.post(f"/jobs/{job.pk}/retry/")
    assert seen(job).state == "waiting"
    with factories.whole_network():
        trace = list(AuditEntry.objects.filter(actor=county_editor).values_list("action", flat=True))
    assert trace == ["retry", "cancel", "export"]


@pytest.mark.parametrize("who", ["county_reviewer", "city_viewer", "neighbour_editor"])
def test_a_job_of_somebody_else_is_not_found(people, client_for, job, who):
    other = client_for(people[who])
    assert other.get(f"/jobs/{job.pk}/").status_code == 404
    for act in ("download", "cancel", "retry"):
        assert other.post(f"/jobs/{job.pk}/{act}/").status_code == 404
    assert job.title not in text_of(other.get("/jobs/"))
    assert seen(job).state == "waiting"


def test_a_job_without_a_file_says_so(desk, job):
    assert "没有可以下载的文件" in text_of(desk.post(f"/jobs/{job.pk}/download/", follow=True))
    assert desk.get(f"/jobs/{job.pk}/download/").status_code == 405


def test_nobody_fills_the_queue(county_editor):
    for number in range(5):
        ask(county_editor, "tests.lines", count=number)
    with pytest.raises(ValidationError, match="您已有 5 个任务没有完成"):
        ask(county_editor, "tests.lines", count=9)


def test_a_page_that_asks_by_itself_keeps_no_session_open(desk, job, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    desk.get("/jobs/")
    for minute in range(5, 31, 5):
        time_machine.move_to(start + timedelta(minutes=minute), tick=False)
        poll = desk.get("/jobs/", headers={"HX-Request": "true", "HX-Target": "jobs", "X-Poll": "1"})
        assert poll.status_code == 200
    time_machine.move_to(start + timedelta(minutes=31), tick=False)
    assert desk.get("/jobs/", headers={"HX-Request": "true", "X-Poll": "1"}).status_code == 401


def test_the_home_page_tells_an_administrator_that_nobody_does_what_waits(client_for, people, job):
    told = "1 个后台任务没有程序处理"
    for who, is_told in (("county_administrator", True), ("county_editor", False), ("city_viewer", False)):
        assert (told in text_of(client_for(people[who]).get("/"))) == is_told
    JobWorker.objects.create(seen_at=timezone.now())
    assert told not in text_of(client_for(people["county_administrator"]).get("/"))


def test_an_empty_list_says_what_will_stand_there(desk):
    assert "还没有任务。" in text_of(desk.get("/jobs/"))
