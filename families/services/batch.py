"""What a set of changes makes of the rows: collected first, then written with few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from core.accounts.models import Account
from core.audit import services as audit
from core.audit.models import AuditEntry
from core.records import Record, ScopedModel
from families.models import Family
from families.services.base import CHUNK, chunks, store

M = TypeVar("M", bound=ScopedModel)


@dataclass
class Batch:
    """Rows to write, and what the trace says of each family. Deletions come first: they make room."""

    actor: Account
    made: dict[type[ScopedModel], list[Any]] = field(default_factory=dict)
    changed: dict[type[Record], dict[UUID, Any]] = field(default_factory=dict)
    columns: dict[type[Record], set[str]] = field(default_factory=dict)
    gone: dict[type[ScopedModel], list[Any]] = field(default_factory=dict)
    notes: dict[UUID, dict[str, list[Any]]] = field(default_factory=dict)

    def make(self, row: M) -> M:
        if isinstance(row, Record):
            row.created_by = self.actor
        self.made.setdefault(type(row), []).append(row)
        return row

    def change(self, row: Record, *columns: str) -> None:
        self.changed.setdefault(type(row), {})[row.pk] = row
        self.columns.setdefault(type(row), set()).update(columns)

    def drop(self, row: ScopedModel) -> None:
        self.gone.setdefault(type(row), []).append(row.pk)

    def note(self, family: Family, label: str, old: Any, new: Any) -> None:
        """One line of the trace; both values masked."""
        if old != new:
            self.notes.setdefault(family.pk, {})[label] = [old, new]

    def write(self) -> None:
        for model, keys in self.gone.items():
            for part in chunks(keys):
                model.objects.filter(pk__in=part).delete()
        for kept, standing in self.changed.items():
            gone = set(self.gone.get(kept, ()))
            rows = [row for key, row in standing.items() if key not in gone]
            store(rows, sorted(self.columns[kept]))
        for fresh, made in self.made.items():
            fresh.objects.bulk_create(made, batch_size=CHUNK)

    def trace(self, families: Iterable[Family], reasons: dict[UUID, str]) -> list[AuditEntry]:
        """An entry for each family of which anything changed."""
        return [
            audit.entry(
                self.actor, "update", family, changes=self.notes[family.pk], reason=reasons.get(family.pk, "")
            )
            for family in families
            if family.pk in self.notes
        ]
