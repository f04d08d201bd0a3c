"""What an administrator finds on the home page: jobs wait, and no worker runs."""

from django.urls import reverse

from core.access import Action, can
from core.accounts.models import Account
from core.home import Found, Row
from core.jobs.queries import forsaken


def without_worker(account: Account, most: int) -> Found | None:
    """One row while jobs of the own range wait and nobody does them."""
    if not can(account, Action.ADMINISTER):
        return None
    number = forsaken().count()
    if not number:
        return Found()
    row = Row(
        light="overdue",
        word="后台未运行",
        what=f"{number:,} 个后台任务没有程序处理",
        words="请在服务器上运行 manage.py run_jobs",
        label="看我的任务",
        url=reverse("core:job_list"),
    )
    return Found([row], 1)
