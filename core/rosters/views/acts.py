"""What can be done with an import; each act leads back to its page."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import notices
from core.access import Action, access, account_of, get_visible
from core.pages.links import local_address
from core.pages.views import ConfirmPage
from core.rosters.committing import written_parts
from core.rosters.corrections import correct_cell, decide_row
from core.rosters.marked import marked_copy
from core.rosters.models import RosterBatch, RosterRow
from core.rosters.services import (
    choose_columns,
    commit_batch,
    discard_batch,
    release_batch,
    require_own,
    set_rule,
    undo_batch,
)
from core.rosters.sheets import choice_of
from core.rosters.views.start import find
from core.workbooks import workbook_answer

COUNTED_AT_ONCE = 5_000


def _done(request: HttpRequest, batch: RosterBatch, act: Callable[[], Any], said: str = "") -> HttpResponse:
    """Do it and go back; a refusal is told on the page."""
    try:
        act()
    except ValidationError as error:
        for text in error.messages:
            notices.add(request, text, level="error")
    else:
        if said:
            notices.add(request, said)
    return HttpResponseRedirect(local_address(request, batch.get_absolute_url()))


@access(post=Action.IMPORT)
def roster_columns(request: HttpRequest, pk: Any) -> HttpResponse:
    """Step 2 is settled."""
    batch, account = find(request, pk), account_of(request)

    def act() -> None:
        choose_columns(actor=account, batch=batch, choice=choice_of(request.POST))

    return _done(request, batch, act)


@access(post=Action.IMPORT)
def roster_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """回到上一步: from the preview to the columns, or out of a step that was not finished."""
    batch = find(request, pk)
    return _done(request, batch, lambda: release_batch(actor=account_of(request), batch=batch))


@access(post=Action.IMPORT)
def roster_rule(request: HttpRequest, pk: Any) -> HttpResponse:
    """全部更新, 只更新空白项, 不更新."""
    batch, rule = find(request, pk), request.POST.get("updates", "")
    return _done(request, batch, lambda: set_rule(actor=account_of(request), batch=batch, updates=rule))


@access(post=Action.IMPORT)
def roster_correct(request: HttpRequest, pk: Any, row: Any) -> HttpResponse:
    """One cell is mended on the page."""
    batch, account = find(request, pk), account_of(request)
    target = _row(batch, row)

    def act() -> None:
        number = correct_cell(
            actor=account,
            batch=batch,
            row=target,
            name=request.POST.get("field", ""),
            text=request.POST.get("pick") or request.POST.get("text", ""),
            everywhere=request.POST.get("everywhere") == "yes",
        )
        if number > 1:
            notices.add(request, f"已一起改了 {number:,} 行。")

    return _done(request, batch, act)


@access(post=Action.IMPORT)
def roster_decide(request: HttpRequest, pk: Any, row: Any) -> HttpResponse:
    """是同一个, 不是; or which values of a row are updated."""
    batch, account = find(request, pk), account_of(request)
    target, sent = _row(batch, row), request.POST
    decision: dict[str, Any] = {"fields": sent.getlist("fields")}
    if "same" in sent:
        decision = {"same": sent["same"] == "yes"}
    elif sent.get("skip") == "yes":
        decision = {"skip": True}
    return _done(
        request, batch, lambda: decide_row(actor=account, batch=batch, row=target, decision=decision)
    )


def _row(batch: RosterBatch, pk: Any) -> RosterRow:
    row: RosterRow = get_visible(RosterRow.objects.filter(batch=batch), pk=pk)
    return row


@access(post=Action.IMPORT)
def roster_marked(request: HttpRequest, pk: Any) -> HttpResponse:
    """下载标红的文件; leaves a trace, therefore no GET."""
    batch, account = find(request, pk), account_of(request)
    content = marked_copy(actor=account, batch=batch)
    return workbook_answer(f"{batch.file_name.rpartition('.')[0]}（标红）", content)


@access(post=Action.IMPORT)
def roster_commit(request: HttpRequest, pk: Any) -> HttpResponse:
    """提交."""
    batch, only = find(request, pk), request.POST.get("valid_only") == "yes"
    return _done(
        request, batch, lambda: commit_batch(actor=account_of(request), batch=batch, valid_only=only)
    )


@access(post=Action.IMPORT)
def roster_discard(request: HttpRequest, pk: Any) -> HttpResponse:
    """放弃."""
    batch = find(request, pk)
    said = f"已放弃“{batch.file_name}”，上传的文件已删除，系统里什么也没有改动。"
    answer = _done(request, batch, lambda: discard_batch(actor=account_of(request), batch=batch), said)
    if batch.cleared_at is None and batch.state != "discarded":
        return answer
    return HttpResponseRedirect(reverse("core:roster_list"))


@access(get=Action.IMPORT, post=Action.IMPORT)
class RosterUndo(ConfirmPage):
    """撤销整批: says what it will take back, and what it cannot and why."""

    heading = "撤销整批导入"
    question = "撤销后，这批新增的记录删除，更新过的记录恢复原值。"
    submit_label = "撤销整批"

    def batch(self) -> RosterBatch:
        return find(self.request, self.kwargs["pk"])

    def cancel_url(self) -> str:
        return self.batch().get_absolute_url()

    def consequences(self) -> list[str]:
        batch, account = self.batch(), account_of(self.request)
        kind = require_own(account, batch)
        counts = batch.counts
        added, changed = counts.get("added", 0), counts.get("changed", 0)
        lines = [f"新增的 {added:,} 行将删除，更新的 {changed:,} 行将恢复原值。"]
        if added + changed > COUNTED_AT_ONCE:
            return [*lines, "后来又改过、或已被别的记录使用的，撤销时逐条核对，保留并列出。"]
        held = [
            (row.number, reasons[written.id])
            for part in written_parts(batch)
            for reasons in [kind.held(account, [written for _, written in part])]
            for row, written in part
            if written.id in reasons
        ]
        if held:
            lines.append(f"其中 {len(held):,} 行不能撤销，会保留：")
            lines += [f"第 {number} 行：{reason}" for number, reason in held[:20]]
        return lines

    def save(self, form: Any) -> Any:
        undo_batch(actor=account_of(self.request), batch=self.batch())

    def done_url(self, result: Any) -> str:
        return self.batch().get_absolute_url()
