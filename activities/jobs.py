"""Background jobs of activities."""

from activities.exports import chosen_by, workbook
from core import scope
from core.jobs.models import Job
from core.jobs.registry import Product, Progress, job

EXPORT = "activities.export"


@job(EXPORT, title="活动记录导出")
def export(row: Job, progress: Progress) -> Product:
    """The filtered list, all of it as it stands at one moment."""
    with scope.snapshot():
        return workbook(row.owner, chosen_by(row.arguments), row.created_at, progress)
