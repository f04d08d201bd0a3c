"""One import at its present step: waiting, columns, preview, result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import Action, access, account_of
from core.jobs.queries import has_workers
from core.jobs.texts import row_of
from core.pages.tables import page_of
from core.pages.views import Page
from core.rosters.declare import RosterKind
from core.rosters.models import KEPT, BatchState, RosterBatch
from core.rosters.preview import (
    PER_PAGE,
    causes,
    columns_of,
    commit_words,
    compared_words,
    effect_words,
    rows_of,
    sentence,
    shown_rows,
    skipped_words,
    tab_of,
    tabs,
)
from core.rosters.services import require_own, same_file
from core.rosters.sheets import column_page
from core.rosters.views.start import find

PART, PREVIEW = "roster", "preview"
STEPS = ["选文件", "对列", "预览", "提交"]
AT = {
    BatchState.REFUSED: 0, BatchState.DISCARDED: 0, BatchState.READING: 1, BatchState.COLUMNS: 1,
    BatchState.PLANNING: 2, BatchState.PREVIEW: 2,
}  # fmt: skip


@access(get=Action.IMPORT)
class RosterDetail(Page):
    """One address for all steps: what stands there follows the state."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        batch = find(request, pk)
        kind = require_own(account_of(request), batch)
        self.heading = f"导入{kind.title}：{batch.file_name}"
        if batch.is_busy:
            return self._busy(batch)
        if request.headers.get("HX-Target") == PART:
            return _reload()
        if batch.state == BatchState.COLUMNS:
            self.template = "rosters/roster_columns.html"
            return self._step(batch, **column_page(kind, batch, request.GET))
        if batch.state == BatchState.PREVIEW:
            return self._preview(batch, kind)
        return self._over(batch, kind)

    def _step(self, batch: RosterBatch, **extra: Any) -> HttpResponse:
        at = AT.get(BatchState(batch.state), 3)
        return self.show(
            batch=batch,
            steps=[
                {"label": label, "number": number + 1, "here": number == at}
                for number, label in enumerate(STEPS)
            ],
            breadcrumb=[
                {"label": "我的导入", "url": reverse("core:roster_list")},
                {"label": batch.file_name, "url": ""},
            ],
            **extra,
        )

    def _busy(self, batch: RosterBatch) -> HttpResponse:
        is_part = self.request.headers.get("HX-Target") == PART
        self.template = "rosters/_busy.html" if is_part else "rosters/roster_busy.html"
        job = batch.job
        is_stuck = job is None or job.is_over
        return self._step(
            batch,
            row=row_of(job) if job else None,
            poll_url="" if is_stuck else self.request.get_full_path(),
            is_stuck=is_stuck,
            part=PART,
            has_workers=has_workers(),
        )

    def _preview(self, batch: RosterBatch, kind: RosterKind) -> HttpResponse:
        request, account = self.request, account_of(self.request)
        is_part = request.headers.get("HX-Target") == PREVIEW
        self.template = "rosters/_preview.html" if is_part else "rosters/roster_preview.html"
        tab = tab_of(request.GET.get("tab", ""), batch.counts)
        cause = request.GET.get("cause", "")[:100]
        page = page_of(request, rows_of(batch, tab, cause), PER_PAGE)
        if ids := [row.target for row in page if row.target is not None]:
            kind.seen(account, ids)
        return self._step(
            batch,
            kind=kind,
            sentence=sentence(batch.counts),
            effects=effect_words(batch),
            compared=compared_words(batch),
            earlier=same_file(batch),
            tabs=tabs(batch.counts, tab),
            tab=tab,
            causes=causes(batch, tab, cause),
            columns=columns_of(kind, batch),
            rows=shown_rows(kind, batch, page, account),
            page=page,
            skipped=skipped_words(batch),
            commit=commit_words(batch, account, kind),
            updates=batch.choices.get("updates", "all"),
            preview=PREVIEW,
        )

    def _over(self, batch: RosterBatch, kind: RosterKind) -> HttpResponse:
        self.template = "rosters/roster_result.html"
        return self._step(
            batch,
            kind=kind,
            numbers={name: f"{number:,}" for name, number in batch.counts.items()},
            list_url=reverse(kind.list_url) if kind.list_url else "",
            undo_until=batch.committed_at + KEPT if batch.committed_at else None,
        )


def _reload() -> HttpResponse:
    """The waiting part is over: the whole page is another one now."""
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer
