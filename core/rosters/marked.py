"""下载标红的文件: the rows that need a person, their bad cells marked, each with its reason and remedy."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from core import scope
from core.accounts.models import Account
from core.audit import services as audit
from core.rosters.declare import RosterKind
from core.rosters.models import FAULTY, Outcome, RosterBatch, RosterRow
from core.rosters.preview import columns_of
from core.rosters.services import require_own
from core.rosters.staging import Packer, staged_record
from core.workbooks.writing import Marked, SheetColumn, write_workbook

LISTED = (*FAULTY, Outcome.POSSIBLE)
HINT = "身份证号、电话、姓名已遮盖：请在原文件里按行号改好，再重新上传。"


def marked_copy(*, actor: Account, batch: RosterBatch) -> bytes:
    """The file as bytes; leaves a trace."""
    kind = require_own(actor, batch)
    columns = [
        SheetColumn("原文件行号", 10),
        SheetColumn("问题", 44),
        SheetColumn("怎样改", 36),
        *(SheetColumn(one["label"], kind.field(one["name"]).width) for one in columns_of(kind, batch)),
    ]
    now = timezone.localtime()
    footer = f"{HINT} {actor.association.name} {actor.name} {now:%Y-%m-%d %H:%M} 下载，仅供核对，不得外传"
    with scope.transaction():
        rows = list(_rows(kind, batch))
        audit.record(
            actor, "download", batch, summary=f"标红的文件：{batch.file_name}，{len(rows):,} 行"[:200]
        )
    return write_workbook(f"{batch.file_name}：需要改的行", columns, rows, footer=footer)


def _rows(kind: RosterKind, batch: RosterBatch) -> Iterator[list[Any]]:
    packer, columns = Packer(kind), columns_of(kind, batch)
    rows = RosterRow.objects.filter(batch=batch, outcome__in=LISTED).order_by("sheet", "number")
    names = {one.name: one.column_name for one in kind.fields}
    for row in rows.iterator(chunk_size=500):
        cells = staged_record(packer, [row]).reads[0].cells if row.payload else {}
        wrong = {one["field"] for one in row.problems}
        reasons = "；".join(_said(names, one) for one in row.problems) or row.get_outcome_display()
        remedies = "；".join(dict.fromkeys(one["remedy"] for one in row.problems if one.get("remedy")))
        line: list[Any] = [row.number, reasons, remedies]
        for column in columns:
            field = kind.field(column["name"])
            text = cells.get(field.name, "")
            text = field.mask(text) if text and field.sensitive else text
            line.append(Marked(text) if field.name in wrong else text)
        yield line


def _said(names: dict[str, str], problem: dict[str, Any]) -> str:
    name = names.get(problem["field"], "")
    return f"{name}：{problem['reason']}" if name else str(problem["reason"])
