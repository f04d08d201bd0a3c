"""Background jobs of the report pages."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from core import scope
from core.access import visible_association
from core.figures.models import Indicator
from core.jobs.models import Job
from core.jobs.registry import Product, Progress, job
from reports import exports
from reports.asked import Asked, ask
from reports.explained import may_list

RECORDS = "reports.records"
GONE = "单位或指标已经停用，请在看板上重新打开这个数字再导出。"


def arguments_of(asked: Asked, *, own: bool) -> dict[str, Any]:
    """Which number it is, as its address says it."""
    number = {"association": asked.association.code, "indicator": asked.indicator.code, "own": own}
    return {**number, "query": asked.chosen.query}


@job(RECORDS, title="明细导出")
def records(row: Job, progress: Progress) -> Product:
    """The records behind a number. Families' records need the family right, now too."""
    given = row.arguments
    with scope.snapshot():
        indicators = Indicator.objects.select_related("numerator", "denominator")
        indicator = indicators.filter(code=given["indicator"]).first()
        try:
            association = visible_association(given["association"])
        except Http404:
            association = None
        if indicator is None or association is None:
            raise ValidationError(GONE)
        asked = ask(row.owner, association, given["query"], indicator)
        if not may_list(asked):
            raise PermissionDenied("明细限经办人查看。")
        return exports.records_sheet(asked, own=given["own"], moment=row.created_at, progress=progress)
