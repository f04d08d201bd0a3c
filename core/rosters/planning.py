"""Every row gets one outcome, with all its errors; what would change is written down beside it."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core import scope
from core.accounts.models import Account
from core.rosters.cleaning import ReadLine, Skipped
from core.rosters.declare import ELSEWHERE, POSSIBLE, Line, Match, Planned, Problem, RosterKind
from core.rosters.effects import Effects
from core.rosters.models import FAULTY, Outcome, RosterBatch, RosterRow
from core.rosters.rows import CHUNK, NewRow, insert_rows
from core.rosters.staging import Judged, Packer, record_of, skipped_row, staged

ONCE_MORE = "同一条记录的行要排在一起"


@dataclass
class Planner:
    """Takes the rows of a file in order, judges and stages them in parts, each in its own transaction."""

    batch: RosterBatch
    kind: RosterKind
    actor: Account
    sheet: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.packer = Packer(self.kind)
        self.effects = Effects(self.kind, self.actor)
        self.waiting: list[Judged] = []
        self.skipped: list[NewRow] = []
        self.group: list[ReadLine] = []
        self.group_key: Hashable = None
        self.seen_groups: set[Hashable] = set()
        self.seen: dict[Hashable, int] = {}

    def add(self, found: ReadLine | Skipped) -> None:
        if isinstance(found, Skipped):
            self._skip(found)
            return
        key = self._key_of(found)
        if self.group and key != self.group_key:
            self._close_group()
        if not self.group:
            self.group_key = key
        self.group.append(found)
        if len(self.waiting) >= CHUNK:
            self.flush()

    def _skip(self, found: Skipped) -> None:
        if found.what == "numbered" and not found.note:
            self.counts["numbered"] += 1
            return
        self.counts[Outcome.SKIPPED] += 1
        self.skipped.append(skipped_row(self.sheet, found))
        if found.what == "total" and found.note != "相符":
            self.remarks.append(f"第 {found.number} 行合计不符：{found.note}。合计行不导入，请核对。")

    def _key_of(self, read: ReadLine) -> Hashable:
        previous: Line | None = self.group[-1].line if self.group else None
        try:
            return self.kind.group_key(read.line, previous)
        except ValidationError as error:
            read.line.problems.append(Problem("", "", "".join(error.messages), cause="分不清属于哪一条记录"))
            return read.line.number

    def _close_group(self) -> None:
        reads, self.group = self.group, []
        if self.group_key != reads[0].line.number:
            if self.group_key in self.seen_groups:
                remedy = "请把这些行移到一起，或去掉重复的行。"
                reads[0].line.problems.append(Problem("", "", ONCE_MORE, remedy, ONCE_MORE))
            self.seen_groups.add(self.group_key)
        self.waiting.append(Judged(record_of(reads), reads, sheet=self.sheet))

    def end_sheet(self) -> None:
        if self.group:
            self._close_group()
        self.flush()

    def flush(self) -> None:
        """Judge and stage what waits."""
        part, self.waiting = self.waiting, []
        skipped, self.skipped = self.skipped, []
        with scope.transaction():
            judge(self.kind, self.actor, part, self.seen)
            insert_rows(self.batch, [*skipped, *(row for one in part for row in staged(self.packer, one))])
        for one in part:
            self.counts[one.outcome] += len(one.reads)
            self._count_effect(one)

    def _count_effect(self, one: Judged) -> None:
        if one.outcome in (Outcome.NEW, Outcome.UPDATE):
            existing = one.match.existing if one.match else None
            self.effects.add(Planned(one.record, self.batch.pk, existing, one.changes))


def judge(kind: RosterKind, actor: Account, part: list[Judged], seen: dict[Hashable, int]) -> None:
    """Set the outcome of each record. ``seen``: {key: row number} of the records of the file so far."""
    sound: list[Judged] = []
    for one in part:
        if any(read.outside for read in one.reads):
            one.outcome = Outcome.OUTSIDE
            continue
        kind.check(one.record)
        if _is_faulty(one):
            one.outcome = Outcome.INVALID
        elif not _is_repeated(kind, one, seen):
            sound.append(one)
    if not sound:
        return
    matches = kind.find([one.record for one in sound], actor)
    for one in sound:
        if _is_faulty(one):
            one.outcome = Outcome.INVALID
        else:
            judge_match(kind, one, matches.get(one.record.number))


def _is_faulty(one: Judged) -> bool:
    """A record with a bad row is bad as a whole; its good rows say where."""
    bad = [read.line for read in one.reads if read.line.problems]
    if not bad:
        return False
    for read in one.reads:
        if not read.line.problems:
            reason = f"同一条记录的第 {bad[0].number} 行有错误"
            read.line.problems.append(
                Problem("", "", reason, "改好那一行就可以导入。", "同一条记录的别的行有错误")
            )
    return True


def _is_repeated(kind: RosterKind, one: Judged, seen: dict[Hashable, int]) -> bool:
    key = kind.key(one.record)
    if key is None:
        return False
    first = seen.setdefault(key, one.record.number)
    if first == one.record.number:
        return False
    one.outcome = Outcome.DUPLICATE
    reason = f"与第 {first} 行重复"
    remedy = f"请核对第 {first} 行和第 {one.record.number} 行，只留一行。"
    one.record.lines[0].problems.append(Problem("", "", reason, remedy, "文件里重复"))
    return True


def judge_match(kind: RosterKind, one: Judged, match: Match | None) -> None:
    """The outcome of a sound record, by what the system holds."""
    one.match = match
    if match is None:
        one.outcome = Outcome.NEW
    elif match.how == ELSEWHERE or match.existing is None:
        one.outcome = Outcome.DUPLICATE
        reason = match.reason or "已在别的单位登记"
        one.record.lines[0].problems.append(Problem("", "", reason, "请联系上级单位核对。", reason))
    else:
        one.changes = kind.differences(one.record, match.existing)
        changed = Outcome.UPDATE if one.changes else Outcome.UNCHANGED
        one.outcome = Outcome.POSSIBLE if match.how == POSSIBLE else changed


def totals(counts: Counter[str]) -> dict[str, int]:
    """All outcomes, zeros too, in the order of the tabs."""
    return {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}


def count_rows(batch: RosterBatch) -> dict[str, int]:
    """What is staged, after rows were corrected."""
    found: Counter[str] = Counter()
    for outcome in Outcome:
        found[outcome.value] = RosterRow.objects.filter(batch=batch, outcome=outcome).count()
    return totals(found)


def has_faults(counts: dict[str, int]) -> int:
    """How many rows cannot be imported as they are."""
    return sum(counts.get(outcome.value, 0) for outcome in FAULTY)


def struck_remark(rows: Iterable[int]) -> list[str]:
    listed = sorted(rows)
    if not listed:
        return []
    words = "、".join(str(number) for number in listed[:10]) + (" 等" if len(listed) > 10 else "")
    return [f"第 {words} 行有删除线：删除线不表示删除，照常导入；不要的行请从文件里删去。"]


def as_numbers(counts: Any) -> Counter[str]:
    return Counter({name: int(number) for name, number in counts.items()})
