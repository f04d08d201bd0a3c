"""A list in the columns of its roster: what was exported can be edited and imported again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.jobs.models import Job
from core.jobs.registry import Product, Progress, silent
from core.jobs.services import request_job
from core.rosters.declare import RosterField, RosterKind
from core.rosters.services import FAMILIES
from core.workbooks import SheetColumn, write_workbook

JOB = "rosters.export"
AT_ONCE = 2_000  # rows that a page writes while somebody waits
SHORTEST, LONGEST = 4, 60


def checked_purpose(text: str) -> str:
    """What the file is for, in words."""
    text = " ".join(text.split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValidationError(f"请写明导出用途，{SHORTEST} 到 {LONGEST} 个字。")
    return text


def export_roster(
    *, actor: Account, kind: RosterKind, purpose: str, count: int, moment: datetime
) -> Product | Job:
    """The file at once, or the job that makes it. Needs EXPORT; leaves a trace with the purpose."""
    require(actor, Action.EXPORT, actor.association)
    if kind.family and not actor.family_right:
        raise PermissionDenied(FAMILIES)
    purpose = checked_purpose(purpose)
    trace = {"summary": f"{kind.title}名册 {count:,} {kind.unit}", "reason": purpose}
    if count > AT_ONCE:
        arguments = {"kind": kind.code, "purpose": purpose}
        title = f"{kind.title}名册 {count:,} {kind.unit}"
        return request_job(actor=actor, kind=JOB, title=title, arguments=arguments, total=count, trace=trace)
    product = roster_workbook(kind, actor, {}, moment, purpose=purpose, count=count)
    with scope.transaction():
        audit.record(actor, "export", summary=trace["summary"], reason=purpose)
    return product


def roster_workbook(
    kind: RosterKind,
    actor: Account,
    chosen: dict[str, Any],
    moment: datetime,
    progress: Progress = silent,
    *,
    purpose: str,
    count: int = 0,
) -> Product:
    """The rows of ``kind.export_rows`` as a file; sensitive columns masked. The last line says who took it
    out, when and what for; it begins so that an import leaves it out."""
    columns = [SheetColumn(heading(one), one.width) for one in kind.fields]
    now = timezone.localtime(moment)
    footer = f"说明：{actor.association.name} {actor.name} {now:%Y-%m-%d %H:%M} 导出，用于{purpose}，不得外传"
    lines = Lines(kind, actor, chosen, progress, count)
    content = write_workbook(f"{kind.title}名册", columns, lines, footer=footer)
    return Product(f"{kind.title}名册{now:%Y%m%d%H%M}.xlsx", content, lines.written)


def heading(one: RosterField) -> str:
    return f"{one.column_name}（{one.unit}）" if one.unit else one.column_name


class Lines:
    """The rows of an export, one at a time; ``written``: how many there were."""

    def __init__(
        self, kind: RosterKind, actor: Account, chosen: dict[str, Any], progress: Progress, count: int
    ) -> None:
        self.kind, self.actor, self.chosen = kind, actor, chosen
        self.progress, self.count, self.written = progress, count, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for values in self.kind.export_rows(self.actor, self.chosen):
            if self.written % 500 == 0:
                self.progress(self.written, max(self.count, self.written))
            self.written += 1
            yield [cell_of(one, values.get(one.name)) for one in self.kind.fields]


def cell_of(one: RosterField, value: Any) -> Any:
    """As its widget reads it again; masked where it is of a person."""
    if value is None:
        return None
    return one.shown(value) if one.sensitive else one.widget.for_sheet(value)
