"""我的任务: the list, the page of one job, and what can be done with it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of, get_visible
from core.jobs.models import Job
from core.jobs.queries import has_workers, jobs_of
from core.jobs.services import cancel_job, open_result, retry_job
from core.jobs.texts import row_of
from core.pages.links import local_address
from core.pages.tables import page_of
from core.pages.views import Page
from core.workbooks import MIME

PART = "jobs"  # the id of what is fetched anew every two seconds
PER_PAGE = 20


class JobPage(Page):
    """A page whose middle is fetched anew while something is not over."""

    part = ""

    def answer(self, rows: list[dict[str, Any]], **extra: Any) -> HttpResponse:
        if self.request.headers.get("HX-Target") == PART:
            self.template = self.part
        return self.show(
            rows=rows,
            poll_url=self.request.get_full_path() if any(not row["job"].is_over for row in rows) else "",
            part=PART,
            has_workers=has_workers(),
            **extra,
        )


@access(get=Action.OWN)
class JobList(JobPage):
    """The jobs of this person, newest first."""

    template = "core/job_list.html"
    part = "core/_job_rows.html"
    heading = "我的任务"
    help_text = "要做一会儿的事在后台办，可以关掉页面去做别的。文件保留 7 天。"

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, jobs_of(account_of(request)), PER_PAGE)
        return self.answer([row_of(job) for job in page], page=page)


@access(get=Action.OWN)
class JobDetail(JobPage):
    """One job: how far it is, and its file."""

    template = "core/job_detail.html"
    part = "core/_job_state.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        job = _find(request, pk)
        row = row_of(job)
        steps = [{"label": "我的任务", "url": reverse("core:job_list")}, {"label": job.title, "url": ""}]
        return self.answer([row], heading=job.title, row=row, breadcrumb=steps)


@access(post=Action.OWN)
def job_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """取消."""
    job = _find(request, pk)
    try:
        cancel_job(actor=account_of(request), job=job)
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="info")
    else:
        notices.add(request, f"已取消“{job.title}”。")
    return HttpResponseRedirect(local_address(request, job.get_absolute_url()))


@access(post=Action.OWN)
def job_retry(request: HttpRequest, pk: Any) -> HttpResponse:
    """重试."""
    job = _find(request, pk)
    try:
        retry_job(actor=account_of(request), job=job)
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="info")
    return HttpResponseRedirect(local_address(request, job.get_absolute_url()))


@access(post=Action.OWN)
def job_download(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """The file, as a download; leaves a trace, therefore no GET."""
    job = _find(request, pk)
    try:
        file = open_result(actor=account_of(request), job=job)
    except ValidationError as error:
        notices.add(request, "".join(error.messages), level="error")
        return HttpResponseRedirect(job.get_absolute_url())
    return FileResponse(file, as_attachment=True, filename=job.file_name, content_type=MIME)


def _find(request: HttpRequest, pk: Any) -> Job:
    """A job of one's own; anybody else's is not found."""
    rows = jobs_of(account_of(request)).select_related("association")
    job: Job = get_visible(rows, pk=pk)
    return job
