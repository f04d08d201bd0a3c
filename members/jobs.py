"""Background jobs of members."""

from core import scope
from core.jobs.models import Job
from core.jobs.registry import Product, Progress, job
from members.exports import chosen_by, workbook

EXPORT = "members.export"


@job(EXPORT, title="会员名册导出")
def export(row: Job, progress: Progress) -> Product:
    """The filtered list, all of it as it stands at one moment."""
    given = dict(row.arguments)
    phones = given.pop("phones", "") == "yes"
    with scope.snapshot():
        return workbook(row.owner, chosen_by(given), row.created_at, progress, phones=phones)
