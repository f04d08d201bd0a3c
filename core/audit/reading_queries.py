"""Reading the reading log: who saw a family, what a person saw."""

from typing import Any
from uuid import UUID

from django.db.models import BinaryField, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan

from core.audit.models import Reading
from core.audit.queries import between, period_of
from core.audit.readings import readable_kinds


def readings(chosen: dict[str, Any]) -> QuerySet[Reading]:
    """Looks of the active range, newest first; ``chosen`` as the filter form gives it."""
    since, until = period_of(chosen)
    rows = between(Reading.objects.select_related("association__parent__parent", "actor"), since, until)
    if person := chosen.get("person", "").strip():
        rows = rows.filter(Q(actor_name__icontains=person) | Q(actor__username__icontains=person))
    if chosen.get("what"):
        rows = rows.filter(what=chosen["what"])
    if unit := chosen.get("association"):
        rows = rows.filter(code__range=(unit.low, unit.high))
    if subject := chosen.get("subject", "").strip():
        rows = rows.filter(_about(find_subjects(subject)))
    return rows


def find_subjects(text: str) -> list[UUID]:
    """The rows that an auditor names: by number as their app finds them, or by the key that the log shows."""
    found = [key for kind in readable_kinds().values() for key in kind.find(text)]
    try:
        return [*found, UUID(text)]
    except ValueError:
        return found


class Place(Func):
    """Where the second byte string begins in the first; 0 where it does not occur."""

    function = "INSTR"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, second = (compiler.compile(expression) for expression in self.get_source_expressions())
        return f"POSITION({second[0]} IN {first[0]})", [*second[1], *first[1]]


def _about(keys: list[UUID]) -> Q:
    """Looks at any of these rows; their keys stand one after the other in ``ids``."""
    asked = Q(pk__in=[])
    for key in keys:
        place = Place(F("ids"), Value(key.bytes, output_field=BinaryField()))
        asked |= Q(GreaterThan(place, 0))
    return asked


def words_of(rows: list[Reading]) -> dict[UUID, str]:
    """What auditors call the rows of these looks; what is gone is called by its key."""
    by_kind: dict[str, set[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).update(row.keys)
    named: dict[UUID, str] = {}
    for kind, keys in by_kind.items():
        readable = readable_kinds().get(kind)
        named |= readable.words(list(keys)) if readable else {}
        named |= {key: f"已删除 {key}" for key in keys - set(named)}
    return named
